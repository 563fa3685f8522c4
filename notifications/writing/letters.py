"""The neutral letter: what it says, free of how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Layout = Literal["文件", "信函", "纪要", "单"]

LAYOUTS: Final[tuple[Layout, ...]] = ("文件", "信函", "纪要", "单")
URGENCIES: Final = ("特急", "加急")
PRESENCES: Final = ("出席", "列席", "请假")

BLANK_DATE: Final = "　　年　　月　　日"
"""Where the signing date will stand; it is the day of signing, which a draft can't know."""

_SEALED: Final[frozenset[Layout]] = frozenset({"文件", "信函"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the body."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A numbered heading, level 1 (一、) to 4 (（1）); ``rest`` runs on in the same line."""

    level: int
    text: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells, all of the same length; with ``has_head`` the first row names the columns."""

    rows: tuple[tuple[str, ...], ...]
    has_head: bool = False


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex with its own title and body; without a body it is named only (附件另附)."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Who was at a meeting: ``label`` is 出席, 列席 or 请假, ``names`` the list as written."""

    label: str
    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialLetter:
    """A letter: its header fields, body and annexes. Empty text means the element is absent.

    ``layout`` is 文件 (document form), 信函 (letter form), 纪要 (minutes) or 单 (internal slip).
    ``title`` holds its lines as preferred by the author.
    ``mark`` is 发文机关标志: one line, or with joint issuers one line an organ, the main one first,
    and ``mark_word`` what stands at their right, such as 文件.
    ``number`` is 发文字号, ``approvers`` 签发人 (upward letters only), ``to`` 主送机关, ``signers``
    署名 (several issue it together), ``date`` 成文日期, ``note`` 附注, ``copy_to`` 抄送,
    ``printer`` and ``print_date`` 印发机关 and 印发日期, ``copy_number`` 份号, ``secrecy``
    密级和保密期限, ``urgency`` 紧急程度, ``presences`` the lists of minutes, ``code`` the code by
    which a letter is verified (核验码).
    Clauses of GB/T 9704-2012: 7.2 the head, 7.3 the body, 7.4 the imprint, 10 the special forms.
    """

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    layout: Layout = "文件"
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    mark: tuple[str, ...] = ()
    mark_word: str = ""
    number: str = ""
    approvers: tuple[str, ...] = ()
    to: str = ""
    presences: tuple[Presence, ...] = ()
    signers: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    copy_to: str = ""
    printer: str = ""
    print_date: str = ""
    code: str = ""

    @property
    def full_title(self) -> str:
        """The title as one line."""
        return "".join(self.title)

    @property
    def is_sealed(self) -> bool:
        """Whether seals belong on it (7.3.5.1); minutes and slips carry none."""
        return self.layout in _SEALED

    @property
    def notes(self) -> str:
        """What stands in the brackets below the date (附注), the code to verify it by included."""
        code = f"核验码：{self.code}" if self.code else ""
        return "；".join(part for part in (self.note, code) if part)


def to_data(letter: OfficialLetter) -> dict[str, Any]:
    """Give a letter as plain data, what is absent left out; ``from_data`` reads it back."""
    data: dict[str, Any] = {
        name: value
        for name in OfficialLetter.__dataclass_fields__
        if (value := getattr(letter, name)) and name not in {"blocks", "annexes", "presences"}
    }
    data["blocks"] = [_block_data(block) for block in letter.blocks]
    if letter.annexes:
        data["annexes"] = [
            {"title": annex.title, "blocks": [_block_data(block) for block in annex.blocks]}
            for annex in letter.annexes
        ]
    if letter.presences:
        data["presences"] = [{"label": p.label, "names": p.names} for p in letter.presences]
    return data


def from_data(data: Mapping[str, Any]) -> OfficialLetter:
    """Read a letter from plain data, as ``to_data`` gave it or as JSON gave it back."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list | tuple) else value
        for name, value in data.items()
        if name not in {"blocks", "annexes", "presences"}
    }
    return OfficialLetter(
        blocks=tuple(map(_block, data["blocks"])),
        annexes=tuple(
            Annex(title=annex["title"], blocks=tuple(map(_block, annex["blocks"])))
            for annex in data.get("annexes", ())
        ),
        presences=tuple(Presence(**each) for each in data.get("presences", ())),
        **values,
    )


def _block_data(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return {"rows": [list(row) for row in block.rows], "has_head": block.has_head}
    if isinstance(block, Heading):
        return {"level": block.level, "text": block.text, "rest": block.rest}
    return {"text": block.text}


def _block(data: Mapping[str, Any]) -> Block:
    if "rows" in data:
        return Table(rows=tuple(map(tuple, data["rows"])), has_head=data["has_head"])
    if "level" in data:
        return Heading(**data)
    return Paragraph(text=data["text"])


def draft_note(letter: OfficialLetter) -> str:
    """Say that a letter is only a draft and what must be done before it may leave."""
    if letter.layout == "单":
        return "【草稿】本单由系统起草，属内部办理单，不编发文字号；经人工核对后使用。"
    steps = "【草稿】本件由系统起草，未经签发，不得对外发出；须经核稿、签发、编号、用印后送达。"
    if letter.layout == "文件":
        steps += "主送下级党委、政府的，应经本级政府同意并在文中载明，或者改用函。"
    return steps
