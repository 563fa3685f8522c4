"""Reports (通报): what may be made, a report with the way to its cases, its files, its publishing."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...definitions.reporting import ReportSpec
from ...errors import NotAllowed
from ...store import Figure
from ...workflow.reporting import Report
from ...workflow.time.periods import Period
from ..forms import Form
from ..refusals import Refusal, attempt
from ..reports_shown import COUNTED, MET, cases_of, cell_of, headlines, tables
from ..visits import At, Visit
from .counted import CaseSet, draw_cases

router = APIRouter()

PAGE: Final = 50
AT_ONCE: Final = 500
"""How many cases are asked for in one question."""

FILES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which report is asked for; without ``revision`` as it was published last, unless ``fresh``."""

    period: str = ""
    unit: str = ""
    revision: Annotated[int, Query(ge=1, le=2**31 - 1)] | None = None
    fresh: bool = False

    def query(self, report: Report, **more: object) -> dict[str, object]:
        """Give what addresses about the same report ask for."""
        published = report.publication
        latest = {"fresh": "1" if self.fresh else ""}
        revision = published.revision if published and self.revision else ""
        return {
            "period": report.period,
            "unit": report.unit,
            "revision": revision,
            **latest,
            **more,
        }


WhichReport = Annotated[Asked, Depends()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A report that is shown; ``is_barred`` says that it was published and this is not that."""

    report: Report
    spec: ReportSpec
    period: Period
    is_barred: bool = False


@router.get("/reports")
def index(visit: At, offset: Annotated[int, Query(ge=0)] = 0) -> Response:
    """List the reports there are, and what was published."""
    rows = visit.office.reports.list(by=visit.key)
    return visit.page(
        "reports.html",
        specs=visit.office.reports.specs(),
        rows=rows[offset : offset + PAGE],
        offset=offset,
        total=len(rows),
        size=PAGE,
        titles=visit.office.roster.directory().units(),
        where=lambda at: visit.url("/reports", {"offset": at or ""}),
    )


@router.get("/reports/{name}")
def report(visit: At, name: str, asked: WhichReport) -> Response:
    """Show a report: as it was published, else made now from what he sees."""
    return _draw(visit, name, asked)


@router.get("/reports/{name}/cases")
def cases(  # noqa: PLR0913, PLR0917 - what a figure is
    visit: At,
    name: str,
    asked: WhichReport,
    table: str,
    column: str,
    subject: str = "",
    part: str = MET,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """List the cases behind one figure of a report, as far as he sees them."""
    figure = Figure(table=table, column=column, subject=subject)
    found = _find(visit, name, asked)
    cell = cell_of(found.report, figure, visit.office.roster.directory().units())
    if cell is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    told, heading, row, said = cell
    counted = visit.office.reports.behind(
        name, figure, found.report.period, unit=asked.unit, by=visit.key
    )
    parts = {MET: counted.met, COUNTED: counted.counted if counted.is_rate else counted.met}
    query = asked.query(found.report, table=table, column=column, subject=subject)
    chosen = part if part in parts else MET
    return draw_cases(
        visit,
        CaseSet(
            title=f"{found.report.name}：{heading.title}",
            about=f"{told.title} · {row}",
            said=said,
            parts={key: parts[key] for key in ((MET, COUNTED) if counted.is_rate else (MET,))},
            part=chosen,
            back=visit.url(f"/reports/{name}", asked.query(found.report)),
            back_title=found.report.name,
            is_frozen=found.report.publication is not None,
        ),
        offset=offset,
        where=lambda changed: visit.url(
            f"/reports/{name}/cases", {**query, "part": chosen, **changed}
        ),
    )


@router.get("/reports/{name}/file/{ending}")
def file(
    visit: At, name: str, ending: str, asked: WhichReport, table: str | None = None
) -> Response:
    """Give a report as a file, to be kept."""
    if ending not in FILES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    found = _find(visit, name, asked).report
    with TemporaryDirectory() as folder:
        path = Path(folder, f"report.{ending}")
        visit.office.reports.write(found, path, table=table)
        content = path.read_bytes()
    plain = f"{found.key}-{found.period}" + (f"-{found.unit}" if found.unit else "")
    titled = quote(f"{found.name}.{ending}", safe="")
    kept = f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{titled}"
    return Response(content, media_type=FILES[ending], headers={"Content-Disposition": kept})


@router.post("/reports/{name}/publish")
def publish(visit: At, name: str, form: Form) -> Response:
    """Publish a report; one published meanwhile is not published again by the same form."""
    asked = Asked(period=str(form.get("period", "")), unit=str(form.get("unit", "")))
    reports = visit.office.reports
    why = str(form.get("why", ""))

    def again(refused: Refusal) -> Response:
        return _draw(visit, name, Asked(period=asked.period, unit=asked.unit, fresh=True), refused)

    last = reports.published(name, asked.period, unit=asked.unit)
    revision = last.publication.revision if last and last.publication else 0
    if reports.may_publish(name, by=visit.key) and str(revision) != form.get("expect"):
        words = visit.say("此通报刚刚已经公布过，请先查看公布稿，再决定是否更正。")
        return again(
            Refusal(status=HTTPStatus.CONFLICT, words=words, about="publish", typed={"why": why})
        )
    return attempt(
        visit,
        lambda: reports.publish(name, asked.period, unit=asked.unit, by=visit.key, why=why),
        form=form,
        then=f"/reports/{name}?period={quote(asked.period)}&unit={quote(asked.unit)}",
        said=visit.say("已公布，数据从此不变；有函件的，函件已起草。"),
        again=again,
        about="publish",
    )


def _draw(visit: Visit, name: str, asked: Asked, refused: Refusal | None = None) -> Response:
    found = _find(visit, name, asked)
    made, spec = found.report, found.spec
    reports = visit.office.reports

    def where(figure: Figure, part: str) -> str:
        more = {"table": figure.table, "column": figure.column, "subject": figure.subject}
        return visit.url(f"/reports/{name}/cases", asked.query(made, **more, part=part))

    numbers, units = cases_of(made, spec), visit.office.roster.directory().units()
    published = _published(visit, name, made.period, made.unit)
    now = visit.office.clock.now()
    return visit.page(
        "report.html",
        report=made,
        spec=spec,
        is_barred=found.is_barred,
        period=found.period,
        periods=reports.periods(name),
        specs=reports.specs(),
        units=units,
        headlines=headlines(made, _before(visit, found), spec, where),
        tables=tables(
            made,
            spec,
            where=where,
            case=lambda number: visit.url(f"/cases/{number}"),
            seen=_seen(visit, numbers),
            units=units,
            say=visit.say,
        ),
        files=[
            (ending, visit.url(f"/reports/{name}/file/{ending}", asked.query(made)))
            for ending in FILES
        ],
        files_of=lambda key, ending: visit.url(
            f"/reports/{name}/file/{ending}", asked.query(made, table=key)
        ),
        published=published,
        publisher=_name(visit, made.publication.by) if made.publication else "",
        may_publish=reports.may_publish(name, by=visit.key)
        and found.period.last < now.astimezone(visit.office.zone).date(),
        refused=refused,
        **_ways(visit, name, asked, made),
    )


def _ways(visit: Visit, name: str, asked: Asked, made: Report) -> dict[str, Any]:
    """Give the addresses of the same report as it was published and as it would be made now."""
    path, same = f"/reports/{name}", {"period": made.period, "unit": made.unit}
    return {
        "to_fresh": visit.url(path, {**same, "fresh": "1"}),
        "to_published": visit.url(path, same),
        "is_fresh": asked.fresh,
    }


def _find(visit: Visit, name: str, asked: Asked) -> Found:
    """Give a report as it was published to whoever may read that, else made from what he sees."""
    reports = visit.office.reports
    is_barred = False
    kept = None
    if not asked.fresh:
        try:
            kept = reports.published(
                name, asked.period, unit=asked.unit, revision=asked.revision, by=visit.key
            )
        except NotAllowed:
            if asked.revision is not None:
                raise
            is_barred = True
    if kept is None and asked.revision is not None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    made = kept or reports.make(name, asked.period, unit=asked.unit, by=visit.key)
    spec = next(spec for spec in reports.specs() if spec.key == name)
    return Found(
        report=made, spec=spec, period=reports.period(name, made.period), is_barred=is_barred
    )


def _before(visit: Visit, found: Found) -> Report | None:
    """Give the report of the period before: of a published one as that was published, or nothing."""
    reports, name = visit.office.reports, found.report.key
    label, unit = found.period.previous.label, found.report.unit
    if found.report.publication is not None:
        return _published(visit, name, label, unit)
    return reports.make(name, label, unit=unit, by=visit.key)


def _published(visit: Visit, name: str, period: str, unit: str) -> Report | None:
    try:
        return visit.office.reports.published(name, period, unit=unit, by=visit.key)
    except NotAllowed:
        return None


def _seen(visit: Visit, numbers: list[int]) -> set[str]:
    views, now = visit.desk.views(), visit.office.clock.now()
    wanted = sorted({*numbers})
    parts = [wanted[at : at + AT_ONCE] for at in range(0, len(wanted), AT_ONCE)]
    return {str(line.id) for part in parts for line in views.listed(part, now)}


def _name(visit: Visit, person: str) -> str:
    return visit.office.roster.directory().name_of(person)
