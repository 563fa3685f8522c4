"""Sub-cases: what a case above is told when one is opened under it, and when it has ended."""

from __future__ import annotations

from ...definitions.flow import Flow
from ...definitions.model import Recipient
from ...errors import MoveRefused
from ..values import Case
from .notices import notify
from .sheet import Sheet
from .staffing.parts import people, require_part


def require_subcase(parent: Sheet, flow: Flow) -> None:
    """Raise unless a case of a flow may be opened under another: MoveRefused, NotAllowed."""
    if parent.case.status == "ended":
        why, why_zh = "the case above has ended", "上级项目已办结或退出"
        raise MoveRefused(case=parent.case.id, why=why, why_zh=why_zh)
    known = [below for below in parent.flow.subcases.values() if below.flow == flow.key]
    title = str(known[0].title if known else flow.title)
    by = known[0].by if known else ()
    # Where the flow says nobody, whoever plays a part on the case above may.
    require_part(
        parent, by or tuple(parent.flow.roles), action=f"open {flow.key}", action_zh=f"立“{title}”"
    )


def note_opened(parent: Sheet, child: Case) -> None:
    """Write in the history of the case above that one was opened under it."""
    parent.log("subcase_opened", {"child": child.id, "flow": child.flow_key, "title": child.title})


def note_ended(parent: Sheet, child: Case, end: str) -> None:
    """Report to the case above that one under it has ended: its history, its stage's owner."""
    data = {"child": child.id, "flow": child.flow_key, "title": child.title, "end": end}
    parent.log("subcase_ended", data)
    stage = parent.flow.stages.get(parent.case.stage)
    for person in people(parent, [Recipient(role=stage.owner)]) if stage else ():
        notify(
            parent,
            person,
            topic=f"subcase:{child.id}",
            subject=f"【子事项】{parent.case.title}：{child.title}{end}",
            body=f"项目“{parent.case.title}”的子事项“{child.title}”{end}。",
            entry=0,
        )
