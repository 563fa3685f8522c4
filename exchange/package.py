"""Looks at an XLSX file before it is opened: is it one, and is it safe to unpack."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..errors import GuatuError
from .faults import unreadable

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
FILE_LIMIT = 64 * 1024 * 1024
UNPACKED_LIMIT = 256 * 1024 * 1024
PARTS_LIMIT = 2_000
_CHUNK = 1024 * 1024
_PROLOG = 4_096
_ENCRYPTED = 0x1
# An encrypted workbook is an OLE file with a stream of this name.
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_MERGE_LENGTH = 200
_SAVE_ZH = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（*.xlsx）”后重试"
_SAVE = "Open it in Excel or WPS and save it as “Excel Workbook (*.xlsx)”."


def magic_of(path: Path) -> bytes:
    """Give the first bytes of a file; raise UnreadableFile when it can't be opened or is empty."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(len(OLE_MAGIC))
    except OSError as error:
        raise unreadable(
            str(path),
            error.strerror or str(error),
            "Check the path and the permissions.",
            zh=("文件不存在或无权读取", "请检查路径和权限"),
        ) from error
    if not size:
        raise unreadable(
            str(path),
            "the file is empty",
            "Give a table with a header row.",
            zh=("文件是空的", "请提供带表头的表格"),
        )
    if size > FILE_LIMIT:
        raise unreadable(
            str(path),
            "the file is larger than 64 MiB",
            "Split the file.",
            zh=("文件超过 64 MiB", "请拆分文件"),
        )
    return magic


def refuse_old_format(path: Path) -> None:
    """Raise UnreadableFile for an OLE file: an encrypted workbook or an old .xls one."""
    if _ENCRYPTED_STREAM in path.read_bytes():
        raise unreadable(
            str(path),
            "it is protected by a password",
            "Remove the password and save it again.",
            zh=("文件设有打开密码", "请取消密码后另存再试"),
        )
    raise unreadable(
        str(path),
        "it is a workbook of the old .xls kind",
        _SAVE,
        zh=("这是旧版 .xls 工作簿", _SAVE_ZH),
    )


def check_package(path: Path) -> None:
    """Raise UnreadableFile unless the ZIP is an XLSX workbook that is safe to unpack."""
    try:
        with zipfile.ZipFile(path) as package:
            _check_parts(path, package)
    except GuatuError:
        raise
    except Exception as error:
        raise damaged(path) from error


def damaged(path: Path) -> Exception:
    """Give the error for a workbook that breaks off or contradicts itself."""
    return unreadable(str(path), "the workbook is damaged", _SAVE, zh=("工作簿已损坏", _SAVE_ZH))


def merged_ranges(path: Path, part: str, limit: int) -> list[str]:
    """Give the merged ranges of a worksheet part, such as ``A3:A7``, at most limit + 1 of them."""
    found: list[str] = []
    with zipfile.ZipFile(path) as package, package.open(part.lstrip("/")) as stream:
        for window in _windows(stream):
            for match in _MERGE.finditer(window):
                found.append(match[1].decode())
                if len(found) > limit:
                    return found
    return list(dict.fromkeys(found))


def _windows(stream: IO[bytes]) -> Iterator[bytes]:
    """Give overlapping pieces of a stream, so that no short element is cut in two."""
    tail = b""
    while chunk := stream.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_MERGE_LENGTH:]


def _check_parts(path: Path, package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise unreadable(
            str(path),
            "it is protected by a password",
            "Remove the password and save it again.",
            zh=("文件设有打开密码", "请取消密码后另存再试"),
        )
    if "xl/workbook.xml" not in names:
        raise unreadable(
            str(path), "it is not an XLSX workbook", _SAVE, zh=("不是 XLSX 工作簿", _SAVE_ZH)
        )
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise unreadable(
            str(path),
            "it unpacks to more than 256 MiB",
            "Keep only the sheet needed, or split it.",
            zh=("解压后超过 256 MiB", "请只保留所需的工作表，或拆分文件"),
        )
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with package.open(part) as stream:
                _check_prolog(path, stream.read(_PROLOG))


def _check_prolog(path: Path, prolog: bytes) -> None:
    # No office program writes a DTD; entities declared in one can blow up while being read.
    if b"<!DOCTYPE" in prolog.replace(b"\0", b"") or b"<!ENTITY" in prolog.replace(b"\0", b""):
        raise unreadable(
            str(path),
            "it holds declarations no workbook needs",
            _SAVE,
            zh=("含有工作簿不应有的声明", _SAVE_ZH),
        )
