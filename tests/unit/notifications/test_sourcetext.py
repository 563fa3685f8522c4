"""A letter's source text is read into fields, body and annexes, or refused with its line."""

from __future__ import annotations

import json

import pytest

from guatu.errors import LetterFailed
from guatu.notifications.writing.inert import SourceText
from guatu.notifications.writing.letters import (
    Heading,
    OfficialLetter,
    Paragraph,
    Table,
    from_data,
    to_data,
)
from guatu.notifications.writing.sourcetext import SourceReader


def read(text: str) -> OfficialLetter:
    return SourceReader(SourceText(skeleton=text), letter="notice").letter()


def body(text: str) -> tuple[object, ...]:
    return read(f"标题：甲\n======\n{text}").blocks


def test_every_header_field_is_read() -> None:
    letter = read(
        "版式：信函\n紧急程度：特急\n发文机关标志：某市某委\n发文字号：〔2026〕3号\n"
        "标题：某市某委|关于某事的函\n主送: 某局：综合科\n署名：某委\n成文日期：2026年3月5日\n"
        "附注：联系人：甲\n抄送：某办\n印发机关：某委办公室\n印发日期：2026年3月6日\n======\n正文"
    )

    assert letter == OfficialLetter(
        layout="信函",
        urgency="特急",
        mark=("某市某委",),
        number="〔2026〕3号",
        title=("某市某委", "关于某事的函"),
        to="某局：综合科",
        signers=("某委",),
        date="2026年3月5日",
        note="联系人：甲",
        copy_to="某办",
        printer="某委办公室",
        print_date="2026年3月6日",
        blocks=(Paragraph(text="正文"),),
    )
    assert letter.full_title == "某市某委关于某事的函"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("一、办理情况", Heading(level=1, text="一、办理情况")),
        ("十二、其他", Heading(level=1, text="十二、其他")),
        ("（一）落实。要明确。", Heading(level=2, text="（一）落实。", rest="要明确。")),
        ("1. 报送材料", Heading(level=3, text="1. 报送材料")),
        ("（1）身份证明", Heading(level=4, text="（1）身份证明")),
        ("一、目前进度；", Paragraph(text="一、目前进度；")),
        ("1.5亿元已到位。", Paragraph(text="1.5亿元已到位。")),
        ("　　缩进的段落", Paragraph(text="缩进的段落")),
    ],
)  # fmt: skip
def test_levels_come_from_their_numbers(line: str, expected: object) -> None:
    assert body(line) == (expected,)


def test_a_table_with_a_ruled_first_row_has_a_head() -> None:
    assert body("| 名 | 数 |\n|---|:---:|\n| 甲 | 1 |") == (
        Table(rows=(("名", "数"), ("甲", "1")), has_head=True),
    )


def test_a_table_without_a_ruled_row_has_labels() -> None:
    assert body("| 名称 | 甲 |\n\n| 编号 |  |") == (Table(rows=(("名称", "甲"), ("编号", ""))),)


def test_what_stands_behind_equals_signs_is_an_annex() -> None:
    letter = read("标题：甲\n======\n正文\n======任务清单\n一、第一项\n=======  证明\n乙")

    assert [annex.title for annex in letter.annexes] == ["任务清单", "证明"]
    assert letter.annexes[0].blocks == (Heading(level=1, text="一、第一项"),)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("标题：甲", 0, "no line “======”"),
        ("主送：甲\n======\n正文", 0, "no 标题"),
        ("标题：\n======\n正文", 1, "no 标题"),
        ("标题：甲\n\n主送局：乙\n======\n", 3, "did you mean “主送”"),
        ("标题：甲\n没有冒号\n======\n", 2, "字段：内容"),
        ("标题：甲\n标题：乙\n======\n", 2, "given twice"),
        ("版式：公文\n标题：甲\n======\n", 1, "文件、信函、纪要、单"),
        ("标题：甲\n紧急程度：很急\n======\n", 2, "特急、加急"),
        ("标题：甲\n======\n| 甲 | 乙", 3, "ends with"),
        ("标题：甲\n======\n| 甲 | 乙 |\n| 丙 |", 4, "1 cells"),
        ("标题：甲\n======\n|---|", 3, "no rows"),
        ("标题：甲\n======\n正文\n======", 4, "annex needs a title"),
    ],
)
def test_what_can_t_be_read_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(LetterFailed) as caught:
        read(text)

    assert caught.value.line == line
    assert what in caught.value.why
    assert caught.value.letter == "notice"


def test_a_letter_of_several_issuers_names_them_apart() -> None:
    letter = read(
        "份号：000001\n密级：机密★1年\n发文机关标志：甲局|乙局|文件\n签发人：周一|李二\n"
        "标题：关于甲乙的请示\n署名：甲局|乙局\n======\n正文"
    )

    assert (letter.mark, letter.mark_word) == (("甲局", "乙局"), "文件")
    assert letter.approvers == ("周一", "李二")
    assert letter.signers == ("甲局", "乙局")
    assert (letter.copy_number, letter.secrecy) == ("000001", "机密★1年")


def test_minutes_name_who_was_there() -> None:
    letter = read("版式：纪要\n标题：会商纪要\n列席：丙\n出席：甲、乙\n请假：\n======\n正文")

    assert [(p.label, p.names) for p in letter.presences] == [("出席", "甲、乙"), ("列席", "丙")]


def test_a_letter_comes_back_from_plain_data() -> None:
    letter = read(
        "发文机关标志：甲|乙|文件\n标题：关于|甲的通知\n署名：甲\n出席：丙\n======\n"
        "一、标题\n正文\n| 项 | 值 |\n|---|---|\n| 一 | 二 |\n======名单\n一、甲。乙"
    )

    assert from_data(json.loads(json.dumps(to_data(letter)))) == letter
