"""Publishing a report (公布): frozen, with the letter that tells it; one command, one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from ..definitions.model import LetterSpec
from ..errors import AuditorsOnlyLook, NotEntitled, ReportRefused, UnknownPerson
from .correspondence import Letter, digest_of, stepped
from .people import Directory, OrgUnit, Person
from .people.finding import units_with
from .ports import UnitOfWork
from .report_rights import issuing
from .reporting import Publication, Report, ReportTable, shown
from .steps.correspondents import barred, parties
from .steps.sending import sent
from .transactor import Transactor

REMEDY_WORKDAYS: Final = 10
"""Working days a unit has to put right what an inspection found: our suggestion, no rule's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """How a report is published: by a unit with the duty ``office``, to units with a duty in ``to``.

    ``letter`` is None for one that nobody is written to; ``facts`` are what its definition says
    itself, such as ``考核.办法``.
    """

    office: str
    letter: LetterSpec | None = None
    to: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def publish_report(
    transactor: Transactor, report: Report, how: Announcement, *, by: str, why: str
) -> Report:
    """Publish a report and give it as it is kept from now on.

    What was published once is published again only with a reason: as its next revision, the one
    before stays. Raises ReportRefused, UnknownPerson, AuditorsOnlyLook, NotEntitled, LetterFailed.
    """

    def attempt() -> Report:
        now = transactor.clock.now()
        with transactor.begin() as uow:
            issuer = _issuer(uow.directory(), how.office, by, now)
            before = uow.reports.hold(report.key, report.period, report.unit)
            publication = _publication(report, before, by=by, why=why.strip(), at=now)
            if how.letter is not None:
                letter = _letter(
                    transactor, uow, report, how, issuer=issuer, publication=publication
                )
                publication = replace(publication, letter=letter.key)
            uow.reports.add(report, publication)
            uow.on_commit(transactor.wake)
        return replace(report, publication=publication)

    return transactor.retrying(attempt)


def _issuer(directory: Directory, office: str, by: str, now: datetime) -> OrgUnit:
    """Give the unit a report is published by: one with the duty, and somebody of it may."""
    person = directory.person(by)
    if person is None:
        raise UnknownPerson(name=by)
    if "auditor" in person.roles:
        raise AuditorsOnlyLook(person=person.name)
    found = issuing(directory, office, person, now)
    if not found:
        raise _not_entitled(person, list(units_with(directory, office)), office)
    return found[0]


def _not_entitled(person: Person, offices: Sequence[OrgUnit], office: str) -> NotEntitled:
    names = "、".join(unit.title for unit in offices) or office
    return NotEntitled(
        person=person.name,
        action="publish this report",
        action_zh="公布此通报",
        who=f"somebody of {names}",
        who_zh=f"{names}的人员",
    )


def _publication(
    report: Report, before: Report | None, *, by: str, why: str, at: datetime
) -> Publication:
    last = before.publication if before else None
    if last is not None and not why:
        raise ReportRefused(
            report=report.name,
            why="it was published already; publish it again with a reason",
            why_zh="此前已经公布，更正须写明理由",
        )
    revision = last.revision + 1 if last else 1
    return Publication(revision=revision, at=at, by=by, why=why, letter="")


def _letter(  # noqa: PLR0913 - a letter has these parts
    transactor: Transactor,
    uow: UnitOfWork,
    report: Report,
    how: Announcement,
    *,
    issuer: OrgUnit,
    publication: Publication,
) -> Letter:
    spec, directory, means = how.letter, uow.directory(), transactor.means
    assert spec is not None  # noqa: S101 - asked before
    worktime = means.worktime(uow.calendar("cn"))
    day = worktime.day_of(publication.at)
    receivers = _receivers(directory, report, how.to, issuer)
    facts = report_facts(report, remedy=worktime.shift(day, REMEDY_WORKDAYS))
    for name, said in how.facts.items():
        group, _, entry = name.partition(".")
        facts.setdefault(group, {})[entry] = said
    facts |= {
        "收文": [unit.title for unit in receivers],
        "抄送": [],
        "本机关": _own(directory, issuer),
        "今天": day,
    }
    written = means.scribe.draft(spec, facts)
    unit = f"-{report.unit}" if report.unit else ""
    letter = Letter(
        key=f"report-{report.key}-{report.period}{unit}-{publication.revision}",
        case=None,
        entry=0,
        spec=spec.key,
        title=written.title,
        text=written.text,
        html=written.html,
        facts=facts,
        recipients=tuple(facts["收文"]),
        drafted_at=publication.at,
        body=written.body,
        genre=spec.genre,
        issuer=issuer.key,
        addressees=tuple(unit.key for unit in receivers),
        barred=barred(
            directory, spec.genre, issuer, parties(directory, receivers, ()), written.body
        ),
    )
    data = {"digest": digest_of(letter.body), "report": report.digest}
    letter, step = stepped(letter, at=publication.at, kind="drafted", by=publication.by, data=data)
    uow.letters.add(letter, step)
    for outgoing in sent(means, letter, step, day=day, title=str(spec.title)):
        uow.letters.send(outgoing)
    return letter


def _receivers(
    directory: Directory, report: Report, duties: Sequence[str], issuer: OrgUnit
) -> list[OrgUnit]:
    """Give the units that are told: the one a report is about, else all with one of the duties."""
    about = directory.unit(report.unit) if report.unit else None
    if about is not None:
        return [about]
    found = {unit.key: unit for duty in duties for unit in units_with(directory, duty)}
    found.pop(issuer.key, None)
    return list(found.values())


def _own(directory: Directory, issuer: OrgUnit) -> Mapping[str, str]:
    liaisons = directory.people_with("liaison", issuer.key) or directory.people_with(
        "head", issuer.key
    )
    contact = next(iter(liaisons), None)
    return {
        "全称": issuer.title,
        "简称": issuer.short or issuer.title,
        "联系人": contact.name if contact else "",
        "电话": contact.phone if contact else "",
    }


def report_facts(report: Report, *, remedy: date) -> dict[str, Any]:
    """Give what a letter can say of a report; ``remedy`` is by when what was found is put right."""
    return {
        "通报": {
            "期间": report.period_title,
            "截止日": report.until,
            "范围": report.unit_title,
            "概况": _overview(report),
            "事项": "",
            "表": [_table_facts(table) for table in report.tables if table.rows],
            "口径": "；".join(note.rstrip("。；") for note in report.notes),
        },
        "督查": {"日期": "", "问题": list(_problems(report, remedy)), "答复时限": ""},
        "考核": {
            "办法": "",
            "版本": "",
            "结果": list(_results(report)),
            "说明": "",
            "异议时限": "",
        },
    }


def _overview(report: Report) -> str:
    """Sum up the first table that has a total, in one sentence; empty for none."""
    for table in report.tables:
        if table.total is not None:
            said = zip(table.columns[1:], table.total[1:], strict=True)
            counts = "，".join(f"{column.title}{shown(cell, column)}" for column, cell in said)
            return f"各单位{table.total[0]}：{counts}"
    return ""


def _table_facts(table: ReportTable) -> Mapping[str, Any]:
    rows = [*table.rows, *([table.total] if table.total else [])]
    places = [n for n, column in enumerate(table.columns) if not column.is_detail]
    return {
        "标题": table.title,
        "列": [table.columns[n].heading for n in places],
        "行": [[shown(row[n], table.columns[n]) for n in places] for row in rows],
    }


def _problems(report: Report, remedy: date) -> Iterator[Mapping[str, Any]]:
    """Give what an inspection found: every line of a list of cases or escalations."""
    for table in report.tables:
        keys = [column.key for column in table.columns]
        if not {"ref", "title", "unit"} <= set(keys):
            continue
        for row in table.rows:
            line = dict(zip(keys, row, strict=True))
            what = line.get("rung") or f"{line.get('stage', '')}{line.get('light', '')}"
            due = line.get("due")
            late = f"，期限{due}" if due else ""
            yield {
                "问题": f"{line['title']}：{what}{late}",
                "单位": line["unit"] or "",
                "期限": remedy,
            }


def _results(report: Report) -> Iterator[Mapping[str, str]]:
    """Give the lines of an appraisal: unit, points and grade."""
    for table in report.tables:
        columns = {column.key: n for n, column in enumerate(table.columns)}
        if "score" not in columns:
            continue
        for row in table.rows:
            yield {
                "单位": str(row[0]),
                "得分": shown(row[columns["score"]], table.columns[columns["score"]]),
                "等次": str(row[columns["grade"]]) if "grade" in columns else "",
            }
