"""People who look after the permit office, and one who plays no part in it."""

from __future__ import annotations

from pathlib import Path

from guatu import Office

from .offices import ROSTER

_UNITS = "  - {key: tax, title: 海州市税务局, short: 税务, territory: west}\n"
_PEOPLE = """  - {key: guan, name: 管理员, unit: tax, roles: [administrator]}
  - {key: shen, name: 审计员, unit: tax, roles: [auditor]}
  - {key: shui, name: 税专员, unit: tax}
"""


def with_overseers(office: Office, folder: Path) -> None:
    """Add an administrator (guan), an auditor (shen), and somebody who sees no case (shui).

    The roster's file is written beside ``folder``.
    """
    text = ROSTER.read_text(encoding="utf-8").replace("people:\n", f"{_UNITS}people:\n")
    file = folder.with_name(f"{folder.name}-roster.yaml")
    file.write_text(text + _PEOPLE, encoding="utf-8")
    office.load_roster(file)
