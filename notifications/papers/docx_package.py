"""The DOCX file as a package: styles, settings, fonts, what belongs to what; same in, same out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from .ooxml import FONTS, LINE, NAMES, said, twips

XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATED: Final = (2012, 7, 1, 0, 0, 0)
"""The date of every file in the package, so that the same letter gives the same bytes."""

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ALTERNATES: Final = {
    "仿宋": ("FangSong_GB2312", "02010609030101010101", "modern"),
    "楷体": ("KaiTi_GB2312", "02010609030101010101", "modern"),
    "黑体": ("SimHei", "02010609060101010101", "modern"),
    "小标宋": ("FZXiaoBiaoSong-B05S", "03000509000000000000", "script"),
    "宋体": ("SimSun", "02010600030101010101", "auto"),
}


def pack(  # noqa: PLR0913 - the parts of one file
    content: str,
    *,
    title: str,
    authors: Sequence[str],
    moment: datetime,
    margins: Mapping[str, str],
    pictures: Mapping[str, bytes],
) -> bytes:
    """Pack what stands between the ends of ``w:body`` with all its parts.

    ``margins`` are the headers and footers by name, such as ``footer_even``; the text refers to
    them as ``rId_footer_even``, and to picture ``Seal0`` as ``rIdSeal0``.
    """
    parts: dict[str, str | bytes] = {
        **_standing(tuple(sorted(margins, reverse=True))),
        "word/document.xml": f"{XML_HEAD}<w:document {NAMES}><w:body>{content}"
        "</w:body></w:document>",
        "docProps/core.xml": _properties(title, authors, moment),
        "word/_rels/document.xml.rels": _relations(margins, pictures),
    }
    parts |= {f"word/{name}.xml": margin for name, margin in margins.items()}
    for name, picture in pictures.items():
        parts[f"word/media/{name.lower()}.{picture_kind(picture)}"] = picture
    return _zipped(parts)


def picture_kind(picture: bytes) -> str:
    """Say which kind of picture bytes are, by how they begin: png, jpeg or gif, else nothing."""
    for start, kind in ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif")):
        if picture.startswith(start):
            return kind
    return ""


def _zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _DATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else the system it is made on would show
            archive.writestr(entry, content, compresslevel=5)
    return buffer.getvalue()


@lru_cache(maxsize=4)
def _standing(margins: tuple[str, ...]) -> dict[str, bytes]:
    """Give the parts that are the same in every file with these headers and footers."""
    parts = {
        "[Content_Types].xml": _content_types(margins),
        "_rels/.rels": _relationships(
            (
                ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
                ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            )
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
    }
    return {name: content.encode() for name, content in parts.items()}


def _content_types(margins: Sequence[str]) -> str:
    named = {"document": "document.main", "styles": "", "settings": "", "fontTable": ""}
    named |= {name: name.partition("_")[0] for name in margins}
    parts = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind or name}+xml"/>'
        for name, kind in named.items()
    )
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for ending, kind in (
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
            ("png", "image/png"),
            ("jpeg", "image/jpeg"),
            ("gif", "image/gif"),
        )
    )
    return (
        f'{XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{parts}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relationships(entries: Sequence[tuple[str, str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in entries
    )
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _relations(margins: Iterable[str], pictures: Mapping[str, bytes]) -> str:
    entries = [(f"rId_{name}", name, f"{name}.xml") for name in ("styles", "settings", "fontTable")]
    entries += [(f"rId_{name}", name.partition("_")[0], f"{name}.xml") for name in margins]
    entries += [
        (f"rId{name}", "image", f"media/{name.lower()}.{picture_kind(picture)}")
        for name, picture in pictures.items()
    ]
    return _relationships([(name, f"{_OFFICE}/{kind}", target) for name, kind, target in entries])


def _properties(title: str, authors: Sequence[str], moment: datetime) -> str:
    made = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{said(title)}</dc:title>"
        f"<dc:creator>{said('、'.join(authors))}</dc:creator><dc:language>zh-CN"
        f'</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        "</cp:coreProperties>"
    )


def _styles() -> str:
    name = FONTS["仿宋"]
    return (
        f"{XML_HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
        '<w:snapToGrid w:val="0"/><w:spacing w:val="-6"/><w:kern w:val="0"/><w:sz w:val="32"/>'
        '<w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        '</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:kinsoku/>'
        '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" '
        f'w:line="{twips(LINE)}" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a">'
        '<w:name w:val="Normal"/><w:qFormat/><w:rPr><w:sz w:val="32"/><w:szCs w:val="32"/>'
        "</w:rPr></w:style></w:styles>"
    )


def _settings() -> str:
    compat = "".join(
        f"<w:{name}/>"
        for name in (
            "spaceForUL",
            "balanceSingleByteDoubleByteWidth",
            "doNotLeaveBackslashAlone",
            "ulTrailSpace",
            "doNotExpandShiftReturn",
            "adjustLineHeightInTable",
            "useFELayout",
        )
    )
    return (
        f'{XML_HEAD}<w:settings {NAMES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        f'<w:drawingGridVerticalSpacing w:val="{twips(LINE)}"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>{compat}'
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{_ALTERNATES[face][0]}"/>'
        f'<w:panose1 w:val="{_ALTERNATES[face][1]}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{_ALTERNATES[face][2]}"/><w:pitch w:val="default"/></w:font>'
        for face, name in FONTS.items()
    )
    return f"{XML_HEAD}<w:fonts {NAMES}>{fonts}</w:fonts>"
