"""Letters of two pages written as DOCX, a second, in one thread; and their size."""

from __future__ import annotations

from datetime import UTC, datetime

from guatu.notifications.papers.docx import render_docx
from guatu.notifications.writing.letters import Heading, OfficialLetter, Paragraph

from .figures import Goal, interleaved, say

MOMENT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
ROUNDS, TIMES = 7, 60
GOAL = Goal(at_least=300)
_SAID = (
    "各有关单位要切实提高认识，对照职责分工，逐项梳理问题，制定整改方案，明确完成时限和责任人，"
    "确保项目按计划推进；对推进过程中遇到的困难和问题，要主动协调、及时报告。"
)


def letters() -> None:
    """Measure writing letters that all differ, so that nothing is remembered between them."""
    number = 0

    def way() -> int:
        nonlocal number
        for _ in range(TIMES):
            number += 1
            render_docx(_letter(number), moment=MOMENT)
        return TIMES

    rates = interleaved({"two pages": way}, ROUNDS)
    size = len(render_docx(_letter(0), moment=MOMENT))
    name = "DOCX letters of two pages, per s"
    say("docx", {name: rates["two pages"], "bytes of one": size}, {name: GOAL})


def _letter(number: int) -> OfficialLetter:
    return OfficialLetter(
        title=(f"滨江市招商引资委员会办公室关于对第{number}号项目实施红灯督办的通知",),
        blocks=tuple(
            part
            for place in range(4)
            for part in (
                Heading(level=1, text=f"一、第{place}项情况"),
                Paragraph(text=f"第{number}号项目：{_SAID}"),
                Paragraph(text=f"截至3月{place + 1}日，{_SAID}"),
            )
        ),
        mark=("滨江市招商引资委员会办公室文件",),
        number=f"滨招委办发〔2026〕{number}号",
        to="甲县人民政府",
        signers=("滨江市招商引资委员会办公室",),
        date="2026年3月9日",
        copy_to="市委办公室，市政府办公室。",
        printer="滨江市招商引资委员会办公室",
        print_date="2026年3月9日",
    )
