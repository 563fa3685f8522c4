from __future__ import annotations

import re

import pytest

from guatu.definitions.spans import Span


def limits(flow, stage):
    return {grade: str(span) for grade, span in flow.stages[stage].limits.items()}


def rung(flow, ladder, key):
    return next(rung for rung in flow.ladders[ladder].rungs if rung.key == key)


def test_every_shipped_flow_is_in_a_file_of_its_name(flows):
    names = {
        *("chuxiong_seven", "full_service", "joint_consultation", "puer_seven", "relocation"),
        *("complaints", "policy_promise", "proposals", "visitors"),
        *("factor_ticket", "major_project", "provincial_signing"),
        *("claims", "outings", "project_bank", "target_firms"),
        *("capacity", "effectiveness", "meetings", "transfers"),
        *("agents", "work_plan", "work_reports"),
    }

    assert {name: flow.key for name, flow in flows.items()} == {name: name for name in names}


def test_only_the_relocation_record_is_switched_off(flows):
    assert [name for name, flow in flows.items() if flow.off] == ["relocation"]


def test_a_flow_says_that_it_is_an_example_and_by_which_document(any_flow):
    assert any_flow.note.startswith("示例，须由本单位依据制度修改。")
    assert re.search(r"〔\d{4}〕\d+号", any_flow.note)


def test_a_flow_cites_documents_and_never_a_web_address(any_flow):
    assert not re.search(r"https?:|www\.", any_flow.source)


def test_a_flow_comes_to_its_four_ends(flow):
    kinds = {terminal.kind for terminal in flow.terminals.values()}

    assert {"completed", "sealed", "exited", "transferred"} <= kinds


def test_every_stage_has_a_limit_lights_and_a_ladder(any_flow):
    bare = [s.key for s in any_flow.stages.values() if not (s.limits and s.lights and s.ladder)]

    assert bare == []


def test_the_letters_of_reminding_warning_supervising_handing_over_and_mending_are_there(flow):
    wanted = {"handover", "reminder", "yellow_warning", "red_supervision", "rectification"}

    assert wanted <= set(flow.letters)


def test_every_letter_a_flow_has_is_used(any_flow):
    used = {t.letter for t in any_flow.transitions.values()}
    used |= {rung.letter for ladder in any_flow.ladders.values() for rung in ladder.rungs}
    used |= {item.letter for item in any_flow.items.values()}
    used |= {slip for role in any_flow.roles.values() for slip in role.slips.values()}
    used |= {item.letter for item in any_flow.items.values()}

    assert set(any_flow.letters) <= used


def test_internal_slips_bear_no_number_and_letters_do(flow):
    slips = {key for key, letter in flow.letters.items() if letter.is_slip}

    assert slips == {"handover", "transfer"}


def test_together_the_flows_show_every_kind_of_requirement_that_needs_no_code(flows):
    shown = {
        requirement.kind
        for flow in flows.values()
        for transition in flow.transitions.values()
        for requirement in transition.requirements
    }

    assert shown == {
        *("material", "fact", "field", "role", "approval", "round"),
        *("team", "item", "conditions"),
    }


def test_no_way_out_but_by_the_commissions_consent_to_that_way(flow):
    ways = {
        t.target: [r.key for r in t.requirements if r.kind == "approval"]
        for t in flow.transitions.values()
        if t.target in {"sealed", "exited", "transferred"}
    }

    assert ways == {
        "sealed": ["consent_seal"],
        "exited": ["consent_exit"],
        "transferred": ["consent_transfer"],
    }


def test_sealing_says_on_what_condition_it_ends_and_unsealing_wants_that_shown(flow):
    seal, unseal = flow.transitions["seal"], flow.transitions["unseal"]

    assert "unseal_condition" in {r.key for r in seal.requirements}
    assert unseal.sources == ("sealed",)
    assert {r.key for r in unseal.requirements} == {"unseal_report"}


def test_no_contract_without_an_exit_clause_and_no_exit_without_naming_it(flow):
    wanting = {
        t.target
        for t in flow.transitions.values()
        if "exit_clause" in {r.key for r in t.requirements}
    }

    assert "exited" in wanting
    assert wanting & {*flow.stages}


@pytest.mark.parametrize("target", ["sealed", "exited"])
def test_sealing_and_exit_need_an_analysis(flow, target):
    way = next(t for t in flow.transitions.values() if t.target == target)

    assert "analysis_report" in [r.key for r in way.requirements if r.kind == "material"]


def test_rectification_starts_only_after_signing_and_leads_back(flow):
    order = flow.transitions["order_rectification"]
    back = {t.target for t in flow.leaving("rectify") if t.key.startswith("back_")}

    assert back == set(order.sources)
    assert limits(flow, "rectify") == {"*": "10 workdays"}


def test_lights_turn_yellow_after_one_workday_and_red_after_ten(flow):
    steps = {step.color: str(step.when[0].span) for step in flow.lights["standard"].steps}

    assert steps == {"yellow": "1 workday", "red": "10 workdays"}


def test_talks_are_measured_by_silence_two_months_yellow_three_red(flow):
    talks = flow.stages["negotiation"]
    steps = {step.color: step.when[0] for step in flow.lights[talks.lights].steps}

    assert (talks.starts, talks.ladder) == ("activity", "idle")
    assert {c: (w.kind, str(w.span)) for c, w in steps.items()} == {
        "yellow": ("inactive", "2 months"),
        "red": ("inactive", "3 months"),
    }


def test_half_a_year_of_silence_proposes_sealing(flow):
    top = flow.ladders["idle"].rungs[-1]

    assert (top.key, top.when[0].kind, str(top.when[0].span)) == (
        "propose_sealing",
        "inactive",
        "6 months",
    )


def test_yellow_is_answered_in_three_workdays_and_red_in_five(flow):
    asked = [rung(flow, "standard", key).answer_within for key in ("yellow", "red")]

    assert asked == [Span.parse("3 workdays"), Span.parse("5 workdays")]


def test_red_supervision_comes_with_the_red_light_or_an_unanswered_yellow(flow):
    red = rung(flow, "standard", "red")

    assert {(t.kind, t.color or t.rung) for t in red.when} == {
        ("light", "red"),
        ("unanswered", "yellow"),
    }
    assert [(r.role, r.is_head) for r in red.to] == [("responsible_unit", True)]


@pytest.mark.parametrize(
    ("stage", "general", "key", "major"),
    [
        ("lead", "1 workday", "1 workday", "1 workday"),
        ("assess", "3 workdays", "3 workdays", "5 workdays"),
        ("negotiation", "6 months", "6 months", "6 months"),
        ("opinions", "5 workdays", "5 workdays", "7 workdays"),
        ("review", "10 workdays", "10 workdays", "15 workdays"),
        ("contract", "15 workdays", "15 workdays", "20 workdays"),
        ("registration", "30 days", "30 days", "30 days"),
        ("preparation", "3 months", "3 months", "4 months"),
        ("evaluation", "12 months", "12 months", "12 months"),
    ],
)
def test_full_service_keeps_the_proposed_limits(full_service, stage, general, key, major):
    assert limits(full_service, stage) == {"general": general, "key": key, "major": major}


@pytest.mark.parametrize(
    ("stage", "field"),
    [
        ("start", "planned_start"),
        ("construction", "planned_completion"),
        ("production", "planned_production"),
    ],
)
def test_works_are_due_by_the_dates_of_the_contract(full_service, stage, field):
    assert full_service.stages[stage].start_field == field


@pytest.mark.parametrize(
    ("investment", "grade"),
    [(4999.9, "general"), (5000.0, "key"), (99_999.0, "key"), (100_000.0, "major")],
)
def test_investment_grades_a_project(full_service, investment, grade):
    rules = full_service.decisions["project_grade"].rules
    facts = {"investment": investment}

    found = next(r.then for r in rules if r.when is None or r.when.holds(facts))

    assert found == grade


def test_a_large_or_energy_hungry_project_needs_a_site_report(full_service):
    rules = full_service.decisions["inspection"].rules

    def outcome(**facts):
        return next(r.then for r in rules if r.when is None or r.when.holds(facts))

    assert outcome(investment=5000.0) == "needed"
    assert outcome(investment=100.0, high_energy=True) == "needed"
    assert outcome(investment=100.0, high_energy=False) == "optional"
    assert outcome(investment=100.0) == "optional"


def test_departments_may_veto_and_silence_is_not_consent(full_service):
    opinions = full_service.rounds["opinions"]

    said = opinions.passes.kind, opinions.veto is not None, opinions.silence
    assert said == ("all", True, "waits")


def test_full_service_has_the_ladder_of_seven_rungs(full_service):
    found = [(r.key, r.level, r.letter) for r in full_service.ladders["standard"].rungs]

    assert found == [
        ("reminder_3", 0, ""),
        ("reminder_1", 0, ""),
        ("yellow", 1, "yellow_warning"),
        ("red", 2, "red_supervision"),
        ("summon", 3, "summons"),
        ("twice", 3, ""),
        ("bulletin", 4, ""),
    ]


def test_full_service_chases_only_the_department_that_owes_its_opinion(full_service):
    ladder = full_service.ladders[full_service.rounds["opinions"].ladder]

    assert [to.is_holder for rung in ladder.rungs for to in rung.to] == [True, True, True]


def test_full_service_shows_everything_that_keeps_time(full_service):
    assert str(full_service.extension.at_most) == "20 workdays"
    assert (full_service.publication.every, full_service.publication.day) == ("month", 25)
    assert {key: duty.cycle.every for key, duty in full_service.duties.items()} == {
        "progress_report": "month",
        "visit": "quarter",
    }
    assert full_service.stages["construction"].lights == "works"


def test_rates_are_counted_over_what_was_signed(flows):
    full, seven = flows["full_service"].indicators, flows["chuxiong_seven"].indicators

    rate = seven["fulfilment_rate"]
    assert (rate.numerator.count, rate.denominator.count) == (
        ("prepare", "start", "production"),
        ("sign",),
    )
    assert seven["start_rate"].numerator.count == ("start", "production")
    assert full["start_rate"].denominator == full["fulfilment_rate"].denominator


def test_the_sources_own_figures_come_out_of_the_formulas(flows):
    # 云南省投资促进局2019年5月21日答复：110 个签约项目中筹建 26、开工 53、投产 5。
    reached = {"sign": 110, "prepare": 26, "start": 53, "production": 5}
    indicators = flows["chuxiong_seven"].indicators

    def percent(key):
        rate = indicators[key]
        above, below = rate.numerator.count, rate.denominator.count
        return round(100 * sum(reached[p] for p in above) / reached[below[0]])

    assert (percent("fulfilment_rate"), percent("start_rate")) == (76, 53)


def test_full_service_counts_money_as_it_comes_in(full_service):
    funds, works = full_service.series["funds"], full_service.series["works"]

    assert (funds.total_to, funds.keeps, list(funds.parts)) == ("paid_in", "sum", ["origin"])
    assert (works.total_to, works.keeps) == ("progress", "last")
    assert full_service.plans["works"].actual == works.total_to
    assert full_service.fields["paid_in"].kept_by == "到位资金"


def test_full_service_says_its_formulas_in_words(full_service):
    formulas = {key: i.formula for key, i in full_service.indicators.items()}

    assert formulas["fulfilment_rate"] == "（要素保障筹建＋在建＋达产评价）÷落地注册"
    assert formulas["large_share"] == "落地注册〔计划投资≥10000〕÷落地注册"
    assert formulas["paid_in_province"] == "到位资金合计〔资金来源：省外〕"
    assert formulas["paid_in_rate"] == "到位资金合计÷计划投资合计（到过落地注册）"
    assert full_service.indicators["paid_in_total"].unit == "万元"
