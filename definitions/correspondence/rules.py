"""The cells: what each group of genres is to each standing, and the sentences of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .genres import Genre
from .standing import Standing

Group = Literal["up", "letter", "advice", "down", "minutes", "public", "slip", "special"]
Cell = Literal["may", "consent", "no"]

GROUPS: Final[Mapping[Genre, Group]] = {
    "请示": "up",
    "报告": "up",
    "函": "letter",
    "意见": "advice",
    "决定": "down",
    "通知": "down",
    "通报": "down",
    "批复": "down",
    "纪要": "minutes",
    "公报": "public",
    "公告": "public",
    "通告": "public",
    "单": "slip",
    "决议": "special",
    "命令": "special",
    "议案": "special",
}
ISSUERS: Final[Mapping[Genre, frozenset[str]]] = {
    "决议": frozenset({"party"}),
    "命令": frozenset({"government"}),
    "议案": frozenset({"government"}),
}
"""Who may issue the special genres at all (Article 8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the regulation: where it stands, and what it says, in both languages."""

    article: str
    what: str
    what_zh: str


SKIP: Final = Rule(
    article="条例第十四条",
    what="documents go up step by step; past the organ between only in a special case, and it gets"
    " a copy",
    what_zh="一般不得越级行文；特殊情况需要越级行文的，应当同时抄送被越过的机关",
)
UP: Final = Rule(
    article="条例第十五条、第八条",
    what="to an organ above only 请示, 报告 or 意见 are written, with the name of who signed them",
    what_zh="对上级机关只能用请示、报告或者上行的意见行文，并标注签发人",
)
BESIDE: Final = Rule(
    article="条例第八条（十四）",
    what="between bodies of which neither is subordinate to the other the genre is 函",
    what_zh="不相隶属机关之间商洽工作、询问和答复问题、请求批准和答复审批事项，应当用函",
)
NOT_UP: Final = Rule(
    article="条例第八条、第十五条",
    what="请示 and 报告 are written to an organ above only",
    what_zh="请示、报告只用于上级机关",
)
GUARD: Final = Rule(
    article="条例第十六条（二）",
    what="a department may not issue a directive document to a lower Party committee or government"
    " unless its own one has consented and the text says so",
    what_zh="部门不得向下级党委、政府发布指令性公文或者在公文中提出指令性要求；"
    "经本级党委、政府同意后由部门行文的，文中须注明已经同意",
)
FIELD: Final = Rule(
    article="条例第十六条（三）",
    what="a department may write to the corresponding department below in its own field",
    what_zh="部门依据职权可以向下级对口部门行文",
)
LEAD: Final = Rule(
    article="条例第十六条",
    what="an organ may issue directives to those subordinate to it",
    what_zh="上级机关可以向受其领导的下级机关行文",
)
MEMBERS: Final = Rule(
    article="条例第八条（八）",
    what="within its mandate a coordinating body may notify the departments that are its members",
    what_zh="议事协调机构及其办公室在职责范围内可以向成员单位行文",
)
DIVISION: Final = Rule(
    article="条例第十七条",
    what="an inner division issues no official document",
    what_zh="部门内设机构除办公厅（室）外不得对外正式行文",
)
GENRES_OF: Final = Rule(
    article="条例第八条",
    what="this genre belongs to other organs",
    what_zh="该文种只能由有权机关使用",
)
FREE: Final = Rule(
    article="条例第八条",
    what="the genre suits the relation",
    what_zh="文种与行文关系相符",
)
WORKING: Final = Rule(
    article="条例第八条",
    what="a slip is a working paper and no official document: it has no number and binds nobody",
    what_zh="办理单是内部办理文书，不属公文，不编发文字号，不具公文效力",
)
UNKNOWN: Final = Rule(
    article="",
    what="the roster does not say what kind of body issuer or receiver is, or where it lies",
    what_zh="名册没有写明发文单位或收文单位的机关性质，或者所在地区",
)

_ALL: Final[Mapping[Group, Cell]] = {
    "up": "no", "letter": "may", "advice": "may", "down": "may",
    "minutes": "may", "public": "may", "slip": "no", "special": "may",
}  # fmt: skip


def _row(**cells: Cell) -> Mapping[Group, Cell]:
    return {group: cells.get(group, cell) for group, cell in _ALL.items()}


CELLS: Final[Mapping[Standing, Mapping[Group, Cell]]] = {
    "inside": _row(slip="may"),
    "superior": _row(up="may", letter="no", down="no"),
    "superior_skipped": _row(up="may", letter="no", down="no"),
    "field_superior": _row(up="may", down="no"),
    "coordinator": _row(up="may", down="no"),
    "peer": _row(down="no"),
    "members": _row(slip="may"),
    "field": _row(slip="may"),
    "subordinate": _row(slip="may"),
    "guarded": _row(advice="consent", down="consent"),
    "outside": _row(advice="no"),
    "outsider": _row(up="may", down="no", public="no"),
}
"""Standing → group of genres → may, may with consent said in the text, may not."""

REASONS: Final[Mapping[Standing, Rule]] = {
    "inside": LEAD,
    "superior": UP,
    "superior_skipped": SKIP,
    "field_superior": BESIDE,
    "coordinator": BESIDE,
    "peer": BESIDE,
    "members": MEMBERS,
    "field": FIELD,
    "subordinate": LEAD,
    "guarded": GUARD,
    "outside": BESIDE,
    "outsider": BESIDE,
}

INSTEAD: Final[Mapping[Standing, tuple[Genre, ...]]] = {
    "inside": ("通知", "函"),
    "superior": ("请示", "报告"),
    "superior_skipped": ("请示", "报告"),
    "field_superior": ("函", "请示", "报告"),
    "coordinator": ("函", "请示", "报告"),
    "peer": ("函",),
    "members": ("通知", "函"),
    "field": ("通知", "函"),
    "subordinate": ("通知", "函"),
    "guarded": ("函",),
    "outside": ("函", "通知"),
    "outsider": ("函", "请示", "报告"),
}
"""What may be written instead of a genre that may not."""
