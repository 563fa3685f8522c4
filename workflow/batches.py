"""Deciding one approval on several cases at once (批量审批): on all of them, or on none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import (
    AmbiguousCase,
    AuditorsOnlyLook,
    BatchRefused,
    DatabaseProblem,
    GuatuError,
    Refusal,
    UnknownCase,
    UnknownPerson,
)
from .ports import UnitOfWork
from .spoken import fingerprint, require_sound
from .steps.sheet import Sheet
from .steps.staffing.seeing import require_entitled
from .steps.tasks.deciding import Said, decide_together, require_words
from .transactor import CaseName, Transactor, done_before, stale
from .values import Case

OF_ALL = (DatabaseProblem, UnknownPerson, AuditorsOnlyLook)
"""What stands in the way of the whole batch, whatever its cases are."""


@dataclass(slots=True)
class _Held:
    """The cases of a batch while they are held, by number, and those that can't be decided."""

    sheets: dict[int, Sheet] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)


def decide_all(  # noqa: PLR0913 - keyword-only
    transactor: Transactor,
    cases: Sequence[CaseName],
    approval: str,
    said: Said,
    *,
    by: str,
    expect: Mapping[int, int],
    key: str | None,
) -> Sequence[Case]:
    """Decide an approval on each of the cases, all of them in one transaction.

    Gives the cases as they are afterwards, each once, in the order they were named. ``expect`` maps
    numbers of cases to the versions the caller saw. Raises BatchRefused with every case that can't
    be decided and why; then nothing was. Raises ReasonMissing for a bare refusal.
    """
    words = {"task": approval, "verdict": said.verdict, "text": said.text}
    require_sound({**words, "key": key})
    require_words(said)

    def attempt() -> Sequence[Case]:
        with transactor.begin() as uow:
            held = _hold(transactor, uow, cases, by=by)
            mark = fingerprint("decide_all", {"cases": sorted(held.sheets), "by": by, **words})
            now = transactor.clock.now()
            if not held.refused and done_before(uow, key, mark, now) is not None:
                return [sheet.read for sheet in held.sheets.values()]
            _decide(held, approval, said, expect)
            if held.refused:
                raise BatchRefused(approval=approval, asked=len({*cases}), refusals=held.refused)
            return _finish(transactor, uow, held.sheets, key=key)

    return transactor.retrying(attempt, key=key) if cases else ()


def _hold(transactor: Transactor, uow: UnitOfWork, cases: Sequence[CaseName], *, by: str) -> _Held:
    """Hold every case of a batch, the newest first, as everybody does who holds several."""
    held, names = _Held(), dict[int, CaseName]()
    for name in cases:
        try:
            names.setdefault(uow.find(name), name)
        except (UnknownCase, AmbiguousCase) as error:
            held.refused.append(Refusal(case=name, title="", error=error))
    sheets = {number: transactor.held(uow, number, by=by) for number in sorted(names, reverse=True)}
    for number, name in names.items():
        try:
            require_entitled(sheets[number], name)
        except UnknownCase as error:
            held.refused.append(Refusal(case=name, title="", error=error))
        else:
            held.sheets[number] = sheets[number]
    return held


def _decide(held: _Held, approval: str, said: Said, expect: Mapping[int, int]) -> None:
    others = len(held.sheets) - 1
    for number, sheet in held.sheets.items():
        try:
            expected = expect.get(number, sheet.read.version)
            if expected != sheet.read.version:
                raise stale(sheet, expected)
            decide_together(sheet, approval, said, others=others)
        except OF_ALL:
            raise
        except GuatuError as error:
            held.refused.append(Refusal(case=number, title=sheet.case.title, error=error))


def _finish(
    transactor: Transactor, uow: UnitOfWork, sheets: Mapping[int, Sheet], *, key: str | None
) -> Sequence[Case]:
    done = [transactor.finish(uow, sheet, key=None) for sheet in sheets.values()]
    if key is not None:
        uow.settle_key(key, done[0].id)
    return done
