"""The Jinja door: the only module that runs a template.

A template sees the facts it is given and the filters of ``filters.py``: no globals, no calls,
no attribute that starts with ``_``, arithmetic on small numbers only.
Whatever it does wrong becomes LetterFailed with the line.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from ...definitions import TemplateProblem
from .bounds import NUMBER_SIZE, OUTPUT_CHARACTERS
from .failures import check_source, failed, runtime_problem, syntax_problem
from .filters import FILTERS, TESTS, Ordinal, as_text, joined, too_long
from .grammar import problem, refused_parts
from .inert import BeyondBounds, Ledger, SourceText
from .places import Places
from .skeleton import line_mark

_LEDGER: Final = ":ledger"
_BOUNDED_LOOP: Final = ":bounded"
_CACHED: Final = 256
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
        self.filters = {name: _counted(each) for name, each in FILTERS.items()}
        self.filters[_BOUNDED_LOOP] = _bounded_loop
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
        context[_LEDGER].look_at_the_clock()
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

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._environment = LetterEnvironment()
        self._clock = clock
        self._compiled: dict[str, Template] = {}
        self._lock = threading.Lock()

    def tree(self, source: str, *, letter: str = "") -> nodes.Template:
        """Read a template into its syntax tree; raise LetterFailed with the line."""
        check_source(source, letter)
        try:
            return self._environment.parse(_TAG_LINE.sub(_without_newline, source))
        except TemplateSyntaxError as error:
            raise failed(letter, syntax_problem(error, source)) from error
        except (RecursionError, ValueError, OverflowError) as error:
            raise failed(letter, problem(1, "it can't be read", "模板无法解析")) from error

    def refusals(self, tree: nodes.Template, source: str) -> tuple[TemplateProblem, ...]:
        """Give every part of a template that a letter may not contain."""
        return refused_parts(tree, FILTERS, Places(source))

    def render(self, source: str, facts: Mapping[str, Any], *, letter: str = "") -> SourceText:
        """Write a letter's source text from its facts; raise LetterFailed with the line."""
        template = self._template(source, letter)
        ledger = Ledger(clock=self._clock)
        pieces: list[str] = []
        try:
            for piece in template.generate({**facts, _LEDGER: ledger}):
                pieces.append(piece)
                ledger.characters += len(piece)
                ledger.look_at_the_clock()
                _check_length(ledger)
        except Exception as error:  # any failure of a template is the template's
            raise failed(letter, runtime_problem(error, source, "".join(pieces))) from error
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
        refused = self.refusals(tree, source)
        if refused:
            raise failed(letter, refused[0])
        for loop in tree.find_all(nodes.For):
            guard = nodes.Filter(
                loop.iter, _BOUNDED_LOOP, [], [], None, None, lineno=loop.lineno
            ).set_environment(self._environment)
            loop.iter = guard
        for text in tree.find_all(nodes.TemplateData):
            text.data = _marked(text.data, text.lineno)
        try:
            return self._environment.from_string(tree)
        except TemplateSyntaxError as error:
            raise failed(letter, syntax_problem(error, source)) from error
        except (SyntaxError, RecursionError, ValueError, MemoryError) as error:
            raise failed(letter, problem(1, "it can't be compiled", "模板无法编译")) from error


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
    ledger = context[_LEDGER]
    ledger.charge(len(value) + 1)
    return _Turns(value, ledger)


class _Turns(list[Any]):
    """What a loop goes through, with a look at the clock at every turn."""

    def __init__(self, items: Sequence[Any], ledger: Ledger) -> None:
        super().__init__(items)
        self._ledger = ledger

    def __iter__(self) -> Iterator[Any]:
        """Give one item after another while there is time."""
        for item in super().__iter__():
            self._ledger.look_at_the_clock()
            yield item


def _counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a filter's text count against what filters may make together."""

    @pass_context
    def counted(context: Context, *values: Any, **named: Any) -> Any:
        made = function(*values, **named)
        if isinstance(made, str):
            context[_LEDGER].make(made)
        return made

    return counted


def _marked(data: str, line: int) -> str:
    """Mark every line of a text with where it stands in its template."""
    lines = data.split("\n")
    return "\n".join(f"{line_mark(line + n)}{text}" for n, text in enumerate(lines))


def _without_newline(found: re.Match[str]) -> str:
    """Let a line of tags alone leave no line, while line numbers stay as they are."""
    return found[0].rstrip()[:-2].rstrip("-") + "-%}"


def _check_length(ledger: Ledger) -> None:
    if ledger.characters > OUTPUT_CHARACTERS:
        raise too_long()
