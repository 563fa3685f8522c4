"""Every page of the app, as its address in a busy office and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from .busy import Busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page: its name in pictures, who looks at it, and its address under the app's."""

    name: str
    login: str
    path: str

    def __str__(self) -> str:
        """Give its name."""
        return self.name


MEASURED = ("board", "case", "inbox", "letter", "report")
"""The places whose first load is weighed."""


def places(busy: Busy) -> tuple[Place, ...]:
    """Give every page: those nobody has to sign in for have no login."""
    case = busy.cases
    red, reviewed, large = case["red"], case["reviewed"], case["large"]
    letter = f"{red}-1-yellow"
    march = "/reports/permit_month?period=2026-03"
    seen = {
        "board": ("lin", "/board"),
        "board-narrowed": ("lin", "/board?light=red&stage=intake&q=厂房"),
        "board-empty": ("lin", "/board?q=没有这个项目"),
        "case": ("lin", f"/cases/{red}"),
        "case-reviewed": ("ma", f"/cases/{reviewed}?history=people"),
        "case-large": ("ma", f"/cases/{large}?whole=true"),
        "case-ended": ("lin", f"/cases/{case['issued']}"),
        "case-paused": ("lin", f"/cases/{case['paused']}"),
        "case-extend": ("ma", f"/cases/{red}/do/extend"),
        "case-back": ("guan", f"/cases/{reviewed}/do/send_back"),
        "inbox": ("lin", "/inbox"),
        "inbox-empty": ("shui", "/inbox"),
        "notice": ("lin", f"/inbox/{red}/1/yellow"),
        "tasks": ("ma", "/tasks"),
        "task": ("ma", f"/tasks/{large}/chief"),
        "task-opinion": ("hua", f"/tasks/{reviewed}/joint"),
        "task-batch": ("ma", "/tasks/batch/permit/chief"),
        "letters": ("lin", "/letters"),
        "letters-empty": ("lin", "/letters?q=没有这件"),
        "letter": ("lin", f"/letters/{letter}"),
        "letter-edit": ("lin", f"/letters/edit/{letter}"),
        "letter-numbers": ("lin", "/letters/numbers"),
        "verify": ("", "/verify"),
        "reports": ("lin", "/reports"),
        "report": ("lin", march),
        "report-cases": (
            "lin",
            f"/reports/permit_month/cases{march[march.index('?') :]}&table=standing&column=red",
        ),
        "indicators": ("lin", "/indicators?flow=permit"),
        "indicators-places": ("lin", "/indicators?flow=permit&by=territory"),
        "operations": ("guan", "/operations"),
        "operations-discard": ("guan", "/operations/dead/confirm?do=discard&everything=true"),
        "operations-dead": ("guan", "/operations/dead"),
        "operations-history": ("guan", "/operations/history"),
        "operations-provisional": ("guan", "/operations/provisional"),
        "flows": ("guan", "/flows"),
        "migrations": ("guan", "/flows/migrations"),
        "forbidden": ("lin", "/operations"),
        "missing": ("lin", "/cases/999"),
        "nobody": ("", "/board"),
    }
    return tuple(Place(name=name, login=who, path=path) for name, (who, path) in seen.items())
