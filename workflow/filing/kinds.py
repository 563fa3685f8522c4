"""Which kinds of files may come in: told by the ending, and proved by the first bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...errors import FileRefused, InvalidFileKind
from .names import suffix_of

HEAD = 4096
"""How many of the first bytes are looked at."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of file: its ending in small letters, its media type, and how such files begin.

    One of ``signatures`` must stand at the very start; without any, only what is surely something
    else is refused. ``is_text`` is for text, which holds no zero byte.
    """

    extension: str
    media_type: str
    signatures: tuple[bytes, ...] = ()
    is_text: bool = False


def _kind(extension: str, media_type: str, *signatures: bytes, is_text: bool = False) -> FileKind:
    return FileKind(
        extension=extension, media_type=media_type, signatures=signatures, is_text=is_text
    )


FILE_KINDS: tuple[FileKind, ...] = (
    _kind("pdf", "application/pdf", b"%PDF-"),
    _kind("ofd", "application/ofd", _ZIP),
    _kind("docx", f"{_OFFICE}.wordprocessingml.document", _ZIP),
    _kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    _kind("pptx", f"{_OFFICE}.presentationml.presentation", _ZIP),
    _kind("doc", "application/msword", _OLE),
    _kind("xls", "application/vnd.ms-excel", _OLE),
    _kind("ppt", "application/vnd.ms-powerpoint", _OLE),
    _kind("wps", "application/wps-office.wps", _OLE, _ZIP),
    _kind("et", "application/wps-office.et", _OLE, _ZIP),
    _kind("dps", "application/wps-office.dps", _OLE, _ZIP),
    _kind("jpg", "image/jpeg", b"\xff\xd8\xff"),
    _kind("jpeg", "image/jpeg", b"\xff\xd8\xff"),
    _kind("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    _kind("gif", "image/gif", b"GIF87a", b"GIF89a"),
    _kind("bmp", "image/bmp", b"BM"),
    _kind("tif", "image/tiff", b"II*\x00", b"MM\x00*"),
    _kind("tiff", "image/tiff", b"II*\x00", b"MM\x00*"),
    _kind("dwg", "image/vnd.dwg", b"AC10"),
    _kind("zip", "application/zip", _ZIP, b"PK\x05\x06"),
    _kind("rar", "application/vnd.rar", b"Rar!\x1a\x07"),
    _kind("7z", "application/x-7z-compressed", b"7z\xbc\xaf\x27\x1c"),
    _kind("txt", "text/plain", is_text=True),
    _kind("csv", "text/csv", is_text=True),
)
"""The kinds an office takes unless its settings say otherwise."""

NEVER = frozenset(
    "ade adp apk app appx asp aspx bat cgi chm class cmd com cpl dll dmg elf exe gadget hta htm "  # noqa: SIM905
    "html inf ins isp jar js jse jsp lnk mht mhtml mjs msc msi msp mst pcd php pif pl ps1 psm1 py "
    "reg scf scr sct sh shtml svg svgz swf sys url vb vbe vbs wasm wsc wsf wsh xht xhtml xml xsl "
    "xslt".split()
)
"""Endings no setting can let in: what runs, and what a browser would show as a page of ours."""

_PAGES = frozenset({"text/html", "image/svg+xml", "text/xml", "application/xml"})
_RUNS = (b"\x7fELF", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
         b"\xca\xfe\xba\xbe", b"#!")  # fmt: skip
_MARKUP = (b"<!doctype", b"<?xml", b"<html", b"<head", b"<body", b"<svg", b"<script", b"<iframe",
           b"<!--")  # fmt: skip
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def require_kinds(kinds: Iterable[FileKind]) -> None:
    """Refuse kinds no office may take; raise InvalidFileKind."""
    for kind in kinds:
        if kind.extension in NEVER or kind.media_type in _PAGES:
            raise InvalidFileKind(
                extension=kind.extension,
                why="files like this can run, or show as a page of this office",
                why_zh="此类文件可以执行，或会被当作本系统的网页显示",
            )
        if not kind.extension or kind.extension != suffix_of(f"a.{kind.extension}"):
            raise InvalidFileKind(
                extension=kind.extension,
                why="an ending is written in small letters and without a dot",
                why_zh="扩展名应为小写，且不带点",
            )


def kind_of(name: str, kinds: Sequence[FileKind], *, declared_type: str = "") -> FileKind:
    """Tell the kind of a file by its name; raise FileRefused for one that is not taken.

    ``declared_type`` is what the sender calls it; it is believed only where it says a page.
    """
    extension = suffix_of(name)
    found = next((kind for kind in kinds if kind.extension == extension), None)
    if found is None or extension in NEVER:
        what = f".{extension}" if extension else "a file without an ending"
        what_zh = f".{extension} 文件" if extension else "没有扩展名的文件"
        known = [kind.extension for kind in kinds]
        raise FileRefused(
            name=name,
            why=f"{what} is not taken here",
            why_zh=f"不接收{what_zh}",
            mend=f"Take one of these: {', '.join(known)}.",
            mend_zh=f"可接收：{'、'.join(known)}。",
        )
    if declared_type.partition(";")[0].strip().casefold() in _PAGES:
        raise _not_what_it_says(name, found)
    return found


def require_kind(name: str, kind: FileKind, head: bytes) -> None:
    """Refuse a file whose first bytes are not of its kind; raise FileRefused."""
    if not _fits(kind, head):
        raise _not_what_it_says(name, kind)


def _fits(kind: FileKind, head: bytes) -> bool:
    if kind.signatures:
        return head.startswith(kind.signatures)
    if head.startswith(_RUNS) or (head.startswith(b"MZ") and b"\0" in head):
        return False
    if kind.is_text and b"\0" in head and not head.startswith(_WIDE):
        return False
    # Text of two bytes a letter reads the same once its zero bytes are gone.
    seen = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
    return not seen.lstrip().lower().startswith(_MARKUP)


def _not_what_it_says(name: str, kind: FileKind) -> FileRefused:
    return FileRefused(
        name=name,
        why=f"its content is not that of a .{kind.extension} file",
        why_zh=f"内容不是 .{kind.extension} 文件",
        mend="Save it again in the program that made it, and send that.",
        mend_zh="请用生成它的程序另存为正确格式后再上传。",
    )
