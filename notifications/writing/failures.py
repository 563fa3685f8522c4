"""What is wrong with a template, as failures that say where."""

from __future__ import annotations

from typing import Final

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError, UndefinedError

from ...definitions import TemplateProblem
from ...errors import LetterFailed
from .bounds import SOURCE_CHARACTERS
from .grammar import problem
from .inert import BeyondBounds, unseen_in
from .places import Places
from .sayings import pattern_of, said_in_chinese
from .skeleton import line_reached

_FILE: Final = "<template>"


def check_source(source: str, letter: str) -> None:
    """Refuse a template that is too long, or holds what nobody sees."""
    if len(source) > SOURCE_CHARACTERS:
        what = f"it is longer than {SOURCE_CHARACTERS} characters"
        raise failed(letter, problem(1, what, f"模板超过 {SOURCE_CHARACTERS} 字", 1))
    if unseen := unseen_in(source):
        line, column, code = unseen
        what = f"it holds the unseen character {code}"
        raise failed(letter, problem(line, what, f"含有不可见字符 {code}，请删去", column))


def syntax_problem(error: TemplateSyntaxError, source: str) -> TemplateProblem:
    """Say what Jinja could not read, and where."""
    what = (error.message or "").rstrip(".")
    column = Places(source).find(error.lineno, pattern_of(what))
    zh = f"语法错误：{said_in_chinese(what)}"
    return problem(error.lineno, f"syntax error: {what}", zh, column)


def runtime_problem(error: Exception, source: str, skeleton: str) -> TemplateProblem:
    """Say what went wrong while a template was written, after which part of its skeleton."""
    line, places = _line_of(error) or line_reached(skeleton), Places(source)
    if isinstance(error, UndefinedError):
        name = error.message or ""
        column = places.name(line, name.strip("“”"))
        return problem(line, f"there is no {name}", f"没有{name}这一项", column)
    column = places.find(line, r"(?!)")
    if isinstance(error, BeyondBounds):
        return problem(line, error.what, error.what_zh, column)
    if isinstance(error, SecurityError):
        what = "it does something a letter may not"
        return problem(line, what, "模板进行了不允许的操作", column)
    what = f"{type(error).__name__}: {error}"
    return problem(line, what, f"计算出错（{what}）", column)


def _line_of(error: Exception) -> int:
    line = 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def failed(letter: str, found: TemplateProblem) -> LetterFailed:
    """Make the failure of a letter from what is wrong with its template."""
    return LetterFailed(
        letter=letter,
        line=found.line,
        column=found.column,
        what=found.what,
        what_zh=found.what_zh,
        why=f"template {found.place}: {found.what}",
        why_zh=f"模板{found.place_zh}：{found.what_zh}",
    )
