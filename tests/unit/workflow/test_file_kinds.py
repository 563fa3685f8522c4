"""Which files may come in is told by the ending and proved by the first bytes."""

from __future__ import annotations

import pytest

from guatu import Settings
from guatu.errors import FileRefused, InvalidFileKind
from guatu.workflow.filing import FILE_KINDS, FileKind, kind_of, require_kind
from guatu.workflow.filing.kinds import NEVER

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00"


def take(name: str, head: bytes, *, declared_type: str = "") -> str:
    kind = kind_of(name, FILE_KINDS, declared_type=declared_type)
    require_kind(name, kind, head)
    return kind.media_type


@pytest.mark.parametrize("kind", FILE_KINDS, ids=[kind.extension for kind in FILE_KINDS])
def test_a_file_that_begins_as_its_kind_does_is_taken(kind: FileKind) -> None:
    head = kind.signatures[0] if kind.signatures else "序号,项目".encode()

    assert take(f"文件.{kind.extension.upper()}", head + b"...") == kind.media_type


@pytest.mark.parametrize("kind", FILE_KINDS, ids=[kind.extension for kind in FILE_KINDS])
def test_a_program_is_refused_under_any_ending(kind: FileKind) -> None:
    with pytest.raises(FileRefused, match="content is not that"):
        take(f"文件.{kind.extension}", PROGRAM)


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html><script>",
        b"  \n<HTML>",
        b"\xef\xbb\xbf<svg onload=x>",
        b"<?xml version='1.0'?>",
        "<script>".encode("utf-16"),
        b"#!/bin/sh\n",
        b"\x7fELF\x02",
        b"text with a \x00 byte",
    ],
    ids=["html", "capitals", "svg", "xml", "utf-16", "script", "elf", "binary"],
)
def test_what_is_no_text_is_refused_as_text(head: bytes) -> None:
    with pytest.raises(FileRefused, match="content is not that"):
        take("说明.txt", head)


@pytest.mark.parametrize("text", ["MZ 厂区", "甲 < 乙"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_taken_in_the_encodings_offices_use(text: str, encoding: str) -> None:
    assert take("说明.txt", text.encode(encoding)) == "text/plain"


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.pdf.js", "a.pdf_x", "没有扩展名"])
def test_an_ending_that_is_not_listed_is_refused_and_those_that_are_get_named(name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        kind_of(name, FILE_KINDS)

    assert "pdf、ofd、docx" in refused.value.sentence("zh")
    assert "Take one of these: pdf, ofd, docx" in str(refused.value)


@pytest.mark.parametrize("declared", ["text/html", "Text/HTML; charset=utf-8", "image/svg+xml"])
def test_what_the_sender_calls_a_page_is_refused(declared: str) -> None:
    with pytest.raises(FileRefused, match="content is not that"):
        take("说明.txt", b"plain", declared_type=declared)


def test_what_else_the_sender_calls_a_file_is_not_believed() -> None:
    assert take("a.pdf", b"%PDF-1.4", declared_type="application/x-msdownload") == "application/pdf"


@pytest.mark.parametrize("extension", ["exe", "html", "js", "svg", "xml"])
def test_no_setting_lets_in_what_runs_or_shows_as_a_page(extension: str) -> None:
    kind = FileKind(extension=extension, media_type="application/octet-stream")

    assert extension in NEVER
    with pytest.raises(InvalidFileKind, match="can run, or show as a page"):
        Settings(file_kinds=(kind,))


@pytest.mark.parametrize("extension", ["PDF", ".pdf", "", "a.b"])
def test_an_ending_in_the_settings_is_written_plainly(extension: str) -> None:
    kind = FileKind(extension=extension, media_type="application/pdf")

    with pytest.raises(InvalidFileKind, match="small letters"):
        Settings(file_kinds=(kind,))


def test_none_of_the_kinds_an_office_takes_is_forbidden() -> None:
    assert [kind for kind in FILE_KINDS if kind.extension in NEVER] == []
