"""My tasks over HTTP: whose tasks show, each thing that can be done with one, and what is refused."""

from __future__ import annotations

import pytest
from lxml import html

from testkit.offices import all_rows, kinds, move
from testkit.tenders import (
    buy,
    changed_tender,
    holder,
    open_tenders,
    outcome,
    reviewed,
    signing,
)
from testkit.visitors import Visitor, web_app

CLAIMED = (
    "carrier: {title: 承办单位, holder: unit}",
    "carrier: {title: 承办单位, holder: unit, assign: [{duty: finance, claim: 3 workdays}]}",
)


@pytest.fixture
def office(database_url, clock, tmp_path):
    with open_tenders(database_url, clock, flow=changed_tender(tmp_path, CLAIMED)) as office:
        yield office


@pytest.fixture
def app(office):
    return web_app(office)


@pytest.fixture
def coin(app):
    """The head of the finance bureau, whose unit is asked for its view."""
    return Visitor(app, "coin")


@pytest.fixture
def case(office) -> int:
    """A purchase in review, where three units are asked for their views."""
    return reviewed(office, "all")


def act(visitor, case, task, do, **more):
    """Send the form of a task."""
    return visitor.submit(f"/tasks/{case}/{task}", {"do": do, **more})


def task_of(office, case, key, holder, kind="opinion"):
    """Give a task, done or not."""
    (found,) = [
        task
        for task in office.views.voices(case, office.engine.explain(case).stays[-1].number, key)
        if (task.holder, task.kind) == (holder, kind)
    ]
    return found


def offered(visitor) -> list[str]:
    """Give what can be done on the page of a task."""
    return [button.get("value") for button in visitor.page.cssselect("main button[name=do]")]


# --- the list -------------------------------------------------------------------------------


def test_nobody_has_no_tasks(app) -> None:
    assert Visitor(app, "").get("/tasks").status_code == 401


def test_no_task_is_said_so(app) -> None:
    visitor = Visitor(app, "wire")
    visitor.get("/tasks")

    assert visitor.texts(".empty p") == ["没有待办任务。"]


def test_a_row_says_kind_title_case_stage_due_and_for_whom(coin, office, case) -> None:
    coin.get(f"/tasks?kind=opinion&q={office.engine.explain(case).title}")

    (row,) = coin.texts(".task")
    assert all(
        words in row for words in ("会签意见", "部门论证", "论证", "2026-03-05", "本单位", "七天内")
    )


def test_a_task_that_is_late_says_so_and_comes_first(coin, clock, office, case) -> None:
    move(clock, "2026-03-06 09:00")
    reviewed(office, "all")

    coin.get("/tasks?kind=opinion")

    assert ["已逾期" in marks for marks in coin.texts(".task .task-marks")] == [True, False]
    assert len(coin.page.cssselect(".due-late")) == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("?kind=opinion", 2),
        ("?kind=claim", 2),
        ("?due=late", 0),
        ("?due=week", 4),
        ("?q=甲批", 2),
        ("?kind=opinion&q=甲批", 1),
    ],
)
def test_filters_of_tasks_stand_in_the_address(coin, office, query, count) -> None:
    reviewed(office, "all", name="甲批")
    reviewed(office, "all", name="乙批")

    coin.get(f"/tasks{query}")

    assert len(coin.page.cssselect(".task")) == count


def test_a_filter_that_finds_no_task_keeps_it_and_leads_to_all(coin, case) -> None:
    coin.get("/tasks?q=没有这个项目")

    assert coin.page.cssselect("[name=q][value='没有这个项目']")
    assert "查看全部" in coin.text(".empty")


def test_a_deputy_sees_for_whom_he_stands_in(app, office, clock, case) -> None:
    office.people.away("coin", deputy="wire", since=clock.now(), until=None, why="出差", by="coin")
    visitor = Visitor(app, "wire")

    visitor.get("/tasks?kind=opinion")

    assert "代理，承办单位 海州市财政局" in visitor.text(".task")


def test_many_tasks_have_pages(coin, office) -> None:
    for _ in range(51):
        buy(office)

    coin.get("/tasks?offset=50")

    assert len(coin.page.cssselect(".task")) == 1
    assert "第 51–51 项，共 51 项" in coin.text(".pager")


def test_the_tasks_are_drawn_anew_only_when_something_changed(coin, office, case) -> None:
    part = {"Guatu-Part": "true"}
    tag = coin.get("/tasks", **part).headers["etag"]

    same = coin.get("/tasks", **part, **{"If-None-Match": tag})
    office.engine.decide(case, "views", "agree", by="coin")
    changed = coin.get("/tasks", **part, **{"If-None-Match": tag})

    assert (same.status_code, changed.status_code) == (304, 200)


# --- one task -------------------------------------------------------------------------------


def test_what_a_task_is_judged_by_stands_beside_it(coin, office, case) -> None:
    office.engine.decide(case, "views", "agree", by="ledger", text="审计无意见")

    coin.get(f"/tasks/{case}/views")

    page = coin.text("main")
    assert all(words in page for words in ("预算", "80", "审计无意见", "最近动态", "论证"))
    assert f"/cases/{case}#history" in [a.get("href") for a in coin.page.cssselect("main a")]


def test_only_what_the_engine_takes_is_offered(app, office, coin, case) -> None:
    coin.get(f"/tasks/{case}/views")
    of_opinion = (offered(coin), coin.page.cssselect("[name=verdict][value=conditional]"))
    coin.get(f"/tasks/{case}/carrier")
    of_claim = offered(coin)

    assert of_opinion[0] == ["decide", "delegate", "pass_on"]
    assert len(of_opinion[1]) == 1
    assert of_claim == ["claim"]


@pytest.mark.parametrize("login", ["penny", "coin"])
def test_an_opinion_is_given_once(app, office, case, login) -> None:
    visitor = Visitor(app, login)

    for _ in range(2):
        act(visitor, case, "views", "decide", verdict="agree", text="可行", key="k")

    said = task_of(office, case, "views", "money")
    assert (said.verdict, said.text, said.decided_by) == ("agree", "可行", login)
    assert kinds(office, case).count("decided") == 1


def test_a_conditional_consent_names_its_conditions_line_by_line(coin, office, case) -> None:
    act(coin, case, "views", "decide", verdict="conditional", conditions="一、补报价\n\n二、验收")

    said = task_of(office, case, "views", "money")
    assert (said.verdict, said.term("conditions")) == ("conditional", ["一、补报价", "二、验收"])


def test_a_veto_names_its_ground(coin, office, case) -> None:
    act(coin, case, "views", "decide", verdict="disagree", text="没有预算", ground="debt")

    assert task_of(office, case, "views", "money").term("ground") == "debt"
    assert outcome(office, case, "views") == "refused"


def test_an_opinion_is_withheld(coin, office, case) -> None:
    act(coin, case, "views", "decide", verdict="abstain")

    assert task_of(office, case, "views", "money").verdict == "abstain"


def test_a_bare_refusal_is_refused_and_keeps_what_was_chosen(coin, office, case) -> None:
    answer = act(coin, case, "views", "decide", verdict="disagree", ground="ban")

    assert answer.status_code == 422
    assert coin.page.cssselect("#refusal")
    assert coin.page.cssselect("[value=disagree][checked]")
    assert coin.page.cssselect("option[value=ban][selected]")
    assert task_of(office, case, "views", "money").verdict is None


def test_what_was_typed_stays_when_another_was_quicker(coin, office, case) -> None:
    act(coin, case, "views", "decide", verdict="agree", key="first")
    for person in ("ledger", "judge"):
        office.engine.decide(case, "views", "agree", by=person)

    answer = act(coin, case, "views", "decide", verdict="disagree", text="想了很久", key="second")

    assert answer.status_code == 422
    assert "想了很久" in coin.text("main")


def test_a_stale_page_is_refused_with_what_was_typed(coin, office, case) -> None:
    office.engine.record(case, by="clerk", note="补充材料")

    answer = act(coin, case, "views", "decide", verdict="agree", text="可行", expect=1)

    assert answer.status_code == 409
    assert "可行" in coin.text("#do-decide textarea[name=text]")


def test_a_task_of_another_is_neither_seen_nor_decided(app, office, case) -> None:
    visitor, before = Visitor(app, "wire"), all_rows(office)

    seen = visitor.get(f"/tasks/{case}/views")
    sent = act(visitor, case, "views", "decide", verdict="agree")

    assert (seen.status_code, sent.status_code) == (404, 404)
    assert all_rows(office) == before


def test_a_part_is_claimed(coin, office, case) -> None:
    act(coin, case, "carrier", "claim", key="k")

    assert holder(office, case, "carrier") == "money"


def test_an_item_is_reported_done(app, office, case) -> None:
    office.engine.tasks.set(case, "todo", "money", "核对预算", by="clerk")
    visitor = Visitor(app, "penny")
    empty = act(visitor, case, "todo/1", "complete", text=" ")

    act(visitor, case, "todo/1", "complete", text="已核对")

    assert empty.status_code == 422
    assert kinds(office, case).count("completed") == 1


def test_a_copy_is_taken_note_of(app, office, case) -> None:
    visitor = Visitor(app, "deputy")

    visitor.get("/tasks?kind=reading")
    (link,) = [a.get("href") for a in visitor.page.cssselect(".task h2 a")]
    visitor.get(link)
    visitor.submit(link, {"do": "read", "kind": "reading", "holder": "deputy"})

    assert kinds(office, case).count("noted_read") == 1


def test_a_task_is_passed_on_to_a_unit_found_by_name(coin, office, case) -> None:
    coin.get(f"/tasks/{case}/views")
    names = [o.get("value") for o in coin.page.cssselect("#holders-pass_on option")]

    act(coin, case, "views", "pass_on", to="海州市信息中心", why="属信息类")

    assert "海州市信息中心" in names
    assert task_of(office, case, "views", "centre").holder == "centre"


def test_nobody_the_engine_would_refuse_is_offered(coin, case) -> None:
    coin.get(f"/tasks/{case}/views")

    names = [o.get("value") for o in coin.page.cssselect("#holders-pass_on option")]

    assert "彭科员（海州市财政局）" in names
    assert not {"海州市财政局", "钱处长（海州市财政局）", "严审计（海州市政府）"} & {*names}
    assert "海州市审计局" not in names


def test_advice_is_asked_given_and_shown_to_who_decides(app, coin, office, case) -> None:
    act(coin, case, "views", "delegate", to="彭科员（海州市财政局）", why="请核预算")
    penny = Visitor(app, "penny")
    penny.submit(
        f"/tasks/{case}/views?kind=advice",
        {"do": "advise", "text": "预算已列", "kind": "advice", "holder": "penny"},
    )

    coin.get(f"/tasks/{case}/views")

    assert "预算已列" in coin.text("main")
    assert task_of(office, case, "views", "penny", "advice").text == "预算已列"


def test_an_unknown_name_is_refused_and_kept(coin, case) -> None:
    answer = act(coin, case, "views", "delegate", to="无此人", why="请核")

    assert answer.status_code == 404
    assert coin.page.cssselect("#do-delegate input[name=to][value=无此人]")
    assert "请核" in coin.text("#do-delegate textarea")


def test_who_may_urge_urges_those_who_were_asked(app, office, case) -> None:
    office.engine.tasks.set(case, "todo", "buying", "汇总意见", by="clerk")
    office.engine.tasks.delegate(case, "todo/1", "penny", by="clerk", why="请提供")
    visitor = Visitor(app, "clerk")
    visitor.get(f"/tasks/{case}/todo/1")
    (form,) = [f for f in visitor.page.cssselect("form") if f.cssselect("[value=urge]")]

    visitor.submit(f"/tasks/{case}/todo/1", {**dict(form.form_values()), "do": "urge"})

    assert [n.subject for n in office.views.inbox("penny") if "催办" in n.subject]


def test_an_approval_without_a_round_takes_neither_conditions_nor_abstention(app, office) -> None:
    case, visitor = signing(office), Visitor(app, "doctor")

    visitor.get(f"/tasks/{case}/draft")
    verdicts = [radio.get("value") for radio in visitor.page.cssselect("[name=verdict]")]
    act(visitor, case, "draft", "decide", verdict="agree", text="同意采购")

    assert verdicts == ["agree", "disagree"]
    assert task_of(office, case, "draft", "doctor", "approval").verdict == "agree"


# --- many at once ---------------------------------------------------------------------------


def picks(office, cases):
    """Name cases as the boxes of the page do."""
    return [f"{case}:{office.engine.explain(case).version}" for case in cases]


def verdicts_on(office, cases):
    """Tell what was decided on the draft of each."""
    return [task_of(office, case, "draft", "doctor", "approval").verdict for case in cases]


def test_approvals_of_one_kind_are_decided_together(app, office) -> None:
    cases, visitor = [signing(office) for _ in range(3)], Visitor(app, "doctor")
    visitor.get("/tasks")
    (link,) = [a.get("href") for a in visitor.page.cssselect(".batches a")]

    visitor.get(link)
    visitor.submit(link, {"verdict": "agree", "pick": picks(office, cases[:2]), "key": "k"})

    assert link == "/tasks/batch/tender/draft"
    assert verdicts_on(office, cases) == ["agree", "agree", None]
    assert "已办理 2 项。" in visitor.text("#said")


def test_a_batch_with_one_that_can_not_be_decided_decides_none(app, office) -> None:
    cases, visitor = [signing(office) for _ in range(3)], Visitor(app, "doctor")
    picked = picks(office, cases)
    office.engine.record(cases[1], by="clerk", note="有了新情况")

    answer = visitor.submit(
        "/tasks/batch/tender/draft", {"verdict": "agree", "text": "同意", "pick": picked}
    )

    assert answer.status_code == 422
    assert verdicts_on(office, cases) == [None, None, None]
    assert office.engine.explain(cases[1]).title in visitor.text("#refusal li")
    assert "同意" in visitor.text("textarea")


def test_a_bare_refusal_of_a_batch_is_refused(app, office) -> None:
    cases, visitor = [signing(office) for _ in range(2)], Visitor(app, "doctor")

    answer = visitor.submit(
        "/tasks/batch/tender/draft", {"verdict": "disagree", "pick": picks(office, cases)}
    )

    assert (answer.status_code, verdicts_on(office, cases)) == (422, [None, None])


def test_a_batch_of_nothing_is_refused(app, office) -> None:
    signing(office)

    answer = Visitor(app, "doctor").submit("/tasks/batch/tender/draft", {"verdict": "agree"})

    assert answer.status_code == 422


def test_another_decides_no_batch(app, office) -> None:
    cases, visitor = [signing(office) for _ in range(2)], Visitor(app, "coin")

    answer = visitor.submit(
        "/tasks/batch/tender/draft", {"verdict": "agree", "pick": picks(office, cases)}
    )

    assert (answer.status_code, verdicts_on(office, cases)) == (422, [None, None])


# --- everywhere -----------------------------------------------------------------------------


def test_the_tasks_speak_english(app, office, case) -> None:
    visitor = Visitor(app, "coin", language="en")

    visitor.get("/tasks")
    heading = visitor.text("h1")
    visitor.get(f"/tasks/{case}/views")

    assert (heading, visitor.text("#do-h")) == ("My tasks", "Deal with it")


def test_the_tasks_work_under_a_prefix(office, case) -> None:
    visitor = Visitor(web_app(office, prefix="/zs/flow"), "coin")
    visitor.get("/zs/flow/tasks")
    links = {a.get("href") for a in visitor.page.cssselect("#tasks a")}

    sent = visitor.submit(
        f"/zs/flow/tasks/{case}/views", {"do": "decide", "verdict": "agree", "text": "可行"}
    )

    assert all(link.startswith("/zs/flow/") for link in links)
    assert sent.url.path == "/zs/flow/tasks"
    assert task_of(office, case, "views", "money").verdict == "agree"


def test_a_task_page_has_one_heading_and_a_label_for_every_field(coin, case) -> None:
    page = html.fromstring(coin.get(f"/tasks/{case}/views").text)

    fields = page.cssselect("main input:not([type=hidden]), main select, main textarea")

    assert len(page.cssselect("h1")) == 1
    assert [f.get("name") for f in fields if not list(f.iterancestors("label"))] == []
