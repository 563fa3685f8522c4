"""The text a new flow begins with: small, sound, and explained line by line."""

from __future__ import annotations

_TEXT = """\
# {title} —— 新建的流程，请逐项改为本单位的规定。
# 时限写法：3 workdays 是 3 个工作日，30 days 是 30 日，6 months 是 6 个月。

flow: {key}
title: {title}
note: 新建流程，时限为举例，须由本单位依据制度修改。
initial: received
title_field: name

fields:
  name: {{title: 事项名称, type: text, required: true}}

roles:
  handler:                           # 由担此职责的单位承办
    title: 承办单位
    holder: unit
    assign: {{duty: {key}}}

may:
  open: [handler]
  assign: [handler]

materials:
  report: {{title: 办理情况报告}}

stages:
  received:
    title: 受理
    owner: handler
    limit: 3 workdays
  handling:
    title: 办理
    owner: handler
    limit: 10 workdays

terminals:
  completed: {{title: 办结, kind: completed}}

transitions:
  accept:
    title: 转办理
    from: received
    to: handling
    who: [handler]
  complete:
    title: 办结
    from: handling
    to: completed
    who: [handler]
    requires:
      - {{material: report, owner: handler}}

lights:
  standard:
    title: 一般亮灯规则
    yellow: {{overdue: 1 workday}}
    red: {{overdue: 10 workdays}}
"""


def begun(key: str, title: str) -> str:
    """Give the text of a new flow of two stages that passes the check."""
    return _TEXT.format(key=key, title=_written(title))


def _written(title: str) -> str:
    """Give a title on one line, without what would mean something in YAML."""
    kept = " ".join(title.split())
    return "".join(c for c in kept if c not in "{}[]#&*!|>'\"%@`:,\\") or "新流程"
