"""Files are checked on their way in, filed by their content, and given to those who may see them."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from guatu import Received, Settings
from guatu.errors import (
    ContentLost,
    FileRefused,
    FilesOff,
    KeyReused,
    NotAllowed,
    StaleCase,
    UnknownCase,
    UnknownFile,
    UnknownMaterial,
    UnknownPerson,
)
from guatu.store.layout import tables
from testkit.offices import history, kinds, open_case
from testkit.storages import PDF, BrokenStream, Endless, MemoryStorage

DIGEST = sha256(PDF).hexdigest()
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage()


@pytest.fixture
def office(offices, storage):
    return offices(storage=storage, settings=Settings(file_limit=1024 * 1024))


@pytest.fixture
def case(office) -> int:
    return open_case(office).id


def receive(office, content: bytes = PDF, *, name: str = "施工图.pdf", by: str = "lin") -> Received:
    return office.files.receive(io.BytesIO(content), name=name, by=by)


def file(office, case: int, content: bytes = PDF, *, by: str = "lin", **more):
    return office.files.file(case, "drawings", receive(office, content, by=by), by=by, **more)


def fetched(office, case: int, number: int = 1, *, by: str = "lin") -> bytes:
    with office.files.download(case, "drawings", number, by=by).stream as stream:
        return stream.read()


# --- coming in ------------------------------------------------------------------------------


def test_what_is_received_is_known_by_its_content_and_called_by_a_safe_name(office) -> None:
    received = receive(office, name="C:\\fakepath\\施工图\u202e.PDF")

    assert received == Received(
        name="施工图.PDF", digest=DIGEST, size=len(PDF), media_type="application/pdf"
    )


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.pdf", b"", "文件为空"),
        ("木马.pdf", b"MZ\x90\x00", "内容不是 .pdf 文件"),
        ("木马.pdf.exe", b"MZ\x90\x00", "不接收.exe 文件"),
        ("网页.html", b"<html>", "不接收.html 文件"),
        ("大.pdf", PDF + bytes(1024 * 1024), "超过 1 MB"),
    ],
    ids=["empty", "renamed", "program", "page", "large"],
)
def test_a_file_that_may_not_come_in_is_refused_with_a_reason_and_leaves_nothing(
    office, storage, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        receive(office, content, name=name)

    assert why in refused.value.sentence("zh")
    assert storage.contents == {}


def test_a_file_of_exactly_the_limit_comes_in(office) -> None:
    whole = PDF.ljust(1024 * 1024, b"x")

    assert receive(office, whole).size == 1024 * 1024


def test_a_file_without_an_end_is_refused_while_it_is_read(office, storage) -> None:
    endless = Endless()

    with pytest.raises(FileRefused, match="larger than 1 MB"):
        office.files.receive(endless, name="a.pdf", by="lin")

    assert (endless.given <= 3 * 1024 * 1024, endless.largest <= 1024 * 1024) == (True, True)
    assert storage.contents == {}


def test_nothing_stays_of_a_file_whose_sender_hangs_up(office, storage) -> None:
    with pytest.raises(ConnectionError):
        office.files.receive(BrokenStream(PDF), name="a.pdf", by="lin")

    assert storage.contents == {}


@pytest.mark.parametrize("by", ["nobody", "gone"])
def test_nobody_hands_in_a_file_who_is_not_in_the_roster(office, storage, by: str) -> None:
    with pytest.raises(UnknownPerson):
        receive(office, by=by)

    assert storage.contents == {}


def test_an_office_without_a_place_for_files_says_which_setting_gives_one(offices) -> None:
    office = offices()

    assert office.files.is_on is False
    with pytest.raises(FilesOff, match="files_folder"):
        receive(office)


def test_files_are_in_the_folder_of_the_settings_when_the_host_brings_no_storage(
    offices, tmp_path
) -> None:
    office = offices(settings=Settings(files_folder=tmp_path / "files"))
    case = open_case(office).id
    file(office, case)

    assert (tmp_path / "files" / DIGEST[:2] / DIGEST).read_bytes() == PDF
    assert fetched(office, case) == PDF


# --- the screen -----------------------------------------------------------------------------


def infected(content, received) -> str:
    return "发现病毒 EICAR" if b"EICAR" in content.read() else ""


def broken(content, received) -> str:
    raise ConnectionError("the scanner is down")


def silent(content, received) -> None:
    """Forgets to answer."""


def test_a_screen_sees_the_content_and_what_it_refuses_is_removed(offices, storage) -> None:
    office = offices(storage=storage, screen=infected)
    clean = receive(office)

    with pytest.raises(FileRefused, match="发现病毒 EICAR"):
        receive(office, PDF + b"EICAR")

    assert [*storage.contents] == [clean.digest]


@pytest.mark.parametrize("screen", [broken, silent])
def test_a_screen_that_fails_or_says_nothing_keeps_every_file_out(offices, storage, screen) -> None:
    office = offices(storage=storage, screen=screen)

    with pytest.raises(FileRefused, match="could not be screened"):
        receive(office)

    assert storage.contents == {}


def test_what_was_filed_before_stays_when_a_newer_screen_refuses_it(offices, storage) -> None:
    before = offices(storage=storage)
    case = open_case(before).id
    file(before, case, PDF + b"EICAR")
    after = offices(storage=storage, screen=infected)

    with pytest.raises(FileRefused):
        receive(after, PDF + b"EICAR")

    assert fetched(after, case) == PDF + b"EICAR"


# --- filing ---------------------------------------------------------------------------------


def test_a_file_filed_is_a_version_and_its_digest_a_line_of_history(office, case) -> None:
    file(office, case, note="初稿")

    (line,) = [line for line in history(office, case) if line.kind == "material_filed"]
    assert line.data == {
        "material": "drawings",
        "name": "施工图.pdf",
        "number": 1,
        "digest": DIGEST,
        "size": len(PDF),
    }
    assert (line.what, line.why) == ("提交材料“施工图”（施工图.pdf）", "初稿")


def test_a_name_alone_can_still_be_filed_and_its_history_reads_as_before(office, case) -> None:
    office.engine.record(case, by="lin", materials={"drawings": "图.pdf"})

    (line,) = [line for line in history(office, case) if line.kind == "material_filed"]
    assert line.data == {"material": "drawings", "name": "图.pdf", "number": 1}


def test_versions_of_every_material_of_the_flow_are_listed(office, case, clock) -> None:
    office.engine.record(case, by="lin", materials={"drawings": "图.pdf"})
    file(office, case, by="ma")

    (material,) = office.files.versions(case)
    assert (material.key, material.title) == ("drawings", "施工图")
    assert [
        (v.number, v.name, v.size, v.media_type, v.digest, v.by, v.by_name, v.at)
        for v in material.versions
    ] == [
        (1, "图.pdf", 0, "", "", "lin", "林窗口", clock.now()),
        (2, "施工图.pdf", len(PDF), "application/pdf", DIGEST, "ma", "马主任", clock.now()),
    ]


def test_an_explanation_shows_the_versions_as_plain_data_too(office, case) -> None:
    file(office, case)

    explained = office.engine.explain(case, by="lin")

    assert explained.materials == ["施工图"]
    (material,) = explained.as_dict()["files"]
    assert [v["name"] for v in material["versions"]] == ["施工图.pdf"]


def test_two_people_filing_one_material_at_once_make_two_versions(office, case) -> None:
    papers = {who: receive(office, PDF + who.encode(), by=who) for who in ("lin", "ma")}

    with ThreadPoolExecutor(2) as pool:
        filing = [
            pool.submit(office.files.file, case, "drawings", paper, by=who)
            for who, paper in papers.items()
        ]
        done = [each.result() for each in filing]

    (material,) = office.files.versions(case)
    assert len(done) == 2
    assert [v.number for v in material.versions] == [1, 2]
    assert {fetched(office, case, v.number) for v in material.versions} == {
        PDF + b"lin",
        PDF + b"ma",
    }
    assert office.verify().is_whole


def test_filing_under_the_same_key_again_files_once(office, case) -> None:
    received = receive(office)
    for _ in range(2):
        office.files.file(case, "drawings", received, by="lin", key="k-1")

    assert kinds(office, case).count("material_filed") == 1
    with pytest.raises(KeyReused):
        office.files.file(case, "drawings", receive(office, PDF + b"2"), by="lin", key="k-1")


def test_a_file_is_refused_like_any_other_command(office, case) -> None:
    received = receive(office)

    with pytest.raises(UnknownMaterial):
        office.files.file(case, "drawing", received, by="lin")
    with pytest.raises(UnknownCase):
        office.files.file(999, "drawings", received, by="lin")
    with pytest.raises(StaleCase):
        office.files.file(case, "drawings", received, by="lin", expect=99)
    assert "material_filed" not in kinds(office, case)


@pytest.mark.parametrize(("who", "refused"), [("hua", NotAllowed), ("zhou", UnknownCase)])
def test_nobody_files_who_has_no_part_in_it(office, case, who: str, refused) -> None:
    received = receive(office, by=who)

    with pytest.raises(refused):
        office.files.file(case, "drawings", received, by=who)

    assert "material_filed" not in kinds(office, case)


def test_a_file_can_be_recorded_in_the_hosts_own_transaction(office, case) -> None:
    received = receive(office)

    with office.store.writing() as connection:
        office.engine.within(connection).record(case, by="lin", materials={"drawings": received})

    assert fetched(office, case) == PDF


# --- going out ------------------------------------------------------------------------------


def test_a_download_tells_how_it_is_to_be_sent(office, case) -> None:
    file(office, case)

    found = office.files.download(case, "drawings", 1, by="ma")

    with found.stream:
        assert (found.name, found.media_type, found.size, found.digest) == (
            "施工图.pdf",
            "application/pdf",
            len(PDF),
            DIGEST,
        )
        assert found.disposition.startswith('attachment; filename="___.pdf"; filename*=UTF-8')


def test_whoever_may_not_see_the_case_gets_no_file_and_is_not_told_there_is_one(
    office, case
) -> None:
    file(office, case)

    with pytest.raises(UnknownCase):
        office.files.download(case, "drawings", 1, by="zhou")
    with pytest.raises(UnknownCase):
        office.files.versions(case, by="zhou")
    with pytest.raises(UnknownPerson):
        office.files.download(case, "drawings", 1, by="nobody")


def test_what_was_never_filed_is_not_there(office, case) -> None:
    with pytest.raises(UnknownFile):
        office.files.download(case, "drawings", 1, by="lin")
    with pytest.raises(UnknownMaterial):
        office.files.download(case, "drawing", 1, by="lin")


def test_of_a_name_alone_nothing_can_be_fetched_and_the_mend_is_to_file_it(office, case) -> None:
    office.engine.record(case, by="lin", materials={"drawings": "图.pdf"})

    with pytest.raises(ContentLost, match="only its name was filed. File it"):
        office.files.download(case, "drawings", 1, by="lin")


@pytest.mark.parametrize("harm", ["lost", "changed", "cut"])
def test_a_content_that_is_not_what_was_filed_is_never_given_out(
    office, storage, case, harm: str
) -> None:
    file(office, case)
    if harm == "lost":
        del storage.contents[DIGEST]
    else:
        storage.contents[DIGEST] = PDF[:-1] + (b"!" if harm == "changed" else b"")

    with pytest.raises(ContentLost, match=f"Restore {DIGEST} from the backup"):
        office.files.download(case, "drawings", 1, by="lin")


# --- history --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tampering",
    [
        f"UPDATE guatu_event SET data = replace(data, '{DIGEST}', '{'0' * 64}')",
        f"UPDATE guatu_material SET digest = '{'0' * 64}'",
        "UPDATE guatu_material SET digest = ''",
        "UPDATE guatu_material SET name = '别的.pdf'",
        "UPDATE guatu_material SET size = 1",
        "DELETE FROM guatu_material",
        "UPDATE guatu_material SET number = 2",
    ],
    ids=["history", "digest", "no digest", "name", "size", "deleted", "number"],
)
def test_verifying_finds_a_version_that_is_not_what_was_filed(office, case, tampering) -> None:
    file(office, case)
    assert office.verify().is_whole
    with office.store.writing() as connection:
        connection.execute(text(tampering))

    audit = office.verify()

    assert {b.case for b in audit.breaks} == {case}


def test_verifying_finds_a_version_that_history_does_not_know(office, case, clock) -> None:
    file(office, case)
    row = {
        "case_id": case,
        "key": "drawings",
        "number": 2,
        "name": "塞入.pdf",
        "by": "lin",
        "at": clock.now() + SECOND,
        "digest": DIGEST,
        "size": len(PDF),
    }
    with office.store.writing() as connection:
        connection.execute(tables.material.insert(), row)

    (found,) = office.verify().breaks

    assert (found.case, found.what) == (
        case,
        "version 2 of material “drawings” is not what was filed",
    )


# --- orphans --------------------------------------------------------------------------------


def test_what_was_received_and_never_filed_goes_after_a_day(office, storage, case, clock) -> None:
    file(office, case)
    receive(office, PDF + b"forgotten")
    clock.move_to(clock.now() + DAY)
    receive(office, PDF + b"just now")

    removed = [office.files.tidy()]
    clock.move_to(clock.now() + SECOND)
    removed.append(office.files.tidy())

    assert removed == [0, 1]
    assert {*storage.contents} == {DIGEST, sha256(PDF + b"just now").hexdigest()}


def test_what_is_just_being_filed_stays_however_long_ago_it_was_received(
    office, storage, case, clock, monkeypatch
) -> None:
    received = receive(office)
    clock.move_to(clock.now() + 2 * DAY)
    names = office.files._archive.named

    def named_then_filed(digests):
        found = names(digests)
        office.files.file(case, "drawings", received, by="lin")
        return found

    monkeypatch.setattr(office.files._archive, "named", named_then_filed)

    assert office.files.tidy() == 0
    assert fetched(office, case) == PDF


def test_what_waited_too_long_can_not_be_filed_and_the_mend_is_to_send_it_again(
    office, case, clock
) -> None:
    received = receive(office)
    clock.move_to(clock.now() + 2 * DAY)
    office.files.tidy()

    with pytest.raises(ContentLost, match="Send it again"):
        office.files.file(case, "drawings", received, by="lin")

    assert "material_filed" not in kinds(office, case)


def test_a_content_no_storage_holds_is_not_filed_whoever_made_it_up(office, case) -> None:
    made_up = replace(receive(office), digest="0" * 64)

    with pytest.raises(ContentLost):
        office.files.file(case, "drawings", made_up, by="lin")
