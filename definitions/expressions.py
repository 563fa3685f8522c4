"""Expressions in CEL, checked when a flow is read and evaluated over facts; the only door to CEL.

An expression sees typed variables and nothing else; the library bounds recursion and iteration,
the length is bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cel_expr_python import cel

from .findings import Spot, near
from .tokens import identifiers

LENGTH_LIMIT = 2000
_MISSING = re.compile(r'No value with name "(\w+)"')
_BAD_TYPE = re.compile(r"(?:Unexpected|Non-CEL) value type for '(\w+)'")
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '\(?(.*?)\)?'$")
_UNEXPECTED = re.compile(r"(?:input|recognition error at:|reserved identifier:) '?([^']*)'?")

_TYPES = {
    "text": cel.Type.STRING,
    "choice": cel.Type.STRING,
    "territory": cel.Type.STRING,
    "unit": cel.Type.STRING,
    "integer": cel.Type.INT,
    "number": cel.Type.DOUBLE,
    "boolean": cel.Type.BOOL,
    "date": cel.Type.TIMESTAMP,
    "texts": cel.Type.List(cel.Type.STRING),
    "unknown": cel.Type.DYN,
}
_TYPE_WORDS: dict[str, tuple[str, str]] = {
    "string": ("text", "文字"),
    "int": ("a whole number", "整数"),
    "uint": ("a whole number", "整数"),
    "double": ("a decimal", "小数"),
    "bool": ("true or false", "真假"),
    "timestamp": ("a date", "日期"),
    "google.protobuf.Timestamp": ("a date", "日期"),
    "duration": ("a duration", "时长"),
    "google.protobuf.Duration": ("a duration", "时长"),
    "null": ("nothing", "空值"),
}
# Names a field or decision can't have, because CEL or the language gives them a meaning.
RESERVED = frozenset(
    "any filled materials stage today grade "  # noqa: SIM905 - words read best as words
    "as break const continue else false for function if import in let loop namespace null "
    "package return true var void while "
    "bool bytes double duration dyn int list map null_type string timestamp type uint".split()
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The value of an expression, or a Chinese sentence why there is none."""

    value: Any
    error: str = ""


@dataclass(frozen=True, slots=True)
class CelExpression:
    """A compiled expression; two are equal when their text is."""

    source: str
    names: frozenset[str] = field(compare=False)
    _program: Any = field(compare=False, repr=False)
    _titles: Mapping[str, str] = field(compare=False, repr=False)

    def evaluate(self, facts: Mapping[str, Any]) -> Evaluated:
        """Compute the value from the facts it reads; a fact that is None counts as not filled."""
        data = {n: _plain(facts[n]) for n in self.names if facts.get(n) is not None}
        try:
            result = self._program.eval(data=data)
            if result.type() == cel.Type.ERROR:
                return Evaluated(None, self._why(str(result.value())))
            return Evaluated(result.plain_value())
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            return Evaluated(None, self._why(str(error)))

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Say whether the value is exactly true."""
        return self.evaluate(facts).value is True

    @property
    def constant(self) -> bool | None:
        """The value where it is the same whatever the facts are, else None."""
        value = Evaluated(None) if self._program is None else self._without_facts()
        return value.value if isinstance(value.value, bool) else None

    def _without_facts(self) -> Evaluated:
        result = self._program.eval(data={})
        failed = result.type() == cel.Type.ERROR
        return Evaluated(None) if failed else Evaluated(result.plain_value())

    def _why(self, raw: str) -> str:
        if missing := _MISSING.search(raw):
            return f"{self._titles.get(missing[1], missing[1])}未填写"
        if wrong := _BAD_TYPE.search(raw):
            return f"{self._titles.get(wrong[1], wrong[1])}的值类型不符"
        if "by zero" in raw:
            return "除数为零"
        if "overflow" in raw or "out of range" in raw:
            return "计算结果超出范围"
        return f"表达式“{self.source}”无法计算"


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """What is wrong with an expression, at a line and column of its text, both from 1."""

    code: str
    at: Spot
    facts: Mapping[str, Any] = field(default_factory=dict)


class Scope:
    """The typed variables that expressions at one place of a flow may read."""

    def __init__(self, types: Mapping[str, str], titles: Mapping[str, str]) -> None:
        self.types = dict(types)
        self.titles = dict(titles)
        self._environment = cel.NewEnv(variables={n: _TYPES[t] for n, t in types.items()})

    def with_text(self, name: str, title: str) -> Scope:
        """Give a scope with one more text variable."""
        return Scope({**self.types, name: "text"}, {**self.titles, name: title})

    def compile(self, source: str) -> CelExpression | tuple[ExpressionProblem, ...]:
        """Compile a true-or-false expression, or say all that is wrong with it."""
        if len(source) > LENGTH_LIMIT:
            facts = {"limit": str(LENGTH_LIMIT)}
            return (ExpressionProblem("expression-too-long", (1, 1), facts),)
        try:
            program = self._environment.compile(source)
        except (RuntimeError, TypeError) as error:
            return self._problems(str(error), source)
        kind = program.return_type().name().lower()
        if kind != "bool":
            found, found_zh = _type_words(kind)
            facts = {"found": found, "found_zh": found_zh}
            return (ExpressionProblem("expression-not-boolean", (1, 1), facts),)
        names = frozenset(n for n in identifiers(source) if n in self.types)
        expression = CelExpression(source, names, program, self.titles)
        if expression.constant is False:
            return (ExpressionProblem("never-true", (1, 1)),)
        return expression

    def _problems(self, raw: str, source: str) -> tuple[ExpressionProblem, ...]:
        found = [
            self._problem(text, (int(line), int(column)), source)
            for line, column, text in _ERROR.findall(raw)
        ]
        if not found:
            return (ExpressionProblem("expression-too-complex", (1, 1)),)
        syntax = [p for p in found if p.code == "expression-syntax"]
        return tuple(syntax[:1] or found[:5])

    def _problem(self, text: str, at: Spot, source: str) -> ExpressionProblem:
        if unknown := _UNDECLARED.search(text):
            name = unknown[1]
            # CEL points at the bracket of an unknown function, people look for its name.
            line = source.split("\n")[at[0] - 1]
            if line[at[1] - 1 : at[1]] in {"(", "."}:
                before = line.rfind(name, 0, at[1]) if line[at[1] - 1] == "(" else at[1]
                at = (at[0], before + 1)
            return ExpressionProblem(
                "expression-unknown", at, {"name": name} | near(name, self.types)
            )
        if overload := _OVERLOAD.search(text):
            return _mismatch(overload[1], overload[2], at, source)
        if "cannot be the operand" in text:
            facts = {"operator": "“.”", "found": "text", "found_zh": "文字"}
            return ExpressionProblem("expression-types", at, facts)
        unexpected = _UNEXPECTED.search(text)
        token = unexpected[1] if unexpected else ""
        why, why_zh = f"“{token}” is not expected here", f"此处不应出现“{token}”"
        if "input '<EOF>'" in text or not unexpected:
            why, why_zh = "it is not complete", "表达式不完整"
        return ExpressionProblem("expression-syntax", at, {"why": why, "why_zh": why_zh})


def _mismatch(operator: str, types: str, at: Spot, source: str) -> ExpressionProblem:
    sign = operator.strip("_@") or operator
    kinds = [k.strip() for k in types.split(",")]
    facts = {"operator": f"“{sign}”"}
    if sorted(kinds) == ["double", "int"]:
        line = source.split("\n")[at[0] - 1]
        before, after = line[: at[1] - 1], line[at[1] - 1 + len(sign) :]
        pattern, text = (r"\s*(-?\d+)", after) if kinds[1] == "int" else (r".*?(\d+)\s*$", before)
        literal = re.match(pattern, text)
        advice = f"write {literal[1]}.0" if literal else "write double(…) around the whole number"
        advice_zh = f"请写成 {literal[1]}.0" if literal else "请在整数外加 double(…)"
        facts |= {"advice": advice, "advice_zh": advice_zh}
        return ExpressionProblem("expression-int-double", at, facts)
    words = [_type_words(k) for k in kinds]
    facts["found"] = " and ".join(w[0] for w in words)
    facts["found_zh"] = "与".join(w[1] for w in words)
    return ExpressionProblem("expression-types", at, facts)


def _type_words(kind: str) -> tuple[str, str]:
    if kind.startswith("list"):
        return "a list", "列表"
    return _TYPE_WORDS.get(kind, (kind, kind))


def _plain(value: Any) -> Any:
    """Give a fact in a form that CEL takes: aware moments, lists, floats."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value
