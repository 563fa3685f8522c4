"""The command line for people who work on one case together."""

from __future__ import annotations

import pytest

from testkit.tenders import buy, holder, open_tenders, owed, reviewed, signing


@pytest.fixture
def office(database_url, clock):
    with open_tenders(database_url, clock) as office:
        yield office


@pytest.fixture
def ask(guatu, office, database_url):
    """Run a command on the purchasing office's database."""
    return lambda *arguments: guatu(*arguments, "--db", database_url)


def test_a_conditional_opinion_is_given_and_the_round_is_shown(ask, office) -> None:
    case = reviewed(office, "all")

    said = ask(
        "opine", str(case), "views", "conditional", "--by", "coin", "--condition", "落实资金来源"
    )

    assert (said.code, "部门论证：进行中" in said.out) == (0, True)


def test_a_verdict_that_is_none_is_wrong_usage(ask, office) -> None:
    case = reviewed(office, "all")

    assert ask("opine", str(case), "views", "maybe", "--by", "coin").code == 2


def test_a_round_is_changed_recalled_and_begun_again(ask, office) -> None:
    case = str(reviewed(office, "all"))
    done = [
        ask("round", "add", case, "views", "centre", "--by", "clerk", "--why", "涉及信息"),
        ask("round", "remove", case, "views", "centre", "--by", "clerk", "--why", "不涉及"),
        ask("opine", case, "views", "agree", "--by", "coin"),
        ask("round", "recall", case, "views", "--by", "coin"),
        ask(
            "opine",
            case,
            "views",
            "disagree",
            "--by",
            "coin",
            "--text",
            "无预算",
            "--ground",
            "debt",
        ),
        ask("round", "again", case, "views", "--by", "clerk", "--why", "已追加预算"),
    ]

    assert [said.code for said in done] == [0] * 6


def test_tasks_change_hands(ask, office) -> None:
    case = str(reviewed(office, "all"))
    done = [
        ask("task", "delegate", case, "views", "penny", "--by", "coin", "--why", "请核"),
        ask("task", "advise", case, "views", "--by", "penny", "--text", "可以"),
        ask("task", "pass", case, "views", "centre", "--by", "coin", "--why", "属信息类"),
        ask("task", "urge", case, "views", "--by", "clerk"),
        ask("task", "set", case, "todo", "centre", "布线", "--by", "clerk", "--due", "5 workdays"),
        ask("task", "done", case, "todo", "--by", "net", "--text", "完成"),
        ask("task", "copy", case, "mayor", "law", "--by", "clerk", "--text", "请知悉"),
        ask("task", "read", case, "copy/2", "--by", "mayor"),
    ]

    assert [said.code for said in done] == [0] * 8


def test_what_waits_for_somebody_is_listed_with_its_kind(ask, office) -> None:
    case = reviewed(office, "all")

    said = ask("tasks", "penny")

    assert (said.code, "会签" in said.out, "海州市财政局" in said.out.replace("\n", "")) == (
        0,
        True,
        True,
    )
    assert [row["case"] for row in ask("tasks", "penny", "--json").json()] == [case]


def test_a_choice_is_explained(ask, office) -> None:
    case = buy(office).id

    said = ask("assign", str(case), "officer", "--explain")

    assert said.code == 0
    assert "officer，就近于“需求单位”，逐级向上" in said.out
    assert "须回避" in said.out


def test_naming_somebody_wants_a_person_and_a_reason(ask, office) -> None:
    case = str(buy(office).id)

    codes = [
        ask("assign", case, "officer").code,
        ask("assign", case, "officer", "ada", "--by", "clerk", "--why", "指定").code,
    ]

    assert codes == [2, 0]


def test_a_case_goes_back_comes_back_and_is_moved(ask, office) -> None:
    case = str(signing(office))
    done = [
        ask("take-back", case, "--by", "buyer", "--why", "点错了"),
        ask("send-back", case, "intake", "--by", "clerk", "--why", "补材料", "--resume"),
        ask("jump", case, "delivery", "--by", "root", "--why", "应急"),
        ask("jump", case, "intake", "--by", "clerk", "--why", "无权"),
    ]

    assert [said.code for said in done] == [0, 0, 0, 6]


def test_a_leavers_work_is_handed_over_and_shown(ask, office) -> None:
    case = buy(office, kind="computing").id

    said = ask("people", "handover", "wire", "--to", "net", "--by", "buyer", "--why", "魏经办调离")

    assert (said.code, "移交单 handover-wire-" in said.out) == (0, True)
    assert holder(office, case, "officer") == "net"


def test_a_part_is_passed_on(ask, office) -> None:
    case = buy(office).id
    officer = holder(office, case, "officer")

    said = ask("pass-role", str(case), "officer", "doctor", "--by", officer, "--why", "经办人出差")

    assert (said.code, holder(office, case, "officer")) == (0, "doctor")


def test_what_somebody_may_not_see_is_not_there_for_him(ask, office) -> None:
    case = str(buy(office).id)

    codes = [
        ask("explain", case, "--as", "wire").code,
        ask("show", case, "--as", "penny").code,
        ask("board", "--as", "wire").code,
    ]

    assert codes == [3, 0, 0]
    assert ask("board", "--as", "wire", "--json").json()["cases"] == []


def test_a_case_is_opened_under_another(ask, office) -> None:
    case = str(buy(office).id)
    fields = [f"--field={pair}" for pair in ("name=附属采购", "district=east", "kind=medical")]

    said = ask("open", "tender", *fields, "--parent", case, "--by", "clerk")

    assert said.code == 0
    assert owed(office, "clerk") == []
