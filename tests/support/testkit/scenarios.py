"""A small flow to write scenarios about, and the playing of some."""

from __future__ import annotations

from pathlib import Path

from guatu.definitions.bundle import Bundle
from guatu.notifications import shipped_templates
from guatu.scenarios import Trial, try_flow

PERMIT = """\
flow: permit
title: 施工许可
title_field: name
territory_field: district
issuer: desk
grade: size
fields:
  name: {title: 工程名称, type: text, required: true}
  district: {title: 所在地区, type: territory, required: true}
  floor_area: {title: 建筑面积, type: number, unit: 平方米, min: 1, required: true}
  start: {title: 开工日期, type: date}
  result: {title: 审查结论, type: choice, options: {fit: 合格, unfit: 不合格}}
decisions:
  size:
    title: 工程规模
    outcomes: {large: 大, small: 小}
    rules: [{when: "floor_area >= 10000.0", then: large}, {then: small}]
roles:
  desk: {title: 受理窗口, holder: unit, kind: department, assign: {duty: permit_desk}}
  reviewer: {title: 审查员, holder: person, assign: {post: reviewer, near: desk}}
  asked: {title: 有关部门, holder: unit, many: true, assign: [{duty: ecology}, {duty: housing}]}
  helper: {title: 协办员, holder: person}
may: {open: [desk], assign: [desk], record: [desk, reviewer], ask: [desk], send_back: [desk]}
materials:
  drawings: {title: 施工图}
approvals:
  chief: {title: 负责人审批, by: [desk.head], limit: 3 workdays}
rounds:
  opinions: {title: 部门意见, ask: [asked], pass: all, veto: true, conditions: {to: desk}}
items:
  survey: {title: 现场查勘, by: [desk]}
series:
  visits: {title: 到场次数, unit: 次}
stages:
  intake: {title: 受理, owner: desk, limit: 2 workdays}
  review: {title: 审查, owner: reviewer, limit: 10 workdays}
terminals:
  issued: {title: 已发证, kind: completed}
  refused: {title: 不予许可, kind: exited}
transitions:
  accept: {title: 受理, from: intake, to: review, who: [desk], requires: [{material: drawings}]}
  issue:
    title: 发证
    from: review
    to: issued
    who: [reviewer]
    requires:
      - {approval: chief, when: "floor_area >= 10000.0"}
      - {round: opinions}
      - {conditions: opinions}
      - {field: start}
      - {role: helper}
      - {item: survey}
      - {fact: "result == 'fit'", title: 审查合格, mend: 请重新审查}
  refuse:
    title: 不予许可
    from: review
    to: refused
    who: [reviewer]
    requires: [{fact: "result == 'unfit'", title: 审查不合格, mend: 请先审查}]
    letter: {draft: red, to: [desk]}
extension: {by: [desk.head], times: 1, at_most: 10 workdays}
lights:
  standard: {title: 亮灯规则, yellow: {overdue: 1 workday}, red: {overdue: 5 workdays}}
ladders:
  standard:
    title: 督办阶梯
    rungs:
      - {rung: yellow, title: 黄灯预警, level: 1, when: {light: yellow}, to: [reviewer], answer_within: 3 workdays}
      - {rung: red, title: 红灯督办, level: 2, when: {light: red}, to: [desk.head], letter: red}
letters:
  red: {title: 红灯督办通知书, genre: 通知, template: red_supervision.txt.j2}
"""


def bundle(scenarios: str, *, source: str = PERMIT, file: Path | str = "permit.yaml") -> Bundle:
    return Bundle(source=source, file=str(file), templates=shipped_templates(), scenarios=scenarios)


def tried(days: str, *, opens: str = "{}") -> Trial:
    """Play one scenario that begins on Monday, 5 January 2026, of which the days are given."""
    indented = "".join(f"      {line}\n" for line in days.strip("\n").splitlines())
    head = (
        f"starts: 2026-01-05 09:00\nopens: {opens}\nscenarios:\n  - scenario: 试一试\n    days:\n"
    )
    return try_flow(bundle(head + indented))


def told(trial: Trial) -> list[str]:
    """Give what failed, in Chinese."""
    return [
        check.sentence()
        for ran in trial.runs
        for day in ran.days
        for check in day.checks
        if not check.ok
    ]
