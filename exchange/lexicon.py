"""What the headers of a ledger mean besides the titles of fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ..definitions.findings import closest
from ..definitions.model import Field
from ..errors import InvalidValues, ValueFault

REFERENCES = ("项目编号", "编号", "ref")
ORDINALS = frozenset({"序号", "no", "no.", "#"})
HEADER_LENGTH = 200
_SIGNS = re.compile(r"[*:]|[(\[](?:必填项?|选填项?|required|optional)[)\]]")
_BRACKETED = re.compile(r"(?P<base>.+?)[(\[【](?:单位:?)?(?P<inside>[^()\[\]【】]+)[)\]】]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What headers mean, each as ``normal`` writes it.

    ``told`` maps them to fields for one file and goes before the fields' own titles, ``taught``
    is known from files before and goes after them. Columns in ``passed`` are written by guatu and
    not read; ``mark`` is the one that tells which case a line is.
    ``teaches`` says whether somebody can be told how to explain a header.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    taught: Mapping[str, str] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    mark: str = ""
    teaches: bool = False

    def names(self, fields: Mapping[str, Field]) -> dict[str, str]:
        """Map everything a header may say to the key of a field there is."""
        said = {**self.taught, **names_of(fields), **self.told}
        return {name: key for name, key in said.items() if key in fields}

    def stale(self, name: str) -> str:
        """Give the field a header was explained by, for one that no name leads to."""
        return self.taught.get(name, "")


PLAIN = Lexicon()


def names_of(fields: Mapping[str, Field]) -> dict[str, str]:
    """Map titles, with and without units, and keys to fields; what two fields share names neither."""
    meant: dict[str, set[str]] = {}
    for key, one in fields.items():
        for title in {one.title.zh, one.title.en} - {""}:
            meant.setdefault(normal(title), set()).add(key)
            meant.setdefault(normal(title + one.unit), set()).add(key)
    names = {name: next(iter(keys)) for name, keys in meant.items() if len(keys) == 1}
    return names | {normal(key): key for key in fields}


def field_of(name: str, names: Mapping[str, str], fields: Mapping[str, Field]) -> tuple[str, bool]:
    """Give the key of the field a header names, and whether its unit in brackets is another."""
    if name in names:
        return names[name], False
    parts = _BRACKETED.fullmatch(name)
    key = names.get(parts["base"], "") if parts else ""
    unit = normal(fields[key].unit) if key else ""
    return key, bool(parts and unit and parts["inside"] != unit)


def normal(cell: object) -> str:
    """Write a header as headers are compared: no blanks, half width, lower case, no asterisk."""
    text = unicodedata.normalize("NFKC", str(cell)) if cell is not None else ""
    return _SIGNS.sub("", "".join(text.split()).casefold())[:HEADER_LENGTH]


def field_named(name: str, fields: Mapping[str, Field]) -> tuple[str, str]:
    """Give the key of the field a person names by key or title, or what may have been meant."""
    key, _ = field_of(normal(name), names_of(fields), fields)
    words = [word for one in fields.values() for word in (one.title.zh, one.title.en, one.key)]
    return key, "" if key else closest(name, [word for word in words if word])


_NO_FIELD: Final = (
    f"; the office's own reference is read from a column called {' or '.join(REFERENCES)}",
    f"；本单位自己的编号不用说明，列名写{'或'.join(REFERENCES)}即可",
)


def told_fields(fields: Mapping[str, Field], columns: Mapping[str, str]) -> Mapping[str, str]:
    """Give what headers mean by field key; raise InvalidValues for every field there is not."""
    told: dict[str, str] = {}
    faults: list[ValueFault] = []
    for header, name in columns.items():
        key, near = field_named(name, fields)
        if key:
            told[normal(header)] = key
        else:
            mend = f"; did you mean “{near}”?" if near else ""
            mend_zh = f"；是否应为“{near}”？" if near else ""
            if normal(name) in map(normal, REFERENCES):
                mend, mend_zh = _NO_FIELD
            faults.append(
                ValueFault(
                    field=header,
                    title=header,
                    value=name,
                    what=f"there is no field “{name}”{mend}",
                    what_zh=f"没有字段“{name}”{mend_zh}",
                )
            )
    if faults:
        raise InvalidValues(faults=faults)
    return told
