"""The file channel drops whole files, once, inside its folder."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.errors import DeliveryFailed
from guatu.notifications import FileChannel
from guatu.notifications.sending.folder import safe_name, safe_paper_name
from guatu.workflow.delivery import Enclosure

MANIFEST = "黄灯预警通知.manifest.json"
PDF = Enclosure(name="正文.pdf", media_type="application/pdf", content=b"%PDF-1.7 \x00\xff")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_item_becomes_a_text_and_a_page(tmp_path, outgoing) -> None:
    FileChannel(tmp_path / "drop").deliver(outgoing(), ())

    assert names(tmp_path / "drop") == ["黄灯预警通知.html", MANIFEST, "黄灯预警通知.txt"]
    assert (tmp_path / "drop" / "黄灯预警通知.txt").read_bytes() == outgoing().text.encode()


def test_an_item_without_a_page_becomes_a_text(tmp_path, outgoing) -> None:
    FileChannel(tmp_path).deliver(outgoing(html="", name=""), ())

    assert names(tmp_path) == [
        "关于轴承项目予以黄灯预警的通知.manifest.json",
        "关于轴承项目予以黄灯预警的通知.txt",
    ]


def test_an_item_delivered_again_leaves_its_files_as_they_are(tmp_path, outgoing) -> None:
    channel = FileChannel(tmp_path)
    channel.deliver(outgoing(), ())
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}

    channel.deliver(outgoing(), ())

    assert {path.name: path.stat().st_ino for path in tmp_path.iterdir()} == before


def test_items_of_one_name_and_different_content_both_stay(tmp_path, outgoing) -> None:
    channel = FileChannel(tmp_path)
    first, second = outgoing(html=""), outgoing(html="", key="other", text="另一份")

    for item in (first, second, second, first):
        channel.deliver(item, ())

    assert len(names(tmp_path)) == 4
    assert {path.read_text(encoding="utf-8") for path in tmp_path.glob("*.txt")} == {
        first.text,
        "另一份",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("黄灯预警通知", "黄灯预警通知"),
        ("../../etc/passwd", "etc_passwd"),
        ("..", "untitled"),
        ("", "untitled"),
        (".hidden", "hidden"),
        ("a\x00b\nc", "a_b_c"),
        ("C:\\temp\\x", "C_temp_x"),
        ("CON.txt", "_CON.txt"),
        ("字" * 200, "字" * 60),
    ],
)
def test_a_file_name_is_safe(text: str, expected: str) -> None:
    assert safe_name(text) == expected


def test_however_long_a_papers_name_is_it_keeps_its_ending() -> None:
    assert safe_paper_name("字" * 200 + ".pdf") == "字" * 60 + ".pdf"


@given(st.text(max_size=300))
def test_any_text_makes_one_segment_of_a_path(text: str) -> None:
    name = safe_name(text.encode("utf-8", "replace").decode())

    assert Path(name).name == name
    assert name not in {"", ".", ".."}


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/../../out"])
def test_nothing_is_written_outside_the_folder(tmp_path, outgoing, name: str) -> None:
    folder = tmp_path / "drop"

    FileChannel(folder).deliver(outgoing(name=name), ())

    assert names(tmp_path) == ["drop"]


def test_a_folder_that_refuses_is_a_temporary_failure(tmp_path, outgoing) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    with pytest.raises(DeliveryFailed) as caught:
        FileChannel(blocked).deliver(outgoing(), ())

    assert caught.value.is_permanent is False
    assert caught.value.channel == "file"


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, outgoing, monkeypatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DeliveryFailed):
        FileChannel(tmp_path).deliver(outgoing(), ())

    assert names(tmp_path) == []


def test_a_file_system_without_links_works_too(tmp_path, outgoing, monkeypatch) -> None:
    def no_links(*_paths: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)

    FileChannel(tmp_path).deliver(outgoing(html=""), ())

    assert names(tmp_path) == [MANIFEST, "黄灯预警通知.txt"]


# --- papers and manifest --------------------------------------------------------------------


def manifest(folder: Path, name: str = MANIFEST) -> dict:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_papers_of_a_letter_lie_beside_its_text(tmp_path, outgoing) -> None:
    other = Enclosure(name="正文.docx", media_type="application/msword", content=b"PK")

    FileChannel(tmp_path).deliver(outgoing(), (PDF, other, PDF))

    assert (tmp_path / "黄灯预警通知.pdf").read_bytes() == PDF.content
    assert (tmp_path / "黄灯预警通知.docx").read_bytes() == b"PK"
    assert (tmp_path / "黄灯预警通知_3.pdf").read_bytes() == PDF.content


def test_a_manifest_lists_every_file_with_its_size_and_digest(tmp_path, outgoing) -> None:
    FileChannel(tmp_path).deliver(outgoing(letter="7-2-yellow"), (PDF,))

    told = manifest(tmp_path)
    files = told.pop("files")
    assert told == {
        "key": "letter:7:2:yellow",
        "subject": "关于轴承项目予以黄灯预警的通知",
        "created": "2026-03-05T01:30:00+00:00",
        "letter": "7-2-yellow",
    }
    assert [file["name"].removeprefix("黄灯预警通知") for file in files] == [
        ".txt",
        ".html",
        ".pdf",
    ]
    for file in files:
        content = (tmp_path / file["name"]).read_bytes()
        assert (file["size"], file["sha256"]) == (len(content), sha256(content).hexdigest())


def test_a_manifest_appears_after_everything_it_lists(tmp_path, outgoing, monkeypatch) -> None:
    seen: list[tuple[str, list[str]]] = []
    link = os.link

    def watched(source: str, target: Path) -> None:
        link(source, target)
        seen.append((target.name, [name for name in names(tmp_path) if not name.startswith(".")]))

    monkeypatch.setattr(os, "link", watched)
    FileChannel(tmp_path).deliver(outgoing(), (PDF,))

    assert seen[-1][0] == MANIFEST
    assert all(MANIFEST not in there for _, there in seen[:-1])
    assert len(seen[-1][1]) == 4


@pytest.mark.parametrize("writes", range(4))
def test_a_drop_that_broke_off_anywhere_is_made_whole_under_the_same_names(
    tmp_path, outgoing, monkeypatch, writes
) -> None:
    link, done = os.link, []

    def dies(source: str, target: Path) -> None:
        if len(done) == writes:
            raise KeyboardInterrupt
        done.append(target)
        link(source, target)

    channel = FileChannel(tmp_path)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "link", dies)
        channel.deliver(outgoing(), (PDF,))

    channel.deliver(outgoing(), (PDF,))

    ends = [name.removeprefix("黄灯预警通知") for name in names(tmp_path)]
    assert ends == [".html", ".manifest.json", ".pdf", ".txt"]


def test_a_complete_drop_stays_though_its_papers_would_be_made_otherwise_now(
    tmp_path, outgoing
) -> None:
    channel = FileChannel(tmp_path)
    channel.deliver(outgoing(), (PDF,))
    before = names(tmp_path)

    channel.deliver(outgoing(), (replace(PDF, content=b"%PDF-1.7 other"),))

    assert names(tmp_path) == before
    assert (tmp_path / "黄灯预警通知.pdf").read_bytes() == PDF.content


def test_two_items_of_the_same_content_have_a_manifest_each(tmp_path, outgoing) -> None:
    channel = FileChannel(tmp_path)

    for key in ("one", "two", "one", "two"):
        channel.deliver(outgoing(key=key), (PDF,))

    found = [manifest(tmp_path, path.name)["key"] for path in tmp_path.glob("*.manifest.json")]
    assert sorted(found) == ["one", "two"]
    assert len(names(tmp_path)) == 8


def test_a_manifest_that_is_damaged_or_names_a_path_is_nobodys(tmp_path, outgoing) -> None:
    wrong = {"key": outgoing().key, "files": [{"name": "../../etc/passwd", "sha256": "0"}]}
    (tmp_path / MANIFEST).write_text(json.dumps(wrong), encoding="utf-8")

    FileChannel(tmp_path).deliver(outgoing(), (PDF,))

    made = [path.name for path in tmp_path.glob("*.manifest.json") if path.name != MANIFEST]
    assert [len(manifest(tmp_path, name)["files"]) for name in made] == [3]
