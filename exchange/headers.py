"""Finds the header row of a ledger and matches its columns with the fields of a flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..definitions.findings import closest
from ..definitions.model import Field
from .faults import CellFault, Column, cell_fault, shown, unreadable
from .lexicon import ORDINALS, PLAIN, REFERENCES, Lexicon, field_of, normal
from .sheets import RawRow

DEPTH = 10


@dataclass(slots=True)
class HeaderRow:
    """A header row as matched: columns by field key, those of references and marks, the rest."""

    number: int
    columns: dict[str, Column] = field(default_factory=dict)
    reference: Column | None = None
    mark: Column | None = None
    unknown: list[Column] = field(default_factory=list)
    doubled: list[tuple[Column, Column]] = field(default_factory=list)
    wrong_units: list[tuple[Column, Field]] = field(default_factory=list)

    @property
    def score(self) -> int:
        """How many columns mean something."""
        return len(self.columns) + len(self.wrong_units)

    def warnings(
        self, fields: Mapping[str, Field], lexicon: Lexicon = PLAIN
    ) -> tuple[CellFault, ...]:
        """Say which columns are not read, which field each may be meant for, how to explain it."""
        open_ = [f for key, f in fields.items() if key not in self.columns]
        words = [word for f in open_ for word in (f.title.zh, f.title.en, f.key) if word]
        faults: list[CellFault] = []
        for column in self.unknown:
            what, what_zh = _unread(column, closest(column.header, words), lexicon)
            faults.append(cell_fault(self.number, column, None, what, what_zh))
        return tuple(faults)


def letter_of(index: int) -> str:
    """Give the letters a sheet shows for a column counted from 0: A, B, … Z, AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def find_header(
    rows: Iterable[RawRow], fields: Mapping[str, Field], lexicon: Lexicon = PLAIN
) -> HeaderRow:
    """Give the row among the first few that names the most fields."""
    names = lexicon.names(fields)
    best = HeaderRow(0)
    for count, (number, cells) in enumerate(rows):
        if count >= DEPTH:
            break
        found = _match(number, cells, names, fields, lexicon)
        best = max(best, found, key=lambda row: row.score)
    return best


def is_header(header: HeaderRow, cells: Sequence[object]) -> bool:
    """Say whether a row says the header row over again, as merged cells and printed tables do."""
    said = [
        shown(cells[column.index]) == column.header
        for column in header.columns.values()
        if column.index < len(cells) and cells[column.index] is not None
    ]
    return len(said) > 1 and all(said)


_TAUGHT: Final = (
    ", or say what a column is called here with --map HEADER=FIELD",
    "；列名叫法不同的，用 --map 列名=字段 说明",
)


def check_header(
    file: str,
    header: HeaderRow,
    fields: Mapping[str, Field],
    *,
    is_partial: bool = False,
    may_teach: bool = False,
) -> None:
    """Raise one UnreadableFile for everything that makes the header row useless.

    With ``is_partial`` a ledger that tells which cases its lines are may lack columns; with
    ``may_teach`` the mend of a missing column names the way to explain a header.
    """
    why: list[str] = []
    why_zh: list[str] = []
    required = [f for f in fields.values() if f.is_required]
    if not header.score:
        expected = "、".join(str(f.title) for f in required or list(fields.values())[:DEPTH])
        raise unreadable(
            file,
            f"no header row was found in the first {DEPTH} rows",
            f"Begin the ledger with a row that names the columns: {expected}.",
            zh=(f"前 {DEPTH} 行中没有找到表头", f"请在首行写明列名：{expected}"),
        )
    for first, second in header.doubled:
        why.append(f"columns {first.letter} and {second.letter} are the same field")
        why_zh.append(f"{first.letter} 列和 {second.letter} 列是同一字段“{second.header}”")
    for column, wanted in header.wrong_units:
        why.append(f"column {column.letter} “{column.header}” must be in {wanted.unit}")
        why_zh.append(f"{column.letter} 列“{column.header}”的单位应为{wanted.unit}")
    named = {*header.columns, *(wanted.key for _, wanted in header.wrong_units)}
    tells_cases = is_partial and (header.reference or header.mark)
    missing = [str(f.title) for f in required if f.key not in named and not tells_cases]
    if missing:
        unknown = [column.header for column in header.unknown]
        near = {title: closest(title, unknown) for title in missing}
        meant = (f"{t} (is “{c}” it?)" if c else t for t, c in near.items())
        meant_zh = (f"{t}（“{c}”是否应为“{t}”？）" if c else t for t, c in near.items())
        why.append(f"these columns are missing: {', '.join(meant)}")
        why_zh.append(f"缺少列：{'、'.join(meant_zh)}")
    teach, teach_zh = _TAUGHT if missing and may_teach else ("", "")
    if why:
        raise unreadable(
            file,
            f"in row {header.number} {'; '.join(why)}",
            f"Mend the header row{teach}.",
            zh=(
                f"第 {header.number} 行表头有误，{'；'.join(why_zh)}",
                f"请改正表头后重试{teach_zh}",
            ),
        )


def _match(
    number: int,
    cells: Sequence[object],
    names: Mapping[str, str],
    fields: Mapping[str, Field],
    lexicon: Lexicon,
) -> HeaderRow:
    found = HeaderRow(number)
    for index, cell in enumerate(cells):
        name = normal(cell)
        if not name:
            continue
        column = Column(index, letter_of(index), shown(cell))
        if name in lexicon.passed and name not in names:
            found.mark = found.mark or (column if name == lexicon.mark else None)
            continue
        key, has_wrong_unit = field_of(name, names, fields)
        if has_wrong_unit:
            found.wrong_units.append((column, fields[key]))
        elif key in found.columns:
            found.doubled.append((found.columns[key], column))
        elif key:
            found.columns[key] = column
        elif name in REFERENCES and found.reference is None:
            found.reference = column
        elif name not in ORDINALS:
            found.unknown.append(column)
    return found


def _unread(column: Column, near: str, lexicon: Lexicon) -> tuple[str, str]:
    """Say why a column is not read, in both languages."""
    gone = lexicon.stale(normal(column.header))
    if gone:
        what = f"it was explained as the field “{gone}”, which is no more; the column is not read"
        what_zh = f"曾记为字段“{gone}”，该字段已不存在，此列不读取"
    else:
        what, what_zh = (
            "no field is called so, the column is not read",
            "没有对应的字段，此列不读取",
        )
    if near:
        what, what_zh = f"{what}; did you mean “{near}”?", f"{what_zh}；是否应为“{near}”？"
    if lexicon.teaches:
        how = f'--map "{column.header}={near or "KEY"}"'
        how_zh = f'--map "{column.header}={near or "字段"}"'
        what = f"{what} Explain it by {how}" if near else f"{what}; explain it by {how}"
        what_zh = f"{what_zh}{'' if near else '；'}可用 {how_zh} 说明对应的字段"
    return what, what_zh
