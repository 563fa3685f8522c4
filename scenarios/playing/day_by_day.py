"""Playing a scenario: time passes, things are done, and what is expected is looked at, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any, Final

from ...errors import GuatuError, TransitionRefused
from ...workflow.people import Person
from ..language.forms import FORMS
from ..language.model import MAIN, Day, Deed, Scenario
from ..results import Checked, DayRan, Ran, Words
from .acting import Acting, Doing
from .doing_answering import DEEDS as ANSWERING
from .doing_asking import DEEDS as ASKING
from .doing_cases import DEEDS as MOVING
from .doing_staffing import DEEDS as STAFFING
from .house import CaseMissing, House
from .looking import look
from .seeing import LABELS
from .whoever import by_whoever, everybody, opening_fields

_DOING: Final[Mapping[str, Doing]] = {**MOVING, **ASKING, **STAFFING, **ANSWERING}
"""How each deed of the table of forms is done."""

_DONE = Words(en="done", zh="办成")
_REFUSED = Words(en="refused", zh="被拒绝")


def play(house: House, scenario: Scenario) -> Ran:
    """Play a scenario in a house of its own, until something that should be done is refused."""
    days: list[DayRan] = []
    opened = _open(house, scenario)
    if opened is not None:
        line = opened.line
        days.append(
            DayRan(
                at=scenario.starts.astimezone(house.zone), line=line, happened=(), checks=(opened,)
            )
        )
    else:
        for day in scenario.days:
            ran, goes_on = _play_day(house, day)
            days.append(ran)
            if not goes_on:
                break
    taken = frozenset(key for flow, key in house.taken if flow == house.main)
    return Ran(
        scenario=scenario.name,
        line=scenario.line,
        days=tuple(days),
        taken=taken,
        letters=tuple(house.letters()),
    )


def _open(house: House, scenario: Scenario) -> Checked | None:
    """Open the main case; give the check that failed where that is refused."""
    opens = scenario.opens
    if opens is None:
        return None
    flow = house.flows[house.main]
    fields = opening_fields(house, flow, opens.fields)

    def open_(by: str) -> None:
        case = house.office.engine.open(
            flow.key, fields=fields, by=by, ref=opens.ref, calendar=opens.calendar
        )
        house.cases[MAIN] = case.id

    try:
        if opens.by:
            person = house.who.person(opens.by)
            people = [person] if person else _at_opening(house, opens.by)
            by_whoever(people, open_)
        else:
            by_whoever(everybody(house), open_)
    except GuatuError as error:
        return _not_done(Words(en="open", zh="立项"), error, opens.line)
    return None


def _at_opening(house: House, name: str) -> list[Person]:
    """Give whoever may be meant by a role before there is a case: by its unit's duty, or its post."""
    who, flow = house.who, house.flows[house.main]
    unit = who.unit(name.removesuffix(".head"))
    if unit is not None:
        return who.acting(unit.key)
    role = flow.roles.get(name.removesuffix(".head"))
    rules = role.assign if role else ()
    duties = {rule.duty for rule in rules} | _outcomes(house, {rule.duty_from for rule in rules})
    posts = {rule.post for rule in rules} | _outcomes(house, {rule.post_from for rule in rules})
    units = [u.key for u in who.roster.units if u.duties & duties]
    people = [p for key in units for p in who.acting(key)]
    if name.endswith(".head"):
        people = [p for p in people if "head" in p.posts]
    return [*people, *(p for p in who.roster.people if p.posts & posts)]


def _outcomes(house: House, sources: set[str]) -> set[str]:
    decisions = house.flows[house.main].decisions
    return {key for source in sources if source in decisions for key in decisions[source].outcomes}


def _play_day(house: House, day: Day) -> tuple[DayRan, bool]:
    """Play one day; say whether the days after it still mean anything."""
    house.pass_until(day.at.astimezone(UTC))
    checks: list[Checked] = []
    goes_on = True
    for deed in day.deeds:
        check = _do(house, deed)
        if check is not None:
            checks.append(check)
            goes_on = check.ok or deed.refused is not None
        if not goes_on:
            break
    house.office.tick()
    happened = tuple(house.news())
    if goes_on:
        checks += _look(house, day)
    at = day.at.astimezone(house.zone)
    return DayRan(at=at, line=day.line, happened=happened, checks=tuple(checks)), goes_on


def _look(house: House, day: Day) -> Iterator[Checked]:
    for hope in day.hopes:
        try:
            yield look(house, hope)
        except CaseMissing as missing:
            yield _missing(LABELS[hope.kind], missing, hope.line)


def _do(house: House, deed: Deed) -> Checked | None:
    """Do a deed; give a check where something was expected of it, or it was refused."""
    what = _named(house, deed)
    try:
        _DOING[deed.do](Acting(house, deed))
    except CaseMissing as missing:
        return _missing(what, missing, deed.line)
    except GuatuError as error:
        if deed.refused is None:
            return _not_done(what, error, deed.line)
        return Checked(
            what=what,
            expected=_wanted(deed.refused),
            got=_said(error),
            ok=_is_named(deed.refused, error),
            line=deed.line,
        )
    if deed.refused is None:
        return None
    return Checked(what=what, expected=_wanted(deed.refused), got=_DONE, ok=False, line=deed.line)


def _named(house: House, deed: Deed) -> Words:
    """Name a deed by its word and what it is done to, with the title the flow gives that."""
    named = [*deed.what] if isinstance(deed.what, dict | list | tuple) else [deed.what]
    flow = house.flows[house.main]
    sections: tuple[Mapping[str, Any], ...] = (
        flow.transitions,
        flow.stages,
        flow.roles,
        flow.materials,
        flow.fields,
        flow.letters,
    )
    titles = [
        next((str(section[name].title) for section in sections if name in section), None)
        or flow.task_title(str(name))
        for name in named
    ]
    shown = "" if deed.what is True else "、".join(titles)
    word = FORMS[deed.do].title
    return Words(
        en=f"{deed.do} {', '.join(map(str, named))}", zh=f"{word}“{shown}”" if shown else word
    )


def _wanted(refused: tuple[str, ...]) -> Words:
    if not refused:
        return _REFUSED
    named = "、".join(refused)
    return Words(en=f"refused for {', '.join(refused)}", zh=f"被拒绝，理由含 {named}")


def _is_named(refused: tuple[str, ...], error: GuatuError) -> bool:
    """Say whether a refusal names all that it should: requirements, or words of its sentence."""
    said = {error.sentence("zh"), error.sentence("en")}
    unmet = error.unmet if isinstance(error, TransitionRefused) else ()
    keys = {name for one in unmet for name in (one.key, one.title)}
    return all(name in keys or any(name in text for text in said) for name in refused)


def _not_done(what: Words, error: GuatuError, line: int) -> Checked:
    got = _said(error)
    return Checked(what=what, expected=_DONE, got=got, ok=False, line=line)


def _said(error: GuatuError) -> Words:
    """Give a refusal in one line."""
    return Words(
        en=" ".join(error.sentence("en").split()), zh=" ".join(error.sentence("zh").split())
    )


def _missing(what: Words, missing: CaseMissing, line: int) -> Checked:
    name = missing.name
    got = Words(
        en=f"there is no case “{name}”" if name else "no case of the flow was opened",
        zh=f"没有事项“{name}”" if name else "本流程还没有立项",
    )
    return Checked(
        what=what, expected=Words(en="a case", zh="有此事项"), got=got, ok=False, line=line
    )
