"""A flow's text is shown as a form, whole, with the faults at their fields."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guatu.definitions import read_flow
from guatu.definitions.document import Document
from guatu.definitions.editing import (
    Add,
    FormEntry,
    FormField,
    Set,
    edit,
    filled_in,
    form_of,
    skeleton,
    value_of,
)
from guatu.definitions.editing.labels import LABELLED
from guatu.definitions.editing.outline import values_of
from guatu.definitions.files import shipped_flows
from guatu.errors import DefinitionFaults
from guatu.notifications import shipped_templates

FLOWS = {path.stem: path.read_text(encoding="utf-8") for path in shipped_flows()}
TEMPLATES = shipped_templates()
TEXT = FLOWS["major_project"]


def fields_of(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from fields_of(field.fields)
        yield from entries_of(field.entries)


def entries_of(entries: tuple[FormEntry, ...]) -> Iterator[FormField]:
    for entry in entries:
        yield from fields_of(entry.fields)


def every_field(text: str) -> list[FormField]:
    return [f for s in form_of(text).sections for f in entries_of(s.entries)]


def field_at(text: str, *path, faults=()) -> FormField:
    form = form_of(text, faults)
    found = [f for s in form.sections for f in entries_of(s.entries) if f.path == path]
    assert len(found) == 1
    return found[0]


def faults_of(text: str):
    with pytest.raises(DefinitionFaults) as found:
        read_flow(text, file="x.yaml", templates=TEMPLATES)
    return found.value.faults


def test_sections_stand_in_the_order_of_the_file_and_those_to_come_behind() -> None:
    keys = [section.key for section in form_of(TEXT).sections]
    written = [key for key in values_of(TEXT) if key in keys]

    assert keys[: len(written) + 1] == ["", *written]
    assert {s.key for s in form_of(TEXT).sections if not s.is_there} == set(keys) - {"", *written}


@pytest.mark.parametrize("name", FLOWS)
def test_every_value_of_a_shipped_flow_has_a_field(name) -> None:
    text = FLOWS[name]
    shown = {field.path for field in every_field(text) if field.is_there}

    def is_shown(path) -> bool:
        return any(path[: n + 1] in shown for n in range(len(path)))

    def leaves(value, path=()):
        if isinstance(value, dict):
            return [p for k, v in value.items() for p in leaves(v, (*path, k))]
        return [path]

    assert [path for path in leaves(values_of(text)) if not is_shown(path)] == []


@pytest.mark.parametrize("name", FLOWS)
def test_what_a_form_shows_written_back_changes_nothing(name) -> None:
    text = FLOWS[name]
    shown = [f for f in every_field(text) if f.is_there and f.kind not in {"group", "list"}]

    for field in shown[:: max(1, len(shown) // 12)]:
        value = value_of(field.snippet) if field.kind == "raw" else field.value

        assert edit(text, Set(path=field.path, value=value)) == text


def test_every_key_of_the_language_has_a_name() -> None:
    schema = Document.model_json_schema(by_alias=True)
    parts = [schema, *schema["$defs"].values()]

    assert {key for part in parts for key in part.get("properties", {})} - LABELLED == set()


@pytest.mark.parametrize(
    ("path", "kind", "value"),
    [
        (("note",), "text", None),
        (("title",), "title", {"zh": "重大招商引资项目", "en": "Major projects"}),
        (("stages", "banked", "limit"), "span", "20 workdays"),
        (("stages", "banked", "owner"), "choice", "nominator"),
        (("transitions", "remove", "from"), "names", ["banked", "pushing"]),
        (("transitions", "enter", "requires", 1, "fact"), "expression", "maturity != 'immature'"),
        (("fields", "name", "required"), "boolean", True),
        (("ladders", "standard", "rungs", 1, "level"), "number", 1),
        (("indicators", "bank_rate", "numerator"), "names", ["banked"]),
        (("roles", "office", "assign", "duty"), "text", "promotion_office"),
        (("stages", "banked", "clock"), "group", None),
    ],
    ids=str,
)
def test_a_value_is_filled_in_by_its_kind(path, kind, value) -> None:
    field = field_at(TEXT, *path)

    assert field.kind == kind
    assert value is None or field.value == value


def test_a_choice_offers_what_the_flow_declares_by_its_titles() -> None:
    owners = field_at(TEXT, "stages", "banked", "owner").offers
    told = field_at(TEXT, "ladders", "standard", "rungs", 1, "to").offers
    then = field_at(TEXT, "decisions", "maturity", "rules", 0, "then").offers
    kinds = field_at(TEXT, "terminals", "completed", "kind").offers

    assert [(o.key, o.title) for o in owners] == [
        ("office", "招商委办公室"),
        ("nominator", "申报单位"),
        ("approver", "审定机关"),
    ]
    assert [o.key for o in told][:2] == ["office", "office.head"]
    assert [o.key for o in told][-2:] == ["holder", "holder.head"]
    assert [(o.key, o.title) for o in then] == [
        ("mature", "成熟"),
        ("nearly", "基本成熟"),
        ("immature", "不成熟"),
    ]
    assert "sealed" in [o.key for o in kinds]


def test_a_fault_stands_at_its_field() -> None:
    text = TEXT.replace("    limit: 20 workdays", "    limit: 20 workdoys", 1)
    faults = faults_of(text)

    field = field_at(text, "stages", "banked", "limit", faults=faults)
    section = form_of(text, faults).section("stages")

    assert [fault.code for fault in field.faults] == ["bad-span"]
    assert field.line == faults[0].line
    assert section is not None
    assert section.faults == ()


def test_every_fault_of_a_broken_text_is_shown_once_somewhere() -> None:
    text = TEXT.replace("owner: nominator", "owner: nobody").replace("type: text", "typ: text")
    faults = faults_of(text)
    form = form_of(text, faults)

    shown = [f for s in form.sections for e in s.entries for f in e.faults]
    shown += [f for s in form.sections for f in s.faults]
    shown += [f for field in every_field_of(form) for f in field.faults]

    assert sorted(map(str, shown)) == sorted(map(str, faults))


def every_field_of(form) -> list[FormField]:
    return [f for s in form.sections for f in entries_of(s.entries)]


def test_a_key_the_language_does_not_know_is_a_piece_of_yaml() -> None:
    text = TEXT.replace("    limit: 20 workdays", "    limt: {a: 20 workdays}", 1)

    field = field_at(text, "stages", "banked", "limt")

    assert (field.kind, field.snippet) == ("raw", "{a: 20 workdays}")


def test_a_text_that_is_no_yaml_has_its_faults_and_no_sections() -> None:
    form = form_of("stages: [")

    assert (form.is_readable, form.sections) == (False, ())
    assert [fault.code for fault in form.faults] == ["syntax"]


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("text", ["  a "], "a"),
        ("text", [""], None),
        ("title", ["名称", ""], "名称"),
        ("title", ["名称", "Name"], {"zh": "名称", "en": "Name"}),
        ("names", ["a", "", "b"], ["a", "b"]),
        ("names", [""], None),
        ("boolean", ["true"], True),
        ("number", ["12"], 12),
        ("number", ["1.5"], 1.5),
        ("number", ["many"], "many"),
        ("raw", ["{a: [1]}"], {"a": [1]}),
        ("raw", ["- a\n- b: 1"], ["a", {"b": 1}]),
    ],
)
def test_what_is_filled_in_is_read_by_its_kind(kind, given, value) -> None:
    assert filled_in(kind, given) == value


SOUND = ["fields", "materials", "approvals", "lights", "recurring", "items", "teams", "roles"]


@pytest.mark.parametrize("section", SOUND)
def test_a_new_entry_is_sound_from_the_start(section) -> None:
    path = (section, "fresh")

    text = edit(TEXT, Add(path=path, value=skeleton(TEXT, path)))

    assert read_flow(text, file="x.yaml", templates=TEMPLATES).key == "major_project"


def test_a_new_rung_and_a_new_requirement_are_sound_from_the_start() -> None:
    rung, need = ("ladders", "standard", "rungs", 4), ("transitions", "refuse", "requires", 0)

    text = edit(TEXT, Add(path=rung, value=skeleton(TEXT, rung)))
    text = edit(text, Add(path=need, value=skeleton(text, need)))

    flow = read_flow(text, file="x.yaml", templates=TEMPLATES)
    assert flow.ladders["standard"].rungs[-1].key == "rung1"
    assert len(flow.transitions["refuse"].requirements) == 1
