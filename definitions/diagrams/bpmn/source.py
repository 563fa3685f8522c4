"""A flow in the making as YAML that an administrator can go on with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from ....errors import InvalidSpan
from ...model import ANY_GRADE
from ...spans import Span, Unit
from ..markup import unforbidden
from .found import Found, Stage, Transition

_PLAIN: Final = re.compile(
    r"[A-Za-z\u4e00-\u9fff（“《][A-Za-z0-9\u4e00-\u9fff（）“”《》，、。；？！·—_-]*"
)
_DAYS: Final = {
    Unit.WORKHOURS: 1 / 6,
    Unit.WORKDAYS: 7 / 5,
    Unit.DAYS: 1,
    Unit.WEEKS: 7,
    Unit.MONTHS: 30,
}
"""About how many days a unit is: enough to tell which of some spans is the longest."""

_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_HEAD: Final = """\
# {title} —— 由 BPMN 流程读入的起步稿
#
# 下面凡写“待补”的地方，请按本单位的制度补齐；补完用 guatu check 检查。
# 时限：BPMN 只有自然的日、周、月，这里照原数读入（如 3 days）；按工作日计的请改成 3 workdays。
# 推进条件、亮灯规则、督办阶梯和函件 BPMN 里没有，请另行补充。

flow: {key}
title: {said}
initial: {initial}
title_field: name

# 填报字段：待补，至少要有名称
fields:
  name: {{title: 名称, type: text, required: true}}
"""


def source_of(found: Found) -> str:
    """Write a flow as YAML with comments that say what is still to do."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Found) -> Iterator[str]:
    title = _line(found.title)
    yield _HEAD.format(title=title, key=found.key, said=_said(title), initial=found.initial)
    yield "# 角色：待补，每个角色由谁担任（assign: {duty: …} 或 {post: …}）"
    yield "roles:"
    for key, name in found.roles.items():
        yield f"  {key}: {{title: {_said(name)}, holder: unit}}"
    yield ""
    yield "stages:"
    for stage in found.stages.values():
        yield from _stage(stage)
    yield ""
    yield "# 办结去向：种类是按名称猜的，请核对（completed 办结、sealed 封存、exited 退出、transferred 流转）"
    yield "terminals:"
    for terminal in found.terminals.values():
        yield f"  {terminal.key}: {{title: {_said(terminal.title)}, kind: {terminal.kind}}}"
    yield ""
    yield "# 转段：推进条件（requires）待补"
    yield "transitions:"
    for transition in found.transitions:
        yield from _transition(transition, found)


def _stage(stage: Stage) -> Iterator[str]:
    yield f"  {stage.key}:"
    yield f"    title: {_said(stage.title)}"
    yield f"    owner: {stage.owner}"
    if limit := _limit(stage):
        note = "；".join(map(_line, stage.notes))
        yield f"    limit: {limit}" + (f"  # {note}" if note else "")
    else:
        yield "    # limit: 待补，例如 5 workdays"
    if stage.is_graded:
        yield "    # 原按级别分别规定（要先有分级的判定表）："
        for grade, span in stage.limits.items():
            yield f"    #   {_line(grade)}: {_line(span)}"


def _limit(stage: Stage) -> str:
    """Give one limit for all: that of any grade, else the longest."""
    spans = []
    for grade, said in stage.limits.items():
        try:
            span = Span.parse(said)
        except InvalidSpan:
            continue
        if grade == ANY_GRADE:
            return str(span)
        spans.append(span)
    return str(max(spans, key=lambda span: span.amount * _DAYS[span.unit])) if spans else ""


def _transition(transition: Transition, found: Found) -> Iterator[str]:
    owners = [found.stages[key].owner for key in transition.sources if key in found.stages]
    who = list(dict.fromkeys(owners)) or list(found.roles)[:1]
    yield f"  {transition.key}:"
    yield f"    title: {_said(transition.title)}"
    yield f"    from: {_names(transition.sources)}"
    yield f"    to: {transition.target}"
    yield f"    who: [{', '.join(who)}]"
    for note in transition.notes:
        yield f"    # 原条件：{_line(note)}"


def _names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _line(text: str) -> str:
    """Give a text in one line, without signs that a file can't hold."""
    return " ".join(
        re.sub("[\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029]+", " ", unforbidden(text)).split()
    )


def _said(text: str) -> str:
    """Write a text so that YAML reads it as the same text."""
    line = _line(text) or "待补"
    if _PLAIN.fullmatch(line) and line.lower() not in _WORDS:
        return line
    return json.dumps(line, ensure_ascii=False)
