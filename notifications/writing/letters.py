"""The neutral letter: what it says, free of how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Layout = Literal["文件", "信函", "单"]

LAYOUTS: Final[tuple[Layout, ...]] = ("文件", "信函", "单")
URGENCIES: Final = ("特急", "加急")

BLANK_DATE: Final = "　　年　　月　　日"
"""Where the signing date will stand; it is the day of signing, which a draft can't know."""


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
    """An annex with its own title and body."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialLetter:
    """A letter: its header fields, body and annexes. Empty text means the element is absent.

    ``layout`` is 文件 (document form), 信函 (letter form) or 单 (internal slip).
    ``title`` holds its lines as preferred by the author.
    ``number`` is 发文字号, ``signer`` 署名, ``date`` 成文日期, ``note`` 附注.
    """

    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    layout: Layout = "文件"
    urgency: str = ""
    mark: str = ""
    number: str = ""
    to: str = ""
    signer: str = ""
    date: str = ""
    note: str = ""
    copy_to: str = ""
    printer: str = ""
    print_date: str = ""

    @property
    def full_title(self) -> str:
        """The title as one line."""
        return "".join(self.title)


def draft_note(letter: OfficialLetter) -> str:
    """Say that a letter is only a draft and what must be done before it may leave."""
    if letter.layout == "单":
        return "【草稿】本单由系统起草，属内部办理单，不编发文字号；经人工核对后使用。"
    steps = "【草稿】本件由系统起草，未经签发，不得对外发出；须经核稿、签发、编号、用印后送达。"
    if letter.layout == "文件":
        steps += "主送下级党委、政府的，应经本级政府同意并在文中载明，或者改用函。"
    return steps
