"""Handing in, listing and fetching files on the command line."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from testkit.storages import PDF

from .conftest import CLERK

DIGEST = sha256(PDF).hexdigest()


@pytest.fixture
def folder(monkeypatch, tmp_path) -> Path:
    monkeypatch.setenv("GUATU_FILES", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def paper(tmp_path) -> Path:
    path = tmp_path / "考察报告.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def material(guatu, opened) -> str:
    """Give the key of a material of the flow."""
    return guatu("files", opened, "--json").json()[0]["key"]


def test_a_file_is_handed_in_listed_and_fetched(
    guatu, opened, folder, paper, material, tmp_path
) -> None:
    filed = guatu("file", opened, material, paper, "--by", CLERK, "--note", "初稿")
    listed = guatu("files", opened, "--as", CLERK)
    fetched = guatu("fetch", opened, material, 1, "--by", CLERK, "--out", tmp_path / "copy.pdf")

    assert [filed.code, listed.code, fetched.code] == [0, 0, 0]
    assert "已提交“考察报告.pdf”" in filed.out
    assert "考察报告.pdf" in listed.out
    assert (tmp_path / "copy.pdf").read_bytes() == PDF
    assert (folder / DIGEST[:2] / DIGEST).read_bytes() == PDF


def test_a_file_is_fetched_into_a_folder_under_its_own_name(
    guatu, opened, folder, paper, material, tmp_path
) -> None:
    guatu("file", opened, material, paper, "--by", CLERK)
    (tmp_path / "out").mkdir()

    guatu("fetch", opened, material, 1, "--by", CLERK, "--out", tmp_path / "out")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["考察报告.pdf"]


def test_versions_are_listed_for_programs(guatu, opened, folder, paper, material) -> None:
    guatu("record", opened, "--by", CLERK, "--material", f"{material}=旧稿.pdf")
    guatu("file", opened, material, paper, "--by", CLERK)

    first, *_ = guatu("files", opened, "--json").json()

    assert [(v["number"], v["name"], v["size"], v["digest"]) for v in first["versions"]] == [
        (1, "旧稿.pdf", 0, ""),
        (2, "考察报告.pdf", len(PDF), DIGEST),
    ]


def test_without_a_folder_the_command_says_which_variable_gives_one(
    guatu, opened, paper, material
) -> None:
    said = guatu("file", opened, material, paper, "--by", CLERK)

    assert (said.code, "GUATU_FILES" in said.err) == (1, True)


def test_what_can_not_be_read_taken_or_written_is_a_sentence(
    guatu, opened, folder, paper, material, tmp_path
) -> None:
    program = tmp_path / "木马.pdf"
    program.write_bytes(b"MZ\x90\x00")
    guatu("file", opened, material, paper, "--by", CLERK)

    said = [
        guatu("file", opened, material, tmp_path / "没有.pdf", "--by", CLERK),
        guatu("file", opened, material, program, "--by", CLERK),
        guatu("fetch", opened, material, 1, "--by", CLERK, "--out", tmp_path / "no" / "x.pdf"),
        guatu("fetch", opened, material, 9, "--by", CLERK, "--out", tmp_path / "x.pdf"),
    ]

    assert [each.code for each in said] == [1, 1, 1, 3]
    assert "没有这个文件" in said[0].err
    assert "内容不是 .pdf 文件" in said[1].err
    assert "无法写出" in said[2].err
    assert "没有材料版本" in said[3].err


def test_kinds_and_the_limit_follow_the_environment(
    guatu, opened, folder, paper, material, monkeypatch
) -> None:
    monkeypatch.setenv("GUATU_FILE_KINDS", "docx png")
    only = guatu("file", opened, material, paper, "--by", CLERK)
    monkeypatch.delenv("GUATU_FILE_KINDS")
    monkeypatch.setenv("GUATU_FILE_MB", "1")
    paper.write_bytes(PDF + bytes(1024 * 1024))
    large = guatu("file", opened, material, paper, "--by", CLERK)

    assert "可接收：docx、png" in only.err
    assert "超过 1 MB" in large.err


@pytest.mark.parametrize(
    ("variable", "value"), [("GUATU_FILE_MB", "0"), ("GUATU_FILE_KINDS", "pdf exe")]
)
def test_a_wrong_variable_is_named(guatu, opened, monkeypatch, variable, value) -> None:
    monkeypatch.setenv(variable, value)

    said = guatu("files", opened)

    assert (said.code, variable in said.err) == (2, True)


def test_what_nobody_filed_is_tidied_away_and_what_is_filed_stays(
    guatu, opened, folder, paper, material
) -> None:
    guatu("file", opened, material, paper, "--by", CLERK)

    said = guatu("tidy-files", "--json")

    assert said.json() == {"removed": 0}
    assert guatu("tidy-files").out == "已清除 0 个无人提交的文件。\n"
    assert (folder / DIGEST[:2] / DIGEST).exists()
