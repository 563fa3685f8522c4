"""The invented roster has somebody for every role of every shipped flow."""

from __future__ import annotations

import pytest

from guatu.definitions.files import shipped_flows
from guatu.scenarios.people import cast
from guatu.workflow.fitting import misfits
from testkit.shipped import read_shipped

FLOWS = [read_shipped(path.stem) for path in shipped_flows()]


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_a_flow_lacks_nobody_in_the_roster_invented_for_it(flow) -> None:
    assert misfits(flow, cast([flow])) == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_keys_and_names_of_an_invented_roster_are_each_used_once(flow) -> None:
    roster = cast([flow])
    keys = [*(u.key for u in roster.units), *(p.key for p in roster.people)]
    names = [p.name for p in roster.people]

    assert (len(keys), len(names)) == (len(set(keys)), len(set(names)))


def test_all_flows_together_have_one_roster() -> None:
    roster = cast(FLOWS)

    assert [flow.key for flow in FLOWS if misfits(flow, roster)] == []
