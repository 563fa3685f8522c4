"""Checks of what a flow declares: its keys, fields, decisions, roles, letters and the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from .document import DecisionPart, FieldPart
from .draft import HOLDER, Draft
from .expressions import RESERVED, CelExpression, Scope
from .findings import Path, near
from .flow import COPY, EXTENSION
from .people_checks import check_people
from .possible import first_to_hold, range_in
from .shape import BROKEN, check_key

_SECTIONS = (
    "fields decisions roles teams materials approvals rounds items subcases "  # noqa: SIM905 - words
    "stages terminals transitions series plans lights ladders recurring letters indicators".split()
)


TASKED = {
    "approvals": ("approval", "审批"),
    "rounds": ("opinion round", "会签"),
    "items": ("kind of item", "交办事项"),
    "recurring": ("duty", "定期任务"),
}
"""The sections whose keys name tasks: a key stands in one of them only."""


def check_declarations(draft: Draft) -> None:
    """Check everything that stands on its own, in the order of the file's sections."""
    _check_keys(draft)
    _check_heading(draft)
    for key, field in draft.doc.fields.items():
        _check_field(draft, field, ("fields", key))
    check_people(draft)


def _check_keys(draft: Draft) -> None:
    doc = draft.doc
    check_key(draft.findings, doc.flow, ("flow",))
    for section in _SECTIONS:
        for key in getattr(doc, section):
            check_key(draft.findings, key, (section, key))
    for key, field in doc.fields.items():
        for option in field.options:
            check_key(draft.findings, option, ("fields", key, "options", option))
    for key, decision in doc.decisions.items():
        for outcome in decision.outcomes:
            check_key(draft.findings, outcome, ("decisions", key, "outcomes", outcome))
    for key, series in doc.series.items():
        for name, choice in series.parts.items():
            check_key(draft.findings, name, ("series", key, "parts", name))
            for option in choice.options:
                check_key(draft.findings, option, ("series", key, "parts", name, "options", option))
    _check_names(draft)


def _check_names(draft: Draft) -> None:
    """Check that no key has a meaning already, or is used for two things that meet."""
    doc = draft.doc
    for section in ("fields", "decisions"):
        _check_reserved(draft, section, RESERVED)
    _check_reserved(draft, "stages", {"any"})
    _check_reserved(draft, "lights", {"none"})
    _check_reserved(draft, "ladders", {"none"})
    _check_reserved(draft, "transitions", {*type(doc.may).model_fields, "resume"})
    _check_reserved(draft, "roles", {HOLDER})
    for section in TASKED:
        _check_reserved(draft, section, {EXTENSION, COPY})
    for key, ladder in doc.ladders.items():
        for n, rung in enumerate(ladder.rungs):
            check_key(draft.findings, rung.rung, ("ladders", key, "rungs", n, "rung"))
    for n, section in enumerate(TASKED):
        for later in [*TASKED][n + 1 :]:
            _check_clash(draft, getattr(doc, section), later, TASKED[section])
    _check_clash(draft, doc.fields, "decisions", ("field", "字段"))
    _check_clash(draft, doc.fields, "series", ("field", "字段"))
    _check_clash(draft, doc.stages, "terminals", ("stage", "阶段"))


def _check_reserved(draft: Draft, section: str, reserved: Collection[str]) -> None:
    for key in getattr(draft.doc, section):
        if key in reserved:
            draft.findings.add("reserved-name", (section, key), on="key", name=key)


def _check_clash(draft: Draft, first: Iterable[str], section: str, words: tuple[str, str]) -> None:
    for key in getattr(draft.doc, section):
        if key in first:
            draft.findings.add(
                "name-clash", (section, key), on="key", name=key, other=words[0], other_zh=words[1]
            )


def _check_heading(draft: Draft) -> None:
    doc, add = draft.doc, draft.findings.add
    for section in ("stages", "terminals", "transitions"):
        if not getattr(doc, section) and not any(p[0] == section for p in draft.findings.broken):
            add("empty-section", (section,), on="key", name=section)
    if doc.calendar not in draft.calendars:
        add(
            "unknown-calendar",
            ("calendar",),
            name=doc.calendar,
            **near(doc.calendar, draft.calendars),
        )
    if doc.initial:
        draft.refer("stage", doc.initial, ("initial",))
    check_field_type(draft, doc.title_field, ("title_field",), "text")
    if doc.territory_field:
        check_field_type(draft, doc.territory_field, ("territory_field",), "territory")
    draft.refer_all("field", doc.identity, ("identity",))
    if doc.grade:
        draft.refer("decision", doc.grade, ("grade",))
    for name in ("issuer", "calendar_of"):
        if getattr(doc, name):
            draft.refer_unit_role(getattr(doc, name), (name,))


def check_field_type(draft: Draft, name: str, path: Path, wanted: str) -> None:
    """Check that a name is a field of one type."""
    if not draft.refer("field", name, path):
        return
    field = draft.doc.fields.get(name)
    if field and field.type != wanted and draft.findings.is_sound(("fields", name, "type")):
        draft.findings.add("field-type", path, name=name, wanted=wanted, found=field.type)


def _check_field(draft: Draft, field: FieldPart, path: Path) -> None:
    add = draft.findings.add
    if not draft.findings.is_sound((*path, "type")):
        return
    if field.type == "choice" and not field.options:
        add("no-options", path, on="key")
    if field.type != "choice" and field.options:
        add(
            "needless",
            (*path, "options"),
            on="key",
            name="options",
            why="only a choice has options",
            why_zh="只有 choice 类型有选项",
        )
    if field.type not in {"number", "integer"}:
        for name in ("min", "max"):
            if getattr(field, name) is not None:
                add(
                    "needless",
                    (*path, name),
                    on="key",
                    name=name,
                    why="only numbers have bounds",
                    why_zh="只有数值类型有上下限",
                )
    elif field.min is not None and field.max is not None and field.min > field.max:
        add("min-over-max", (*path, "min"))


def check_decisions(draft: Draft) -> Scope | None:
    """Check the decision tables; give the scope after the last, None when it can't be told."""
    doc = draft.doc
    scope = None if draft.is_open("field") else _first_scope(draft)
    for key in draft.names("decision"):
        decision = doc.decisions.get(key)
        if decision is not None:
            _check_decision(draft, decision, ("decisions", key), scope)
        if scope is not None and key not in RESERVED:
            title = decision.title.zh if decision else key
            if key not in scope.types:
                scope = scope.with_text(key, title)
            if key == doc.grade:
                scope = scope.with_text("grade", title)
    return None if draft.is_open("decision") else scope


def _check_rows(draft: Draft, rows: Mapping[int, CelExpression], path: Path) -> None:
    """Check that each row holds for something that the rows before it leave."""
    if draft.is_published or any(draft.findings.has((*path, "rules", n)) for n in rows):
        return
    reached = first_to_hold(partial(range_in, draft.doc), [*rows.values()])
    for place, n in enumerate(rows):
        if place not in reached:
            draft.findings.add("row-covered", (*path, "rules", n))


def _first_scope(draft: Draft) -> Scope:
    """Give what every expression may read; a field of unknown type fits everywhere."""
    types: dict[str, str] = {}
    titles: dict[str, str] = {}
    for key in draft.names("field"):
        field = draft.doc.fields.get(key)
        if key not in RESERVED:
            is_sound = field and draft.findings.is_sound(("fields", key, "type"))
            types[key] = field.type if field and is_sound else "unknown"
            titles[key] = field.title.zh if field else key
    types |= {"filled": "texts", "materials": "texts", "stage": "text", "today": "date"}
    return Scope(types, titles)


def _check_decision(draft: Draft, decision: DecisionPart, path: Path, scope: Scope | None) -> None:
    add, sound = draft.findings.add, draft.findings.is_sound
    if not decision.outcomes and sound((*path, "outcomes")):
        add("empty-section", (*path, "outcomes"), on="key", name="outcomes")
    always = None
    rows: dict[int, CelExpression] = {}
    for n, rule in enumerate(decision.rules):
        at: Path = (*path, "rules", n)
        if always is not None:
            add("never-reached", at)
        compiled = draft.compile(rule.when, scope, (*at, "when")) if rule.when else None
        if compiled is not None and always is None:
            rows[n] = compiled
        is_open = rule.when is None and sound((*at, "when"))
        if always is None and (is_open or (compiled and compiled.constant)):
            always = n
        known = list(decision.outcomes)
        if rule.then not in (*known, BROKEN) and sound((*path, "outcomes")):
            add("unknown-outcome", (*at, "then"), name=rule.then, **near(rule.then, known))
    _check_rows(draft, rows, path)
    if always is None and sound((*path, "rules")):
        add("no-default-row", (*path, "rules"), on="key")
