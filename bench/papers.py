"""Printing letters as PDF: the rate, the memory of a process that prints many, the first one.

What is measured runs in a process of its own: ``python -m guatu.bench.papers COUNT`` prints
what ``run`` says.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from guatu.notifications.papers.pdf import PdfPress
from guatu.notifications.writing.letters import OfficialLetter, Paragraph

from .figures import Goal, say

LETTERS, FULL = 1_000, 10_000
ROUND = 100
MOMENT = datetime(2026, 3, 9, 1, tzinfo=UTC)
STATUS = Path("/proc/self/status")
COMMAND = [sys.executable, "-P", "-m", "guatu.bench.papers"]
TEXT = (
    "各有关单位要切实提高认识，对照职责分工，逐项梳理问题，制定整改方案，明确完成时限和责任人，"
    "确保第{number}号项目按计划推进；对推进过程中遇到的困难，要主动协调、及时报告。"
)
LETTER = OfficialLetter(
    title=("某市投资促进局关于加快推进重点项目建设的通知",),
    blocks=(),
    mark=("某市投资促进局文件",),
    to="各县（区）投资促进局",
    signers=("某市投资促进局",),
    date="2026年3月9日",
    note="联系人：王喆，联系电话：0000-1234567",
    copy_to="市政府办公室",
    printer="某市投资促进局办公室",
    print_date="2026年3月9日",
)


def printing(_there: object, full: bool) -> None:  # noqa: FBT001 - as every bench
    """Print a thousand distinct letters in one process; with ``full`` ten thousand."""
    if not STATUS.exists():
        say("printing letters as PDF", {"not measured": "needs Linux's /proc"})
        return
    count = FULL if full else LETTERS
    begun = time.perf_counter()
    alone = subprocess.run([*COMMAND, "1"], capture_output=True, text=True, check=True)
    cold = time.perf_counter() - begun
    said = subprocess.run([*COMMAND, str(count)], capture_output=True, text=True, check=True)
    rate, highest, grown, size, _ = map(float, said.stdout.split())
    memory = f"highest MB after {count:,}"
    say(
        "printing two-page letters as PDF",
        {
            "letters a second": rate,
            "first letter of a press, fonts and all, s": float(alone.stdout.split()[-1]),
            "the same, with the start of the process": cold,
            memory: highest,
            f"MB more than after {ROUND}": grown,
            "kB a letter": size,
            "highest MB after 1": float(alone.stdout.split()[1]),
        },
        {
            "letters a second": Goal(at_least=25),
            "first letter of a press, fonts and all, s": Goal(at_most=1),
            memory: Goal(at_most=200),
        },
    )


def letter(number: int) -> OfficialLetter:
    """Make a letter of two pages that is like no other."""
    paragraphs = tuple(
        Paragraph(text=TEXT.format(number=number * 10 + place)) for place in range(8)
    )
    return replace(LETTER, blocks=paragraphs, number=f"某投促〔2026〕{number + 1}号")


def run(count: int) -> None:
    """Print letters; print the best rate, the highest MB, the growth, kB a letter, the first's time."""
    begun = time.perf_counter()
    press = PdfPress()
    press.render(letter(count), moment=MOMENT)
    first = time.perf_counter() - begun
    best, size, early = 0.0, 0, 0.0
    for start in range(0, count, ROUND):
        numbers = range(start, min(start + ROUND, count))
        begun = time.perf_counter()
        for number in numbers:
            size = len(press.render(letter(number), moment=MOMENT).content)
        best = max(best, len(numbers) / (time.perf_counter() - begun))
        early = early or highest()
    print(best, highest(), highest() - early, size / 1000, first)


def highest() -> float:
    """Give the highest resident memory of this process so far, in MB."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", STATUS.read_text())
    return int(kilobytes) / 1024


if __name__ == "__main__":
    run(int(sys.argv[1]))
