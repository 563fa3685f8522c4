"""What a letter template may be made of: texts, names, choices and loops, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Final

from jinja2 import nodes

from ...definitions import TemplateProblem
from .bounds import FAULTS, TREE_DEPTH
from .places import Places

_ALLOWED: Final[tuple[type[nodes.Node], ...]] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign,
    nodes.Name, nodes.Const, nodes.List, nodes.Tuple, nodes.CondExpr, nodes.Filter, nodes.Test,
    nodes.Getattr, nodes.Getitem, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos,
    nodes.Keyword,
)  # fmt: skip

_PLAIN_WORDS: Final[dict[type[nodes.Node], tuple[str, str]]] = {
    nodes.Call: ("calls are refused, use a filter", "不允许调用，请改用过滤器"),
    nodes.Concat: (
        "“~” is refused, write the parts side by side",
        "不允许用“~”，请把各部分并排写出",
    ),
    nodes.Pow: ("“**” is refused", "不允许用“**”"),
    nodes.Slice: ("slices are refused", "不允许切片"),
    nodes.Dict: ("mappings are refused", "不允许写映射"),
    nodes.Macro: ("macros are refused", "不允许定义宏"),
    nodes.Include: (
        "a letter is one template, include is refused",
        "函件只用一个模板，不允许 include",
    ),
    nodes.Import: (
        "a letter is one template, import is refused",
        "函件只用一个模板，不允许 import",
    ),
    nodes.FromImport: (
        "a letter is one template, import is refused",
        "函件只用一个模板，不允许 import",
    ),
    nodes.Extends: (
        "a letter is one template, extends is refused",
        "函件只用一个模板，不允许 extends",
    ),
    nodes.Block: ("a letter is one template, block is refused", "函件只用一个模板，不允许 block"),
    nodes.AssignBlock: ("a block assignment is refused", "不允许成块赋值"),
    nodes.FilterBlock: ("a filter block is refused", "不允许成块过滤"),
}


_NOWHERE: Final = r"(?!)"
_SIGNS: Final[dict[type[nodes.Node], str]] = {
    nodes.Call: r"[\w.\]\)]+\s*\(",
    nodes.Concat: "~",
    nodes.Pow: r"\*\*",
    nodes.Slice: r"\[",
    nodes.Dict: r"(?<!\{)\{(?![{%])",
    nodes.Macro: r"\{%[-+]?\s*(macro)",
    nodes.Include: r"\{%[-+]?\s*(include)",
    nodes.Import: r"\{%[-+]?\s*(import)",
    nodes.FromImport: r"\{%[-+]?\s*(from)",
    nodes.Extends: r"\{%[-+]?\s*(extends)",
    nodes.Block: r"\{%[-+]?\s*(block)",
    nodes.AssignBlock: r"\{%[-+]?\s*(set)",
    nodes.FilterBlock: r"\{%[-+]?\s*(filter)",
    nodes.CallBlock: r"\{%[-+]?\s*(call)",
}
"""What stands where a refused part stands."""


def walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Give every node with its depth, in the order of the source, without recursion."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(list(node.iter_child_nodes())))


def refused_parts(
    tree: nodes.Template, filters: Collection[str], places: Places
) -> tuple[TemplateProblem, ...]:
    """Give every part of a template that a letter may not contain."""
    found: list[TemplateProblem] = []
    for node, depth in walk(tree):
        if depth > TREE_DEPTH:
            column = places.find(node.lineno, _NOWHERE)
            found.append(problem(node.lineno, "it is nested too deeply", "嵌套过深", column))
            break
        found.extend(_refusals(node, filters, places))
        if len(found) >= FAULTS:
            break
    return tuple(found)


def problem(line: int, what: str, what_zh: str, column: int = 0) -> TemplateProblem:
    """Make a problem of a place in a template; column 0 for the line as a whole."""
    return TemplateProblem(line=line, what=what, what_zh=what_zh, column=column)


def near(name: str, known: Collection[str]) -> tuple[str, str]:
    """Give “did you mean” in both languages; empty when nothing is near."""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.45)
    return (f"; did you mean “{close[0]}”?", f"；是否指“{close[0]}”？") if close else ("", "")


def _refusals(
    node: nodes.Node, filters: Collection[str], places: Places
) -> Iterator[TemplateProblem]:
    line = node.lineno or 1  # Jinja gives some blocks no line
    if not isinstance(node, _ALLOWED):
        name = type(node).__name__.lower()
        words = _PLAIN_WORDS.get(type(node), (f"{name} is refused", f"不允许使用 {name}"))
        yield problem(line, *words, places.find(line, _SIGNS.get(type(node), _NOWHERE)))
    if isinstance(node, nodes.Filter) and node.name not in filters:
        en, zh = near(node.name, filters)
        column = places.find(line, rf"\|\s*({re.escape(node.name)})(?!\w)")
        yield problem(line, f"no filter “{node.name}”{en}", f"没有过滤器“{node.name}”{zh}", column)
    if isinstance(node, nodes.List | nodes.Tuple) and not all(
        isinstance(item, nodes.Const | nodes.Name) and getattr(item, "ctx", "store") == "store"
        for item in node.items
    ):
        column = places.find(line, r"[\[(]")
        yield problem(line, "a list may hold plain words only", "列表中只能写常量", column)
    if isinstance(node, nodes.For) and node.recursive:
        column = places.name(line, "recursive")
        yield problem(line, "a recursive loop is refused", "不允许递归循环", column)
    yield from _private_names(node, places)


def _private_names(node: nodes.Node, places: Places) -> Iterator[TemplateProblem]:
    name: object = ""
    if isinstance(node, nodes.Name):
        name = node.name
    elif isinstance(node, nodes.Getattr):
        name = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        name = node.arg.value
    if isinstance(name, str) and name.startswith("_"):
        yield problem(
            node.lineno,
            f"“{name}” is refused: names may not start with “_”",
            f"不允许使用“{name}”：名称不能以下划线开头",
            places.name(node.lineno, name),
        )
