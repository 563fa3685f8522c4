"""Every command over HTTP, one line each: its address, whose method it is, what it is called.

What a command is told, gives and refuses is read from its method: see ``doing``. A method of the
engine that stands neither here nor among what is left out fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...workflow.engine import Duties, Engine, Escalations
from ...workflow.engine.figures import Figures
from ...workflow.engine.letters import Letters
from ...workflow.engine.moves import Moves
from ...workflow.engine.rounds import Rounds
from ...workflow.engine.staff import Staff
from ...workflow.engine.tasks import Tasks

CASE: Final = "/cases/{case}"
LETTER: Final = "/letters/{letter:path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: ``do`` is the method, ``of`` where the office keeps what it is called on.

    ``is_guarded`` says that the office itself asks nobody's rights here: administrators only.
    ``status`` is answered when it is done.
    """

    path: str
    do: Callable[..., Any]
    title: str
    of: str
    tag: str
    is_guarded: bool = False
    status: int = 200
    example: Any = None

    @property
    def name(self) -> str:
        """What it is called in programs, such as ``tasks_delegate``."""
        room = self.of.rpartition(".")[2]
        verb = self.do.__name__
        return verb if room == "engine" else f"{room}_{verb}"


def _case(of: str, tag: str, *lines: tuple[str, Callable[..., Any], str]) -> list[Command]:
    return [
        Command(
            path=CASE + path,
            do=do,
            title=title,
            of=of,
            tag=tag,
            example=EXAMPLES.get(f"{tag}{path}"),
        )
        for path, do, title in lines
    ]


EXAMPLES: Final[Mapping[str, Any]] = {
    "cases/advance": {"transition": "accept"},
    "cases/send-back": {"stage": "intake", "why": "材料不全，退回补正"},
    "cases/record": {
        "fields": {"planned_start": "2026-05-06"},
        "materials": {"drawings": "施工图.pdf"},
        "note": "已补正",
    },
    "cases/decide": {"task": "joint", "verdict": "agree", "text": "无意见"},
    "cases/extend": {"span": "5 workdays", "why": "等待上级批复"},
    "escalations/escalations/answer": {"rung": "yellow", "text": "已约谈施工单位，本周内补齐"},
    "tasks/tasks/urge": {"task": "joint", "holder": "fire", "text": "请于今日答复"},
    "figures/figures/enter": {"series": "funds", "amount": "1200.5", "on": "2026-03-02"},
}

OPEN: Final = Command(
    path="/cases",
    do=Engine.open,
    title="Open a case",
    of="engine",
    tag="cases",
    status=201,
    example={
        "flow": "permit",
        "fields": {"name": "一号厂房", "district": "east", "floor_area": 800.0},
    },
)

ENGINE: Final[tuple[Command, ...]] = (
    OPEN,
    *_case(
        "engine",
        "cases",
        ("/advance", Engine.advance, "Take a transition"),
        ("/send-back", Engine.send_back, "Return to an earlier stage"),
        ("/pause", Engine.pause, "Stop the clock"),
        ("/resume", Engine.resume, "Let the clock run again"),
        ("/withdraw", Engine.withdraw, "End as withdrawn"),
        ("/assign", Engine.assign, "Give a role by hand"),
        ("/extend", Engine.extend, "Ask for more time"),
        ("/record", Engine.record, "File facts"),
        ("/decide", Engine.decide, "Give an approval or opinion"),
    ),
    *_case(
        "engine.moves",
        "cases",
        ("/take-back", Moves.take_back, "Take back one's last move"),
        ("/jump", Moves.jump, "Move to any stage"),
    ),
    *_case(
        "engine.staff",
        "cases",
        ("/roles/claim", Staff.claim, "Claim a role"),
        ("/roles/pass-on", Staff.pass_on, "Pass a role on"),
    ),
    *_case(
        "engine.escalations",
        "escalations",
        ("/escalations/receive", Escalations.receive, "Sign for an escalation"),
        ("/escalations/answer", Escalations.answer, "Answer an escalation"),
        ("/escalations/close", Escalations.close, "Close an escalation"),
    ),
    *_case(
        "engine.tasks",
        "tasks",
        ("/tasks/pass-on", Tasks.pass_on, "Hand a task on for good"),
        ("/tasks/delegate", Tasks.delegate, "Ask another's advice"),
        ("/tasks/advise", Tasks.advise, "Give advice"),
        ("/tasks/urge", Tasks.urge, "Press whoever owes a task"),
        ("/tasks/set", Tasks.set, "Set somebody something to do"),
        ("/tasks/complete", Tasks.complete, "Report something done"),
        ("/tasks/copy", Tasks.copy, "Let others take note"),
        ("/tasks/read", Tasks.read, "Take note"),
    ),
    *_case(
        "engine.duties",
        "tasks",
        ("/duties/complete", Duties.complete, "Report a duty done"),
    ),
    *_case(
        "engine.rounds",
        "rounds",
        ("/rounds/recall", Rounds.recall, "Take back one's opinion"),
        ("/rounds/add", Rounds.add, "Ask one more"),
        ("/rounds/remove", Rounds.remove, "Ask somebody no longer"),
        ("/rounds/ask-again", Rounds.ask_again, "Begin a refused round again"),
    ),
    *_case(
        "engine.figures",
        "figures",
        ("/figures/enter", Figures.enter, "Enter a figure"),
        ("/figures/correct", Figures.correct, "Put a figure right"),
    ),
    Command(
        path="/tasks/decide-all",
        do=Tasks.decide_all,
        title="Decide an approval on several cases",
        of="engine.tasks",
        tag="tasks",
        example={"cases": [1, 2], "approval": "chief", "verdict": "agree", "expect": {"1": 4}},
    ),
    Command(
        path="/people/{person}/hand-over",
        do=Staff.hand_over,
        title="Hand over all that somebody has",
        of="engine.staff",
        tag="people",
        example={"to": "wu", "why": "离岗移交"},
    ),
    *(
        Command(path=LETTER + path, do=do, title=title, of="engine.letters", tag="letters")
        for path, do, title in (
            ("/revise", Letters.revise, "Replace the text of a letter"),
            ("/review", Letters.review, "Find a draft fit to be signed"),
            ("/send-back", Letters.send_back, "Give a reviewed letter back"),
            ("/sign", Letters.sign, "Sign a letter"),
            ("/number", Letters.number, "Give a letter its number"),
            ("/seal", Letters.seal, "Put the seals on a letter"),
            ("/deliver", Letters.deliver, "Let a letter go out"),
            ("/receive", Letters.receive, "Sign for a letter"),
            ("/archive", Letters.archive, "File a letter away"),
            ("/void", Letters.void, "Make a letter void"),
        )
    ),
)
"""Everything that can be done with cases and letters."""

LOOKED_AT: Final[Mapping[str, str]] = {
    "Engine.explain": "GET /cases/{case}",
    "Staff.candidates": "GET /cases/{case}/candidates",
    "Letters.ways": "GET /letters/{letter}/ways",
    "Onward.nearest": "GET /wall?missing=true",
}
"""Methods of the engine that only look, and where they stand."""

LEFT_OUT: Final[Mapping[str, str]] = {
    "Engine.within": "the transaction is that of a host in the same process",
}
"""Methods of the engine that have no meaning over HTTP, and why."""
