"""An office with every shipped flow, the sample roster and one enterprise it may write to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guatu import Clock, Office
from guatu.definitions.files import FLOWS

from .offices import ZONE

FIRM = "yunchuan_bearing"
FIRM_TITLE = "云川轴承有限公司"
RESIDENT = "resident_binhai"
CLERK, DIRECTOR = "fang_xiaohe", "shen_zhiyuan"
_UNITS = f"""
  - {{key: {FIRM}, title: {FIRM_TITLE}, territory: wangxi, kind: 企业}}
  - {{key: {RESIDENT}, title: 云岭市驻滨海招商联络处, territory: yunling, parent: promotion_office,
     duties: [resident_office], kind: 内设机构}}
"""
_PEOPLE = f"""
  - {{key: yao_binhai, name: 姚滨海, unit: {RESIDENT}, posts: [head, liaison]}}
"""


def open_firms(url: str, clock: Clock, folder: Path) -> Office:
    """Open the office over a database that has guatu's tables; the roster is written to a folder."""
    source = (FLOWS.parent / "samples" / "roster.yaml").read_text(encoding="utf-8")
    units, people = source.split("\npeople:\n")
    roster = folder / "roster.yaml"
    roster.write_text(f"{units}{_UNITS}\npeople:\n{people}{_PEOPLE}", encoding="utf-8")
    office = Office.open(url, clock=clock, upgrade=False)
    office.publish_shipped()
    office.load_roster(roster)
    return office


def due(office: Office, case: int) -> str:
    """Tell until when the present stage is due, as the office's wall time."""
    (row,) = [r for r in office.views.board(office.clock.now(), limit=10_000) if r.id == case]
    assert row.due_at is not None
    return f"{row.due_at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def letters(office: Office, case: int) -> Sequence[str]:
    """List the keys of the letters drafted on a case, in order; all may be sent to whom they name."""
    found = sorted(office.views.letters(case_id=case), key=lambda x: (x.drafted_at, x.spec))
    assert [letter.barred for letter in found if letter.barred] == []
    return [letter.spec for letter in found]


def text_of(office: Office, case: int, spec: str) -> str:
    """Give the text of the one letter of a key on a case, without line breaks."""
    (letter,) = [x for x in office.views.letters(case_id=case) if x.spec == spec]
    return str(letter.text).replace("\n", "")
