from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from guatu.definitions import read_flow
from guatu.errors import InvalidValues, KeyReused, NotAllowed, UnknownPerson, ValueFault
from guatu.exchange import import_rows
from guatu.workflow.values import Case

HEAD = "项目名称,投资企业,落户地区,编号\n"
FLOW = """
flow: permit
title: 施工许可
title_field: name
territory_field: district
identity: [name]
fields:
  name: {title: 项目名称, type: text, required: true}
  enterprise: {title: 投资企业, type: text}
  district: {title: 落户地区, type: territory, required: true}
roles:
  desk: {title: 窗口, holder: unit, assign: {duty: desk}}
stages:
  intake: {title: 受理, owner: desk}
terminals:
  issued: {title: 已发证, kind: completed}
transitions:
  issue: {title: 发证, from: intake, to: issued, who: [desk]}
"""
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def flow():
    return read_flow(FLOW, file="permit.yaml", templates={})


class Desk:
    """Opens cases in memory, the way the engine answers: once for a key, errors as told."""

    def __init__(self, errors=None) -> None:
        self.opened: dict[str, Case] = {}
        self.errors = errors or {}

    def __call__(self, values, ref, key) -> Case:
        if values["name"] in self.errors:
            raise self.errors[values["name"]]
        return self.opened.setdefault(key, _case(len(self.opened) + 1, values, ref))


def _case(number, values, ref) -> Case:
    return Case(
        id=number,
        flow_hash="",
        flow_key="permit",
        title=values["name"],
        stage="intake",
        entry=1,
        status="running",
        grade="",
        territory="",
        fields=values,
        version=1,
        opened_at=NOW,
        opened_by="a",
        active_at=NOW,
        changed_at=NOW,
        changed_by="a",
        ref=ref,
    )


def take(path: Path, flow, places, desk):
    return import_rows(path, flow=flow, territories=places, open_case=desk)


def test_good_rows_become_cases_and_bad_rows_are_reported(csv_file, flow, places):
    path = csv_file(HEAD + "甲,乙,望溪区,7\n丙,丁,火星,8\n戊,己,鹿鸣区,\n")
    report = take(path, flow, places, Desk())

    assert [(row.row, row.case, row.title) for row in report.opened] == [(2, 1, "甲"), (4, 2, "戊")]
    assert [(f.row, f.column) for f in report.faults] == [(3, "C")]
    assert (report.rows, report.refused) == (3, 1)


def test_the_same_row_has_the_same_key_and_so_opens_nothing_twice(csv_file, flow, places):
    path, desk = csv_file(HEAD + "甲,乙,望溪区,7\n"), Desk()
    first = take(path, flow, places, desk)
    second = take(path, flow, places, desk)

    assert second.opened == first.opened
    assert len(desk.opened) == 1


def test_another_reference_is_another_key(csv_file, flow, places):
    desk = Desk()
    take(csv_file(HEAD + "甲,乙,望溪区,7\n"), flow, places, desk)
    take(csv_file(HEAD + "甲,乙,望溪区,8\n"), flow, places, desk)

    assert [case.ref for case in desk.opened.values()] == ["7", "8"]


def test_what_the_engine_refuses_is_reported_with_its_row(csv_file, flow, places):
    taken = ValueFault(
        field="name", title="项目名称", value="甲", what="taken", what_zh="与已有记录重复"
    )
    desk = Desk(
        {
            "甲": InvalidValues(faults=[taken]),
            "乙": KeyReused(key="k"),
            "丙": NotAllowed(person="p", action="open", action_zh="立项", case=1, roles="窗口"),
        }
    )
    path = csv_file(HEAD + "甲,,望溪区,\n乙,,望溪区,\n丙,,望溪区,\n丁,,望溪区,\n")
    report = take(path, flow, places, desk)

    assert [(f.row, f.column) for f in report.faults] == [(2, "A"), (3, ""), (4, "")]
    assert [row.row for row in report.opened] == [5]


def test_an_error_that_is_nobodys_row_ends_the_import(csv_file, flow, places):
    desk = Desk({"甲": UnknownPerson(name="nobody")})

    with pytest.raises(UnknownPerson):
        take(csv_file(HEAD + "甲,乙,望溪区,\n"), flow, places, desk)


def test_a_report_sums_up_in_both_languages(csv_file, flow, places):
    path = csv_file("备注," + HEAD + "x,甲,乙,望溪区,\nx,丙,丁,火星,\n")
    report = take(path, flow, places, Desk())

    assert report.sentence("zh").splitlines()[0] == f"{path}：共 2 行：立项 1 行，未导入 1 行。"
    assert report.sentence("en").splitlines()[0] == f"{path}: 2 rows: 1 opened, 1 refused."
    assert "提示：第 1 行 A 列“备注”" in report.sentence("zh")
