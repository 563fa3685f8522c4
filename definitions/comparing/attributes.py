"""How everything a flow says is called when it differs: one line for each attribute of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .terms import Both
from .values import Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """What an attribute is called and how its values are said.

    ``steps`` lead to it in the file from the part it belongs to, none for what stands there itself.
    ``names`` says what its texts name and ``keys`` what the keys of its mapping name, as in
    ``terms``. ``gone`` is the weight of an entry that is taken away.
    ``is_whole``: a list is said whole, as alternatives; else what was added and what was taken away.
    ``is_told``: people want to know it of a new part. ``is_named``: what is within it says so.
    ``changed`` words a change of its own, with ``{of}``, ``{old}``, ``{new}``, ``{attribute}``
    and ``{entry}``.
    """

    zh: str
    en: str
    weight: Weight = "felt"
    gone: Weight | None = None
    steps: tuple[str, ...] = ()
    names: str = ""
    keys: str = ""
    is_whole: bool = False
    changed: Both | None = None
    is_told: bool = False
    is_named: bool = False

    def words(self, language: str) -> str:
        """Give what it is called."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What a part with a key is called, and what it weighs to take it away.

    ``added`` and ``removed`` word it in a way of its own.
    ``is_plain``: its title says enough when something about it is otherwise.
    ``may_stand_alone``: where there is only one, it goes without saying.
    """

    zh: str
    en: str
    gone: Weight = "felt"
    added: Both = ("{of}新增{thing}“{name}”{told}", "{of}new {thing} “{name}”{told}")
    removed: Both = ("{of}取消{thing}“{name}”", "{of}{thing} “{name}” is gone")
    is_plain: bool = False
    may_stand_alone: bool = False


def attribute(zh: str, en: str, steps: str, **more: Any) -> Attribute:
    """Make an attribute; ``steps`` with dots, or a lone dot for what stands in the part itself."""
    return Attribute(zh=zh, en=en, steps=tuple(s for s in steps.split(".") if s), **more)


TITLE: Final = attribute(
    "名称",
    "title",
    "title",
    weight="wording",
    changed=("{of}改名为“{new}”", "{of}is now called “{new}”"),
)

Attributes = Mapping[str, Attribute]
