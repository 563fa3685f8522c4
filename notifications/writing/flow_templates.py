"""The letter templates of a flow that is being written: what it names, and what they would look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...definitions import TemplateProblem
from ...definitions.bundle import Bundle
from ...definitions.editing import words_of
from ...definitions.findings import Findings
from ...definitions.model import LetterSpec, Title
from ...definitions.tree import read_tree
from .facts import sample_facts
from .lettercheck import check_template
from .letters import OfficialLetter
from .scribe import JinjaScribe
from .shipped import shipped_templates

BEGINNING: Final = """\
{# 花括号里的内容由项目填入；“======”之上逐行写“字段：内容”，之下是正文。 #}
版式：文件
发文机关标志：{{ 本机关.全称 }}
标题：{{ 本机关.全称 }}|关于{{ 项目.名称 }}的通知
主送：{{ 收文 | 列 }}
署名：{{ 本机关.全称 }}
======
你单位负责的{{ 项目.名称 }}现处于{{ 阶段.名称 }}阶段，现将有关事项通知如下。
"""
"""What a template begins as that nobody has written yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTemplate:
    """A letter template that a flow names.

    ``text`` is what it could begin as where it is nowhere yet; ``shipped`` is the text of that name
    that comes with guatu, empty for none. ``titles`` are those of the letters written from it.
    """

    name: str
    titles: tuple[str, ...]
    text: str
    is_there: bool
    shipped: str
    is_slip: bool
    fields: frozenset[str]
    roles: frozenset[str]

    @property
    def is_own(self) -> bool:
        """Whether the office has written it, or changed the one that comes with guatu."""
        return self.is_there and self.text != self.shipped

    @property
    def problems(self) -> Sequence[TemplateProblem]:
        """Everything wrong with it, in the order of its lines."""
        return check_template(self.text, fields=self.fields, roles=self.roles)

    def sample(self) -> OfficialLetter:
        """Write the letter about an invented case; raise LetterFailed where that can't be done."""
        spec = LetterSpec(
            key=self.name,
            title=Title(self.titles[0]),
            template=self.name,
            source=self.text,
            is_slip=self.is_slip,
        )
        return JinjaScribe().letter(spec, sample_facts(self.fields, self.roles))


def templates_of(bundle: Bundle) -> Mapping[str, DraftTemplate]:
    """Give every template the letters of a flow name, in the flow's order, be it faulty or not.

    None for a text that can't be read as YAML.
    """
    tree, shipped = _tree(bundle.source), shipped_templates()
    there = {**shipped, **bundle.templates}
    fields, roles = (frozenset(_entries(tree, section)) for section in ("fields", "roles"))
    users: dict[str, dict[str, Mapping[str, Any]]] = {}
    for key, letter in _entries(tree, "letters").items():
        name = letter.get("template") if isinstance(letter, Mapping) else None
        if isinstance(name, str) and name:
            users.setdefault(name, {})[key] = letter
    return {
        name: DraftTemplate(
            name=name,
            titles=tuple(words_of(letter) or key for key, letter in letters.items()),
            text=there.get(name, BEGINNING),
            is_there=name in there,
            shipped=shipped.get(name, ""),
            is_slip=any(letter.get("slip") is True for letter in letters.values()),
            fields=fields,
            roles=roles,
        )
        for name, letters in users.items()
    }


def _tree(source: str) -> Mapping[str, Any]:
    findings = Findings("")
    tree = read_tree(source, findings)
    return {} if tree is None or findings.faults else tree


def _entries(tree: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    found = tree.get(section)
    return found if isinstance(found, Mapping) else {}
