"""The parts of a DOCX file around its text: styles, settings, fonts, page numbers, the package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from ..writing.letters import OfficialLetter, draft_note
from .drawings import Rule, rule_drawing
from .ooxml import (
    CHAR,
    FONTS,
    LINE,
    MM,
    NAMES,
    RED,
    Form,
    Side,
    Type,
    field,
    paragraph,
    run,
    said,
    twips,
)

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DATED: Final = (2012, 7, 1, 0, 0, 0)
"""The date of every file in the package, so that the same letter gives the same bytes."""

_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_GREY: Final = "A6A6A6"
_ALTERNATES: Final = {
    "仿宋": ("FangSong_GB2312", "02010609030101010101", "modern"),
    "楷体": ("KaiTi_GB2312", "02010609030101010101", "modern"),
    "黑体": ("SimHei", "02010609060101010101", "modern"),
    "小标宋": ("FZXiaoBiaoSong-B05S", "03000509000000000000", "script"),
    "宋体": ("SimSun", "02010600030101010101", "auto"),
}
_PAGES: Final = ("default", "even", "first")
DOUBLE_TOP: Final = 46.0
"""Where the upper edge of the first double rule of the letter form lies, in mm (10.1)."""
_THICK, _GAP, _THIN = 0.9, 0.4, 0.35


def package(
    letter: OfficialLetter, body: str, *, seals: Sequence[bytes], moment: datetime, is_draft: bool
) -> bytes:
    """Pack a letter's body with all its parts."""
    parts: dict[str, str | bytes] = {
        **_standing(),
        "word/document.xml": f"{_HEAD}<w:document {NAMES}><w:body>{body}{_section(letter)}"
        "</w:body></w:document>",
        "docProps/core.xml": _properties(letter, moment),
        "word/_rels/document.xml.rels": _relations(seals),
    }
    has_first = letter.layout == "信函"
    for page in _PAGES:
        is_bare = page == "first"
        rules = _double_rules() if has_first and is_bare else ""
        parts[f"word/header_{page}.xml"] = _header(letter, rules, is_draft=is_draft)
        parts[f"word/footer_{page}.xml"] = _footer(page)
    for number, seal in enumerate(seals):
        parts[f"word/media/seal{number}.{picture_kind(seal)}"] = seal
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


@lru_cache(maxsize=1)
def _standing() -> dict[str, bytes]:
    """Give the parts that are the same in every letter."""
    parts = {
        "[Content_Types].xml": _content_types(),
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


def _content_types() -> str:
    named = {"document": "document.main", "styles": "", "settings": "", "fontTable": ""}
    named |= {f"{kind}_{page}": kind for kind in ("header", "footer") for page in _PAGES}
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
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{parts}'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )


def _relationships(entries: Sequence[tuple[str, str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'
        for name, kind, target in entries
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _relations(seals: Sequence[bytes]) -> str:
    entries = [(f"rId_{name}", name, f"{name}.xml") for name in ("styles", "settings", "fontTable")]
    for kind in ("header", "footer"):
        entries += [(f"rId_{kind}_{page}", kind, f"{kind}_{page}.xml") for page in _PAGES]
    entries += [
        (f"rIdSeal{number}", "image", f"media/seal{number}.{picture_kind(seal)}")
        for number, seal in enumerate(seals)
    ]
    return _relationships([(name, f"{_OFFICE}/{kind}", target) for name, kind, target in entries])


def _properties(letter: OfficialLetter, moment: datetime) -> str:
    made = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{said(letter.full_title)}</dc:title>"
        f"<dc:creator>{said('、'.join(letter.signers))}</dc:creator><dc:language>zh-CN"
        f'</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        "</cp:coreProperties>"
    )


def _styles() -> str:
    name = FONTS["仿宋"]
    return (
        f"{_HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
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
        f'{_HEAD}<w:settings {NAMES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
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
    return f"{_HEAD}<w:fonts {NAMES}>{fonts}</w:fonts>"


@lru_cache(maxsize=4)
def _footer(page: str) -> str:
    """页码: — 1 — in 4号宋体, odd pages right, even pages left, one 字 in (7.5)."""
    digits = Type(face="宋体", size=14)
    text = ""
    side: Side = "left" if page == "even" else "right"
    if page != "first":
        text = f"{run('— ', digits)}{field('PAGE', '1', digits)}{run(' —', digits)}"
    form = Form(
        side=side, line=14, left=CHAR if side == "left" else 0, right=CHAR if side == "right" else 0
    )
    return f"{_HEAD}<w:ftr {NAMES}>{paragraph(text, form)}</w:ftr>"


def _header(letter: OfficialLetter, rules: str, *, is_draft: bool) -> str:
    """草稿 in grey above the type area; without it the header is as high and empty."""
    word = run("草　稿", Type(face="黑体", size=18, color=_GREY)) if is_draft else ""
    note = draft_note(letter).removeprefix("【草稿】") if is_draft else ""
    first = paragraph(word + rules, Form(side="center", line=22))
    second = paragraph(
        run(note, Type(face="黑体", size=9, color=_GREY)), Form(side="center", line=12)
    )
    return f"{_HEAD}<w:hdr {NAMES}>{first}{second}</w:hdr>"


@lru_cache(maxsize=1)
def _double_rules() -> str:
    """Draw the double rules of the letter form: thick over thin, thin over thick, 170 mm (10.1)."""
    lower = 297 - 20
    middles = (
        (DOUBLE_TOP + _THICK / 2, _THICK),
        (DOUBLE_TOP + _THICK + _GAP + _THIN / 2, _THIN),
        (lower - _THICK - _GAP - _THIN / 2, _THIN),
        (lower - _THICK / 2, _THICK),
    )
    return "".join(
        rule_drawing(Rule(x=20, y=y, width=170, thickness=mm * MM, color=RED), 900 + number)
        for number, (y, mm) in enumerate(middles)
    )


def _section(letter: OfficialLetter) -> str:
    """版心 156 mm × 225 mm (5.2.1), 22 rows of 28 signs (5.2.3)."""
    references = "".join(
        f'<w:{kind}Reference w:type="{page}" r:id="rId_{kind}_{page}"/>'
        for kind in ("header", "footer")
        for page in _PAGES
    )
    is_first_apart = "<w:titlePg/>" if letter.layout == "信函" else ""
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{twips(37 * MM)}" w:right="{twips(26 * MM)}" '
        f'w:bottom="{twips(35 * MM)}" w:left="{twips(28 * MM)}" w:header="{twips(12 * MM)}" '
        f'w:footer="{twips(28 * MM - 7)}" w:gutter="0"/>{is_first_apart}'
        f'<w:docGrid w:type="linesAndChars" w:linePitch="{twips(LINE)}" w:charSpace="-1024"/>'
        "</w:sectPr>"
    )
