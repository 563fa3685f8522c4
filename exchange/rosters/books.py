"""Finds the tables of a roster in a workbook or CSV file, as they stand there; nothing is checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...definitions.findings import closest
from ..faults import CellFault, unreadable
from ..headers import HeaderRow, check_header, find_header
from ..ledger import Ledger, not_read, read_sheet, top_of
from ..package import OLE_MAGIC, ZIP_MAGIC, magic_of
from ..sheets import RawSheet, open_sheets
from .tables import TABLES, TableKind

_SUFFIXES = {".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv"}
_FEWEST = 2
"""How many of its columns a table shows at least where only they tell what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterTable:
    """One table as read: of which kind, on which sheet."""

    kind: TableKind
    sheet: str
    ledger: Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterBook:
    """The tables of a file, each kind at most once, and what of the file is not read."""

    file: str
    tables: tuple[RosterTable, ...]
    warnings: tuple[CellFault, ...]


def is_book(path: Path) -> bool:
    """Say whether a file is a workbook or CSV rather than YAML; raise UnreadableFile for none."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return False
    magic = magic_of(path)
    return magic.startswith(ZIP_MAGIC) or magic == OLE_MAGIC or path.suffix.lower() in _SUFFIXES


def read_book(path: Path) -> RosterBook:
    """Read the tables of a file; raise UnreadableFile for a file or header row of no use.

    Sheets are told by their names. Where none of them has the name of a table, and in CSV, the
    header row tells.
    """
    tables: list[RosterTable] = []
    warnings: list[CellFault] = []
    with open_sheets(path) as sheets:
        filled = [sheet for sheet in sheets if top_of(sheet)]
        kinds = {id(sheet): _by_title(sheet) for sheet in filled}
        is_named = any(kinds.values())
        for sheet in filled:
            kind = kinds[id(sheet)] if is_named else _by_header(sheet)
            if kind is None:
                warnings.append(_not_read(sheet))
                continue
            if any(table.kind is kind for table in tables):
                raise _twice(path, kind)
            table = _read(path, sheet, kind)
            tables.append(table)
            warnings += [replace(w, sheet=sheet.title) for w in table.ledger.warnings]
    if not tables:
        raise _nothing(path)
    return RosterBook(file=str(path), tables=tuple(tables), warnings=tuple(warnings))


def _read(path: Path, sheet: RawSheet, kind: TableKind) -> RosterTable:
    header = find_header(top_of(sheet), kind.fields)
    place = f"{path}（{sheet.title}）"
    check_header(place, header, kind.fields)
    ledger = read_sheet(place, sheet, header, kind.fields)
    ledger = replace(ledger, warnings=(*header.warnings(kind.fields), *ledger.warnings))
    return RosterTable(kind=kind, sheet=sheet.title, ledger=ledger)


def _by_title(sheet: RawSheet) -> TableKind | None:
    title = unicodedata.normalize("NFKC", sheet.title).strip().casefold()
    return next((kind for kind in TABLES if title in kind.names), None)


def _by_header(sheet: RawSheet) -> TableKind | None:
    """Give the kind of table a header row names most columns of, and if there are several all it needs."""
    top = top_of(sheet)

    def fit(kind: TableKind) -> tuple[int, bool]:
        header = find_header(top, kind.fields)
        return header.score, _has_required(kind, header)

    best = max(TABLES, key=fit)
    return best if fit(best)[0] >= _FEWEST else None


def _has_required(kind: TableKind, header: HeaderRow) -> bool:
    return all(key in header.columns for key, f in kind.fields.items() if f.is_required)


def _not_read(sheet: RawSheet) -> CellFault:
    note = not_read(sheet)
    near = closest(sheet.title, _names())
    if not near:
        return note
    return replace(
        note,
        what=f"{note.what}; did you mean “{near}”?",
        what_zh=f"{note.what_zh}；是否应为“{near}”？",
    )


def _names() -> Iterator[str]:
    for kind in TABLES:
        yield from (kind.title, kind.key, *kind.also)


def _titles() -> Sequence[str]:
    return [kind.title for kind in TABLES]


def _twice(path: Path, kind: TableKind) -> Exception:
    return unreadable(
        str(path),
        f"two sheets are tables of {kind.key}",
        "Keep one of them.",
        zh=(f"有两个工作表都是“{kind.title}”", "请只保留一个"),
    )


def _nothing(path: Path) -> Exception:
    return unreadable(
        str(path),
        "no table of a roster was found",
        f"Name the sheets {', '.join(kind.key for kind in TABLES)}, each with a header row.",
        zh=("没有找到名册的表", f"请将工作表命名为{'、'.join(_titles())}，并写明表头"),
    )
