"""An office with every shipped flow, the sample roster and one enterprise it may write to."""

from __future__ import annotations

from pathlib import Path

from guatu import Clock, Office

from .shipped import SAMPLE_ROSTER, open_shipped

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
    source = SAMPLE_ROSTER.read_text(encoding="utf-8")
    units, people = source.split("\npeople:\n")
    roster = folder / "roster.yaml"
    roster.write_text(f"{units}{_UNITS}\npeople:\n{people}{_PEOPLE}", encoding="utf-8")
    return open_shipped(url, clock, roster=roster)


def text_of(office: Office, case: int, spec: str) -> str:
    """Give the text of the one letter of a key on a case, without line breaks."""
    (letter,) = [x for x in office.views.letters(case_id=case) if x.spec == spec]
    return str(letter.text).replace("\n", "")
