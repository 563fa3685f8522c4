"""Everything that can be done in a scenario, in one table: what each is done to and may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

What = Literal[
    "transition",
    "stage",
    "task",
    "round",
    "role",
    "part",
    "item",
    "material",
    "letter",
    "rung",
    "series",
    "flow",
    "fields",
    "field",
    "who",
    "case",
    "text",
    "texts",
    "span",
    "date",
    "due",
    "amount",
    "count",
    "options",
    "everything",
    "yes",
    "then",
    "step",
    "requirements",
]
"""What kind of thing a key says; ``part`` is a role or a task."""

_EVERY: Final[Mapping[str, What]] = {"by": "who", "case": "case", "why": "text"}
EVERYWHERE: Final = (*_EVERY, "refused")
"""What any deed may say besides."""

STEPS: Final = ("review", "sign", "number", "seal", "deliver", "receive", "archive", "void")
"""The steps of a letter's life; ``deliver`` takes every step before it too where it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a deed is called, what it is done to, what else it must say and what else it may say."""

    title: str
    what: What
    needs: Mapping[str, What]
    may: Mapping[str, What]

    def kind_of(self, key: str) -> What | None:
        """Say what kind of thing a key of the deed says, None for a key it has not."""
        return self.needs.get(key) or self.may.get(key) or _EVERY.get(key)

    def names(self) -> list[str]:
        """Give every key the deed may have besides its own."""
        return [*self.needs, *self.may, *EVERYWHERE]

    def has(self, key: str) -> bool:
        """Say whether the deed may have a key besides its own."""
        return key in self.names()


def _form(
    title: str,
    what: What,
    needs: Mapping[str, What] | None = None,
    may: Mapping[str, What] | None = None,
) -> Form:
    return Form(title=title, what=what, needs=needs or {}, may=may or {})


FORMS: Final[Mapping[str, Form]] = {
    # the way of a case
    "advance": _form(
        "转段",
        "transition",
        may={"with": "everything", "without": "requirements", "fields": "fields"},
    ),
    "meet": _form("备齐条件", "transition", may={"without": "requirements", "fields": "fields"}),
    "send_back": _form("退回", "stage", may={"then": "then"}),
    "take_back": _form("拿回", "text"),
    "jump": _form("跳转", "stage"),
    "pause": _form("暂停", "text"),
    "resume": _form("恢复", "yes"),
    "withdraw": _form("撤回", "text"),
    "extend": _form("申请延期", "span"),
    "open": _form("立项", "flow", may={"as": "text", "under": "case", "fields": "fields"}),
    # what is filed
    "record": _form("填写", "fields", may={"note": "text"}),
    "file": _form("提交材料", "material"),
    "note": _form("登记进展", "text"),
    "enter": _form("分次登记", "series", {"amount": "amount"}, {"on": "date", "parts": "options"}),
    "correct": _form("更正登记", "series", {"number": "count", "amount": "amount"}),
    # what is asked
    "agree": _form("同意", "task", may={"conditions": "texts"}),
    "disagree": _form("不同意", "task", may={"ground": "text"}),
    "abstain": _form("弃权", "task"),
    "recall": _form("撤回意见", "round", {"by": "who"}),
    "add": _form("加签", "round", {"to": "who"}),
    "remove": _form("减签", "round", {"to": "who"}),
    "ask_again": _form("重新征求", "round"),
    "delegate": _form("委派", "task", {"to": "who"}),
    "advise": _form("回复委派", "task"),
    "urge": _form("催办", "task", may={"to": "who"}),
    "set": _form("交办", "item", {"to": "who"}, {"due": "due"}),
    "complete": _form("报送", "task"),
    "copy": _form("抄送", "who"),
    "read": _form("阅知", "yes"),
    # who plays which part
    "assign": _form("指定", "role", {"to": "who"}),
    "claim": _form("认领", "role"),
    "pass_on": _form("转办", "part", {"to": "who"}),
    "hand_over": _form("离职转办", "who", may={"to": "who"}),
    "away": _form("请假", "who", may={"until": "date", "deputy": "who"}),
    "back": _form("销假", "who"),
    "leave": _form("离岗", "who"),
    # escalations and letters
    "receive": _form("签收", "rung"),
    "answer": _form("答复督办", "rung"),
    "close": _form("销号", "rung"),
    "letter": _form("函件", "letter", {"step": "step"}),
}
"""Every deed by its key."""
