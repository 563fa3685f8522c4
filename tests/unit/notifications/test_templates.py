"""The shipped templates suit any flow."""

from __future__ import annotations

import pytest

from guatu.notifications import JinjaScribe, LetterChecker, sample_facts, shipped_templates
from guatu.notifications.writing.facts import sparse_facts

NAMES = {
    "handover", "transfer", "reminder", "yellow_warning", "red_supervision", "rectification",
    "opinion_request", "summons", "sealing", "exit", "minutes",
}  # fmt: skip
SLIPS = {"handover.txt.j2", "transfer.txt.j2"}
MINUTES = {"minutes.txt.j2"}  # 纪要 has a title of its own kind


def test_all_eleven_are_shipped() -> None:
    assert set(shipped_templates()) == {f"{name}.txt.j2" for name in NAMES}


@pytest.mark.parametrize("name", sorted(shipped_templates()))
def test_a_shipped_template_has_no_problems(name: str) -> None:
    assert LetterChecker().problems(shipped_templates()[name], fields=(), roles=()) == ()


@pytest.mark.parametrize("facts", [sample_facts, sparse_facts])
@pytest.mark.parametrize("name", sorted(shipped_templates()))
def test_a_shipped_template_reads_well_on_any_facts(name: str, facts, spec) -> None:
    source = shipped_templates()[name]

    draft = JinjaScribe().draft(spec(source=source, is_slip=name in SLIPS), facts([], []))

    assert "临江轴承精密制造基地项目" in draft.title
    assert not any(
        slip in draft.text for slip in ("。。", "，。", "《》", "（）", "“”", "None", "，，")
    )
    assert ("号" in draft.text and "〔2026〕" in draft.text) == (name not in SLIPS)


@pytest.mark.parametrize("name", sorted(set(shipped_templates()) - SLIPS - MINUTES))
def test_an_official_letter_is_titled_by_its_kind(name: str, spec) -> None:
    draft = JinjaScribe().draft(spec(source=shipped_templates()[name]), sample_facts([], []))

    assert "关于" in draft.title
    assert draft.title.endswith(("的通知", "的函", "的决定", "退出的通知"))


@pytest.mark.parametrize("name", ["yellow_warning", "red_supervision", "reminder"])
def test_a_warning_tells_dates_rule_and_answer_time(name: str, spec) -> None:
    source = shipped_templates()[f"{name}.txt.j2"]

    html = JinjaScribe().draft(spec(source=source), sample_facts([], [])).html

    wanted = ["2026年2月9日", "12个工作日", "于2026年3月10日前", "周文澜", "0800-5550137", "暂定"]
    assert [word for word in wanted if word not in html] == []


def test_minutes_list_each_point_and_each_item(spec) -> None:
    source = shipped_templates()["minutes.txt.j2"]

    draft = JinjaScribe().draft(spec(source=source), sample_facts([], []))

    text = draft.text.replace("\n", "")
    assert draft.title.endswith("会商纪要")
    assert "云川市生态环境局：有条件同意。须先取得环评批复（条件：取得环评批复）" in text
    assert "落实用地指标，由云川市自然资源局负责，于2026年3月20日前完成" in text
