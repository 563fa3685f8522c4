"""A real history is written as an event log, checked against the rules of the XES standard."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree

from guatu import Office
from guatu.errors import UnwritableFile
from guatu.exchange import write_event_csv, write_xes
from testkit.offices import ZONE, complete, move, open_case, reviewer_of, to_review

XES = "{http://www.xes-standard.org/}"
ATTRIBUTE = """<xs:complexType name="{0}">
<xs:attribute name="key" type="xs:Name" use="required"/>
<xs:attribute name="value" type="xs:{1}" use="required"/>
</xs:complexType>"""
SORTS = {"string": "string", "date": "dateTime", "boolean": "boolean"}
CHOICE = "".join(f'<xs:element name="{sort}" type="{sort}"/>' for sort in SORTS)
SOME = '<xs:choice minOccurs="0" maxOccurs="unbounded">' + CHOICE + "</xs:choice>"
MANY = 'minOccurs="0" maxOccurs="unbounded"'
SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.xes-standard.org/"
    targetNamespace="http://www.xes-standard.org/" elementFormDefault="qualified">
{"".join(ATTRIBUTE.format(*sort) for sort in SORTS.items())}
<xs:element name="log"><xs:complexType><xs:sequence>
  <xs:element name="extension" {MANY}><xs:complexType>
    <xs:attribute name="name" type="xs:NCName" use="required"/>
    <xs:attribute name="prefix" type="xs:NCName" use="required"/>
    <xs:attribute name="uri" type="xs:anyURI" use="required"/>
  </xs:complexType></xs:element>
  <xs:element name="global" minOccurs="0" maxOccurs="2"><xs:complexType>{SOME}
    <xs:attribute name="scope" type="xs:NCName" use="required"/></xs:complexType></xs:element>
  <xs:element name="classifier" {MANY}><xs:complexType>
    <xs:attribute name="name" type="xs:NCName" use="required"/>
    <xs:attribute name="scope" type="xs:NCName"/>
    <xs:attribute name="keys" type="xs:token" use="required"/></xs:complexType></xs:element>
  <xs:element name="trace" {MANY}><xs:complexType><xs:sequence>{SOME}
    <xs:element name="event" {MANY}><xs:complexType>{SOME}</xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence>
<xs:attribute name="xes.version" type="xs:decimal" use="required"/>
<xs:attribute name="xes.features" type="xs:token" use="required"/>
</xs:complexType></xs:element></xs:schema>
"""
"""The rules of IEEE 1849-2016 for what is written here, by hand."""


@pytest.fixture
def office(office, clock) -> Office:
    """Give an office with a case sent back, one paused and one withdrawn."""
    case = to_review(office)
    move(clock, "2026-03-05 10:00")
    office.engine.send_back(case.id, "intake", by=reviewer_of(office, case.id), why="图纸缺页")
    paused = open_case(office)
    complete(office, paused.id)
    move(clock, "2026-03-06 10:00")
    office.engine.pause(paused.id, by="lin", why="等待补正")
    move(clock, "2026-03-11 10:00")
    office.engine.resume(paused.id, by="lin")
    office.engine.advance(paused.id, "accept", by="lin")
    gone = open_case(office)
    office.engine.withdraw(gone.id, by="lin", why="企业撤回")
    return office


def written(office: Office, path: Path, language="zh") -> Path:
    traces = office.views.traces("permit", language=language)
    assert write_xes(path, traces, zone=office.zone) == 3
    return path


def told(event: etree._Element) -> dict[str, str]:
    return {each.attrib["key"]: each.attrib["value"] for each in event}


def test_it_is_xes_by_the_rules_of_the_standard(office, tmp_path) -> None:
    log = etree.parse(written(office, tmp_path / "permit.xes"))

    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(log)
    prefixes = {each.get("prefix") for each in log.iter(f"{XES}extension")}
    scopes = {each.get("scope"): set(told(each)) for each in log.iter(f"{XES}global")}
    for event in log.iter(f"{XES}event"):
        found = told(event)
        assert len(found) == len(event)
        assert {key.partition(":")[0] for key in found if ":" in key} <= prefixes
        assert scopes["event"] <= set(found)
    for classifier in log.iter(f"{XES}classifier"):
        assert set(classifier.get("keys").split()) <= scopes["event"]


def test_every_stay_starts_and_completes_and_its_pauses_suspend_it(office, tmp_path) -> None:
    log = etree.parse(written(office, tmp_path / "permit.xes"))
    sent, paused, gone = (
        [told(event) for event in trace.iter(f"{XES}event")] for trace in log.iter(f"{XES}trace")
    )

    def brief(events: list[dict[str, str]]) -> list[tuple[str, str, str]]:
        return [(e["stage"], e["lifecycle:transition"], e["concept:instance"]) for e in events]

    assert brief(sent) == [
        ("intake", "start", "1"),
        ("intake", "complete", "1"),
        ("review", "start", "2"),
        ("review", "complete", "2"),
        ("intake", "start", "3"),
    ]
    assert [what for _, what, _ in brief(paused)] == [
        *("start", "suspend", "resume", "complete", "start")
    ]
    assert brief(gone)[-1] == (gone[-1]["stage"], "complete", "2")
    assert (sent[3]["via"], sent[4]["via"], sent[1]["on_time"]) == (
        "send_back",
        "send_back",
        "true",
    )
    assert sent[1]["org:resource"] == "lin"
    for events in (sent, paused, gone):
        moments = [datetime.fromisoformat(event["time:timestamp"]) for event in events]
        assert moments == sorted(moments)
        assert moments[0].utcoffset() == datetime(2026, 3, 2, tzinfo=ZONE).utcoffset()


def test_the_same_history_gives_the_same_packed_file(office, tmp_path) -> None:
    plain = written(office, tmp_path / "permit.xes").read_bytes()
    first = written(office, tmp_path / "first.xes.gz").read_bytes()

    assert written(office, tmp_path / "second.xes.gz").read_bytes() == first
    assert gzip.decompress(first) == plain


def test_the_csv_file_says_the_same(office, tmp_path) -> None:
    log = etree.parse(written(office, tmp_path / "permit.xes"))
    path = tmp_path / "permit.csv"

    cases = write_event_csv(path, office.views.traces("permit"), zone=office.zone)

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert cases == len({row["case:concept:name"] for row in rows}) == 3
    events = [told(event) for event in log.iter(f"{XES}event")]
    kept = [
        {key: value for key, value in row.items() if value and key != "case:concept:name"}
        for row in rows
    ]
    assert kept == events


@pytest.mark.parametrize(("write", "name"), [(write_xes, "log.csv"), (write_event_csv, "log.xes")])
def test_another_ending_is_refused_before_anything_is_written(write, name, tmp_path) -> None:
    with pytest.raises(UnwritableFile):
        write(tmp_path / name, (), zone=ZONE)

    assert not (tmp_path / name).exists()
