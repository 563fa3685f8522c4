"""Drafts of flows: saved, fought over, merged, closed, and there again after a restart."""

from __future__ import annotations

import pytest

from guatu import Office
from guatu.errors import DraftClosed, NotEntitled, StaleDraft, UnknownFlowDraft
from testkit.overseers import with_overseers

ADMIN = "guan"


@pytest.fixture
def drafts(office, tmp_path):
    with_overseers(office, tmp_path)
    return office.designer.drafts


@pytest.fixture
def draft(office, drafts):
    return drafts.begin(office.designer.bundle("permit"), base="permit@1", by=ADMIN)


def test_every_revision_that_was_saved_is_kept(drafts, draft) -> None:
    source = draft.bundle.source
    drafts.save(draft.id, source=f"{source}# one\n", expect=1, by=ADMIN)
    drafts.save(draft.id, source=f"{source}# two\n", expect=2, by=ADMIN)

    kept = [(r.revision, r.bundle.source[-6:]) for r in drafts.revisions(draft.id)]

    assert kept == [(3, "# two\n"), (2, "# one\n"), (1, source[-6:])]


def test_the_same_text_again_is_no_revision(drafts, draft) -> None:
    saved = drafts.save(draft.id, source=draft.bundle.source, expect=1, by=ADMIN)

    assert saved.revision == 1


def test_the_second_is_told_and_overwrites_nothing(drafts, draft) -> None:
    source = draft.bundle.source
    drafts.save(draft.id, source=f"# first\n{source}", expect=1, by=ADMIN)

    with pytest.raises(StaleDraft) as stale:
        drafts.save(draft.id, source=f"{source}# second\n", expect=1, by=ADMIN)

    assert (stale.value.actual, stale.value.theirs.bundle.source[:8]) == (2, "# first\n")
    assert drafts.read(draft.id).revision == 2
    merged = drafts.merge(draft.id, source=f"{source}# second\n", scenarios="", expect=1)
    assert (merged.source.text, merged.conflicts) == (f"# first\n{source}# second\n", 0)


def test_only_administrators_write_drafts(office, drafts, draft) -> None:
    with pytest.raises(NotEntitled):
        drafts.save(draft.id, source="x", expect=1, by="lin")
    with pytest.raises(NotEntitled):
        drafts.begin(office.designer.bundle("permit"), by="lin")
    with pytest.raises(NotEntitled):
        drafts.discard(draft.id, by="lin")

    assert [(d.id, d.revision) for d in drafts.open()] == [(draft.id, 1)]


def test_a_closed_draft_takes_no_more_changes_and_keeps_its_texts(drafts, draft) -> None:
    drafts.discard(draft.id, by=ADMIN)

    with pytest.raises(DraftClosed):
        drafts.save(draft.id, source="x", expect=1, by=ADMIN)

    assert drafts.open() == []
    assert drafts.read(draft.id).bundle == draft.bundle


def test_an_older_revision_becomes_the_newest(drafts, draft) -> None:
    drafts.save(draft.id, source="flow: gone\n", expect=1, by=ADMIN)
    drafts.save_template(draft.id, "handover.txt.j2", "gone", expect=2, by=ADMIN)

    restored = drafts.restore(draft.id, 1, by=ADMIN)

    assert (restored.revision, restored.bundle) == (4, draft.bundle)


def test_a_template_is_saved_beside_what_others_saved_of_the_rest(drafts, draft) -> None:
    drafts.save(draft.id, source="flow: theirs\n", expect=1, by=ADMIN)

    saved = drafts.save_template(draft.id, "handover.txt.j2", "mine", expect=1, by=ADMIN)

    assert (saved.revision, saved.bundle.source) == (3, "flow: theirs\n")
    assert saved.bundle.templates["handover.txt.j2"] == "mine"
    with pytest.raises(StaleDraft):
        drafts.save_template(draft.id, "handover.txt.j2", "late", expect=2, by=ADMIN)


def test_a_draft_outlives_the_office_that_wrote_it(office, drafts, draft, database_url) -> None:
    drafts.save(draft.id, source="flow: kept\n", expect=1, by=ADMIN)
    office.close()

    with Office.open(database_url) as again:
        (found,) = again.designer.drafts.open()

    assert (found.base, found.bundle.source, found.by) == ("permit@1", "flow: kept\n", ADMIN)


@pytest.mark.parametrize("number", [0, 99])
def test_a_draft_that_is_not_there_is_told(drafts, number) -> None:
    with pytest.raises(UnknownFlowDraft, match=f"#{number}"):
        drafts.read(number)
