"""The file channel drops whole files, once, inside its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.errors import DeliveryFailed
from guatu.notifications import FileChannel
from guatu.notifications.sending.channels import safe_name


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_item_becomes_a_text_and_a_page(tmp_path, outgoing) -> None:
    FileChannel(tmp_path / "drop").deliver(outgoing())

    assert names(tmp_path / "drop") == ["黄灯预警通知.html", "黄灯预警通知.txt"]
    assert (tmp_path / "drop" / "黄灯预警通知.txt").read_bytes() == outgoing().text.encode()


def test_an_item_without_a_page_becomes_a_text(tmp_path, outgoing) -> None:
    FileChannel(tmp_path).deliver(outgoing(html="", name=""))

    assert names(tmp_path) == ["关于轴承项目予以黄灯预警的通知.txt"]


def test_an_item_delivered_again_leaves_its_files_as_they_are(tmp_path, outgoing) -> None:
    channel = FileChannel(tmp_path)
    channel.deliver(outgoing())
    before = {path.name: path.stat().st_ino for path in tmp_path.iterdir()}

    channel.deliver(outgoing())

    assert {path.name: path.stat().st_ino for path in tmp_path.iterdir()} == before


def test_items_of_one_name_and_different_content_both_stay(tmp_path, outgoing) -> None:
    channel = FileChannel(tmp_path)
    first, second = outgoing(html=""), outgoing(html="", key="other", text="另一份")

    for item in (first, second, second, first):
        channel.deliver(item)

    assert len(names(tmp_path)) == 2
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
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


@given(st.text(max_size=300))
def test_any_text_makes_one_segment_of_a_path(text: str) -> None:
    name = safe_name(text.encode("utf-8", "replace").decode())

    assert Path(name).name == name
    assert name not in {"", ".", ".."}


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/../../out"])
def test_nothing_is_written_outside_the_folder(tmp_path, outgoing, name: str) -> None:
    folder = tmp_path / "drop"

    FileChannel(folder).deliver(outgoing(name=name))

    assert names(tmp_path) == ["drop"]


def test_a_folder_that_refuses_is_a_temporary_failure(tmp_path, outgoing) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")

    with pytest.raises(DeliveryFailed) as caught:
        FileChannel(blocked).deliver(outgoing())

    assert caught.value.is_permanent is False
    assert caught.value.channel == "file"


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, outgoing, monkeypatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(DeliveryFailed):
        FileChannel(tmp_path).deliver(outgoing())

    assert names(tmp_path) == []


def test_a_file_system_without_links_works_too(tmp_path, outgoing, monkeypatch) -> None:
    def no_links(*_paths: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)

    FileChannel(tmp_path).deliver(outgoing(html=""))

    assert names(tmp_path) == ["黄灯预警通知.txt"]
