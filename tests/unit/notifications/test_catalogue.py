"""The catalogue of letters: every shipped template drafts good official text."""

from __future__ import annotations

import re

import pytest

from guatu.definitions.correspondence import genre_of
from guatu.notifications import JinjaScribe, OfficialLetter, catalogue, shipped_templates, unfilled
from guatu.notifications.writing.facts import LETTER_FACTS
from guatu.notifications.writing.meanings import LISTS, MEANINGS
from guatu.notifications.writing.sourcetext import read_source
from guatu.notifications.writing.sourcewriter import as_source

ENTRIES = {entry.key: entry for entry in catalogue()}
BAD = (
    "。。",
    "，。",
    "，，",
    "；。",
    "：。",
    "《》",
    "（）",
    "“”",
    "None",
    "[]",
    "、、",
    "；；",
    "{",
    "}",
)
SLOGANS = ("坚决", "狠抓", "高度重视", "压实", "切实", "务必", "强化", "全力以赴")
NO_CASE = {"monthly_bulletin", "quarterly_inspection", "annual_appraisal"}


def letter(key: str, *, sparse: bool = False) -> OfficialLetter:
    entry = ENTRIES[key]
    return JinjaScribe().letter(entry.spec(), entry.sparse if sparse else entry.sample)


def text_of(key: str, *, sparse: bool = False) -> str:
    return as_source(letter(key, sparse=sparse))


def test_the_catalogue_has_every_shipped_template_once() -> None:
    assert {entry.template for entry in catalogue()} == set(shipped_templates())
    assert len(ENTRIES) == len(catalogue()) == 26


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_says_what_its_letter_is(key: str) -> None:
    entry, drafted = ENTRIES[key], letter(key)

    assert drafted.layout == entry.layout
    assert genre_of(drafted.full_title, is_slip=entry.is_slip) == entry.genre
    assert genre_of(entry.title.zh, is_slip=entry.is_slip) == entry.genre
    assert entry.title.en
    assert "→" in entry.course


@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
@pytest.mark.parametrize("key", ENTRIES)
def test_a_letter_reads_well(key: str, *, sparse: bool) -> None:
    text = text_of(key, sparse=sparse)

    assert [mark for mark in BAD if mark in text] == []
    assert [word for word in SLOGANS if word in text] == []
    assert not re.search(r"于(?:前|，)|为(?:，|。)$|内内|前前", text, re.MULTILINE)


@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
@pytest.mark.parametrize("key", ENTRIES)
def test_no_heading_of_a_letter_stands_alone(key: str, *, sparse: bool) -> None:
    kinds = [getattr(block, "level", 0) for block in letter(key, sparse=sparse).blocks]
    alone = [n for n, level in enumerate(kinds) if level == 1 and kinds[n + 1 : n + 2] in ([], [1])]

    assert alone == []


@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
@pytest.mark.parametrize("key", ENTRIES)
def test_headings_are_numbered_without_a_gap(key: str, *, sparse: bool) -> None:
    text = text_of(key, sparse=sparse)

    assert (
        re.findall(r"^([一二三四五六])、", text, re.MULTILINE)
        == list("一二三四五六")[: len(re.findall(r"^[一二三四五六]、", text, re.MULTILINE))]
    )


@pytest.mark.parametrize("key", ENTRIES)
def test_a_letter_of_a_full_case_has_nothing_left_to_fill_in(key: str) -> None:
    assert unfilled(letter(key)) == ()


@pytest.mark.parametrize("key", sorted(set(ENTRIES) - NO_CASE - {"proposal_reply"}))
def test_a_letter_of_a_case_names_it(key: str) -> None:
    assert "临江轴承精密制造基地项目" in text_of(key, sparse=True)


@pytest.mark.parametrize("key", ENTRIES)
def test_a_letter_says_who_writes_to_whom_and_whom_to_ask(key: str) -> None:
    drafted = letter(key)

    assert "云川市投资促进委员会办公室" in "".join((*drafted.mark, *drafted.signers))
    assert drafted.note == "联系人：周文澜，联系电话：0800-5550137"
    assert drafted.to or drafted.layout == "纪要"
    assert bool(drafted.printer) == (drafted.layout in {"文件", "纪要"})


@pytest.mark.parametrize(
    ("key", "received"),
    [
        ("yellow_warning", "本通知"), ("red_supervision", "本通知"), ("reminder", "本通知"),
        ("summons", "本通知"), ("rectification", "本通知"), ("exit", "本通知"),
        ("meeting_notice", "本通知"), ("opinion_request", "本函"), ("supervision_letter", "本函"),
        ("rectification_letter", "本函"), ("exit_letter", "本函"), ("project_transfer", "本函"),
        ("policy_payment", "本函"), ("quarterly_inspection", "本通报"), ("annual_appraisal", "本通报"),
    ],
)  # fmt: skip
def test_the_time_to_answer_is_counted_from_receipt(key: str, received: str) -> None:
    days = "5" if received == "本通报" else "3"

    assert f"自收到{received}之日起{days}个工作日内" in text_of(key)
    assert "自收到" not in text_of(key, sparse=True)


@pytest.mark.parametrize("key", ["red_supervision", "reminder", "supervision_letter"])
def test_without_a_time_to_answer_the_fixed_date_stands(key: str) -> None:
    entry = ENTRIES[key]
    facts = {**entry.sample, "督办": {**entry.sample["督办"], "答复时限": ""}}

    assert "于2026年3月10日前" in as_source(JinjaScribe().letter(entry.spec(), facts))


@pytest.mark.parametrize("key", sorted(NO_CASE))
def test_a_bulletin_needs_no_case(key: str) -> None:
    entry = ENTRIES[key]
    groups = ("通报", "督查", "考核", "本机关", "收文", "今天")
    facts = {group: entry.sample[group] for group in groups}

    assert as_source(JinjaScribe().letter(entry.spec(), facts)).count("\n") > 10


def test_minutes_list_who_attended_sat_in_and_was_excused() -> None:
    drafted = letter("minutes")

    assert [presence.label for presence in drafted.presences] == ["出席", "列席", "请假"]
    assert drafted.copy_to == "临江区产业促进局、临江区自然资源局、临江区人民政府办公室"


def test_a_policy_is_not_granted_without_its_review() -> None:
    entry = ENTRIES["policy_payment"]
    facts = {**entry.sample, "政策": {**entry.sample["政策"], "审查结论": ""}}

    drafted = JinjaScribe().letter(entry.spec(), facts)

    assert ["公平竞争审查" in place for place in unfilled(drafted)] == [True]


@pytest.mark.parametrize("sparse", [False, True], ids=["full", "sparse"])
@pytest.mark.parametrize("key", ENTRIES)
def test_a_letter_can_be_edited_as_source_text(key: str, *, sparse: bool) -> None:
    drafted = letter(key, sparse=sparse)

    assert read_source(as_source(drafted)) == drafted
    assert "\\" not in as_source(drafted)


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_lists_what_its_template_names_with_type_and_meaning(key: str) -> None:
    entry = ENTRIES[key]
    code = "".join(re.findall(r"\{[{%](.*?)[%}]\}", entry.source, re.DOTALL))
    groups = {group for group, entries in LETTER_FACTS.items() if entries}
    named = {
        f"{group}.{name}" for group, name in re.findall(r"(\w+)\.(\w+)", code) if group in groups
    }

    assert {name for name in entry.variables if "." in name} == named
    assert all("：" in meaning for meaning in entry.variables.values())


def test_every_fact_has_a_meaning_in_chinese() -> None:
    assert {group: list(entries) for group, entries in MEANINGS.items()} == {
        group: list(entries) for group, entries in LETTER_FACTS.items() if entries
    }
    assert set(LISTS) == {group for group, entries in LETTER_FACTS.items() if not entries}
