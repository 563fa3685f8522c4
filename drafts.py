"""Drafts of flows: what administrators work on before it is published, kept at every save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .clock import Clock
from .definitions.beginning import begun
from .definitions.bundle import Bundle
from .definitions.editing import Conflict, merge
from .definitions.headings import heading_of
from .designing import Designer
from .errors import DraftClosed, StaleDraft, UnknownFlow
from .notifications import shipped_templates
from .store import (
    DraftArchive,
    DraftLine,
    DraftRevision,
    DraftState,
    DraftText,
    FlowArchive,
    FlowDraft,
    RosterArchive,
)
from .workflow.people.rights import require_office_administrator

SOURCE, SCENARIOS = "source", "scenarios"
"""The parts of a draft beside its templates, which go by their file names."""

_STATES = {"published": "已发布", "discarded": "已废弃"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedDraft:
    """Two people's texts joined: what to save, on top of which revision, and what is to be decided.

    ``conflicts`` maps a part (``source``, ``scenarios``, a template's file name) to the places
    where both changed the same lines; mine stands there in ``text``.
    """

    text: DraftText
    revision: int
    conflicts: Mapping[str, tuple[Conflict, ...]]


class Drafts:
    """Drafts of flows: begun from a version, a text or nothing, saved without ever losing a text.

    Administrators work on them, auditors may look. Whoever may not gets NotEntitled (auditors who
    would change something AuditorsOnlyLook), whoever is not there UnknownPerson; a draft that is
    not there is UnknownFlowDraft.
    """

    def __init__(
        self,
        archive: DraftArchive,
        designer: Designer,
        flows: FlowArchive,
        roster: RosterArchive,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._designer = designer
        self._flows = flows
        self._directory = roster.directory
        self._clock = clock

    def open(self, name: str, *, by: str) -> FlowDraft:
        """Begin a draft from a flow by its name, ``KEY`` or ``KEY@VERSION``.

        Raises UnknownFlow, UnreadableFile.
        """
        self._require_administrator(by)
        flow, bundle = self._designer.flow(name), self._designer.bundle(name)
        text = DraftText(source=bundle.source, scenarios=bundle.scenarios)
        return self._begin(text, base=flow.hash, by=by)

    def new(
        self,
        text: DraftText | None = None,
        *,
        key: str = "new_flow",
        title: str = "新流程",
        by: str,
    ) -> FlowDraft:
        """Begin a draft from a text as it is, faulty or not; without one from a sound small flow."""
        self._require_administrator(by)
        if text is None:
            text = DraftText(source=begun(key, title))
        return self._begin(text, base="", by=by)

    def list(self, *, by: str, state: DraftState | None = "open") -> Sequence[DraftLine]:
        """List the drafts in a state, all for None; what was saved last stands first."""
        self._require_overseer(by)
        return self._archive.list(state)

    def read(self, draft: int, *, by: str) -> FlowDraft:
        """Give a draft with its text as it is now."""
        self._require_overseer(by)
        return self._archive.read(draft)

    def revisions(self, draft: int, *, by: str) -> Sequence[DraftRevision]:
        """Give every text a draft had, the newest first."""
        self._require_overseer(by)
        self._archive.read(draft)
        return self._archive.revisions(draft)

    def bundle(self, draft: int, *, by: str) -> Bundle:
        """Give what a draft would be checked and published from, over its base's templates."""
        found = self.read(draft, by=by)
        return self.bundle_of(found, found.text)

    def bundle_of(self, draft: DraftLine, text: DraftText) -> Bundle:
        """Give what any text of a draft would be published from, such as one not saved yet."""
        templates = shipped_templates()
        try:
            letters = self._flows.version(draft.base).letters if draft.base else {}
        except UnknownFlow:  # a flow that comes with guatu and was never published
            letters = {}
        own = {spec.template: spec.source for spec in letters.values()}
        return Bundle(
            source=text.source,
            file=f"{draft.flow or 'flow'}.yaml",
            templates={**templates, **own, **text.templates},
            scenarios=text.scenarios,
        )

    def save(self, draft: int, text: DraftText, *, revision: int, by: str) -> FlowDraft:
        """Keep a text that was made from a revision; the text it has already saves nothing.

        Raises StaleDraft, with what a merge needs, when somebody else saved in between, and
        DraftClosed. Nothing is overwritten: every text the draft had stays among its revisions.
        """
        self._require_administrator(by)
        before = self._archive.read(draft)
        if before.state == "open" and before.text == text:
            return before
        flow, title = heading_of(text.source)
        is_saved = self._archive.save(
            draft,
            text,
            expected=revision,
            flow=flow or before.flow,
            title=title or before.title,
            by=by,
            at=self._clock.now(),
        )
        if not is_saved:
            self._refuse(draft, text, revision)
        return self._archive.read(draft)

    def merge(self, draft: int, mine: DraftText, *, revision: int, by: str) -> MergedDraft:
        """Join a text made from a revision with the one that is there now; nothing is saved."""
        self._require_administrator(by)
        now = self._archive.read(draft)
        base = self._archive.revision(draft, revision).text
        parts = {part: merge(*texts) for part, texts in _parts(base, mine, now.text).items()}
        conflicts = {part: found.conflicts for part, found in parts.items() if found.conflicts}
        text = DraftText(
            source=parts[SOURCE].text,
            scenarios=parts[SCENARIOS].text,
            templates={
                name: found.text
                for name, found in parts.items()
                if name not in {SOURCE, SCENARIOS} and found.text
            },
        )
        return MergedDraft(text=text, revision=now.revision, conflicts=conflicts)

    def restore(self, draft: int, number: int, *, revision: int, by: str) -> FlowDraft:
        """Save an older revision's text again as the newest; raises what ``save`` does."""
        self._require_administrator(by)
        return self.save(
            draft, self._archive.revision(draft, number).text, revision=revision, by=by
        )

    def close(self, draft: int, *, by: str, state: DraftState = "discarded") -> None:
        """End a draft, as discarded or published; it stays readable. Raises DraftClosed."""
        self._require_administrator(by)
        if not self._archive.close(draft, state, by=by, at=self._clock.now()):
            self._refuse_closed(self._archive.read(draft))

    def _begin(self, text: DraftText, *, base: str, by: str) -> FlowDraft:
        flow, title = heading_of(text.source)
        now = self._clock.now()
        draft = self._archive.add(text, flow=flow, title=title, base=base, by=by, at=now)
        return self._archive.read(draft)

    def _refuse(self, draft: int, mine: DraftText, expected: int) -> NoReturn:
        now = self._archive.read(draft)
        if now.state != "open":
            self._refuse_closed(now)
        person = self._directory().person(now.saved_by)
        raise StaleDraft(
            draft=draft,
            by=person.name if person else now.saved_by,
            at=now.saved_at.isoformat(timespec="minutes"),
            actual=now.revision,
            expected=expected,
            base=self._archive.revision(draft, expected).text,
            mine=mine,
            theirs=now.text,
        )

    @staticmethod
    def _refuse_closed(draft: FlowDraft) -> NoReturn:
        raise DraftClosed(draft=draft.id, state=draft.state, state_zh=_STATES[draft.state])

    def _require_administrator(self, by: str) -> None:
        action, action_zh = "change drafts of flows", "修改流程草稿"
        require_office_administrator(self._directory(), by, action=action, action_zh=action_zh)

    def _require_overseer(self, by: str) -> None:
        person = self._directory().person(by)
        if person is None or "auditor" not in person.roles:
            action, action_zh = "see drafts of flows", "查看流程草稿"
            require_office_administrator(self._directory(), by, action=action, action_zh=action_zh)


def _parts(
    base: DraftText, mine: DraftText, theirs: DraftText
) -> Mapping[str, tuple[str, str, str]]:
    """Put the three texts of every part beside each other; a template that is not there is empty."""
    three = (base, mine, theirs)
    names = dict.fromkeys(name for text in three for name in text.templates)
    found: dict[str, Any] = {
        SOURCE: tuple(text.source for text in three),
        SCENARIOS: tuple(text.scenarios for text in three),
    }
    return found | {n: tuple(text.templates.get(n, "") for text in three) for n in names}
