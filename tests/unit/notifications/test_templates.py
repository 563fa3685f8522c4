"""The shipped templates suit any flow."""

from __future__ import annotations

import pytest

from guatu.notifications import JinjaScribe, LetterChecker, sample_facts, shipped_templates


@pytest.mark.parametrize("name", sorted(shipped_templates()))
def test_a_shipped_template_has_no_problems(name: str) -> None:
    assert LetterChecker().problems(shipped_templates()[name], fields=(), roles=()) == ()


@pytest.mark.parametrize("name", ["yellow_warning", "red_supervision", "reminder"])
def test_a_warning_tells_dates_rule_and_answer_time(name: str, spec) -> None:
    source = shipped_templates()[f"{name}.txt.j2"]

    html = JinjaScribe().draft(spec(source=source), sample_facts([], [])).html

    wanted = [
        "2026年2月9日",
        "12个工作日",
        "自收到本通知之日起3个工作日内",
        "周文澜",
        "0800-5550137",
        "暂定",
    ]
    assert [word for word in wanted if word not in html] == []


def test_minutes_list_each_point_and_each_item(spec) -> None:
    source = shipped_templates()["minutes.txt.j2"]

    draft = JinjaScribe().draft(spec(source=source), sample_facts([], []))

    text = draft.text.replace("\n", "")
    assert draft.title == "重点项目推进会议纪要"
    assert "二、会议决定" in draft.text
    assert "三、议定事项" in draft.text
    assert "云川市生态环境局：有条件同意。须先取得环评批复（条件：取得环评批复）" in text
    assert "落实用地指标，由云川市自然资源局负责，于2026年3月20日前完成" in text
