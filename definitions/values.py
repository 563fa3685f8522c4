"""Brings the values people give for a case into the types of its fields."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..errors import InvalidValues, ValueFault
from .findings import near, shorten
from .model import Field, FieldType

TEXT_LIMIT = 2000
INTEGER_LIMIT = 2**63 - 1
YEARS = range(1900, 2200)
AMOUNT_LIMIT = 10**11
SMALLEST = Decimal("0.0001")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][+-]?\d{1,3})?")
_DATE = re.compile(
    r"(\d{4})\s*(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年\s*(\d{1,2})\s*月\s*)(\d{1,2})日?"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?)?"
)
_WORDS = {"是": True, "否": False, "true": True, "false": False, "yes": True, "no": False}


class _Unfit(Exception):
    """A value that does not fit, with what is wrong in English and Chinese."""

    def __init__(self, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.what, self.what_zh = what, what_zh


def coerce_values(
    flow_fields: Mapping[str, Field],
    raw: Mapping[str, object],
    *,
    territories: Mapping[str, str],
    units: Mapping[str, str] | None = None,
    partial: bool,
) -> dict[str, Any]:
    """Give the values in the types of their fields; raise InvalidValues with every fault.

    Values may be typed already or be text as people write it in ledgers.
    ``territories`` maps the keys of places to their titles, ``units`` those of the units there are.
    With ``partial`` required fields may be absent, and a field given empty is cleared: it is None
    in the result. Without, fields that are not filled are absent from the result.
    """
    faults = [_unknown(name, flow_fields) for name in raw if name not in flow_fields]
    values: dict[str, Any] = {}
    for key, field in flow_fields.items():
        given = raw.get(key)
        if field.kept_by and key in raw and (partial or not _is_empty(given)):
            faults.append(_kept(field, given))
            continue
        if _is_empty(given):
            if field.is_required and not partial:
                faults.append(_fault(field, "", "it must be filled in", "必须填写"))
            elif partial and key in raw:
                values[key] = None
            continue
        try:
            values[key] = _coerce(field, given, territories, units or {})
        except _Unfit as unfit:
            faults.append(_fault(field, given, unfit.what, unfit.what_zh))
    if faults:
        raise InvalidValues(faults=faults)
    return values


def coerce_amount(field: Field, given: object) -> Decimal:
    """Give an exact amount within the bounds of a field; raise InvalidValues.

    It has at most four places behind the point and is at most AMOUNT_LIMIT either way.
    """
    try:
        amount = _read_amount(field, repr(given) if isinstance(given, float) else given)
    except _Unfit as unfit:
        raise InvalidValues(faults=[_fault(field, given, unfit.what, unfit.what_zh)]) from None
    return amount


def _is_empty(given: object) -> bool:
    return given is None or (isinstance(given, str) and not given.strip())


def _kept(field: Field, given: object) -> ValueFault:
    what = f"it is kept by the series “{field.kept_by}”; enter a figure there"
    what_zh = f"由“{field.kept_by}”分次登记自动汇总，请改用分次登记"
    return _fault(field, given, what, what_zh)


def _coerce(
    field: Field, given: object, territories: Mapping[str, str], units: Mapping[str, str]
) -> Any:
    if field.type == "choice":
        titles = ((key, (t.zh, t.en)) for key, t in field.options.items())
        return _pick(given, titles, "option", "选项")
    if field.type == "territory":
        return _pick(given, ((k, (t,)) for k, t in territories.items()), "place", "地区")
    if field.type == "unit":
        return _pick(given, ((k, (t,)) for k, t in units.items()), "unit", "单位")
    return _READERS[field.type](field, given)


def _read_text(_: Field, given: object) -> str:
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        raise _Unfit("write a text", "请填写文字")
    text = str(given).replace("\r\n", "\n").strip()
    if len(text) > TEXT_LIMIT:
        raise _Unfit(
            f"at most {TEXT_LIMIT} characters, these are {len(text)}",
            f"最多 {TEXT_LIMIT} 字，现有 {len(text)} 字",
        )
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text if c not in "\n\t"):
        raise _Unfit("it holds a control character", "含有不可见控制字符")
    return text


def _read_number(field: Field, given: object) -> float:
    value = float(_number(field, given))
    if not math.isfinite(value):
        raise _Unfit("the number is too large", "数值过大")
    _check_bounds(field, value)
    return value


def _read_integer(field: Field, given: object) -> int:
    number = _number(field, given)
    if number != number.to_integral_value():
        raise _Unfit("write a whole number", "请填写整数")
    if abs(number) > INTEGER_LIMIT:
        raise _Unfit("the number is too large", "数值过大")
    _check_bounds(field, int(number))
    return int(number)


def _read_amount(field: Field, given: object) -> Decimal:
    amount = _number(field, given)
    if abs(amount) > AMOUNT_LIMIT:
        raise _Unfit("the number is too large", "数值过大")
    exact = amount.quantize(SMALLEST)
    if amount != exact:
        raise _Unfit("at most four places behind the point", "小数最多四位")
    if field.type == "integer" and amount != amount.to_integral_value():
        raise _Unfit("write a whole number", "请填写整数")
    _check_bounds(field, float(amount))
    return exact


def _number(field: Field, given: object) -> Decimal:
    number = Decimal("NaN")
    if isinstance(given, (int, float, Decimal)) and not isinstance(given, bool):
        number = Decimal(given)
    elif isinstance(given, str):
        text = unicodedata.normalize("NFKC", given).strip()
        unit = unicodedata.normalize("NFKC", field.unit)
        text = text.removesuffix(unit).strip()
        if len(text) <= TEXT_LIMIT and _NUMBER.fullmatch(text):
            number = Decimal(text.replace(",", ""))
    if number.is_finite():
        return number
    of = f" of {field.unit}" if field.unit else ""
    raise _Unfit(
        f"write a number{of}, such as 12,000 or 12.5",
        f"请填写数字（{'单位：' + field.unit + '，' if field.unit else ''}如 12,000 或 12.5）",
    )


def _check_bounds(field: Field, value: float) -> None:
    if field.minimum is not None and value < field.minimum:
        raise _Unfit(f"at least {field.minimum:g}", f"不得小于 {field.minimum:g}")
    if field.maximum is not None and value > field.maximum:
        raise _Unfit(f"at most {field.maximum:g}", f"不得大于 {field.maximum:g}")


def _read_boolean(_: Field, given: object) -> bool:
    if isinstance(given, bool):
        return given
    word = given.strip().lower() if isinstance(given, str) else ""
    if word not in _WORDS:
        raise _Unfit("write 是 or 否", "请填“是”或“否”")
    return _WORDS[word]


def _read_date(_: Field, given: object) -> date:
    day: date | None = None
    if isinstance(given, datetime):
        day = given.date()
    elif isinstance(given, date):
        day = given
    elif isinstance(given, str):
        shape = _DATE.fullmatch(unicodedata.normalize("NFKC", given).strip())
        if shape:
            year, *months, of_month = shape.groups()
            month = next(m for m in months if m)
            try:
                day = date(int(year), int(month), int(of_month))
            except ValueError:
                raise _Unfit("there is no such day", "没有这一天") from None
    if day is None:
        raise _Unfit("write a date such as 2026-03-02", "请填写日期，如 2026-03-02 或 2026年3月2日")
    if day.year not in YEARS:
        raise _Unfit(
            f"the year must be from {YEARS[0]} to {YEARS[-1]}",
            f"年份须在 {YEARS[0]} 至 {YEARS[-1]} 之间",
        )
    return day


def _pick(
    given: object, options: Iterable[tuple[str, tuple[str, ...]]], kind: str, kind_zh: str
) -> str:
    name = given.strip() if isinstance(given, str) else ""
    offered = dict(options)
    if name in offered:
        return name
    matches = [key for key, titles in offered.items() if name and name in titles]
    if len(matches) == 1:
        return matches[0]
    if matches:
        keys, keys_zh = ", ".join(matches), "、".join(matches)
        raise _Unfit(
            f"several are called so; write one of the keys {keys}",
            f"有多个同名{kind_zh}，请填键名：{keys_zh}",
        )
    words = near(name, [title for titles in offered.values() for title in titles if title])
    raise _Unfit(
        f"there is no such {kind}; {words['near']}", f"没有这个{kind_zh}；{words['near_zh']}"
    )


def _unknown(name: object, fields: Mapping[str, Field]) -> ValueFault:
    text = shorten(name)
    titled = [key for key, f in fields.items() if text in {f.title.zh, f.title.en}]
    words = near(titled[0] if titled else text, fields)
    return ValueFault(
        field=text,
        title=text,
        value="",
        what=f"there is no such field; {words['near']}",
        what_zh=f"没有这个字段；{words['near_zh']}",
    )


def _fault(field: Field, given: object, what: str, what_zh: str) -> ValueFault:
    return ValueFault(
        field=field.key, title=field.title.zh, value=shorten(given), what=what, what_zh=what_zh
    )


_READERS: Mapping[FieldType, Callable[[Field, object], Any]] = {
    "text": _read_text,
    "number": _read_number,
    "integer": _read_integer,
    "boolean": _read_boolean,
    "date": _read_date,
}
