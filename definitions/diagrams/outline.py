"""A chart in words: what a picture shows, as a list to read or to hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...errors import Language
from .chart import KINDS, Chart, Edge, Limit, Node, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in words: its name, what there is to say about it, and a sentence for each way out.

    ``key``, ``path`` and ``line`` are those of its node; ``is_missing`` when nobody declared it.
    """

    key: str
    path: str
    line: int | None
    title: str
    about: str
    ways: tuple[str, ...]
    is_stage: bool
    is_missing: bool


def outline(chart: Chart, language: Language = "zh") -> tuple[Place, ...]:
    """Say every place of a chart in the order of the file, with the ways out of it."""
    return tuple(
        Place(
            key=node.key,
            path=node.path,
            line=node.line,
            title=word(node.title, language),
            about=_about(chart, node, language),
            ways=tuple(_way(chart, edge, language) for edge in chart.leaving(node.key)),
            is_stage=node.is_stage,
            is_missing=node.kind == "missing",
        )
        for node in chart.nodes
    )


def outline_text(chart: Chart, language: Language = "zh") -> str:
    """Give the outline as plain text, a line for each place and each way."""
    lines = [word(chart.title, language)]
    colon = "：" if language == "zh" else ": "
    for number, place in enumerate(outline(chart, language), start=1):
        lines.append(f"{number}. {place.title}{colon}{place.about}")
        lines += [f"   - {way}" for way in place.ways]
    return "\n".join(lines) + "\n"


def about_node(chart: Chart, node: Node, language: Language) -> str:
    """Say a place in one breath: its name, what it is, its limit and owner, how many ways lead on."""
    title = word(node.title, language)
    about = _about(chart, node, language)
    ways = len(chart.leaving(node.key))
    if language == "zh":
        return f"{title}，{about}" + (f"，{ways} 个去向" if ways else "")
    return f"{title}, {about}" + (f", {ways} ways out" if ways else "")


def about_edge(chart: Chart, edge: Edge, language: Language) -> str:
    """Say an edge: from where to where, by which transitions."""
    source = word(chart.node(edge.source).title, language)
    target = word(chart.node(edge.target).title, language)
    if language == "zh":
        return f"{source} → {target}：{edge.title(language)}"
    return f"{source} → {target}: {edge.title(language)}"


def _about(chart: Chart, node: Node, language: Language) -> str:
    zh = language == "zh"
    if not node.is_stage:
        kind = word(KINDS[node.kind], language)
        if node.kind in {"missing", "end"}:
            return kind
        return f"终点（{kind}）" if zh else f"end ({kind})"
    parts = []
    if node.key == chart.initial:
        parts.append("起点" if zh else "the start")
    parts.append(_limits(node.limits, language))
    if node.clock:
        parts.append(word(node.clock, language))
    if node.owner:
        owner = word(node.owner, language)
        parts.append(f"由{owner}负责" if zh else f"owned by {owner}")
    if node.rungs:
        parts.append(f"督办 {node.rungs} 级" if zh else f"{node.rungs} rungs of escalation")
    return ("，" if zh else ", ").join(parts)


def _limits(limits: Sequence[Limit], language: Language) -> str:
    """Say all limits: one for any grade, else each grade with its own."""
    zh = language == "zh"
    if not limits:
        return "不限时" if zh else "no limit"
    spans = {word(limit.span, language) for limit in limits}
    if len(spans) == 1:
        said = spans.pop()
    else:
        said = ("、" if zh else ", ").join(
            f"{word(limit.grade, language) if limit.grade else ('其他' if zh else 'others')}"
            f"{'' if zh else ' '}{word(limit.span, language)}"
            for limit in limits
        )
    return f"时限 {said}" if zh else f"limit {said}"


def _way(chart: Chart, edge: Edge, language: Language) -> str:
    """Say the ways to one place: what they are called, where they lead, what they need and draft."""
    zh = language == "zh"
    target = chart.node(edge.target)
    lost = "" if target.kind != "missing" else ("（未定义）" if zh else " (not declared)")
    said = []
    for way in edge.ways:
        parts = [f"{word(way.title, language)} → {word(target.title, language)}{lost}"]
        if way.needs:
            needs = ("、" if zh else ", ").join(word(need, language) for need in way.needs)
            parts.append(f"条件：{needs}" if zh else f"needs {needs}")
        if way.letter:
            name = word(way.letter, language)
            parts.append(f"起草《{name}》" if zh else f"drafts “{name}”")
        if way.is_return:
            parts.append("接着原来的时限" if zh else "with the time it had left")
        said.append(("，" if zh else ", ").join(parts))
    return ("；" if zh else "; ").join(said)
