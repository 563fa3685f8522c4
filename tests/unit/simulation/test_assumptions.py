"""Assumptions are read with every fault at its line, written so that they are read again."""

from __future__ import annotations

import pytest

from guatu.definitions import Flow
from guatu.errors import AssumptionFaults
from guatu.simulation import Assumptions, Handling, Source, read_assumptions, write_assumptions
from testkit.shipped import read_shipped

BEGUN = Assumptions(arrivals=40, year=2026, seed=7)


@pytest.fixture(scope="module")
def flow() -> Flow:
    return read_shipped("full_service")


def read(flow: Flow, *texts: str) -> Assumptions:
    sources = [Source(text=text, file=f"a{n}.yaml") for n, text in enumerate(texts, start=1)]
    return read_assumptions(sources, flow, BEGUN)


def told(flow: Flow, *texts: str) -> list[str]:
    with pytest.raises(AssumptionFaults) as caught:
        read(flow, *texts)
    return [fault.sentence() for fault in caught.value.facts["faults"]]


FAULTS = {
    "": "a1.yaml:1:1: 文件为空 — 至少写明其中一项：arrivals、handling、shares、beside、capacity、grade",
    "- a": "a1.yaml:1:1: 模拟的假设应由“键: 值”组成 — 例如写 `arrivals: 40`",
    "capacity: 3": "a1.yaml:1:11: “capacity”下面应为“键: 值” — 请逐行写明",
    "capacty: {}": "a1.yaml:1:1: 这里没有名为“capacty”的 — 是否应为“capacity”？",
    "handling: {contrat: 3}": "a1.yaml:1:12: 这里没有名为“contrat”的 — 是否应为“contract”？",
    "handling: {contract: -3}": "a1.yaml:1:22: “-3”不是办理用时 — 请写大于 0 且由小到大的工作日数",
    "handling: {contract: {uniform: [9, 2]}}": "a1.yaml:1:22: “{'uniform': [9, 2]}”不是办理用时",
    "shares: {decline: 2}": "a1.yaml:1:19: “2”不是比例 — 请写 0 到 1 之间的数",
    "shares: {assess: {consult: 0.5}}": "a1.yaml:1:19: 这里没有名为“consult”的",
    "shares: {assess: {decline: 0.7, establish: 0.7}}": "a1.yaml:1:10: “assess”各去向的比例之和为 1.4",
    "arrivals: many": "a1.yaml:1:11: “many”不是件数 — 请写不小于 0 的数",
    "beside: true": "a1.yaml:1:9: “True”不是比例 — 请写 0 到 1 之间的数",
    "capacity: {office: 0}": "a1.yaml:1:20: “0”不是同时办理的件数 — 请写大于 0 的整数",
    "grade: huge": "a1.yaml:1:8: 这里没有名为“huge”的 — 可用的有：general、key、major",
}


@pytest.mark.parametrize("text", FAULTS, ids=lambda text: text or "empty")
def test_a_fault_is_told_at_its_place_with_its_mend(flow: Flow, text: str) -> None:
    (said,) = told(flow, text)

    assert said.startswith(FAULTS[text])


def test_all_faults_of_all_sources_are_told_at_once(flow: Flow) -> None:
    said = told(flow, "grade: huge\ncapacity: {office: x}", "beside: 3")

    assert [line.split(": ")[0] for line in said] == ["a1.yaml:1:8", "a1.yaml:2:20", "a2.yaml:1:9"]


def test_a_later_source_goes_before_an_earlier_part_by_part(flow: Flow) -> None:
    assumed = read(
        flow,
        "arrivals: 10\nhandling: {contract: 3, assess: 2}\nshares: {assess: {decline: 0.2}}",
        "handling: {contract: {lognormal: [4, 9]}}\nshares: {assess: {establish: 0.8}, sign: 0.5}",
    )

    assert (assumed.arrivals, assumed.seed) == (10, 7)
    assert assumed.handling == {
        "contract": Handling(kind="lognormal", numbers=(4, 9)),
        "assess": Handling(kind="constant", numbers=(2,)),
    }
    assert assumed.shares_in == {"assess": {"decline": 0.2, "establish": 0.8}}
    assert assumed.shares == {"sign": 0.5}


def test_what_is_written_is_read_again(flow: Flow) -> None:
    assumed = read(
        flow,
        "arrivals: 21.5\nhandling: {contract: 3, assess: {triangular: [1, 2.5, 9]}}\nbeside: 0.1\n"
        "shares: {sign: 0.5, assess: {decline: 0.2}}\ncapacity: {office: 4}\ngrade: major",
    )

    written = write_assumptions(assumed, flow)

    assert read(flow, written) == assumed
    assert "assess: {triangular: [1, 2.5, 9]}  # 研判立项" in written


def test_a_flow_with_nothing_assumed_is_written_too(flow: Flow) -> None:
    assert read(flow, write_assumptions(BEGUN, flow)) == BEGUN
