"""What the keys of a flow are called, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...errors import Language
from ..findings import shorten
from ..flow import Flow
from ..lamps import FIELD, Title
from ..model import ANY_GRADE
from ..phrasing import say_condition
from .terms import CODES, SECTIONS, Both

_HEAD: Final = ".head"
_UNIT: Final = "unit:"
_HOLDER: Final = "holder"
_VARIABLES: Mapping[str, Both] = {
    "stage": ("阶段", "stage"),
    "materials": ("已交材料", "materials"),
    "filled": ("已填内容", "filled"),
    "today": ("今天", "today"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """Names what stands in a flow, and the words of the language."""

    flow: Flow
    language: Language

    def pick(self, both: Both) -> str:
        """Give the word of this language."""
        return both[0 if self.language == "zh" else 1]

    def join(self, words: list[str], glue: Both = ("、", ", ")) -> str:
        """Join words as a list is read."""
        return self.pick(glue).join(words)

    def title(self, title: Title) -> str:
        """Give a title in this language, in Chinese where there is no other."""
        return title.zh if self.language == "zh" else title.en or title.zh

    def name(self, key: str, kind: str) -> str:
        """Name a key of a kind, as in ``terms``; a key that leads nowhere is said itself."""
        if kind in CODES:
            return self.pick(CODES[kind].get(key, (key, key)))
        if kind == "grade" and key == ANY_GRADE:
            return ""
        if kind == "grade":
            table = self.flow.decisions.get(self.flow.grade)
            title = table.outcomes.get(key) if table else None
            return self.title(title) if title else key
        if kind == "role":
            return self._role(key)
        for section in SECTIONS.get(kind, ()):
            part = getattr(self.flow, section).get(key)
            if part is not None:
                return self.title(part.title)
        return shorten(key)

    def condition(self, source: str) -> str:
        """Say an expression with the titles of what it names."""
        flow = self.flow
        titles = {key: self.title(part.title) for key, part in flow.fields.items()}
        titles |= {key: self.title(part.title) for key, part in flow.decisions.items()}
        titles |= {name: self.pick(words) for name, words in _VARIABLES.items()}
        offered = {key: part.options for key, part in flow.fields.items()}
        offered |= {key: part.outcomes for key, part in flow.decisions.items()}
        if flow.grade in titles:
            titles["grade"], offered["grade"] = titles[flow.grade], offered[flow.grade]
        offered |= {
            "stage": {key: part.title for key, part in flow.stages.items()},
            "materials": {key: part.title for key, part in flow.materials.items()},
            "filled": {key: part.title for key, part in flow.fields.items()},
        }
        options = {k: {name: self.title(t) for name, t in o.items()} for k, o in offered.items()}
        return f"“{say_condition(source, titles, options)}”"

    def _role(self, key: str) -> str:
        if key.startswith(FIELD):
            return self.name(key.removeprefix(FIELD).strip(), "field")
        if key.startswith(_UNIT):
            return self.pick(("单位 ", "unit ")) + key.removeprefix(_UNIT)
        name, is_head = key.removesuffix(_HEAD), key.endswith(_HEAD)
        role = self.flow.roles.get(name)
        said = self.title(role.title) if role else name
        if name == _HOLDER:
            said = self.pick(("承办人", "the holder"))
        return said + self.pick(("负责人", " (head)")) if is_head else said
