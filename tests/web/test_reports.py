"""Reports over HTTP: who sees which, what their figures lead to, files, publishing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from guatu import ManualClock, Office
from guatu.web import create_app
from testkit.bulletins import MONTH, with_reports
from testkit.offices import move, open_case, open_office, to_review
from testkit.overseers import with_overseers

LINK = re.compile(r'href="([^"]*?/cases\?[^"]*)"[^>]*>\s*([\d.,]+%?)')
CASE = re.compile(r'href="[^"]*/cases/(\d+)"')
FUNNEL = "  funnel: {title: 各阶段事项, shows: stages, chart: [reached]}\n"


@pytest.fixture
def office(sqlite_url: str, clock: ManualClock, tmp_path) -> Iterator[Office]:
    """An office in April: of March's two cases one was taken into review in time, one is red."""
    settings = with_reports(tmp_path, MONTH.read_text(encoding="utf-8") + FUNNEL)
    with open_office(sqlite_url, clock, settings=settings) as office:
        with_overseers(office, tmp_path)
        to_review(office)
        open_case(office)
        for day in (10, 25):
            move(clock, f"2026-03-{day} 10:00")
            office.tick()
        move(clock, "2026-04-01 09:00")
        office.tick()
        yield office


@pytest.fixture
def app(office: Office) -> FastAPI:
    return create_app(office, identify=lambda request: request.headers.get("x-login"))


@pytest.fixture
def as_(visit: Callable[..., TestClient], app: FastAPI) -> Callable[..., TestClient]:
    """``as_("lin")`` gives a browser in which somebody is signed in."""

    def begin(who: str, **more: str) -> TestClient:
        client = visit(app, **more)
        client.headers["x-login"] = who
        return client

    return begin


def publish(client: TestClient, *, expect: int = 0, why: str = "") -> object:
    """Send the form of a report's page, as its browser would."""
    page = client.get("/reports/permit_month?period=2026-03").text
    token = re.search(r'name="_token" value="([^"]+)"', page)
    return client.post(
        "/reports/permit_month/publish",
        data={
            "_token": token[1] if token else "",
            "period": "2026-03",
            "unit": "",
            "expect": str(expect),
            "why": why,
        },
    )


@pytest.mark.parametrize(
    "path",
    [
        "/reports",
        "/reports/permit_month",
        "/reports/permit_month/cases?table=standing&column=red",
        "/reports/permit_month/file/csv",
    ],
)
def test_nobody_sees_no_report(visit, app, path) -> None:
    assert visit(app).get(path).status_code == 401


@pytest.mark.parametrize("who", ["guan", "lin", "shen", "shui"])
def test_everybody_sees_a_draft_of_what_he_sees(as_, office, who) -> None:
    answer = as_(who).get("/reports/permit_month?period=2026-03")

    assert answer.status_code == 200
    assert "这是草稿" in answer.text
    made = office.reports.make("permit_month", "2026-03", by=who)
    running = made.tables[0].total[1]
    assert running == (0 if who == "shui" else 2)


def test_a_report_there_is_not_is_not_found(as_) -> None:
    assert as_("guan").get("/reports/nonsense").status_code == 404


def test_a_period_that_is_none_is_refused_in_a_sentence(as_) -> None:
    answer = as_("guan").get("/reports/permit_month?period=2026-13")

    assert answer.status_code == 422
    assert "2026-13" in answer.text


@pytest.mark.parametrize("who", ["guan", "lin"])
def test_every_figure_leads_to_as_many_cases_as_it_says(as_, office, who) -> None:
    client = as_(who)
    page = client.get("/reports/permit_month?period=2026-03").text
    figures = [(unescape(link), said) for link, said in LINK.findall(page)]

    assert len(figures) > 10
    for link, said in figures:
        listed = client.get(link).text
        counted = re.search(r"共 (\d+) (?:次，涉及 (\d+) )?个项目", listed)
        assert counted is not None, link
        if not said.endswith("%"):
            assert counted[1] == said, link
        assert len(set(CASE.findall(listed))) == int(counted[2] or counted[1]), link


def test_the_cases_behind_a_figure_are_those_of_the_engine(as_, office) -> None:
    page = (
        as_("guan").get("/reports/permit_month/cases?period=2026-03&table=standing&column=red").text
    )

    red = [row.id for row in office.views.board(office.clock.now(), light="red")]
    assert {int(case) for case in CASE.findall(page)} == {*red}


def test_a_rate_leads_to_numerator_and_denominator(as_) -> None:
    client = as_("guan")
    path = "/reports/permit_month/cases?period=2026-03&table=standing&column=on_time_rate"

    met, counted = (client.get(f"{path}&part={part}").text for part in ("met", "counted"))

    assert ("共 1 个项目" in met, "共 3 次，涉及 2 个项目" in counted) == (True, True)


def test_a_column_that_is_no_figure_is_not_found(as_) -> None:
    path = "/reports/permit_month/cases?period=2026-03&table=standing&column=nonsense"

    assert as_("guan").get(path).status_code == 404


def test_a_headline_says_numerator_denominator_and_change(as_, office) -> None:
    move(office.clock, "2026-04-02 10:00")
    office.engine.record(2, by="lin", fields={"planned_start": "2026-05-06"})
    office.engine.record(2, by="lin", materials={"drawings": "图.pdf"})
    office.engine.advance(2, "accept", by="lin")
    page = as_("guan").get("/reports/permit_month?period=2026-04").text

    (card,) = [
        re.sub(r"<[^>]+>|\s+", " ", card)
        for card in re.findall(r'<li class="card">.*?</li>', page, re.DOTALL)
        if "转段准时率" in card and "headline-value" in card
    ]
    words = " ".join(card.split())
    assert words == (
        "转段准时率 0.0% 0 分子：转段准时率 ÷ 1 分母：转段准时率 比上期 ↓ 100.0 个百分点"
    )


def test_the_stages_are_counted_by_whoever_reached_them(as_, office) -> None:
    made = office.reports.make("permit_month", "2026-03")
    (funnel,) = [table for table in made.tables if table.key == "funnel"]

    rows = {subject: row[1:] for subject, row in zip(funnel.subjects, funnel.rows, strict=True)}
    assert (rows["permit.intake"], rows["permit.review"]) == ((2, 1, 1), (1, 1, 1))


def test_what_is_empty_shows_a_dash_and_no_rate(as_, office) -> None:
    page = as_("shui").get("/reports/permit_month?period=2026-03").text

    assert re.search(r'class="headline-value">—', page)
    assert "0.0%" not in page


def test_a_drawing_has_words_and_no_style(as_) -> None:
    page = as_("guan").get("/reports/permit_month?period=2026-03").text

    assert re.search(r'<svg class="chart"[^>]* role="img" aria-labelledby="[^"]+">', page)
    assert page.count("<desc") == page.count('class="chart"') > 1
    assert "style=" not in page


def test_whoever_may_publishes_and_the_page_is_frozen(as_, office) -> None:
    lin = as_("lin")

    answer = publish(lin)
    page = lin.get("/reports/permit_month?period=2026-03").text
    to_review(office)
    later = lin.get("/reports/permit_month?period=2026-03").text

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/reports/permit_month?period=2026-03&unit=",
    )
    assert "这是公布稿" in page
    assert cells(later) == cells(page)
    assert "这是草稿" in lin.get("/reports/permit_month?period=2026-03&fresh=1").text


def cells(page: str) -> list[str]:
    """Give what stands in the cells of a page."""
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", page)]


def test_a_published_report_keeps_its_figures_though_its_cases_are_corrected(
    as_, office, clock
) -> None:
    publish(as_("lin"))
    kept = office.reports.published("permit_month", "2026-03")

    office.engine.withdraw(2, by="ma", why="重复登记")
    page = as_("guan").get("/reports/permit_month?period=2026-03").text

    assert office.reports.published("permit_month", "2026-03") == kept
    assert "数据截至" in page


def test_what_was_published_meanwhile_is_not_published_again(as_, office) -> None:
    publish(as_("lin"))
    answer = publish(as_("ma"), expect=0, why="手误")

    assert answer.status_code == 409
    assert "手误" in answer.text
    assert len(office.reports.list()) == 1


def test_a_correction_wants_a_reason_and_is_the_next_revision(as_, office) -> None:
    publish(as_("lin"))

    refused = publish(as_("lin"), expect=1)
    done = publish(as_("lin"), expect=1, why="漏报一件")
    first = as_("guan").get("/reports/permit_month?period=2026-03&revision=1").text

    assert (refused.status_code, done.status_code) == (422, 303)
    assert [row.revision for row in office.reports.list()] == [2, 1]
    assert "第 1 次公布" in first


@pytest.mark.parametrize("who", ["fang", "shen", "shui"])
def test_whoever_may_not_publish_is_refused(as_, office, who) -> None:
    page = as_(who).get("/reports/permit_month?period=2026-03").text
    client = as_(who)
    token = re.search(r'name="_token" value="([^"]+)"', client.get("/reports").text)
    sent = {"_token": token[1] if token else client.cookies.get("guatu_form"), "expect": "0"}
    answer = client.post("/reports/permit_month/publish", data={**sent, "period": "2026-03"})

    assert "/publish" not in page
    assert answer.status_code == 403
    assert office.reports.list() == []


@pytest.mark.parametrize(
    ("who", "reads"),
    [("fang", True), ("guan", True), ("lin", True), ("shen", True), ("shui", False)],
)
def test_what_was_published_is_open_to_whom_it_was_sent(as_, office, who, reads) -> None:
    publish(as_("lin"))
    client = as_(who)

    page = client.get("/reports/permit_month?period=2026-03").text
    exact = client.get("/reports/permit_month?period=2026-03&revision=1")
    file = client.get("/reports/permit_month/file/csv?period=2026-03&revision=1")

    assert ("这是公布稿" in page) is reads
    assert ("公布稿不向您开放" in page) is not reads
    assert (exact.status_code, file.status_code) == ((200, 200) if reads else (403, 403))
    assert ("revision=1" in client.get("/reports").text) is reads


@pytest.mark.parametrize(
    ("ending", "kind", "begins"),
    [
        ("csv", "text/csv", b"\xef\xbb\xbf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml", b"PK"),
        ("pdf", "application/pdf", b"%PDF"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml", b"PK"),
    ],
)
def test_a_file_is_an_attachment_of_its_kind(as_, ending, kind, begins) -> None:
    answer = as_("guan").get(f"/reports/permit_month/file/{ending}?period=2026-03")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    kept = answer.headers["content-disposition"]
    assert kept.startswith(f'attachment; filename="permit_month-2026-03.{ending}"')
    assert "filename*=UTF-8''2026%E5%B9%B4" in kept
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(begins)


def test_a_file_of_another_kind_is_not_found(as_) -> None:
    assert as_("guan").get("/reports/permit_month/file/exe").status_code == 404


def test_a_report_speaks_english(as_) -> None:
    page = as_("guan").get("/reports/permit_month?period=2026-03&lang=en").text

    assert ("This is a draft" in page, "这是草稿" in page) == (True, False)


def test_links_stay_below_a_prefix(visit, office) -> None:
    host = FastAPI()
    host.mount("/zs/flow", create_app(office, identify=lambda _: "guan"))
    page = visit(host).get("/zs/flow/reports/permit_month?period=2026-03").text

    assert {link.startswith("/zs/flow/") for link in re.findall(r'href="(/[^"]*)"', page)} == {True}
