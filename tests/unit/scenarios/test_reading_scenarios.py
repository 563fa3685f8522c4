"""Every fault of a file of scenarios is found at its place, with its mend, in both languages."""

from __future__ import annotations

import pytest

from guatu.errors import ScenarioFaults, UnknownScenario
from guatu.scenarios import check_scenarios, try_flow
from guatu.scenarios.language.sentences import OWN
from testkit.scenarios import PERMIT, bundle


def one(day: str) -> str:
    return (
        "starts: 2026-01-05\n"
        "scenarios:\n"
        "  - scenario: 试\n"
        f"    days: [{{on: 2026-01-06, {day}}}, {{on: 2026-01-07, expect: {{stage: intake}}}}]\n"
    )


def said(scenarios: str) -> list[str]:
    return [fault.sentence() for fault in check_scenarios(bundle(scenarios))]


AT = "permit.scenarios.yaml:4:"

FAULTS = {
    "a transition that is not there": (
        one("do: {advance: acept}"),
        [
            f"{AT}43: 没有名为“acept”的转段 — 是否应为“accept”？",
        ],
    ),
    "a word nobody can do": (
        one("do: {avance: accept}"),
        [
            f"{AT}34: 没有“avance”这种做法 — 是否应为“advance”？",
        ],
    ),
    "two things in one": (
        one("do: {advance: accept, file: drawings}"),
        [
            f"{AT}51: “advance”和“file”是两件事，写在了一处 — 请分两行写，每行以 `-` 开头",
        ],
    ),
    "nothing to do": (
        one("do: {by: desk}"),
        [
            f"{AT}33: 没有写明做什么 — 请写明，例如 `advance: 转段编号`",
        ],
    ),
    "a key the deed has not": (
        one("do: {advance: accept, wiht: everything}"),
        [
            f"{AT}51: 此处没有名为“wiht”的键 — 是否应为“with”？",
        ],
    ),
    "with something else than everything": (
        one("do: {advance: accept, with: all}"),
        [
            f"{AT}57: 此处不能写“all” — 可用的有：everything",
        ],
    ),
    "a deed that needs more": (
        one("do: {assign: reviewer}"),
        [
            f"{AT}29: 缺少“to” — 请补充 `to:`",
        ],
    ),
    "somebody who is not there": (
        one("do: {advance: accept, by: 审查员丁}"),
        [
            f"{AT}55: 没有叫“审查员丁”的角色、人员或单位 — 是否应为“审查员甲”？",
        ],
    ),
    "a field that is not there": (
        one("do: {record: {floor_aera: 3}}"),
        [
            f"{AT}43: 没有名为“floor_aera”的字段 — 是否应为“floor_area”？",
        ],
    ),
    "a value that does not fit": (
        one("do: {record: {floor_area: 很大}}"),
        [
            f"{AT}55: “floor_area”请填写数字（单位：平方米，如 12,000 或 12.5） — 请改正",
        ],
    ),
    "a material that is not there": (
        one("do: {file: [drawings, drawing]}"),
        [
            f"{AT}51: 没有名为“drawing”的材料 — 是否应为“drawings”？",
        ],
    ),
    "a task that is not there": (
        one("do: {agree: cheif}"),
        [
            f"{AT}41: 没有名为“cheif”的任务 — 是否应为“chief”？",
        ],
    ),
    "a rung that is not there": (
        one("expect: {rungs: yelow}"),
        [
            f"{AT}45: 没有名为“yelow”的督办级 — 是否应为“yellow”？",
        ],
    ),
    "a length of time that is none": (
        one("do: {extend: 三天}"),
        [
            f"{AT}42: “三天”不是时限 — 请写成 `3 workdays`、`30 days`、`2 months` 之类",
        ],
    ),
    "a day that is none": (
        "scenarios:\n  - scenario: 试\n    days:\n      - {on: 2026-02-30, expect: {stage: intake}}\n",
        [
            (
                f"{AT}14: “2026-02-30”不是日期 — "
                "请写成 `2026-02-13`，要写明时刻的写成 `2026-02-13 15:00`"
            )
        ],
    ),
    "days out of order": (
        one("expect: {stage: intake}").replace("2026-01-07", "2026-01-06"),
        [
            f"{AT}60: 2026-01-06 不晚于前面的 2026-01-06 10:00 — 请按先后排列各日",
        ],
    ),
    "a day before the beginning": (
        one("expect: {stage: intake}").replace("starts: 2026-01-05", "starts: 2026-01-08"),
        [
            f"{AT}17: 2026-01-06 不晚于前面的 2026-01-08 10:00 — 请按先后排列各日",
            f"{AT}60: 2026-01-07 不晚于前面的 2026-01-08 10:00 — 请按先后排列各日",
        ],
    ),
    "a stage that is not there": (
        one("expect: {stage: inteke}"),
        [
            f"{AT}45: 没有名为“inteke”的阶段或终点 — 是否应为“intake”？",
        ],
    ),
    "a light that is none": (
        one("expect: {light: yelow}"),
        [
            f"{AT}45: 此处不能写“yelow” — 是否应为“yellow”？",
        ],
    ),
    "something nobody can expect": (
        one("expect: {stege: intake}"),
        [
            f"{AT}38: 此处没有名为“stege”的键 — 是否应为“stage”？",
        ],
    ),
    "a requirement of another transition": (
        one("expect: {blocked: {accept: chief}}"),
        [
            f"{AT}56: “chief”不是这个转段的推进条件 — 可用的有：drawings、施工图",
        ],
    ),
    "an outcome that is not there": (
        one("expect: {decisions: {size: huge}, grade: middle}"),
        [
            f"{AT}56: 没有名为“huge”的判定结果 — 可用的有：large、small",
            f"{AT}70: 没有名为“middle”的分级 — 可用的有：large、small",
        ],
    ),
    "a case nobody opened": (
        one("do: {advance: accept, case: 别的}"),
        [
            f"{AT}57: 没有叫“别的”的事项 — 请先用 `open:` 立项，并用 `as:` 取这个名称",
        ],
    ),
    "a calendar that opens nothing": (
        "opens: {by: system, ref: 一号}\n" + one("expect: {stage: intake}"),
        [
            (
                "permit.scenarios.yaml:1:13: 本流程不会按期自己立件 — "
                "请写由谁立项，或者在流程中写明 opening"
            ),
            "permit.scenarios.yaml:1:21: 按期自己立的件由流程写明，不能写 ref — 请删去 ref",
        ],
    ),
    "fields of a case the calendar opens": (
        "opens: {by: 系统}\n"
        + one("expect: {stage: intake}").replace("试\n", "试\n    opens: {fields: {name: 甲楼}}\n"),
        [
            (
                "permit.scenarios.yaml:1:13: 本流程不会按期自己立件 — "
                "请写由谁立项，或者在流程中写明 opening"
            ),
            "permit.scenarios.yaml:5:13: 按期自己立的件由流程写明，不能写 fields — 请删去 fields",
        ],
    ),
    "two scenarios of one name": (
        (
            "scenarios:\n"
            "  - {scenario: 试, days: [{on: 2026-01-06, expect: {stage: intake}}]}\n"
            "  - {scenario: 试, days: [{on: 2026-01-06, expect: {stage: intake}}]}\n"
        ),
        ["permit.scenarios.yaml:3:16: 有两个情景都叫“试” — 请给其中一个换名称"],
    ),
    "a scenario that expects nothing": (
        "scenarios:\n  - {scenario: 试, days: [{on: 2026-01-06}]}\n",
        ["permit.scenarios.yaml:2:16: 情景“试”没有任何预期 — 请在某一日下写 expect"],
    ),
    "another flow that is nowhere": (
        "with: clams\nscenarios:\n  - {scenario: 试, days: [{on: 2026-01-06, expect: {stage: intake}}]}\n",
        [
            (
                "permit.scenarios.yaml:1:7: 这里没有流程“clams” — "
                "是否应为“claims”？；要用到的其他流程请写在 with 中"
            )
        ],
    ),
    "a roster with a fault": (
        (
            "roster:\n"
            "  territories: [{key: city, title: 市}]\n"
            "  units: [{key: desk, title: 窗口, territory: town}]\n"
            "scenarios:\n"
            "  - {scenario: 试, days: [{on: 2026-01-06, expect: {stage: intake}}]}\n"
        ),
        ["permit.scenarios.yaml:3:1: 没有地区“town”；可用的有：city — 请改正名册"],
    ),
    "a roster that is no roster": (
        "roster: 名册\nscenarios:\n  - {scenario: 试, days: [{on: 2026-01-06, expect: {stage: intake}}]}\n",
        [
            (
                "permit.scenarios.yaml:1:9: roster 应写明名册内容，或写 sample — "
                "请写 territories、units、people，或者删去"
            )
        ],
    ),
    "an empty file of one comment": (
        "# 还没有写\n",
        ["permit.scenarios.yaml:1:1: 文件为空 — 至少写明 scenarios，其中有 scenario 和 days"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_its_place_with_its_mend(name: str) -> None:
    source, expected = FAULTS[name]

    assert expected == said(source)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_in_english_too(name: str) -> None:
    source, expected = FAULTS[name]
    english = [fault.sentence("en") for fault in check_scenarios(bundle(source))]

    assert (len(expected), []) == (len(english), [line for line in english if "{" in line])


def test_every_wording_is_filled_alike_in_both_languages() -> None:
    braces = {
        code: (words.what.count("{"), words.what_zh.count("{")) for code, words in OWN.items()
    }

    assert {code: pair for code, pair in braces.items() if pair[0] != pair[1]} == {}


def test_all_faults_are_told_at_once_and_nothing_is_played() -> None:
    source = one("do: {advance: acept}, expect: {stage: inteke}")

    with pytest.raises(ScenarioFaults) as caught:
        try_flow(bundle(source))

    assert (
        caught.value.sentence().splitlines()[0],
        caught.value.count,
    ) == ("情景有 2 处错误，未作任何演练：", 2)


def test_a_scenario_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UnknownScenario, match="试"):
        try_flow(bundle(one("expect: {stage: intake}")), only=["没有"])


def test_good_scenarios_have_no_faults() -> None:
    assert said(one("expect: {stage: intake}")) == []


def test_a_field_that_a_series_keeps_may_be_expected_but_not_recorded() -> None:
    kept = PERMIT.replace("unit: 次}", "unit: 次, total_to: visited}").replace(
        "  start: {title: 开工日期",
        "  visited: {title: 累计到场, type: number}\n  start: {title: 开工日期",
    )
    read, written = (
        check_scenarios(bundle(one(day), source=kept))
        for day in ("expect: {fields: {visited: 2}}", "do: {record: {visited: 2}}")
    )

    assert (read, len(written)) == ((), 1)


def test_the_case_a_scenario_is_about_is_called_this() -> None:
    assert (
        said(one("do: {note: 已到现场, case: this}, expect: {cases: {this: {light: green}}}")) == []
    )


def test_a_flow_without_scenarios_has_nothing_to_play() -> None:
    trial = try_flow(bundle(""))

    assert (trial.runs, trial.ok, trial.uncovered) == ((), True, ("accept", "issue", "refuse"))
