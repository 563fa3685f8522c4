"""Deeds that move a case and file to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ..language.model import MAIN
from .acting import Acting, Doing
from .meeting import Meeting
from .whoever import able, advance, by_whoever, everybody, opening_fields


def _advance(act: Acting) -> None:
    deed = act.deed
    if deed.more.get("with") or deed.more.get("without") or deed.more.get("fields"):
        _meet(act)
    by = act.named(deed.by, act.explained).key if deed.by else ""
    advance(act.house, act.case, deed.what, by=by, why=str(deed.more.get("why", "")))


def _meet(act: Acting) -> None:
    given: Mapping[str, Any] = act.deed.more.get("fields") or {}
    if given:
        _write(act, fields=given)
    without: Sequence[str] = act.deed.more.get("without") or ()
    Meeting(act.house, act.case, act.deed.what, frozenset(given), without).meet()


def _write(
    act: Acting,
    *,
    fields: Mapping[str, Any] | None = None,
    materials: Mapping[str, str] | None = None,
    note: str = "",
) -> None:
    act.by(
        lambda by: act.engine.record(
            act.case, by=by, fields=fields, materials=materials, note=note
        ),
        act.able("record"),
    )


def _record(act: Acting) -> None:
    _write(act, fields=act.deed.what, note=str(act.deed.more.get("note", "")))


def _file(act: Acting) -> None:
    titles = act.flow.materials
    _write(act, materials={key: f"{titles[key].title}.pdf" for key in act.deed.what})


def _open(act: Acting) -> None:
    house, more = act.house, act.deed.more
    flow = house.flows[act.deed.what]
    parent = house.case(more["under"]) if "under" in more else None
    fields = opening_fields(house, flow, more.get("fields") or {})
    opened: list[int] = []

    def open_(by: str) -> None:
        opened.append(house.office.engine.open(flow.key, fields=fields, by=by, parent=parent).id)

    if act.deed.by:
        explained = house.explain(parent) if parent else None
        open_(act.named(act.deed.by, explained).key)
    else:
        by_whoever(everybody(house), open_)
    name = str(more.get("as", ""))
    if name:
        house.cases[name] = opened[0]
    if flow.key == house.main and MAIN not in house.cases:
        house.cases[MAIN] = opened[0]


def _enter(act: Acting) -> None:
    more, series = act.deed.more, act.flow.series[act.deed.what]
    today = act.now.astimezone(act.house.zone).date()
    on = date.fromisoformat(str(more["on"])) if "on" in more else today
    likely = able(act.house, act.explained, series.by) if series.by else act.able("record")
    act.by(
        lambda by: act.engine.figures.enter(
            act.case, series.key, more["amount"], on=on, by=by, parts=more.get("parts") or {}
        ),
        likely,
    )


def _correct(act: Acting) -> None:
    more, series = act.deed.more, act.flow.series[act.deed.what]
    likely = able(act.house, act.explained, series.by) if series.by else act.able("record")
    act.by(
        lambda by: act.engine.figures.correct(
            act.case, series.key, more["number"], amount=more["amount"], by=by, why=act.why
        ),
        likely,
    )


DEEDS: Final[Mapping[str, Doing]] = {
    "advance": _advance,
    "meet": _meet,
    "send_back": lambda a: a.by(
        lambda by: a.engine.send_back(
            a.case, a.deed.what, by=by, why=a.why, then=a.deed.more.get("then", "again")
        ),
        a.able("send_back"),
    ),
    "take_back": lambda a: a.by(
        lambda by: a.engine.moves.take_back(a.case, by=by, why=a.deed.what),
        [p for stay in a.explained.stays[-1:] for p in a.house.who.acting(stay.by)],
    ),
    "jump": lambda a: a.by(
        lambda by: a.engine.moves.jump(a.case, a.deed.what, by=by, why=a.why),
        a.house.who.roster.people[:0],
    ),
    "pause": lambda a: a.by(
        lambda by: a.engine.pause(a.case, by=by, why=a.deed.what), a.able("pause")
    ),
    "resume": lambda a: a.by(lambda by: a.engine.resume(a.case, by=by), a.able("pause")),
    "withdraw": lambda a: a.by(
        lambda by: a.engine.withdraw(a.case, by=by, why=a.deed.what), a.able("withdraw")
    ),
    "extend": lambda a: a.by(
        lambda by: a.engine.extend(a.case, a.deed.what, by=by, why=a.why), a.able("extend")
    ),
    "open": _open,
    "record": _record,
    "file": _file,
    "note": lambda a: _write(a, note=a.deed.what),
    "enter": _enter,
    "correct": _correct,
}
"""How each of these deeds is done."""
