"""Who may write what to whom: every cell of the table in docs/letters.md, and the rules beside it."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from guatu.definitions.correspondence import (
    GENRES,
    KINDS,
    STANDING_WORDS,
    Party,
    genre_of,
    has_consent,
    judge,
    judge_roles,
    objections,
)
from guatu.definitions.correspondence.rules import INSTEAD, REASONS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "letters.md").read_text(encoding="utf-8")
PLACES = {
    "同级": "same", "上一级": "above", "更高级": "further_above", "下级": "below", "互不统属": "apart",
}  # fmt: skip
KEYS = {word: key for key, word in KINDS.items()}
RULINGS = {"可": "allowed", "可＋签发人": "allowed", "须经同意": "needs_consent", "否": "refused"}


def rows() -> list[list[str]]:
    table = PAGE.split("### 行文关系表")[1].split("\n### ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


HEAD, *ROWS = rows()


def cells():
    for issuer, receivers, places, *said in ROWS:
        where = list(PLACES) if places == "各级" else places.split("、")
        for receiver, place in itertools.product(receivers.split("、"), where):
            yield issuer, receiver, place, said


def party(kind: str, key: str) -> Party:
    return Party(key=key, kind=KEYS[kind])


def test_the_table_has_every_cell_once() -> None:
    found = [(issuer, receiver, place) for issuer, receiver, place, _ in cells()]

    assert sorted(found) == sorted(itertools.product(KEYS, KEYS, PLACES))


@pytest.mark.parametrize(("issuer", "receiver", "place", "said"), list(cells()))
def test_every_cell_of_the_table_is_what_the_rules_say(issuer, receiver, place, said) -> None:
    ends = party(issuer, "a"), party(receiver, "b")
    for column, expected in zip(HEAD[3:-1], said, strict=False):
        for genre in column.split("、"):
            verdict = judge(genre, *ends, place=PLACES[place])

            assert verdict.ruling == RULINGS[expected], genre
            assert verdict.needs_approver == expected.endswith("签发人"), genre
            assert STANDING_WORDS[verdict.standing] == said[-1]


def test_every_objection_names_its_article_and_a_mend_in_both_languages() -> None:
    for genre, issuer, receiver, place in itertools.product(GENRES, KEYS, KEYS, PLACES):
        verdict = judge(genre, party(issuer, "a"), party(receiver, "b"), place=PLACES[place])
        if not verdict.is_objection:
            continue

        assert verdict.article.startswith("条例第")
        assert verdict.mend
        assert re.search("[一-鿿]", verdict.mend_zh)
        assert all(
            judge(use, party(issuer, "a"), party(receiver, "b"), place=PLACES[place]).ruling
            == "allowed"
            for use in verdict.use
        )


def test_the_page_says_for_every_standing_where_the_rule_is_and_what_to_write_instead() -> None:
    table = PAGE.split("| 关系 | 依据 |")[1].split("\n\n")[0]
    said = dict(re.findall(r"^\| (\S+) \| (.+?) \|", table, re.MULTILINE))
    use = dict(re.findall(r"^\| (\S+) \| .+? \| (\S+) \|$", table, re.MULTILINE))

    for standing, rule in REASONS.items():
        assert said[STANDING_WORDS[standing]].startswith(rule.article)
        assert use[STANDING_WORDS[standing]] == "、".join(INSTEAD[standing])


CITY = Party(key="city", title="云岭市人民政府", kind="government", places=("yl",), place="云岭市")
BUREAU = Party(
    key="bureau", title="云岭市投资促进局", kind="department", above=("city",), places=("yl",), place="云岭市"
)  # fmt: skip
COUNTY = Party(key="county", title="石渡县人民政府", kind="government", places=("sd", "yl"))
COUNTY_BUREAU = Party(key="cb", title="石渡县投促局", kind="department", places=("sd", "yl"))
TOWN = Party(key="town", title="某镇政府", kind="government", places=("z", "sd", "yl"))
ELSEWHERE = Party(key="else", title="海州市人民政府", kind="government", places=("hz",))
SECTION = Party(key="s", title="督查科", kind="division", above=("bureau", "city"), places=("yl",))
NOBODY = Party(key="x", title="不详单位")


@pytest.mark.parametrize(
    ("genre", "issuer", "receiver", "expected"),
    [
        ("通知", BUREAU, COUNTY, ("needs_consent", "guarded")),
        ("函", BUREAU, COUNTY, ("allowed", "guarded")),
        ("通知", BUREAU, TOWN, ("needs_consent", "guarded")),
        ("通知", BUREAU, COUNTY_BUREAU, ("allowed", "field")),
        ("请示", BUREAU, CITY, ("allowed", "superior")),
        ("函", BUREAU, CITY, ("refused", "superior")),
        ("通知", BUREAU, CITY, ("refused", "superior")),
        ("请示", COUNTY_BUREAU, CITY, ("allowed", "superior_skipped")),
        ("函", BUREAU, ELSEWHERE, ("allowed", "peer")),
        ("通知", BUREAU, ELSEWHERE, ("refused", "peer")),
        ("通知", BUREAU, SECTION, ("allowed", "inside")),
        ("单", BUREAU, SECTION, ("allowed", "inside")),
        ("单", SECTION, BUREAU, ("allowed", "superior")),
        ("通知", SECTION, COUNTY_BUREAU, ("refused", "field")),
        ("通知", CITY, BUREAU, ("allowed", "subordinate")),
        ("通知", CITY, COUNTY, ("allowed", "subordinate")),
        ("命令", BUREAU, COUNTY_BUREAU, ("refused", "field")),
        ("命令", CITY, COUNTY, ("allowed", "subordinate")),
        ("纪要", BUREAU, COUNTY, ("allowed", "guarded")),
        ("通知", BUREAU, NOBODY, ("unknown", "unknown")),
        ("", BUREAU, CITY, ("unknown", "superior")),
    ],
)
def test_the_roster_tells_how_two_bodies_stand(genre, issuer, receiver, expected) -> None:
    verdict = judge(genre, issuer, receiver)

    assert (verdict.ruling, verdict.standing) == expected


def test_a_government_is_never_below_a_department_whatever_the_tree_says() -> None:
    odd = Party(key="odd", kind="government", above=("bureau",), places=("sd", "yl"))

    assert judge("通知", BUREAU, odd).standing == "guarded"


def test_a_body_without_a_place_can_t_be_judged() -> None:
    assert judge("通知", BUREAU, Party(key="n", kind="department")).ruling == "unknown"


@pytest.mark.parametrize(
    "text",
    ["经云岭市人民政府同意，现通知如下。", "经市委、市政府同意，现将", "经县政府研究同意", "经中共云岭市委同意",
     "现经市人民政府授权"],
)  # fmt: skip
def test_the_sentence_of_consent_is_known(text: str) -> None:
    assert has_consent(text)


@pytest.mark.parametrize(
    "text",
    ["经研究同意", "经各单位同意", "须经同意。", "经核查，市政府。同意", "经市政府。各单位同意"],
)
def test_what_is_no_consent_of_the_own_government_is_none(text: str) -> None:
    assert not has_consent(text)


def test_a_draft_meets_an_objection_for_each_receiver_that_may_not_get_it() -> None:
    found = objections("通知", BUREAU, [COUNTY, COUNTY_BUREAU, NOBODY], text="请按期办理。")

    assert [(one.receiver, one.is_refusal) for one in found] == [
        ("石渡县人民政府", True),
        ("不详单位", False),
    ]
    assert found[0].sentence() == (
        "主送“石渡县人民政府”：部门不得向下级党委、政府发布指令性公文或者在公文中提出指令性要求；"
        "经本级党委、政府同意后由部门行文的，文中须注明已经同意（条例第十六条（二））；"
        "请改用函；已经本级党委或者政府同意的，在文中写明“经云岭市人民政府同意”。"
    )
    assert found[1].sentence("en") == (
        "to “不详单位”: the roster does not say what kind of body issuer or receiver is, or where it"
        " lies; fill in `kind` and `territory` of both in the roster."
    )


def test_consent_said_in_the_text_is_no_objection() -> None:
    assert objections("通知", BUREAU, [COUNTY], text="经云岭市人民政府同意，现通知如下。") == ()


@pytest.mark.parametrize(
    ("issuer", "receiver", "genre", "ruling"),
    [
        ("department", "government", "通知", "needs_consent"),
        ("department", "government", "函", "allowed"),
        ("department", "department", "通知", "allowed"),
        ("department", "park", "通知", "refused"),
        ("coordinating_office", "department", "通知", "allowed"),
        ("coordinating_office", "department", "请示", "allowed"),
        ("division", "department", "函", "refused"),
        ("government", "department", "请示", "refused"),
        ("department", "enterprise", "通知", "allowed"),
        ("enterprise", "department", "通知", "refused"),
    ],
)
def test_two_kinds_are_refused_only_what_no_place_allows(issuer, receiver, genre, ruling) -> None:
    assert judge_roles(genre, issuer, receiver).ruling == ruling


@pytest.mark.parametrize(
    ("titles", "genre"),
    [
        (["黄灯预警通知书"], "通知"), (["征求意见函"], "函"), (["会商纪要"], "纪要"),
        (["项目封存决定"], "决定"), (["月通报"], "通报"), (["市政府令"], "命令"),
        (["交办事项"], ""), (["督办件", "关于甲的函"], "函"), (["关于征求意见的函（代拟稿）"], "函"),
    ],
)  # fmt: skip
def test_the_genre_is_told_by_the_end_of_a_title(titles, genre) -> None:
    assert genre_of(*titles) == genre


def test_a_slip_is_a_slip_whatever_it_is_called() -> None:
    assert genre_of("交办通知", is_slip=True) == "单"
