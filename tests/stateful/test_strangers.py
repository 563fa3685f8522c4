"""Whatever somebody without a right tries, in whatever order: no row changes, no case shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu import GuatuError, ManualClock, Office
from testkit.offices import all_rows, move
from testkit.stories import length
from testkit.tenders import TENDER, open_tenders, reviewed

SECRET = "绝密设备采购"
STRANGERS = ("wire", "ops")
KEYS = st.sampled_from(["views", "final", "draft", "todo", "copy/1", "officer", "lead", "intake"])
HOLDERS = st.sampled_from(["wire", "ops", "centre", "clinic", "ada", "nobody"])
EXAMPLES = {"sqlite": 30, "postgresql": 10}

Try = Callable[[Office, int, str, str, str], Any]

COMMANDS: dict[str, Try] = {
    "advance": lambda o, c, by, k, h: o.engine.advance(c, "conclude", by=by),
    "stop": lambda o, c, by, k, h: o.engine.advance(c, "stop", by=by),
    "send_back": lambda o, c, by, k, h: o.engine.send_back(c, "intake", by=by, why="x"),
    "resume_back": lambda o, c, by, k, h: o.engine.send_back(c, k, by=by, why="x", then="resume"),
    "pause": lambda o, c, by, k, h: o.engine.pause(c, by=by, why="x"),
    "resume": lambda o, c, by, k, h: o.engine.resume(c, by=by),
    "withdraw": lambda o, c, by, k, h: o.engine.withdraw(c, by=by, why="x"),
    "assign": lambda o, c, by, k, h: o.engine.assign(c, k, h, by=by, why="x"),
    "extend": lambda o, c, by, k, h: o.engine.extend(c, "3 workdays", by=by, why="x"),
    "record": lambda o, c, by, k, h: o.engine.record(c, by=by, fields={"amount": 1.0}, note="x"),
    "decide": lambda o, c, by, k, h: o.engine.decide(c, k, "agree", by=by, text="x"),
    "refuse": lambda o, c, by, k, h: o.engine.decide(c, k, "disagree", by=by, text="x"),
    "recall": lambda o, c, by, k, h: o.engine.rounds.recall(c, k, by=by),
    "add": lambda o, c, by, k, h: o.engine.rounds.add(c, k, h, by=by, why="x"),
    "remove": lambda o, c, by, k, h: o.engine.rounds.remove(c, k, h, by=by, why="x"),
    "ask_again": lambda o, c, by, k, h: o.engine.rounds.ask_again(c, k, by=by, why="x"),
    "pass_on": lambda o, c, by, k, h: o.engine.tasks.pass_on(c, k, h, by=by, why="x"),
    "delegate": lambda o, c, by, k, h: o.engine.tasks.delegate(c, k, h, by=by, why="x"),
    "advise": lambda o, c, by, k, h: o.engine.tasks.advise(c, k, by=by, text="x"),
    "urge": lambda o, c, by, k, h: o.engine.tasks.urge(c, k, by=by),
    "set": lambda o, c, by, k, h: o.engine.tasks.set(
        c, "todo", h, "x", by=by, due=date(2026, 5, 6)
    ),
    "complete": lambda o, c, by, k, h: o.engine.tasks.complete(c, k, by=by, text="x"),
    "decide_all": lambda o, c, by, k, h: o.engine.tasks.decide_all([c], k, "agree", by=by),
    "copy": lambda o, c, by, k, h: o.engine.tasks.copy(c, [h], by=by),
    "read": lambda o, c, by, k, h: o.engine.tasks.read(c, k, by=by),
    "claim": lambda o, c, by, k, h: o.engine.staff.claim(c, k, by=by),
    "pass_role": lambda o, c, by, k, h: o.engine.staff.pass_on(c, k, h, by=by, why="x"),
    "hand_over": lambda o, c, by, k, h: o.engine.staff.hand_over("ada", h, by=by, why="x"),
    "candidates": lambda o, c, by, k, h: o.engine.staff.candidates(c, k, by=by),
    "take_back": lambda o, c, by, k, h: o.engine.moves.take_back(c, by=by, why="x"),
    "jump": lambda o, c, by, k, h: o.engine.moves.jump(c, "delivery", by=by, why="x"),
    "revise": lambda o, c, by, k, h: o.engine.letters.revise(
        _letter(o), "标题：x\n======\nx", by=by, why="x"
    ),
    "review": lambda o, c, by, k, h: o.engine.letters.review(_letter(o), by=by),
    "letter_back": lambda o, c, by, k, h: o.engine.letters.send_back(_letter(o), by=by, why="x"),
    "sign": lambda o, c, by, k, h: o.engine.letters.sign(_letter(o), by=by),
    "number": lambda o, c, by, k, h: o.engine.letters.number(_letter(o), by=by),
    "seal": lambda o, c, by, k, h: o.engine.letters.seal(_letter(o), by=by),
    "deliver": lambda o, c, by, k, h: o.engine.letters.deliver(_letter(o), by=by),
    "letter_receive": lambda o, c, by, k, h: o.engine.letters.receive(_letter(o), by=by),
    "archive": lambda o, c, by, k, h: o.engine.letters.archive(_letter(o), by=by),
    "void": lambda o, c, by, k, h: o.engine.letters.void(_letter(o), by=by, why="x"),
    "receive": lambda o, c, by, k, h: o.engine.escalations.receive(c, k, by=by),
    "answer": lambda o, c, by, k, h: o.engine.escalations.answer(c, k, by=by, text="x"),
    "close": lambda o, c, by, k, h: o.engine.escalations.close(c, k, by=by, why="x"),
    "report": lambda o, c, by, k, h: o.engine.duties.complete(c, k, by=by, text="x"),
    "enter": lambda o, c, by, k, h: o.engine.figures.enter(c, k, 5, on=date(2026, 3, 2), by=by),
    "correct": lambda o, c, by, k, h: o.engine.figures.correct(c, k, 1, amount=5, by=by, why="x"),
    "open": lambda o, c, by, k, h: o.engine.open("tender", fields=_fields(SECRET), by=by),
    "open_under": lambda o, c, by, k, h: o.engine.open(
        "tender", fields=_fields("x"), by=by, parent=c
    ),
    "explain": lambda o, c, by, k, h: o.engine.explain(c, by=by),
    "desk_explain": lambda o, c, by, k, h: o.desk(by).explain(c),
    "desk_history": lambda o, c, by, k, h: o.desk(by).history(c),
    "desk_letters": lambda o, c, by, k, h: o.desk(by).letters(c),
    "desk_escalations": lambda o, c, by, k, h: o.desk(by).escalations(c),
    "publish": lambda o, c, by, k, h: o.publish(TENDER, by=by),
    "leave": lambda o, c, by, k, h: o.people.leave("ada", by=by, why="x"),
    "away": lambda o, c, by, k, h: o.people.away("ada", since=o.clock.now(), by=by, why="x"),
}
LOOKS: dict[str, Callable[[Office, str], Any]] = {
    "board": lambda o, by: o.desk(by).board(include_ended=True),
    "lights": lambda o, by: {k: n for k, n in o.desk(by).lights().items() if n},
    "letters": lambda o, by: o.desk(by).letters(),
    "escalations": lambda o, by: o.desk(by).escalations(),
    "tasks": lambda o, by: o.desk(by).tasks(),
    "inbox": lambda o, by: o.desk(by).inbox(),
}
ATTEMPT = st.tuples(st.sampled_from(sorted(COMMANDS)), st.sampled_from(STRANGERS), KEYS, HOLDERS)


def _letter(office: Office) -> str:
    return office.views.letters()[0].key


def _secret(office: Office) -> int:
    """Bring a secret purchase into review, with a letter about who works on it."""
    case = reviewed(office, "all", name=SECRET)
    for officer in ("bo", "ada"):
        office.engine.staff.pass_on(case, "officer", officer, by="clerk", why="x")
    return case


def _fields(name: str) -> dict[str, Any]:
    return {"name": name, "district": "east", "kind": "medical", "amount": 5.0, "route": "all"}


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    with open_tenders(database_url, clock) as office:
        yield office


@pytest.fixture
def case(office) -> int:
    """A secret purchase in review, late enough that escalations are open."""
    number = _secret(office)
    move(office.clock, "2026-03-12 10:00")
    office.tick()
    return number


@pytest.mark.slow
def test_no_sequence_of_calls_without_a_right_changes_a_row_or_reveals_a_case(
    office, case, database_kind
) -> None:
    before = all_rows(office)

    @length(EXAMPLES[database_kind])
    @given(st.lists(ATTEMPT, min_size=1, max_size=12))
    def tried(attempts) -> None:
        for command, person, key, holder in attempts:
            with pytest.raises(GuatuError) as refused:
                COMMANDS[command](office, case, person, key, holder)
            assert SECRET not in refused.value.sentence("zh") + refused.value.sentence("en")
        assert all_rows(office) == before

    tried()


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_an_auditor_changes_nothing_by_any_command(sqlite_url, clock, command) -> None:
    with open_tenders(sqlite_url, clock) as office:
        case = _secret(office)
        before = all_rows(office)
        for key, holder in (("views", "ada"), ("officer", "ada"), ("todo", "centre")):
            try:
                COMMANDS[command](office, case, "eye", key, holder)
            except GuatuError:
                continue

        assert all_rows(office) == before


@pytest.mark.parametrize("look", sorted(LOOKS))
@pytest.mark.parametrize("person", STRANGERS)
def test_nothing_shows_on_a_strangers_desk(office, case, person, look) -> None:
    assert not LOOKS[look](office, person)


LOOKED_AT = {"onward", "ways"}
"""What of the engine only tells what stands in the way; it changes nothing."""


def test_every_command_of_the_engine_is_tried(office) -> None:
    engine = office.engine
    rooms = ("figures", "tasks", "rounds", "staff", "moves", "duties", "escalations", "letters")
    offered = {name for name in dir(engine) if not name.startswith("_")}
    for room in rooms:
        offered |= {name for name in dir(getattr(engine, room)) if not name.startswith("_")}
    called = {name for command in COMMANDS.values() for name in command.__code__.co_names}

    assert offered - called == {"within", *LOOKED_AT}
