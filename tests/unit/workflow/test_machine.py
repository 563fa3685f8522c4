"""The state machine moves cases of a flow, and no text of a flow ever becomes code."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from guatu import read_flow
from guatu.errors import DefinitionFaults, Unmet
from guatu.notifications import shipped_templates
from guatu.workflow.machine import FlowMachine
from testkit.offices import PERMIT, fee_rules

MISSING = Unmet(kind="material", key="drawings", title="施工图", owner="", mend="请提交")


@pytest.fixture(scope="session")
def machine(flow) -> FlowMachine:
    return FlowMachine(flow)


def test_a_gate_without_objections_lets_the_case_pass(machine, flow) -> None:
    reached = machine.move("intake", flow.transitions["accept"], lambda _: [])

    assert reached == ("review", ())


def test_a_gate_with_objections_holds_the_case_and_tells_them(machine, flow) -> None:
    reached = machine.move("intake", flow.transitions["accept"], lambda _: [MISSING])

    assert reached == (None, (MISSING,))


def test_a_transition_from_anywhere_starts_from_every_stage_and_no_terminal(machine, flow) -> None:
    refuse = flow.transitions["refuse"]

    reached = {stage: machine.move(stage, refuse, lambda _: [])[0] for stage in flow.stages}

    assert reached == {"intake": "refused", "review": "refused"}
    assert set(refuse.sources) == {"intake", "review"}


def test_the_machine_has_the_flows_transitions_and_no_others(machine, flow) -> None:
    """By default the library adds ``to_STATE`` for every state, which no requirement guards."""
    assert set(machine._machine.events) == set(flow.transitions)


def test_no_callback_is_a_string(machine, flow) -> None:
    """A string callback is looked up, and when it has a dot imported, and then called."""
    inner = machine._machine
    events = inner.events.values()
    moves = [t for event in events for found in event.transitions.values() for t in found]
    hooks = [
        *inner.before_state_change, *inner.after_state_change, *inner.prepare_event,
        *inner.finalize_event, *inner.on_exception, *inner.on_final,
        *(hook for t in moves for hook in (*t.prepare, *t.before, *t.after)),
        *(condition.func for t in moves for condition in t.conditions),
        *(hook for state in inner.states.values() for hook in (*state.on_enter, *state.on_exit)),
    ]  # fmt: skip

    assert len(moves) == 4
    assert not [hook for hook in hooks if not callable(hook)]


def with_stage(name: str) -> str:
    source = PERMIT.read_text(encoding="utf-8").replace("  review:\n", f'  "{name}":\n')
    source = source.replace("to: review\n", f'to: "{name}"\n')
    return source.replace("from: review", f'from: "{name}"')


def read(source: str):
    return read_flow(source, file="f.yaml", templates=shipped_templates(), rules=fee_rules())


@pytest.mark.parametrize("name", ["os.getcwd", "__class__", "to review", "审查", "x" * 61])
def test_a_stage_named_like_code_is_refused(name) -> None:
    with pytest.raises(DefinitionFaults):
        read(with_stage(name))


@pytest.mark.parametrize("name", ["on_enter_review", "trigger", "state", "exit", "eval"])
def test_a_stage_named_like_a_callback_calls_nothing(name) -> None:
    flow = read(with_stage(name))

    reached = FlowMachine(flow).move("intake", flow.transitions["accept"], lambda _: [])

    assert reached == (name, ())


def test_a_gate_that_raises_moves_nothing(machine, flow) -> None:
    def broken(_transition):
        raise RuntimeError("门坏了")

    with pytest.raises(RuntimeError):
        machine.move("intake", flow.transitions["accept"], broken)

    assert machine.move("intake", flow.transitions["accept"], lambda _: [])[0] == "review"


def test_a_hundred_threads_share_one_machine(machine, flow) -> None:
    start = Barrier(100)
    accept, refuse = flow.transitions["accept"], flow.transitions["refuse"]

    def travel(number: int) -> list[tuple[str | None, int]]:
        start.wait()
        objections = [MISSING] * (number % 3)
        moves = [
            machine.move("intake", accept if number % 2 else refuse, lambda _: objections)
            for _ in range(50)
        ]
        return [(reached, len(unmet)) for reached, unmet in moves]

    with ThreadPoolExecutor(100) as pool:
        travelled = list(pool.map(travel, range(100)))

    for number, moves in enumerate(travelled):
        target = "review" if number % 2 else "refused"
        expected = (target, 0) if number % 3 == 0 else (None, number % 3)
        assert moves == [expected] * 50
