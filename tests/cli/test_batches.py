"""Deciding several cases at once at the command line."""

from __future__ import annotations

import pytest

from guatu import Office
from testkit.offices import ZONE

HEAD, NOMINATOR = "shen_zhiyuan", "gao_zhuxi"
FIRST, SECOND = "2026-1", "2026-2"


def nominated(office: Office, name: str, batch: str) -> int:
    fields = {
        "name": name,
        "enterprise": "望溪电池材料有限公司",
        "district": "wangxi",
        "investment": 200000.0,
        "leading_role": "带动上下游二十户",
        "market_benefit": "年产值三十亿元",
        "groundwork": "可研已完成",
        "batch": batch,
    }
    case = office.engine.open("major_project", fields=fields, by=NOMINATOR, ref=f"ZD-{name}").id
    office.engine.record(case, by=NOMINATOR, materials={"application": "申报书.pdf"})
    office.engine.advance(case, "nominate", by=NOMINATOR)
    return case


@pytest.fixture
def cases(office) -> list[int]:
    """Three nominated projects: the first and the last are of the first batch."""
    with Office.open(office) as opened:
        return [
            nominated(opened, *each) for each in zip("甲乙丙", (FIRST, SECOND, FIRST), strict=True)
        ]


@pytest.fixture
def decide(guatu, cases):
    """Recognise major projects as the head of the commission's office, unless told otherwise."""

    def call(*more: object, verdict: str = "agree", by: str = HEAD):
        return guatu(
            "decide-all", "recognise", verdict, "--flow", "major_project", "--by", by, *more
        )

    return call


def decided(office: str, cases) -> list[bool]:
    with Office.open(office) as opened:
        kinds = [[line.kind for line in opened.views.history(case, ZONE)] for case in cases]
    return ["decided" in each for each in kinds]


def test_a_batch_is_listed_and_decided(decide, office, cases) -> None:
    said = decide("--where", f"batch={FIRST}", "--text", "予以认定")

    assert (said.code, "已一并办理 2 项：同意" in said.out) == (0, True)
    assert ("ZD-甲" in said.out, "ZD-乙" in said.out, "ZD-丙" in said.out) == (True, False, True)
    assert decided(office, cases) == [True, False, True]


def test_a_dry_run_lists_the_cases_and_decides_none(decide, office, cases) -> None:
    said = decide("--where", f"batch={FIRST}", "--dry-run")

    assert (said.code, "重大项目认定”的项目：2 项" in said.out) == (0, True)
    assert decided(office, cases) == [False] * 3


def test_cases_are_named_by_number_or_reference(decide, office, cases) -> None:
    said = decide("--case", cases[0], "--case", "ZD-乙", "--json")

    assert [case["id"] for case in said.json()] == cases[:2]
    assert decided(office, cases) == [True, True, False]


def test_a_dry_run_is_given_as_json(decide, cases) -> None:
    said = decide("--where", f"batch={SECOND}", "--dry-run", "--json").json()

    assert [(row["case"], row["ref"], row["stage_title"]) for row in said] == [
        (cases[1], "ZD-乙", "认定")
    ]


def test_a_named_case_outside_the_batch_is_wrong_usage(decide, office, cases) -> None:
    said = decide("--where", f"batch={FIRST}", "--case", "ZD-乙")

    assert (said.code, "ZD-乙" in said.err) == (2, True)
    assert decided(office, cases) == [False] * 3


def test_a_batch_that_waits_for_nobody_ends_with_its_own_code(decide) -> None:
    assert decide("--where", "batch=2025-1").code == 3
    assert decide("--where", f"batch={FIRST}", by=NOMINATOR).code == 3


def test_cases_have_to_be_told_apart_somehow(decide, office, cases) -> None:
    said = decide()

    assert (said.code, "--where" in said.err) == (2, True)
    assert decided(office, cases) == [False] * 3


def test_only_consent_or_refusal_is_said_of_a_batch(decide) -> None:
    assert decide("--where", f"batch={FIRST}", verdict="abstain").code == 2


def test_a_batch_refused_without_words_is_refused(decide, office, cases) -> None:
    assert decide("--where", f"batch={FIRST}", verdict="disagree").code == 1
    assert decided(office, cases) == [False] * 3


def test_a_field_the_flow_does_not_have_is_named(decide) -> None:
    said = decide("--where", "bach=2026-1")

    assert (said.code, "bach" in said.err) == (1, True)


def test_the_reasons_of_a_refused_batch_are_listed(decide, office, cases) -> None:
    with Office.open(office) as opened:
        opened.engine.tasks.pass_on(cases[2], "recognise", NOMINATOR, by=HEAD, why="委托")

    said = decide("--where", f"batch={FIRST}", by=NOMINATOR)

    assert (said.code, f"- {cases[2]} 丙" in said.err) == (1, True)
