"""Drafts of flows: begun, saved by several administrators at once, merged, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .clock import Clock
from .definitions.bundle import Bundle
from .definitions.merging import Merged, merge
from .errors import DraftClosed, StaleDraft, UnknownFlowDraft
from .store import DraftArchive, FlowDraft, RosterArchive, SqlStore
from .workflow.people.rights import require_office_administrator

__all__ = ["Drafts", "MergedDraft"]

_STATES = {"published": "已经发布", "discarded": "已经删除", "open": "正在编写"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedDraft:
    """What somebody wrote, merged with what was saved meanwhile: ``theirs`` is the newest revision."""

    theirs: FlowDraft
    source: Merged
    scenarios: Merged

    @property
    def conflicts(self) -> int:
        """How many places both changed differently."""
        return len(self.source.conflicts) + len(self.scenarios.conflicts)


class Drafts:
    """The drafts of one office (流程草稿); administrators write them.

    Every revision that was saved is kept, those of published and discarded drafts too.
    """

    def __init__(self, store: SqlStore, roster: RosterArchive, clock: Clock) -> None:
        self._archive = DraftArchive(store)
        self._roster = roster
        self._clock = clock

    def open(self) -> Sequence[FlowDraft]:
        """Give the newest revision of every draft under way, the last saved first."""
        return self._archive.open()

    def read(self, draft: int) -> FlowDraft:
        """Give a draft as it was saved last; raise UnknownFlowDraft."""
        return self._archive.revisions(draft)[0]

    def revisions(self, draft: int) -> Sequence[FlowDraft]:
        """Give every saved revision of a draft, the newest first; raise UnknownFlowDraft."""
        return self._archive.revisions(draft)

    def begin(self, bundle: Bundle, *, by: str, base: str = "") -> FlowDraft:
        """Begin a draft from a text; ``base`` is the ``KEY@VERSION`` it comes from. NotEntitled."""
        self._require(by)
        return self._archive.begin(bundle, base=base, by=by, at=self._clock.now())

    def save(
        self, draft: int, *, source: str, scenarios: str | None = None, expect: int, by: str
    ) -> FlowDraft:
        """Save a text as the next revision; the one that stands there is not saved again.

        Without ``scenarios`` they stay as they are. Raises NotEntitled, UnknownFlowDraft,
        DraftClosed, and StaleDraft where somebody saved since the revision expected: it holds his
        revision as ``theirs``, and nothing is overwritten. ``merge`` brings both together.
        """
        self._require(by)
        before = self.read(draft).bundle
        kept = before.scenarios if scenarios is None else scenarios
        bundle = replace(before, source=source, scenarios=kept)
        return self._save(draft, bundle, expect=expect, by=by)

    def save_template(self, draft: int, name: str, text: str, *, expect: int, by: str) -> FlowDraft:
        """Save a letter template as the next revision, whatever else changed meanwhile.

        Raises what ``save`` does: StaleDraft only where somebody else saved this template since the
        revision expected.
        """
        self._require(by)
        found = self._archive.revisions(draft)
        newest, known = found[0], {each.revision: each.bundle.templates.get(name) for each in found}
        is_mine = expect in known and known[expect] == newest.bundle.templates.get(name)
        templates = {**newest.bundle.templates, name: text}
        return self._save(
            draft,
            replace(newest.bundle, templates=templates),
            expect=newest.revision if is_mine else expect,
            by=by,
        )

    def _save(self, draft: int, bundle: Bundle, *, expect: int, by: str) -> FlowDraft:
        now = self._clock.now()
        saved, is_saved = self._archive.save(draft, bundle, expect=expect, by=by, at=now)
        if is_saved:
            return saved
        if saved.state != "open":
            raise DraftClosed(draft=draft, state=saved.state, state_zh=_STATES[saved.state])
        raise StaleDraft(
            draft=draft,
            by=self._roster.directory().name_of(saved.by),
            at=saved.at.isoformat(timespec="minutes"),
            actual=saved.revision,
            expected=expect,
            theirs=saved,
        )

    def merge(self, draft: int, *, source: str, scenarios: str, expect: int) -> MergedDraft:
        """Merge a text that came from an older revision with the newest; saves nothing.

        Raises UnknownFlowDraft, also for a revision there never was.
        """
        found = self._archive.revisions(draft)
        base = next((r.bundle for r in found if r.revision == expect), None)
        if base is None:
            raise UnknownFlowDraft(name=f"#{draft}/{expect}")
        theirs = found[0]
        return MergedDraft(
            theirs=theirs,
            source=merge(base.source, source, theirs.bundle.source),
            scenarios=merge(base.scenarios, scenarios, theirs.bundle.scenarios),
        )

    def restore(self, draft: int, revision: int, *, by: str) -> FlowDraft:
        """Save an older revision once more, as the newest; raises what ``save`` does."""
        self._require(by)
        found = self._archive.revisions(draft)
        old = next((r.bundle for r in found if r.revision == revision), None)
        if old is None:
            raise UnknownFlowDraft(name=f"#{draft}/{revision}")
        return self._save(draft, old, expect=found[0].revision, by=by)

    def publish(self, draft: int, *, by: str) -> None:
        """Take a draft that was published from those under way; NotEntitled, UnknownFlowDraft."""
        self._require(by)
        self.read(draft)
        self._archive.close(draft, "published", by=by, at=self._clock.now())

    def discard(self, draft: int, *, by: str) -> None:
        """Take a draft from those under way; its texts are kept. NotEntitled, UnknownFlowDraft."""
        self._require(by)
        self.read(draft)
        self._archive.close(draft, "discarded", by=by, at=self._clock.now())

    def _require(self, by: str) -> None:
        require_office_administrator(
            self._roster.directory(), by, action="change flows", action_zh="修改流程"
        )
