"""The designer: what administrators do with flows before anybody feels it, and when they publish."""

from __future__ import annotations

from pathlib import Path

from .definitions import Flow
from .definitions.beginning import begun
from .definitions.bundle import Bundle, bundle_in
from .definitions.diagrams import chart_of_source, read_bpmn
from .definitions.files import shipped_flows
from .drafts import Drafts
from .errors import Fault, UnknownFlow
from .migrating import Migrations
from .publishing import Publisher
from .store import FlowArchive

_FILES = frozenset({".yaml", ".yml"})


class Designer:
    """Flows as texts: found by name, checked, read, published.

    A flow is named by its file (``FILE.yaml``), by its key for the latest published version, or as
    ``KEY@VERSION``; a key nobody has published is that of a flow that comes with guatu.
    ``drafts`` are flows while they are written; ``migrations`` tell what a version would do to
    running cases, and bring them onto it.
    """

    def __init__(
        self,
        archive: FlowArchive,
        publisher: Publisher,
        *,
        drafts: Drafts,
        migrations: Migrations,
    ) -> None:
        self._archive = archive
        self._publisher = publisher
        self.drafts = drafts
        self.migrations = migrations

    def flow(self, name: Path | str) -> Flow:
        """Give a flow by its name, checked unless it is published.

        Raises UnreadableFile, UnknownFlow, and DefinitionFaults with every fault found.
        """
        if isinstance(name, Path) or Path(name).suffix in _FILES:
            return self.read(self.bundle(name))
        key, _, version = name.partition("@")
        published = {str(v.version): v.hash for v in self._archive.versions() if v.key == key}
        if version:
            if version not in published:
                raise UnknownFlow(name=name, known=[f"{key}@{n}" for n in published])
            return self._archive.version(published[version])
        if published:
            return self._archive.latest(key)
        shipped = {path.stem: path for path in shipped_flows()}
        if key in shipped:
            return self.read(bundle_in(shipped[key]))
        known = {v.key for v in self._archive.versions()} | {*shipped}
        raise UnknownFlow(name=name, known=sorted(known))

    def bundle(self, name: Path | str) -> Bundle:
        """Give what a flow is published from, by its name; a file is not checked.

        Raises UnreadableFile, UnknownFlow.
        """
        if isinstance(name, Path) or Path(name).suffix in _FILES:
            return bundle_in(Path(name))
        flow = self.flow(name)
        templates = {spec.template: spec.source for spec in flow.letters.values()}
        return Bundle(
            source=flow.source,
            file=f"{flow.key}.yaml",
            templates=templates,
            scenarios=flow.scenarios,
        )

    def beginning(self, key: str, title: str) -> Bundle:
        """Give what a new flow begins as: two stages, sound, explained line by line."""
        return Bundle(source=begun(key, title), file=f"{key}.yaml")

    def from_bpmn(self, process: bytes, *, file: str) -> Bundle:
        """Give what a flow begins as that comes from a BPMN 2.0 process; raise UnreadableFile.

        What was not understood stands at the head of its text, as comments.
        """
        imported = read_bpmn(process, file=file)
        said = [f"#   {remark.sentence()}" for remark in imported.report]
        head = ["# 读入时的说明，逐项核对后删去：", *said, ""] if said else []
        source = "\n".join((*head, imported.source))
        key = chart_of_source(source).key
        return Bundle(source=source, file=f"{key}.yaml")

    def check(self, bundle: Bundle) -> tuple[Fault, ...]:
        """Give every fault of a flow, none for a good one."""
        return self._publisher.check(bundle)

    def read(self, bundle: Bundle) -> Flow:
        """Read a flow with every check; raise DefinitionFaults with every fault found."""
        return self._publisher.read(bundle)

    def publish(self, bundle: Bundle, *, by: str, note: str = "") -> tuple[Flow, int]:
        """Publish a flow as the next version of its key; raises what ``Office.publish`` says."""
        return self._publisher.publish(bundle, by=by, note=note)
