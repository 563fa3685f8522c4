"""Counting a round: whether its result is certain yet, and what it is. Pure, so it can be proved.

The result is certain when nothing those who have not answered could say would change it. Whoever
abstains is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from ....definitions.model import Round
from ...values import Verdict

Result = Literal["", "passed", "refused"]
CONSENTS: tuple[Verdict, ...] = ("agree", "conditional")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What one who is asked has said so far; ``verdict`` None: nothing.

    ``may_veto``: his disagreement can be a veto; ``is_veto``: it is one.
    """

    holder: str
    verdict: Verdict | None = None
    weight: int = 1
    may_veto: bool = False
    is_veto: bool = False


def result_of(rule: Round, ballots: Sequence[Ballot]) -> Result:
    """Give the result of a round, empty while it is not certain; a veto makes it so at once."""
    if any(ballot.is_veto for ballot in ballots):
        return "refused"
    if not ballots:
        return ""
    waiting = [ballot for ballot in ballots if ballot.verdict is None]
    if not waiting:
        return _final(rule, ballots)
    if rule.collects or rule.passes.kind == "heard":
        return ""
    best = _final(rule, [_filled(ballot, "agree") for ballot in ballots])
    worst = _final(rule, [_filled(ballot, "disagree") for ballot in ballots])
    return best if best == worst else ""


def _filled(ballot: Ballot, verdict: Verdict) -> Ballot:
    """Let one who has not answered say something; the worst he can say is a veto."""
    if ballot.verdict is not None:
        return ballot
    is_veto = verdict == "disagree" and ballot.may_veto
    return replace(ballot, verdict=verdict, is_veto=is_veto)


def _final(rule: Round, ballots: Sequence[Ballot]) -> Result:
    if any(ballot.is_veto for ballot in ballots):
        return "refused"
    counted = [ballot for ballot in ballots if ballot.verdict != "abstain"]
    consents = [ballot for ballot in counted if ballot.verdict in CONSENTS]
    is_passed = True  # where everybody is only heard
    match rule.passes.kind:
        case "all":
            is_passed = bool(consents) and len(consents) == len(counted)
        case "any":
            is_passed = bool(consents)
        case "ratio":
            is_passed = _share(len(consents), len(counted)) >= rule.passes.share
        case "weight":
            mine = sum(ballot.weight for ballot in consents)
            whole = sum(ballot.weight for ballot in counted)
            is_passed = _share(mine, whole) >= rule.passes.share
        case "heard":
            pass
    return "passed" if is_passed else "refused"


def _share(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def count_zh(rule: Round, ballots: Sequence[Ballot]) -> str:
    """Say in Chinese how the voices stand and what the round needs."""
    words = {"agree": "同意", "conditional": "有条件同意", "disagree": "不同意", "abstain": "弃权"}
    found = [
        f"{word}{number}"
        for verdict, word in words.items()
        if (number := sum(1 for ballot in ballots if ballot.verdict == verdict))
    ]
    waiting = sum(1 for ballot in ballots if ballot.verdict is None)
    found += [f"未复{waiting}"] if waiting else []
    return f"{'、'.join(found) or '无人回复'}（{rule_zh(rule)}）"


def rule_zh(rule: Round) -> str:
    """Say in Chinese when a round is passed."""
    share = rule.passes.share
    needed = f"{share.numerator}/{share.denominator}"
    words = {
        "all": "须全部同意",
        "any": "一家同意即通过",
        "heard": "听取意见，均已答复即通过",
        "ratio": f"须{needed}以上同意",
        "weight": f"须按权重{needed}以上同意",
    }
    veto = "，可一票否决" if rule.veto is not None else ""
    return f"{words[rule.passes.kind]}{veto}"
