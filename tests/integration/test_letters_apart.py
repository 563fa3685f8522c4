"""A letter of a transition and a letter of a rung are two letters, whatever they are called."""

from __future__ import annotations

from datetime import timedelta

from testkit.offices import changed_flow, complete, fields


def test_a_rung_and_a_transition_of_one_name_each_draft_their_letter(office, clock, tmp_path):
    flow = changed_flow(tmp_path, ("  accept:\n", "  yellow:\n"))
    office.publish(flow)
    case = office.engine.open("permit", fields=fields(), by="lin")
    complete(office, case.id)
    office.engine.advance(case.id, "yellow", by="lin")
    for _ in range(60):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()

    keys = [letter.key for letter in office.views.letters(case_id=case.id)]

    assert {f"{case.id}-2-to-yellow", f"{case.id}-2-yellow"} <= set(keys)
