"""What else comes to the office in a year beside its projects: registers, tickets, complaints.

Data and no script: how many of each flow come in a year to an office of sixty projects, under which
cases, which way they prefer, and what is filled in where a drawn value would not make sense.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PROJECTS = "full_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Cases of one flow that come in over a year; ``under`` a flow's cases in some stages.

    ``fields`` are values, or lists to draw one from; a text may name ``{n}``, the number of the
    case, ``{project}``, the case above, and ``{name}``, an invented project or firm.
    """

    flow: str
    yearly: int
    fields: Mapping[str, object] = field(default_factory=dict)
    under: str = ""
    stages: tuple[str, ...] = ()


_BUILT = ("registration", "preparation", "start", "construction")
_GROUND = ("人民路", "工业大道", "滨河片区", "东郊片区")
INTAKES: tuple[Intake, ...] = (
    Intake(flow="puer_seven", yearly=5, fields={"name": "{name}（策划）"}),
    Intake(flow="provincial_signing", yearly=3, fields={"event": "南亚东南亚投资贸易洽谈会"}),
    Intake(flow="major_project", yearly=3, fields={"investment": [120000.0, 160000.0, 240000.0]}),
    Intake(
        flow="visitors",
        yearly=10,
        fields={"name": "{firm}来访考察", "visitor": "{firm}"},
    ),
    Intake(
        flow="complaints",
        yearly=6,
        fields={
            "subject": [
                f"{place}厂区{what}" for place in _GROUND for what in ("供电", "道路", "扰民")
            ],
            "enterprise": "{firm}",
        },
    ),
    Intake(
        flow="policy_promise",
        yearly=6,
        fields={"policy": "招商引资奖励政策第{n}项", "enterprise": "{firm}"},
    ),
    Intake(
        flow="factor_ticket",
        yearly=8,
        under=PROJECTS,
        stages=_BUILT,
        fields={"matter": "{project}要素保障（{n}）"},
    ),
    Intake(
        flow="joint_consultation",
        yearly=5,
        under=PROJECTS,
        stages=("negotiation", "opinions", "review"),
        fields={"topic": "{project}落地会商（{n}）"},
    ),
    Intake(
        flow="effectiveness",
        yearly=5,
        under=PROJECTS,
        stages=_BUILT,
        fields={"subject": "{project}", "period": "第{n}次评价"},
    ),
    Intake(
        flow="proposals",
        yearly=5,
        fields={
            "session": "第五届第二次会议",
            "number": "第{n}号",
            "subject": "关于优化招商引资服务的建议（{n}）",
            "proposer": ["第一代表团代表", "经济界委员", "工商联界别委员"],
        },
    ),
    Intake(flow="project_bank", yearly=8, fields={"name": "{name}（储备）"}),
    Intake(flow="target_firms", yearly=6, fields={"name": "{firm}"}),
    Intake(
        flow="claims",
        yearly=3,
        under="project_bank",
        stages=("stored", "published"),
        fields={"subject": "{project}认领揭榜（{n}）"},
    ),
    Intake(flow="outings", yearly=6, fields={"name": "赴省外招商第{n}批"}),
    Intake(
        flow="visitors",
        yearly=2,
        under="outings",
        stages=("travelling", "handing_over"),
        fields={"name": "{firm}（外出招商线索）", "visitor": "{firm}", "source": "outreach"},
    ),
    Intake(
        flow="transfers",
        yearly=3,
        under=PROJECTS,
        stages=("negotiation", "disposal"),
        fields={
            "project": "{project}",
            "enterprise": "{firm}",
            "receiving_place": ["qinghe", "shidu"],
        },
    ),
    Intake(flow="capacity", yearly=4, fields={"name": "承载能力评估（{n}）", "year": 2026}),
    Intake(flow="meetings", yearly=6, fields={"topic": "招商引资调度会（第{n}次）"}),
    Intake(
        flow="work_plan",
        yearly=4,
        fields={
            "name": "年度招商计划（{n}）",
            "year": 2026,
            "contracts_target": 4,
            "funds_target": 20000.0,
            "foreign_target": 500.0,
            "large_target": 2,
        },
    ),
    Intake(flow="work_reports", yearly=10, fields={"title": "招商工作信息报告（{n}）"}),
)

WAYS: Mapping[str, Mapping[str, Mapping[str, int]]] = {
    "visitors": {"following": {"become_project": 3, "give_up": 2}, "contact": {"take_up": 1}},
    "complaints": {"filing": {"accept": 6, "ask_more": 2, "refuse": 1}},
    "factor_ticket": {
        "handling": {"report": 8, "elevate": 1},
        "confirming": {"confirm": 9, "send_again": 1},
    },
    "joint_consultation": {"meeting": {"conclude": 9, "cancel": 1}},
    "proposals": {
        "receiving": {"entrust": 9, "return_it": 1},
        "consulting": {"close": 6, "do_again": 2, "close_unheard": 2},
    },
    "project_bank": {
        "screening": {"pass_screening": 8, "turn_down": 1},
        "published": {"convert": 4, "remove": 1},
    },
    "target_firms": {"contacting": {"come": 3, "remove": 1}},
    "claims": {"working": {"deliver": 4, "release": 1}},
    "outings": {"approving": {"set_out": 9, "cancel": 1}},
    "transfers": {"asking": {"take_on": 3, "decline": 1}},
    "effectiveness": {"concluding": {"go_on": 3, "order_mending": 1}},
    "policy_promise": {"review": {"clear": 6, "refuse": 1}},
    "puer_seven": {"landing": {"land": 6, "order_rectification": 1}, "disposal": {"seal": 1}},
    "provincial_signing": {"fulfilling": {"prepare": 8, "stop": 1}},
}
"""Which transition a case prefers in a stage, by weight; elsewhere the first that can be taken."""

# A value, a list to draw from, {"days": (from, to)} from today, or {"like": another field}.
# ``FLOW.WAY.FIELD`` goes before ``FLOW.FIELD``, and that before ``FIELD``.
VALUES: Mapping[str, object] = {
    "signed_on": {"days": (0, 0)},
    "planned_start": {"days": (60, 120)},
    "planned_production": {"days": (260, 330)},
    "planned_completion": {"days": (200, 250)},
    "held_on": {"days": (2, 6)},
    "due_on": {"days": (60, 160)},
    "mend_by": {"days": (20, 40)},
    "departs_on": {"days": (8, 14)},
    "returns_on": {"days": (15, 20)},
    "starts_on": {"days": (0, 0)},
    "ends_on": {"days": (335, 345)},
    "handed_on": {"days": (0, 0)},
    "review_result": "conforms",
    "policy_promise.refuse.review_result": "fails",
    "granted": {"like": "amount"},
    "handed_leads": {"like": "leads"},
    "leads": [0, 1, 2, 3],
    "visited": [2, 3, 4, 5],
    "party_size": [3, 4, 6],
    "amount": [30.0, 80.0, 120.0, 260.0],
    "paid_in": [800.0, 1500.0, 3200.0],
    "investment": [3000.0, 8000.0, 12000.0, 26000.0],
    "verdict": "solved",
    "factor_ticket.send_again.verdict": "unsolved",
    "opinion": ["satisfied", "mostly"],
    "proposals.do_again.opinion": "dissatisfied",
    "second_opinion": ["satisfied", "mostly"],
    "conclusion": ["admit", "admit", "improve"],
    "joint_consultation.kind": "quarterly",
    "maturity": ["ready", "urgent"],
    "first_share": 40.0,
    "receiver_share": 60.0,
    "park_share": 0.0,
    "disposal": "seal",
    "ready_to_start": True,
    "progress_score": [62.0, 74.0, 81.0, 90.0],
    "funds_score": [60.0, 72.0, 85.0],
    "factors_score": [65.0, 78.0, 88.0],
    "service_score": [70.0, 82.0, 92.0],
    "effectiveness.order_mending.progress_score": [62.0],
    "score": [58.0, 66.0, 74.0, 83.0, 91.0],
    "contracts_done": [2, 3, 4, 5, 6],
    "large_done": [1, 2, 3],
    "funds_done": [12000.0, 19000.0, 24000.0],
    "foreign_done": [200.0, 600.0, 900.0],
    "talks": [2, 3, 5, 8],
    "signed": [0, 1, 2],
    "outings": [0, 1, 2],
    "licence_no": "91XX0000000000DEMO",
    "exit_clause": "第十二条",
    "contact_name": "对接联系人",
    "project_no": "见招商引资项目台账",
    "venue": "市政务服务中心三楼会议室",
    "session": "第五届第二次会议",
    "work_plan.year": 2026,
}
