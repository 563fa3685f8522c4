"""The Jinja door: the only module that runs a template.

A template sees the facts it is given and the filters of ``filters.py``: no globals, no calls,
no attribute that starts with ``_``, arithmetic on small numbers only.
Whatever it does wrong becomes LetterFailed with the line.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateRuntimeError, UndefinedError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from ...definitions import TemplateProblem
from ...errors import LetterFailed
from .bounds import NUMBER_SIZE, OUTPUT_CHARACTERS, SOURCE_CHARACTERS
from .filters import FILTERS, TESTS, Ordinal, as_text, joined, too_long
from .grammar import problem, refused_parts
from .inert import BeyondBounds, Ledger, SourceText, is_plain

_LEDGER: Final = ":ledger"
_BOUNDED_LOOP: Final = ":bounded"
_CACHED: Final = 256
_FILE: Final = "<template>"
_TAG_LINE: Final = re.compile(r"^[ \t\u3000]*(?:\{%(?:(?!%\})[^\n])*%\}[ \t]*)+$", re.MULTILINE)
_LOOP_NAMES: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
)
_DATE_NAMES: Final = frozenset({"year", "month", "day"})
_SMALL_INT: Final = 10**6


class UnknownName(StrictUndefined):
    """A name the facts don't have; it fails as soon as it is used."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint or f"“{name}”", obj, name, exc)


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """A Jinja environment in which a template can only read facts and write text."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self) -> None:
        super().__init__(
            undefined=UnknownName,
            finalize=_write,
            # A letter's source is not HTML; the page renderer escapes every text it writes.
            autoescape=False,
            optimized=False,
            cache_size=0,
        )
        self.globals = {}
        self.filters = {**FILTERS, _BOUNDED_LOOP: _bounded_loop}
        self.tests = {name: self.tests[name] for name in TESTS}

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - the base class's name
        """Refuse every call."""
        return False

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read an entry of a group of facts, a part of a date, or a loop's counter."""
        if isinstance(obj, Mapping):
            return self.getitem(obj, attribute)
        names = _LOOP_NAMES if isinstance(obj, LoopContext) else _DATE_NAMES
        if attribute in names and isinstance(obj, LoopContext | date):
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read an entry of a group by its name, or of a list by its place."""
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, Sequence) and isinstance(argument, int):
            with suppress(IndexError):
                return obj[argument]
        return self.undefined(obj=obj, name=str(argument))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute with two small numbers; anything else is refused."""
        for side in (left, right):
            if isinstance(side, Undefined):
                str(side)
            if not isinstance(side, int | float) or abs(side) > NUMBER_SIZE:
                raise BeyondBounds(
                    f"“{operator}” takes two numbers of bearable size",
                    f"“{operator}”只能用于两个大小适中的数",
                )
        return super().call_binop(context, operator, left, right)


class Sandbox:
    """Renders letter templates; keeps what it has compiled, by source; any thread may use it."""

    def __init__(self) -> None:
        self._environment = LetterEnvironment()
        self._compiled: dict[str, Template] = {}
        self._lock = threading.Lock()

    def tree(self, source: str, *, letter: str = "") -> nodes.Template:
        """Read a template into its syntax tree; raise LetterFailed with the line."""
        if len(source) > SOURCE_CHARACTERS or not is_plain(source):
            raise _failed(
                letter,
                problem(
                    1,
                    f"it is longer than {SOURCE_CHARACTERS} characters or holds a character from U+FDD0 to U+FDEF",
                    f"模板超过 {SOURCE_CHARACTERS} 字，或含有不可用的字符（U+FDD0 至 U+FDEF）",
                ),
            )
        try:
            return self._environment.parse(_TAG_LINE.sub(_without_newline, source))
        except TemplateSyntaxError as error:
            what = (error.message or "").rstrip(".")
            raise _failed(
                letter, problem(error.lineno, f"syntax error: {what}", f"语法错误：{what}")
            ) from error
        except (RecursionError, ValueError, OverflowError) as error:
            raise _failed(letter, problem(1, "it can't be read", "模板无法解析")) from error

    def refusals(self, tree: nodes.Template) -> tuple[TemplateProblem, ...]:
        """Give every part of a template that a letter may not contain."""
        return refused_parts(tree, FILTERS)

    def render(self, source: str, facts: Mapping[str, Any], *, letter: str = "") -> SourceText:
        """Write a letter's source text from its facts; raise LetterFailed with the line."""
        template = self._template(source, letter)
        ledger = Ledger()
        pieces: list[str] = []
        try:
            for piece in template.generate({**facts, _LEDGER: ledger}):
                pieces.append(piece)
                ledger.characters += len(piece)
                _check_length(ledger)
        except Exception as error:  # any failure of a template is the template's
            raise _failed(letter, _runtime_problem(error)) from error
        return SourceText(skeleton="".join(pieces), values=tuple(ledger.values))

    def _template(self, source: str, letter: str) -> Template:
        with self._lock:
            known = self._compiled.get(source)
        if known is not None:
            return known
        template = self._compile(source, letter)
        with self._lock:
            while len(self._compiled) >= _CACHED:
                self._compiled.pop(next(iter(self._compiled)))
            self._compiled[source] = template
        return template

    def _compile(self, source: str, letter: str) -> Template:
        tree = self.tree(source, letter=letter)
        refused = self.refusals(tree)
        if refused:
            raise _failed(letter, refused[0])
        for loop in tree.find_all(nodes.For):
            guard = nodes.Filter(
                loop.iter, _BOUNDED_LOOP, [], [], None, None, lineno=loop.lineno
            ).set_environment(self._environment)
            loop.iter = guard
        try:
            return self._environment.from_string(tree)
        except TemplateSyntaxError as error:
            what = (error.message or "").rstrip(".")
            raise _failed(letter, problem(error.lineno, what, what)) from error
        except (SyntaxError, RecursionError, ValueError, MemoryError) as error:
            raise _failed(letter, problem(1, "it can't be compiled", "模板无法编译")) from error


@pass_context
def _write(context: Context, value: Any) -> str:
    ledger = context[_LEDGER]
    if isinstance(value, Ordinal):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _SMALL_INT:
        return str(value)  # a count can't forge anything without the template's punctuation
    if isinstance(value, Sequence) and not isinstance(value, str):
        return str(ledger.token(joined(value, "、")))
    text = as_text(value)
    return str(ledger.token(text)) if text else ""


@pass_context
def _bounded_loop(context: Context, value: Any) -> Sequence[Any]:
    if isinstance(value, Undefined):
        str(value)
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise BeyondBounds("only a list can be looped over", "只能对列表循环")
    context[_LEDGER].charge(len(value) + 1)
    return value


def _without_newline(found: re.Match[str]) -> str:
    """Let a line of tags alone leave no line, while line numbers stay as they are."""
    return found[0].rstrip()[:-2].rstrip("-") + "-%}"


def _check_length(ledger: Ledger) -> None:
    if ledger.characters > OUTPUT_CHARACTERS:
        raise too_long()


def _runtime_problem(error: Exception) -> TemplateProblem:
    line = _line_of(error)
    if isinstance(error, BeyondBounds):
        return problem(line, error.what, error.what_zh)
    if isinstance(error, UndefinedError):
        return problem(line, f"there is no {error.message}", f"没有{error.message}这一项")
    if isinstance(error, SecurityError):
        return problem(line, "it does something a letter may not", "模板进行了不允许的操作")
    what = f"{type(error).__name__}: {error}"
    return problem(line, what, f"计算出错（{what}）")


def _line_of(error: Exception) -> int:
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _failed(letter: str, found: TemplateProblem) -> LetterFailed:
    return LetterFailed(
        letter=letter,
        line=found.line,
        what=found.what,
        what_zh=found.what_zh,
        why=f"template line {found.line}: {found.what}",
        why_zh=f"模板第 {found.line} 行：{found.what_zh}",
    )
