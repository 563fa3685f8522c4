"""An edit of a flow's text changes its own lines and nothing else."""

from __future__ import annotations

import re
from difflib import ndiff

import pytest

from guatu.definitions import read_flow
from guatu.definitions.editing import Add, Duplicate, Move, Remove, Rename, Set, edit, skeleton
from guatu.definitions.editing.outline import values_of
from guatu.definitions.files import shipped_flows
from guatu.errors import DefinitionFaults, EditRefused, UnknownPart
from guatu.notifications import LetterChecker, shipped_templates

TEMPLATES = shipped_templates()
WORDS = {"title", "may", "extension", "publication", "opening"}
FLOWS = {path.stem: path.read_text(encoding="utf-8") for path in shipped_flows()}
TEXT = """\
# 样例
flow: sample
title: {zh: 样例, en: Sample}   # 标题
note: >-
  第一行 到此
  为止。

fields:
  # 登记时就要有的
  name: {title: 名称, type: text}
  amount: {title: "金额", type: number}

  # 以后再填
  day: {title: 日期, type: date}

decisions:
  size:
    title: 大小
    outcomes: {small: 小, large: 大}
    rules:
      # 大的先看
      - {when: "amount >= 10.0", then: large}
      - {then: small}
grade: size
stages:
  start:                 # 从这里开始
    title: 开始
    owner: desk
    limit: {small: 1 workday, large: 2 workdays}
  # 做的时候
  work:
    title: 办理
    owner: desk
    limit:               # 按大小
      small: 3 workdays  # 小的
      large: 5 workdays
ladders:
  steps:
    title: 阶梯
    rungs:
      - rung: first
        title: 一
        when: {overdue: 1 workday}
        to: [desk.head]
      - {rung: second, title: 二, when: {unanswered: first}, to: desk}
transitions:
  go: {title: 去, from: start, to: work, who: [desk]}
  back:
    title: 回
    from: [work]
    to: start
    who:
      - desk
      - desk.head
    requires:
      - fact: "stage == 'work' && size == \\"large\\" && amount > 1.0"
        title: 大的
      - {field: amount}
roles:
  desk: {title: 窗口, holder: unit}
"""


def changed(before: str, after: str) -> list[str]:
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (
            Set(path=("stages", "start", "owner"), value="other"),
            ["-     owner: desk", "+     owner: other"],
        ),
        (
            Set(path=("title", "zh"), value="新: 名"),
            [
                "- title: {zh: 样例, en: Sample}   # 标题",
                '+ title: {zh: "新: 名", en: Sample}   # 标题',
            ],
        ),
        (
            Set(path=("fields", "amount", "title"), value="总额"),
            [
                '-   amount: {title: "金额", type: number}',
                '+   amount: {title: "总额", type: number}',
            ],
        ),
        (
            Set(path=("stages", "work", "limit", "small"), value="4 workdays"),
            [
                "-       small: 3 workdays  # 小的",
                "+       small: 4 workdays  # 小的",
            ],
        ),
        (
            Set(path=("stages", "work", "limit"), value="20 workdays"),
            [
                "-     limit:               # 按大小",
                "-       small: 3 workdays  # 小的",
                "-       large: 5 workdays",
                "+     limit: 20 workdays               # 按大小",
            ],
        ),
        (
            Set(path=("note",), value="第一行 到此 结束。"),
            ["-   为止。", "+   结束。"],
        ),
        (
            Set(path=("stages", "start", "clock"), value="activity"),
            ["+     clock: activity"],
        ),
        (
            Set(path=("transitions", "back", "who"), value=["desk"]),
            ["-       - desk.head"],
        ),
        (Remove(path=("stages", "work", "limit", "small")), ["-       small: 3 workdays  # 小的"]),
        (
            Remove(path=("fields", "name")),
            ["-   name: {title: 名称, type: text}"],
        ),
        (
            Remove(path=("fields", "day")),
            ["-   # 以后再填", "-   day: {title: 日期, type: date}", "- "],
        ),
        (
            Remove(path=("transitions", "back", "requires", 0, "fact")),
            [
                '-       - fact: "stage == \'work\' && size == \\"large\\" && amount > 1.0"',
                "-         title: 大的",
                "+       - title: 大的",
            ],
        ),
        (
            Remove(path=("roles", "desk")),
            ["- roles:", "-   desk: {title: 窗口, holder: unit}", "+ roles: {}"],
        ),
        (
            Add(path=("materials", "proof"), value={"title": "证明"}),
            ["+ materials:", "+   proof: {title: 证明}"],
        ),
        (
            Add(path=("stages", "middle"), value={"title": "中", "owner": "desk"}, before="work"),
            ["+   middle:", "+     title: 中", "+     owner: desk"],
        ),
        (
            Add(path=("decisions", "size", "rules", 1), value={"when": "true", "then": "small"}),
            ['+       - {when: "true", then: small}'],
        ),
        (
            Add(path=("transitions", "go", "requires", 0), value={"field": "day"}),
            [
                "-   go: {title: 去, from: start, to: work, who: [desk]}",
                "+   go: {title: 去, from: start, to: work, who: [desk], requires: [{field: day}]}",
            ],
        ),
        (
            Move(path=("fields", "amount"), by=-1),
            [
                '-   amount: {title: "金额", type: number}',
                '+   amount: {title: "金额", type: number}',
            ],
        ),
        (
            Duplicate(path=("fields", "day"), key="day2"),
            ["+   day2: {title: 日期, type: date}"],
        ),
        (
            Duplicate(path=("ladders", "steps", "rungs", 1), key="third"),
            ["+       - {rung: third, title: 二, when: {unanswered: first}, to: desk}"],
        ),
    ],
    ids=repr,
)
def test_an_edit_changes_its_own_lines(operation, expected) -> None:
    assert sorted(changed(TEXT, edit(TEXT, operation))) == sorted(expected)


@pytest.mark.parametrize(
    ("operation", "gone", "there"),
    [
        (
            Rename(path=("stages", "work"), key="doing"),
            r"\bwork\b(?!day)",
            ["to: doing", "from: [doing]", "stage == 'doing'", "  doing:"],
        ),
        (
            Rename(path=("fields", "amount"), key="sum"),
            r"\bamount\b",
            ['"sum >= 10.0"', "&& sum > 1.0", "{field: sum}", "  sum: {"],
        ),
        (
            Rename(path=("roles", "desk"), key="window"),
            r"\bdesk\b",
            ["owner: window", "[window.head]", "to: window}", "- window.head"],
        ),
        (
            Rename(path=("decisions", "size", "outcomes", "large"), key="big"),
            r"\blarge\b",
            ["then: big", 'size == \\"big\\"', "big: 2 workdays", "big: 5 workdays"],
        ),
        (
            Rename(path=("decisions", "size"), key="class_of"),
            r"\bsize\b",
            ["grade: class_of", "class_of == "],
        ),
        (
            Rename(path=("ladders", "steps", "rungs", 0), key="begin"),
            r"\bfirst\b",
            ["rung: begin", "unanswered: begin"],
        ),
    ],
    ids=repr,
)
def test_a_renamed_key_is_renamed_wherever_it_is_named(operation, gone, there) -> None:
    after = edit(TEXT, operation)

    assert re.findall(gone, after) == []
    assert [text for text in there if text not in after] == []


def test_a_comment_over_several_entries_stays_and_one_over_a_single_entry_goes_along() -> None:
    moved = edit(TEXT, Move(path=("fields", "day"), by=-1))

    assert "  # 以后再填\n  day:" in moved
    assert moved.index("# 登记时就要有的") < moved.index("name:") < moved.index("day:")


@pytest.mark.parametrize(
    "operation",
    [
        Set(path=("stages", "nowhere", "owner"), value="x"),
        Remove(path=("stages", "work", "ladder")),
        Move(path=("nothing",), by=1),
        Rename(path=("stages", "nowhere"), key="x"),
        Duplicate(path=("transitions", "back", "requires", 7)),
        Add(path=("transitions", "back", "requires", 7), value={"field": "day"}),
    ],
    ids=repr,
)
def test_a_path_that_is_not_there_is_told(operation) -> None:
    with pytest.raises(UnknownPart):
        edit(TEXT, operation)


@pytest.mark.parametrize(
    "operation",
    [
        Add(path=("stages", "work"), value={}),
        Rename(path=("stages", "work"), key="start"),
        Rename(path=("stages",), key="steps"),
        Rename(path=("stages", "work", "owner"), key="steward"),
        Duplicate(path=("stages", "work"), key="start"),
        Set(path=(), value={}),
    ],
    ids=repr,
)
def test_what_can_not_be_done_is_refused(operation) -> None:
    with pytest.raises(EditRefused):
        edit(TEXT, operation)


def test_a_text_that_is_no_yaml_is_told_with_its_faults() -> None:
    with pytest.raises(DefinitionFaults):
        edit("stages: [", Remove(path=("stages",)))


def test_line_ends_of_windows_and_a_mark_at_the_start_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")

    after = edit(text, Add(path=("stages", "middle"), value={"title": "中"}, before="work"))

    assert after.startswith("\ufeff# 样例\r\n")
    assert after.replace("\r\n", "").count("\n") == 0


@pytest.mark.parametrize("value", ["yes", "true", "12", "1.5", "a: b", "# x", "", " x", "- a", "'"])
def test_a_text_reads_as_it_was_given(value) -> None:
    for path in (("title", "zh"), ("stages", "work", "title")):
        after = values_of(edit(TEXT, Set(path=path, value=value)))

        found = after["title"]["zh"] if path[0] == "title" else after["stages"]["work"]["title"]
        assert found == value


def faults_of(text: str) -> set[str]:
    try:
        read_flow(text, file="x.yaml", templates=TEMPLATES, template_checker=LetterChecker())
    except DefinitionFaults as found:
        return {fault.code for fault in found.faults}
    return set()


def entries(values: dict) -> list[tuple[str, str]]:
    return [
        (section, key)
        for section, held in values.items()
        if isinstance(held, dict) and section not in WORDS
        for key in held
    ]


@pytest.mark.parametrize("name", FLOWS)
def test_an_edit_of_a_shipped_flow_touches_no_other_line(name) -> None:
    text = FLOWS[name]
    values = values_of(text)
    every = entries(values)
    first, last = every[len(every) // 3], every[-1]
    stage = next(iter(values["stages"]))
    lines = text.splitlines()

    limited = edit(text, Set(path=("stages", stage, "limit"), value="20 workdays"))
    added = edit(text, Add(path=("stages", "fresh"), value=skeleton(text, ("stages", "fresh"))))
    copied = edit(text, Duplicate(path=first, key="fresh"))
    removed = edit(text, Remove(path=last))
    moved = edit(text, Move(path=first, by=1))

    signs = [line[0] for line in changed(text, limited)]
    old = values["stages"][stage].get("limit")
    assert signs.count("+") == (0 if old == "20 workdays" else 1)
    assert [s for s in (line[0] for line in changed(text, added)) if s != "+"] == []
    assert [s for s in (line[0] for line in changed(text, copied)) if s != "+"] == []
    assert set(removed.splitlines()) - set(lines) <= {f"{last[0]}: {{}}"}
    assert sorted(moved.splitlines()) == sorted(lines)


@pytest.mark.parametrize("name", FLOWS)
def test_renaming_there_and_back_gives_the_shipped_flow_again(name) -> None:
    text = FLOWS[name]
    every = entries(values_of(text))

    for path in every[:: max(1, len(every) // 4)]:
        there = edit(text, Rename(path=path, key="zz_fresh"))

        assert {code for code in faults_of(there) if code != "letter-template"} == set()
        assert edit(there, Rename(path=(path[0], "zz_fresh"), key=path[1])) == text
