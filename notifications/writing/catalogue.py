"""The catalogue of letters: every shipped template with its genre, its layout and what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import nodes

from ...definitions.correspondence import SLIP, Genre
from ...definitions.model import LetterSpec, Title
from .facts import LETTER_FACTS, sample_facts, sparse_facts
from .grammar import walk
from .letters import LAYOUTS, Layout
from .meanings import LISTS, MEANINGS
from .sandbox import Sandbox
from .shipped import shipped_templates

_LAYOUT: Final = re.compile(r"^版式：(\S+)$", re.MULTILINE)
_SUFFIX: Final = ".txt.j2"
_FIRM: Final = {"收文": ["云川精工轴承有限公司"], "抄送": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One shipped letter.

    ``course`` says from whom to whom it goes. ``variables`` maps what its template names, such as
    ``项目.名称``, to type and meaning; ``sample`` is one set of invented facts with everything
    filled, ``sparse`` one with everything absent that may be.
    """

    key: str
    title: Title
    genre: Genre
    layout: Layout
    course: str
    variables: Mapping[str, str]
    sample: Mapping[str, Any]
    sparse: Mapping[str, Any]
    source: str

    @property
    def is_slip(self) -> bool:
        """Whether it is an internal slip, which carries no number."""
        return self.genre == SLIP

    @property
    def template(self) -> str:
        """The name of its template file."""
        return f"{self.key}{_SUFFIX}"

    def spec(self) -> LetterSpec:
        """Give it as a letter that can be drafted."""
        return LetterSpec(
            key=self.key,
            title=self.title,
            template=self.template,
            source=self.source,
            is_slip=self.is_slip,
            genre=self.genre,
        )


_LETTERS: Final[Mapping[str, tuple[str, str, Genre, str]]] = {
    "handover": ("交办单", "Handing over", "单", "办公室 → 承办单位"),
    "transfer": ("转办单", "Passing on", "单", "办公室 → 接办单位"),
    "opinion_request": ("征求意见函", "Request for opinions", "函", "办公室 → 不相隶属的部门"),
    "preliminary_review": ("预审意见通知", "Result of the review", "通知", "办公室 → 责任单位"),
    "minutes": ("会商纪要", "Minutes", "纪要", "召集单位 → 参会单位"),
    "reminder": ("催办通知", "Reminder", "通知", "办公室 → 承办单位"),
    "yellow_warning": ("黄灯预警通知书", "Yellow warning", "通知", "办公室 → 责任单位"),
    "red_supervision": ("红灯督办通知书", "Red supervision", "通知", "办公室 → 责任单位"),
    "supervision_letter": ("督办函", "Supervision by letter", "函", "办公室 → 不相隶属的机关、下级政府"),
    "summons": ("约谈通知", "Summons to a talk", "通知", "办公室 → 责任单位"),
    "meeting_notice": ("会议通知", "Notice of a meeting", "通知", "办公室 → 参会单位"),
    "monthly_bulletin": ("月通报", "Monthly bulletin", "通报", "办公室 → 各县（区）、部门"),
    "quarterly_inspection": ("季督查通报", "Quarterly inspection", "通报", "办公室 → 各县（区）、部门"),
    "annual_appraisal": ("年考核通报", "Annual appraisal", "通报", "办公室 → 各县（区）、部门"),
    "rectification": ("限期整改通知书", "Order to rectify", "通知", "办公室 → 责任单位"),
    "rectification_letter": ("限期整改函", "Demand to perform", "函", "合同当事人 → 投资方"),
    "sealing": ("项目封存决定", "Decision to seal", "决定", "招商委 → 责任单位"),
    "exit_decision": ("项目退出决定", "Decision to exit", "决定", "招商委 → 责任单位"),
    "exit": ("项目退出通知书", "Notice of exit", "通知", "办公室 → 责任单位"),
    "exit_letter": ("退出告知函", "Exit, told to the investor", "函", "合同当事人 → 投资方"),
    "project_transfer": ("流转函", "Transfer to another place", "函", "办公室 → 首谈地、承接地"),
    "acceptance": ("投诉受理告知函", "Complaint accepted", "函", "投诉工作机构 → 投诉人"),
    "rejection": ("投诉不予受理告知函", "Complaint not accepted", "函", "投诉工作机构 → 投诉人"),
    "complaint_reply": ("投诉处理答复函", "Answer to a complaint", "函", "投诉工作机构 → 投诉人"),
    "proposal_reply": ("建议提案答复函", "Answer to a proposal", "函", "部门 → 代表、委员"),
    "policy_payment": ("政策兑现告知函", "Policy granted", "函", "兑现单位 → 企业"),
}  # fmt: skip
_PERIODS: Final = {"quarterly_inspection": "2026年第一季度", "annual_appraisal": "2025年度"}
_TO_FIRMS: Final = frozenset(
    {"rectification_letter", "exit_letter", "acceptance", "rejection", "complaint_reply"}
    | {"policy_payment"}
)


def catalogue() -> Sequence[CatalogueEntry]:
    """Give every shipped letter, in the order a case meets them."""
    sandbox, templates = Sandbox(), shipped_templates()
    return tuple(
        CatalogueEntry(
            key=key,
            title=Title(zh, en),
            genre=genre,
            layout=_layout_of(templates[f"{key}{_SUFFIX}"]),
            course=course,
            variables=dict(_variables(sandbox, templates[f"{key}{_SUFFIX}"])),
            sample=_sample(key),
            sparse=sparse_facts((), ()),
            source=templates[f"{key}{_SUFFIX}"],
        )
        for key, (zh, en, genre, course) in _LETTERS.items()
    )


def _layout_of(source: str) -> Layout:
    found = _LAYOUT.search(source)
    written = found[1] if found else ""
    for layout in LAYOUTS:
        if layout == written:
            return layout
    return "文件"


def _sample(key: str) -> dict[str, Any]:
    facts = sample_facts((), ())
    if key in _TO_FIRMS:
        facts |= _FIRM
    if key in _PERIODS:
        facts["通报"] = facts["通报"] | {"期间": _PERIODS[key]}
    return facts


def _variables(sandbox: Sandbox, source: str) -> Iterator[tuple[str, str]]:
    """Give what a template names, in the order of the table of facts."""
    named: set[str] = set()
    for node, _ in walk(sandbox.tree(source)):
        if isinstance(node, nodes.Name) and node.ctx == "load":
            named.add(node.name)
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            named.add(f"{node.node.name}.{node.attr}")
    for group, entries in LETTER_FACTS.items():
        if group in LISTS and group in named:
            yield group, LISTS[group]
        for entry in entries:
            if f"{group}.{entry}" in named:
                yield f"{group}.{entry}", MEANINGS[group][entry]
