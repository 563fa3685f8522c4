"""A draft of a flow loses nothing: not to a colleague, a closed browser, a restart or a kill."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from guatu.errors import (
    AuditorsOnlyLook,
    DraftClosed,
    NotEntitled,
    StaleDraft,
    UnknownFlow,
    UnknownFlowDraft,
    UnknownPerson,
)
from guatu.store import DraftText
from testkit.offices import another_office
from testkit.overseers import with_overseers


@pytest.fixture
def staffed(office, tmp_path):
    """An office with an administrator (guan), an auditor (shen) and somebody else (shui)."""
    with_overseers(office, tmp_path / "staffed")
    return office


def with_source(text: DraftText, *changes: tuple[str, str]) -> DraftText:
    source = text.source
    for old, new in changes:
        assert old in source
        source = source.replace(old, new, 1)
    return replace(text, source=source)


TITLE = ("title: 施工许可", "title: 建筑施工许可")


def test_a_draft_begins_from_the_latest_version_word_for_word(staffed) -> None:
    draft = staffed.drafts.open("permit", by="guan")

    flow = staffed.flows.latest("permit")
    assert (draft.flow, draft.title, draft.base) == ("permit", flow.title.zh, flow.hash)
    assert (draft.text.source, draft.revision, draft.state) == (flow.source, 1, "open")
    assert staffed.designer.check(staffed.drafts.bundle(draft.id, by="guan")) == ()


def test_a_draft_may_begin_from_an_older_version_and_from_a_shipped_flow(staffed) -> None:
    older = staffed.drafts.open("permit@1", by="guan")
    shipped = staffed.drafts.open("complaints", by="guan")

    assert (older.flow, shipped.flow) == ("permit", "complaints")
    assert staffed.designer.check(staffed.drafts.bundle(shipped.id, by="guan")) == ()
    with pytest.raises(UnknownFlow):
        staffed.drafts.open("nothing", by="guan")


def test_a_draft_of_nothing_is_a_sound_flow_that_can_be_published(staffed) -> None:
    draft = staffed.drafts.new(key="seals", title="用印审批", by="guan")

    found = staffed.drafts.bundle(draft.id, by="guan")
    assert (draft.flow, draft.title, draft.base) == ("seals", "用印审批", "")
    assert staffed.designer.check(found) == ()
    assert staffed.designer.publish(found, by="guan")[1] == 1


def test_a_text_that_was_brought_along_is_kept_with_all_its_faults(staffed) -> None:
    draft = staffed.drafts.new(DraftText(source="stages: ["), by="guan")

    assert staffed.drafts.read(draft.id, by="guan").text.source == "stages: ["
    assert (draft.flow, draft.title) == ("", "")


def test_every_save_keeps_the_text_before_and_the_same_again_keeps_nothing(staffed, clock) -> None:
    drafts, first = staffed.drafts, staffed.drafts.open("permit", by="guan")
    text = with_source(first.text, TITLE)

    clock.move_to(clock.now() + timedelta(minutes=5))
    second = drafts.save(first.id, text, revision=1, by="guan")
    again = drafts.save(first.id, text, revision=2, by="guan")

    kept = drafts.revisions(first.id, by="guan")
    assert (second.revision, second.title) == (2, "建筑施工许可")
    assert again == second
    assert [(r.revision, r.text) for r in kept] == [(2, text), (1, first.text)]


def test_a_text_that_can_not_be_read_keeps_the_name_the_draft_had(staffed) -> None:
    draft = staffed.drafts.open("permit", by="guan")

    saved = staffed.drafts.save(draft.id, DraftText(source="flow: ["), revision=1, by="guan")

    assert (saved.flow, saved.title) == (draft.flow, draft.title)


def test_templates_and_scenarios_are_kept_with_the_text(staffed) -> None:
    draft = staffed.drafts.open("permit", by="guan")
    text = replace(draft.text, templates={"own.txt.j2": "标题：函"}, scenarios="scenarios: []\n")

    staffed.drafts.save(draft.id, text, revision=1, by="guan")

    found = staffed.drafts.bundle(draft.id, by="guan")
    assert staffed.drafts.read(draft.id, by="guan").text == text
    assert (found.templates["own.txt.j2"], found.scenarios) == ("标题：函", "scenarios: []\n")


def test_who_saves_second_is_told_and_overwrites_nothing(staffed, clock) -> None:
    drafts, begun = staffed.drafts, staffed.drafts.open("permit", by="guan")
    first = with_source(begun.text, TITLE)
    second = with_source(begun.text, ("initial: intake", "initial: review"))
    drafts.save(begun.id, first, revision=1, by="guan")

    with pytest.raises(StaleDraft, match="saved by 管理员") as refused:
        drafts.save(begun.id, second, revision=1, by="system")

    told = refused.value
    assert (told.base, told.mine, told.theirs) == (begun.text, second, first)
    assert (told.actual, told.expected) == (2, 1)
    assert drafts.read(begun.id, by="guan").text == first


def test_of_several_who_save_at_once_one_does_and_the_others_are_told(staffed) -> None:
    drafts, begun = staffed.drafts, staffed.drafts.open("permit", by="guan")
    texts = [with_source(begun.text, ("title: 施工许可", f"title: 许可{n}")) for n in range(4)]

    def save(text: DraftText) -> int:
        try:
            return drafts.save(begun.id, text, revision=1, by="guan").revision
        except StaleDraft:
            return 0

    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(save, texts))

    assert sorted(saved) == [0, 0, 0, 2]
    assert [r.revision for r in drafts.revisions(begun.id, by="guan")] == [2, 1]


def test_what_two_made_of_a_draft_is_merged_and_saved_on_top(staffed) -> None:
    drafts, begun = staffed.drafts, staffed.drafts.open("permit", by="guan")
    first, later = TITLE, ("initial: intake", "initial: review")
    drafts.save(begun.id, with_source(begun.text, first), revision=1, by="guan")

    merged = drafts.merge(begun.id, with_source(begun.text, later), revision=1, by="system")
    saved = drafts.save(begun.id, merged.text, revision=merged.revision, by="system")

    assert merged.conflicts == {}
    assert saved.text == with_source(begun.text, first, later)
    assert (saved.revision, saved.saved_by) == (3, "system")


def test_what_both_changed_in_one_line_is_a_conflict_to_decide(staffed) -> None:
    drafts, begun = staffed.drafts, staffed.drafts.open("permit", by="guan")
    mine = with_source(begun.text, ("title: 施工许可", "title: 许可"))
    drafts.save(begun.id, with_source(begun.text, TITLE), revision=1, by="guan")

    merged = drafts.merge(begun.id, mine, revision=1, by="system")

    ((part, (conflict,)),) = merged.conflicts.items()
    assert part == "source"
    assert ("title: 许可" in conflict.mine, "title: 建筑施工许可" in conflict.theirs) == (
        True,
        True,
    )
    assert merged.text == mine


def test_an_older_text_is_restored_as_the_newest(staffed) -> None:
    drafts, begun = staffed.drafts, staffed.drafts.open("permit", by="guan")
    drafts.save(begun.id, with_source(begun.text, TITLE), revision=1, by="guan")

    restored = drafts.restore(begun.id, 1, revision=2, by="guan")

    assert (restored.revision, restored.text) == (3, begun.text)
    assert len(drafts.revisions(begun.id, by="guan")) == 3
    with pytest.raises(UnknownFlowDraft):
        drafts.restore(begun.id, 9, revision=3, by="guan")


@pytest.mark.parametrize("state", ["discarded", "published"])
def test_a_draft_that_has_ended_stays_readable_and_takes_nothing_more(staffed, state) -> None:
    drafts, begun = staffed.drafts, staffed.drafts.open("permit", by="guan")

    drafts.close(begun.id, state=state, by="guan")

    with pytest.raises(DraftClosed, match=state):
        drafts.save(begun.id, with_source(begun.text, TITLE), revision=1, by="guan")
    with pytest.raises(DraftClosed):
        drafts.close(begun.id, by="guan")
    assert drafts.list(by="guan") == []
    assert [line.state for line in drafts.list(by="guan", state=None)] == [state]
    assert drafts.read(begun.id, by="guan").text == begun.text


def test_what_was_saved_last_stands_first(staffed, clock) -> None:
    drafts = staffed.drafts
    first, second = drafts.open("permit", by="guan"), drafts.new(by="guan")
    clock.move_to(clock.now() + timedelta(minutes=1))

    drafts.save(first.id, with_source(first.text, TITLE), revision=1, by="guan")

    assert [line.id for line in drafts.list(by="guan")] == [first.id, second.id]


def test_administrators_change_drafts_auditors_look_and_nobody_else(staffed) -> None:
    drafts, draft = staffed.drafts, staffed.drafts.open("permit", by="guan")

    assert drafts.read(draft.id, by="shen") == draft
    assert len(drafts.list(by="shen")) == 1
    with pytest.raises(AuditorsOnlyLook):
        drafts.save(draft.id, draft.text, revision=1, by="shen")
    for attempt in (
        lambda: drafts.read(draft.id, by="shui"),
        lambda: drafts.list(by="shui"),
        lambda: drafts.revisions(draft.id, by="shui"),
        lambda: drafts.bundle(draft.id, by="shui"),
        lambda: drafts.open("permit", by="shui"),
        lambda: drafts.new(by="shui"),
        lambda: drafts.merge(draft.id, draft.text, revision=1, by="shui"),
        lambda: drafts.restore(draft.id, 1, revision=1, by="shui"),
        lambda: drafts.close(draft.id, by="shui"),
    ):
        with pytest.raises(NotEntitled):
            attempt()
    with pytest.raises(UnknownPerson):
        drafts.list(by="nobody")


@pytest.mark.parametrize("act", ["read", "revisions", "bundle", "save", "merge", "close"])
def test_a_draft_that_is_not_there_is_told(staffed, act) -> None:
    more = {"save": (DraftText(source=""),), "merge": (DraftText(source=""),)}.get(act, ())
    words = {"revision": 1} if more else {}

    with pytest.raises(UnknownFlowDraft, match="7"):
        getattr(staffed.drafts, act)(7, *more, **words, by="guan")


def test_a_draft_is_there_after_a_restart(staffed, database_url, clock) -> None:
    begun = staffed.drafts.open("permit", by="guan")
    saved = staffed.drafts.save(begun.id, with_source(begun.text, TITLE), revision=1, by="guan")
    staffed.close()

    with another_office(database_url, clock) as again:
        assert again.drafts.read(begun.id, by="guan") == saved
        assert len(again.drafts.revisions(begun.id, by="guan")) == 2


KILLED = """
    import os, signal, sys
    from guatu.clock import ManualClock
    from guatu.store import DraftText
    from guatu.store.layout.drafts import flow_draft
    from sqlalchemy import update
    from testkit.offices import another_office, china_time

    office = another_office(sys.argv[1], ManualClock(china_time("2026-03-02 09:00")))
    drafts = office.drafts
    drafts.save(1, DraftText(source="flow: kept"), revision=1, by="system")
    with office.store.writing() as connection:
        connection.execute(update(flow_draft).values(revision=3))
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_in_the_middle_of_a_save_leaves_the_text_before(staffed, database_url) -> None:
    begun = staffed.drafts.open("permit", by="guan")

    done = subprocess.run(
        [sys.executable, "-P", "-c", textwrap.dedent(KILLED), database_url],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    )

    found = staffed.drafts.read(begun.id, by="guan")
    assert done.returncode == -9, done.stderr
    assert (found.revision, found.text.source) == (2, "flow: kept")
    assert staffed.drafts.save(begun.id, begun.text, revision=2, by="guan").revision == 3
