"""Playing scenarios: every kind of expectation shows expected and got, every deed is done."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from guatu import Rulebook
from guatu.scenarios import junit, try_flow
from guatu.scenarios.language import FORMS
from guatu.testing import check_scenarios
from testkit.scenarios import PERMIT, bundle, told, tried

LATE = "- {on: 2026-01-09, expect: EXPECT}"
FAILING = {
    "stage": ("{stage: review}", "阶段：应为 审查（review），实际 受理（intake）"),
    "status": ("{status: ended}", "状态：应为 已结束（ended），实际 在办（running）"),
    "due": ("{due: 2026-01-08}", "期限：应为 2026-01-08，实际 2026-01-07"),
    "due to the minute": (
        '{due: "2026-01-07 12:00"}',
        "期限：应为 2026-01-07 12:00，实际 2026-01-07 17:30",
    ),
    "no due": ("{due: none}", "期限：应为 无期限，实际 2026-01-07"),
    "grade": ("{grade: large}", "分级：应为 大（large），实际 小（small）"),
    "decision": (
        "{decisions: {size: large}}",
        "判定“工程规模”：应为 大（large），实际 小（small）",
    ),
    "holder": ("{holders: {desk: 信息中心}}", "承担“受理窗口”：应为 信息中心，实际 受理窗口"),
    "nobody": ("{holders: {reviewer: []}}", "承担“审查员”：应为 无，实际 审查员甲"),
    "task": ("{tasks: chief}", "待办“负责人审批”：应为 待办，实际 无"),
    "task of somebody": (
        "{tasks: {chief: desk.head}}",
        "待办“负责人审批”：应为 受理窗口负责人，实际 无",
    ),
    "inbox": (
        "{inbox: {审查员甲: 红灯}}",
        (
            "收件箱：审查员甲：应为 红灯，实际 【分派】施工许可（示例）：审查员甲为审查员、"
            "【黄灯预警】施工许可（示例）：受理"
        ),
    ),
    "empty inbox": (
        "{inbox: {reviewer: []}}",
        (
            "收件箱：reviewer：应为 无，实际 【分派】施工许可（示例）：审查员甲为审查员、"
            "【黄灯预警】施工许可（示例）：受理"
        ),
    ),
    "letter": ("{letters: red}", "函件“红灯督办通知书”：应为 已起草，实际 无"),
    "letter to somebody": (
        "{letters: {red: desk}}",
        "函件“红灯督办通知书”：应为 示例市受理窗口，实际 无",
    ),
    "rungs": ("{rungs: [yellow, red]}", "已发督办：应为 yellow、red，实际 yellow"),
    "no rungs": ("{rungs: []}", "已发督办：应为 无，实际 yellow"),
    "escalations": ("{escalations: red}", "未销号督办：应为 red，实际 yellow"),
    "blocked": (
        "{blocked: {accept: []}}",
        "尚缺条件：“受理”：应为 无，实际 施工图（drawings）",
    ),
    "blocked elsewhere": (
        "{blocked: {issue: chief}}",
        "尚缺条件：“发证”：应为 chief，实际 此转段不从“受理”开始",
    ),
    "field": ("{fields: {floor_area: 2}}", "字段“建筑面积”：应为 2，实际 1平方米"),
    "empty field": ("{fields: {floor_area: none}}", "字段“建筑面积”：应为 未填，实际 1平方米"),
    "denied": ("{not: {stage: intake}}", "阶段：应为 不是 受理（intake），实际 受理（intake）"),
}


@pytest.mark.parametrize("kind", FAILING)
def test_an_expectation_that_fails_shows_expected_and_got(kind: str) -> None:
    expect, wanted = FAILING[kind]

    trial = tried(LATE.replace("EXPECT", expect), opens="{fields: {name: 施工许可（示例）}}")

    assert [f"✗ 第 6 行 {wanted}"] == told(trial)


def test_a_light_that_is_another_is_told_with_its_reason() -> None:
    (said,) = told(tried(LATE.replace("EXPECT", "{light: red}")))

    assert said.startswith(
        "✗ 第 6 行 亮灯：应为 红灯（red），实际 黄灯（按“亮灯规则”，超期满1个工作日亮黄灯；"
    )


def test_history_that_does_not_say_it_is_told_by_its_last_lines() -> None:
    (said,) = told(tried(LATE.replace("EXPECT", "{history: 施工图}")))

    assert "应为 施工图，实际" in said


def test_expected_and_got_are_told_in_english_too() -> None:
    trial = tried(LATE.replace("EXPECT", "{stage: review}"))
    said = [line for ran in trial.runs for line in ran.sentences("en")]

    assert said[-1] == "    ✗ line 6 stage: expected review, got intake"


def test_a_deed_refused_against_expectation_ends_the_scenario() -> None:
    trial = tried(
        """
- {on: 2026-01-06, do: {advance: accept}}
- {on: 2026-01-07, expect: {stage: review}}
"""
    )

    assert (told(trial), len(trial.runs[0].days)) == (
        [
            (
                "✗ 第 6 行 转段“受理”：应为 办成，实际 项目 1 暂不能“受理”，还差 1 项： "
                "- 施工图：提交材料“施工图”"
            )
        ],
        1,
    )


def test_a_deed_done_against_expectation_is_told() -> None:
    trial = tried("- {on: 2026-01-06, do: {file: drawings, refused: true}}")

    assert told(trial) == ["✗ 第 6 行 提交材料“施工图”：应为 被拒绝，实际 办成"]


def test_a_refusal_for_another_reason_is_told() -> None:
    trial = tried("- {on: 2026-01-06, do: {advance: accept, refused: chief}}")

    assert len(told(trial)) == 1


def test_who_may_not_is_refused_whatever_the_scenario_hopes() -> None:
    trial = tried(
        """
- on: 2026-01-06
  do:
    - {file: drawings}
    - {advance: accept, by: 生态环境局, refused: 受理窗口}
"""
    )

    assert told(trial) == []


def test_what_a_transition_needs_is_met_in_one_word_by_the_people_who_may() -> None:
    trial = tried(
        """
- on: 2026-01-06
  do:
    - {advance: accept, with: everything}
    - {meet: issue, without: [chief, survey]}
  expect:
    blocked: {issue: [chief, survey]}
    holders: {helper: helper_1}
    fields: {start: 2026-01-06, result: fit}
- on: 2026-01-07
  do: {advance: issue, with: everything, by: reviewer}
  expect: {stage: issued}
""",
        opens="{fields: {floor_area: 20000}}",
    )

    assert ([], {"accept", "issue"}) == (told(trial), set(trial.runs[0].taken))


def test_fields_that_are_given_keep_their_value_where_a_fact_wants_another() -> None:
    trial = tried(
        """
- on: 2026-01-06
  do:
    - {advance: accept, with: everything}
    - {advance: issue, with: everything, fields: {result: unfit}, refused: 审查合格}
    - {advance: refuse}
  expect: {stage: refused, letters: {red: desk}}
"""
    )

    assert told(trial) == []


DEEDS = """
- on: 2026-01-05 10:00
  do:
    - {record: {floor_area: 12000}, note: 改大了}
    - {note: 到现场看过, by: reviewer}
    - {enter: visits, amount: 2}
    - {correct: visits, number: 1, amount: 3}
    - {copy: [housing, 生态环境局]}
    - {read: true}
    - {pass_on: reviewer, to: 审查员乙}
    - {assign: helper, to: helper_2}
    - {file: [drawings], by: desk}
    - {advance: accept}
  expect: {holders: {reviewer: reviewer_2, helper: helper_2}, grade: large}
- on: 2026-01-05 11:00
  do:
    - {take_back: 办错了}
    - {advance: accept}
    - {send_back: intake, why: 图纸不全, then: resume}
    - {advance: accept}
    - {jump: intake}
    - {advance: accept}
  expect: {stage: review, tasks: {opinions: asked, chief: desk.head}}
- on: 2026-01-06
  do:
    - {agree: opinions, by: 生态环境局, conditions: [先做环评]}
    - {recall: opinions, by: 生态环境局}
    - {add: opinions, to: desk}
    - {remove: opinions, to: desk}
    - {urge: opinions, to: 生态环境局}
    - {disagree: opinions, by: housing, why: 位置不当}
    - {ask_again: opinions}
    - {abstain: opinions, by: housing}
    - {agree: opinions, by: 生态环境局, conditions: [先做环评]}
    - {complete: opinions, why: 环评已批}
    - {delegate: chief, to: desk_deputy_person}
    - {advise: chief, by: desk_deputy_person}
    - {pass_on: chief, to: desk_deputy_person}
    - {agree: chief, by: desk_deputy_person}
    - {set: survey, to: housing, due: 5 workdays, why: 看现场}
    - {complete: survey}
  expect: {blocked: {issue: [start, 审查合格]}}
- on: 2026-01-07
  do:
    - {pause: 等候企业}
    - {resume: true}
    - {extend: 5 workdays}
    - {agree: extension}
    - {away: reviewer, until: 2026-01-08, deputy: reviewer_1}
    - {back: reviewer_2}
    - {hand_over: reviewer_2, to: reviewer_1, by: administrator}
    - {leave: reviewer_2}
  expect: {holders: {reviewer: reviewer_1}, due: 2026-01-26}
- on: 2026-02-03
  do:
    - {receive: yellow}
    - {answer: yellow, why: 本周办完}
    - {close: red, why: 已约谈}
    - {letter: red, step: review}
    - {letter: red, step: sign}
    - {withdraw: 企业不办了}
  expect: {status: ended, letters: red}
"""


def test_every_deed_can_be_done() -> None:
    days = DEEDS.replace("desk_deputy_person", "permit_desk_deputy")

    assert told(tried(days)) == []


def test_no_deed_is_left_out_of_the_test_of_all_of_them() -> None:
    elsewhere = {"meet", "open", "claim"}

    assert {word for word in FORMS if f"{{{word}:" not in DEEDS} == elsewhere


def test_a_case_is_opened_under_another_and_claimed() -> None:
    trial = try_flow(
        bundle(
            """
starts: 2026-01-05 09:00
with: project_bank
scenarios:
  - scenario: 认领
    days:
      - on: 2026-01-05
        do:
          - {open: project_bank, as: 入库项目, fields: {name: 云岭电池}}
          - {open: claims, as: 认领, under: 入库项目}
        expect:
          cases: {入库项目: {status: running, stage: packaging}}
          not: {cases: {入库项目: {status: ended}}}
      - on: 2026-01-06
        do: {claim: undertaker, case: 认领}
        expect: {holders: {undertaker: 认领单位}}
""",
            source=(Path(__file__).parents[2] / "definitions/flows/claims.yaml").read_text("utf-8"),
            file="claims.yaml",
        )
    )

    assert told(trial) == []


def test_what_the_calendar_opens_is_the_case_the_scenario_is_about() -> None:
    source = (Path(__file__).parents[2] / "definitions/flows/work_reports.yaml").read_text("utf-8")
    scenarios = (
        "scenarios:\n  - scenario: 每月自动立件\n    starts: 2026-01-05 09:00\n    days:\n"
        "      - {on: 2026-01-20, expect: {cases: {投资促进局: {status: running}}}}\n"
        "      - {on: 2026-02-03, expect: {status: running}}\n"
    )

    trial = try_flow(bundle(scenarios, source=source, file="work_reports.yaml"))

    assert told(trial) == [
        "✗ 第 5 行 状态：应为 有此事项，实际 没有事项“投资促进局”",
    ]


@pytest.mark.parametrize("calendar", ["system", "系统"])
def test_a_scenario_may_wait_for_the_calendar_and_it_opens_when_it_should(calendar: str) -> None:
    source = (Path(__file__).parents[2] / "definitions/flows/work_reports.yaml").read_text("utf-8")
    scenarios = (
        "starts: 2026-03-30 09:00\n"
        "opens: {by: reporter, fields: {title: 外出报告, place: east}}\n"
        "scenarios:\n"
        "  - scenario: 自己登记的\n"
        "    days: [{on: 2026-03-30, expect: {fields: {title: 外出报告}}}]\n"
        "  - scenario: 等系统立的\n"
        f"    opens: {{by: {calendar}}}\n"
        "    days:\n"
        "      - on: 2026-04-03\n"
        "        expect:\n"
        "          due: 2026-04-09\n"
        "          fields: {title: 2026年3月招商工作信息报告（示例市投资促进局）}\n"
    )

    trial = try_flow(bundle(scenarios, source=source, file="work_reports.yaml"))

    assert told(trial) == []


def test_a_roster_of_its_own_tells_who_does_what() -> None:
    roster = (
        "roster:\n"
        "  territories: [{key: city, title: 示例市}]\n"
        "  units: [{key: window, title: 受理窗口, territory: city, duties: [permit_desk]}]\n"
        "  people:\n"
        "    - {key: li, name: 李示例, unit: window, posts: [reviewer]}\n"
        "    - {key: zhao, name: 赵示例, unit: window, posts: [head]}\n"
        "scenarios:\n"
        "  - scenario: 李示例收到预警\n"
        "    days:\n"
        "      - {on: 2026-01-05}\n"
        "      - {on: 2026-01-08, expect: {holders: {reviewer: 李示例}, inbox: {李示例: 黄灯预警}}}\n"
    )

    assert told(try_flow(bundle(roster))) == []


def test_rules_of_the_host_are_asked() -> None:
    source = PERMIT.replace(
        "[{material: drawings}]}", "[{rule: fee_paid, title: 缴费, mend: 缴费}]}"
    )
    scenarios = (
        "scenarios: [{scenario: 缴费, days: [{on: 2026-01-05, do: {advance: accept}, "
        "expect: {stage: review}}]}]\n"
    )
    rules = Rulebook()
    rules.register("fee_paid", lambda _: True)

    assert told(try_flow(bundle(scenarios, source=source), rules=rules)) == []


def test_every_scenario_is_played_apart_from_the_others() -> None:
    one = "{days: [{on: 2026-01-05, do: {advance: accept, with: everything}, expect: {stage: review}}]"
    scenarios = f"scenarios:\n  - {one}, scenario: 甲}}\n  - {one}, scenario: 乙}}\n"

    trial = try_flow(bundle(scenarios))

    assert (trial.ok, trial.uncovered) == (True, ("issue", "refuse"))


def test_a_transition_taken_only_in_a_failing_scenario_is_not_covered() -> None:
    trial = tried(
        "- {on: 2026-01-05, do: {advance: accept, with: everything}, expect: {stage: intake}}"
    )

    assert ({"accept"}, ("accept", "issue", "refuse")) == (
        set(trial.runs[0].taken),
        trial.uncovered,
    )


def test_a_trial_is_told_as_junit_xml() -> None:
    trial = tried(LATE.replace("EXPECT", "{stage: review}"))
    suite = ET.fromstring(junit(trial))
    (failure,) = suite.iter("failure")

    assert (suite.get("failures"), failure.get("message")) == (
        "1",
        "✗ 第 6 行 阶段：应为 审查（review），实际 受理（intake）",
    )


def test_a_host_plays_the_scenarios_of_a_file_in_its_own_tests(tmp_path: Path) -> None:
    flow = tmp_path / "permit.yaml"
    flow.write_text(PERMIT, encoding="utf-8")
    beside = tmp_path / "permit.scenarios.yaml"
    good = "scenarios: [{scenario: 试, days: [{on: 2026-01-05, expect: {stage: intake}}]}]\n"
    beside.write_text(good, encoding="utf-8")
    check_scenarios(flow)
    beside.write_text(good.replace("intake", "review"), encoding="utf-8")

    with pytest.raises(AssertionError, match="expected review, got intake"):
        check_scenarios(flow)


def test_a_flow_that_is_switched_off_can_be_tried() -> None:
    source = PERMIT.replace("title: 施工许可\n", "title: 施工许可\noff: 尚未启用\n", 1)
    scenarios = "scenarios: [{scenario: 试, days: [{on: 2026-01-05, expect: {stage: intake}}]}]\n"

    assert told(try_flow(bundle(scenarios, source=source))) == []


def test_a_number_a_fact_asks_for_is_found() -> None:
    source = PERMIT.replace(
        "requires: [{material: drawings}]",
        'requires: [{fact: "floor_area > 123.0", title: 够大, mend: 核对面积}]',
    )
    scenarios = (
        "scenarios: [{scenario: 试, days: [{on: 2026-01-05, do: {advance: accept, with: everything}, "
        "expect: {fields: {floor_area: 124}}}]}]\n"
    )

    assert told(try_flow(bundle(scenarios, source=source))) == []
