"""The reference pages name everything there is: commands, options, errors, settings, words."""

from __future__ import annotations

import dataclasses
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import guatu
from guatu import cli, errors
from guatu.cli.app import app, code_of
from guatu.definitions.checks import RESERVED
from guatu.definitions.document import Document
from guatu.definitions.spans import Unit
from guatu.notifications.writing.filters import FILTERS
from guatu.notifications.writing.letters import LAYOUTS, URGENCIES
from guatu.notifications.writing.shipped import shipped_templates
from guatu.notifications.writing.sourcetext import HEADER_FIELDS
from guatu.workflow.people.changes import KINDS as ROSTER_KINDS
from guatu.workflow.telling import KINDS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def _commands(group: Any, before: str = "") -> dict[str, Any]:
    """Give every command by its whole name, such as ``board`` or ``dead retry``."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= _commands(command, f"{before}{name} ")
        else:
            found[before + name] = command
    return found


COMMANDS = _commands(typer.main.get_command(app))
DESIGN_WORDS = [
    "Flow",
    "Stage",
    "Transition",
    "Requirement",
    "Case",
    "Entry",
    "Span",
    "Calendar",
    "Deadline",
    "Light",
    "Ladder",
    "Rung",
    "Escalation",
    "Task",
    "Assignment",
    "Commissioner",
    "Roster",
    "Letter",
    "Notice",
    "Event",
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def first_cells(text: str) -> list[str]:
    """Give the first cell of every row of the tables, back-quotes removed, several names split."""
    rows = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)
    return [name.strip("` ") for row in rows for name in row.split(", ")]


def section(text: str, heading: str) -> str:
    found = re.search(
        rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found is not None, heading
    return found[2]


def command_sections() -> dict[str, str]:
    parts = re.split(r"^### guatu ", read("docs/cli.md"), flags=re.MULTILINE)[1:]
    found = {}
    for part in parts:
        words = part.splitlines()[0].split()
        pair = " ".join(words[:2])
        found[pair if pair in COMMANDS else words[0]] = part.split("\n## ")[0]
    return found


# --- the command line ---------------------------------------------------------------------


def test_every_command_has_its_section() -> None:
    assert set(command_sections()) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_of_a_command_is_named_in_its_section_and_no_other(name: str) -> None:
    options = {o for p in COMMANDS[name].params for o in p.opts if o.startswith("--")}
    prose = re.sub(r"^```.*?^```$", "", command_sections()[name], flags=re.MULTILINE | re.DOTALL)

    assert set(re.findall(r"`(--[a-z-]+)", prose)) == options


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_argument_of_a_command_stands_in_its_heading(name: str) -> None:
    arguments = [p for p in COMMANDS[name].params if p.param_type_name == "argument"]
    wanted = [(p.metavar if p.metavar == "ID" else p.name.rstrip("_")).upper() for p in arguments]
    heading = command_sections()[name].splitlines()[0]

    assert re.findall(r"[A-Z]{2,}", heading) == [each.replace("FILES", "FILE") for each in wanted]


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_every_command_is_in_the_overview_of_the_readme(page: str) -> None:
    rows = re.findall(r"^\| [^|`]+ \| ((?:`[a-z-]+` ?)+)\|$", read(page), re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == {
        name.split()[0] for name in COMMANDS
    }


def test_every_environment_variable_is_documented() -> None:
    folder = Path(str(cli.__file__)).parent
    used = {
        variable
        for module in folder.glob("*.py")
        for variable in re.findall(r"\bGUATU_[A-Z_]+", module.read_text(encoding="utf-8"))
    }

    assert set(re.findall(r"^\| `(GUATU_[A-Z_]+)` \|", read("docs/cli.md"), re.MULTILINE)) == used


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/cli.md"])
def test_every_exit_code_is_documented(page: str) -> None:
    codes = (cli.app.REFUSED, cli.app.USAGE, cli.app.MISSING, cli.app.DATABASE, cli.app.STALE)
    wanted = [0, *codes, cli.app.FORBIDDEN, cli.app.BROKEN, cli.app.INTERRUPTED]

    assert [int(code) for code in re.findall(r"^\| (\d+) \|", read(page), re.MULTILINE)] == wanted


# --- errors -------------------------------------------------------------------------------


def kinds(root: type[errors.GuatuError] = errors.GuatuError) -> Iterator[type[errors.GuatuError]]:
    yield root
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield from kinds(kind)


def error_rows() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Za-z]+)` \|.*\| (\d+) \|$", read("docs/errors.md"), re.MULTILINE)
    return dict(rows)


def test_every_error_is_documented() -> None:
    assert set(error_rows()) == {kind.__name__ for kind in kinds()}


def test_every_error_is_documented_with_its_exit_code() -> None:
    actual = {kind.__name__: str(code_of(kind.__new__(kind))) for kind in kinds()}

    assert error_rows() == actual


def test_the_page_of_errors_says_in_chinese_too_what_each_means() -> None:
    rows = re.findall(
        r"^\| `[A-Za-z]+` \| [^|]+ \| ([^|]+) \|", read("docs/errors.md"), re.MULTILINE
    )

    assert len(rows) == len(error_rows())
    assert [row for row in rows if not re.search(r"[\u4e00-\u9fff]", row)] == []


# --- embedding ----------------------------------------------------------------------------


def test_every_public_name_is_on_the_page_about_embedding() -> None:
    named = set(first_cells(section(read("docs/embedding.md"), "The front door")))
    named = {name.strip("`") for name in named} - {"name", "---"}

    assert named == set(guatu.__all__)


@pytest.mark.parametrize("kind", [guatu.Settings, guatu.Smtp, guatu.Webhook, guatu.Robot])
def test_every_setting_is_documented(kind: type[Any]) -> None:
    rows = first_cells(section(read("docs/embedding.md"), "Settings"))
    fields = {field.name for field in dataclasses.fields(kind)}

    assert fields - set(rows) == set()


def test_every_command_of_the_engine_is_documented() -> None:
    text = section(read("docs/embedding.md"), "Commands")
    engine = importlib.import_module("guatu.workflow.engine").Engine
    methods = {name for name in vars(engine) if not name.startswith("_")} - {"within"}

    assert [name for name in methods if f"`{name}`" not in text] == []


def test_every_view_is_documented() -> None:
    text = section(read("docs/embedding.md"), "Looking")
    views = importlib.import_module("guatu.store").SqlViews
    methods = {name for name in vars(views) if not name.startswith("_")}

    assert [name for name in methods if f"`{name}(" not in text] == []


# --- words --------------------------------------------------------------------------------


def glossary_rows() -> list[tuple[str, str, str]]:
    return re.findall(
        r"^\| ([A-Z][A-Za-z ]+) \| ([^|]+) \| [^|]+ \| `([\w.]+)` \|$",
        read("docs/glossary.md"),
        re.MULTILINE,
    )


def test_every_word_of_the_design_is_in_the_glossary_with_its_chinese() -> None:
    words = {word: chinese for word, chinese, _ in glossary_rows()}

    assert [word for word in [*DESIGN_WORDS, "Opinion round"] if word not in words] == []
    assert [word for word in words if not re.search(r"[\u4e00-\u9fff]", words[word])] == []


@pytest.mark.parametrize("place", [place for _, _, place in glossary_rows()])
def test_a_word_of_the_glossary_is_where_it_says(place: str) -> None:
    names = place.split(".")
    module = next(
        ".".join(names[:n]) for n in range(len(names) - 1, 0, -1) if _is_module(names[:n])
    )
    found: Any = importlib.import_module(module)
    for name in names[module.count(".") + 1 :]:
        fields = {f.name for f in dataclasses.fields(found)} if _is_value(found) else set()
        assert name in fields or hasattr(found, name), place
        found = getattr(found, name, None)


def _is_module(names: list[str]) -> bool:
    try:
        importlib.import_module(".".join(names))
    except ModuleNotFoundError:
        return False
    return True


def _is_value(found: Any) -> bool:
    return isinstance(found, type) and dataclasses.is_dataclass(found)


def test_every_kind_of_event_is_in_the_glossary() -> None:
    rows = first_cells(section(read("docs/glossary.md"), "Lines of history"))

    assert set(rows) - {"kind", "---"} == KINDS


def test_every_kind_of_event_of_the_roster_is_in_the_glossary() -> None:
    rows = first_cells(section(read("docs/glossary.md"), "Lines of the roster's history"))

    assert [row for row in rows if row not in {"kind", "---"}] == list(ROSTER_KINDS)


# --- the definition language --------------------------------------------------------------


def keys_of(schema: dict[str, Any]) -> Iterator[str]:
    parts = [schema, *schema["$defs"].values()]
    for part in parts:
        yield from part.get("properties", {})


def test_every_key_of_a_flow_file_is_on_the_page_about_the_language() -> None:
    text = read("docs/language.md")
    keys = set(keys_of(Document.model_json_schema(by_alias=True)))
    written = set(re.findall(r"[a-z_]+", text))

    assert keys - written == set()


def test_every_reserved_name_that_is_not_a_word_of_cel_is_on_the_page() -> None:
    own = {"any", "filled", "materials", "stage", "today", "grade"}

    assert own <= RESERVED
    assert [name for name in own if f"`{name}`" not in read("docs/language.md")] == []


def test_every_unit_of_a_span_is_on_the_page() -> None:
    rows = first_cells(section(read("docs/language.md"), "Spans"))

    assert {unit.value for unit in Unit} - set(rows) == set()


def test_every_header_field_layout_and_urgency_of_a_letter_is_on_the_page() -> None:
    text = section(read("docs/language.md"), "Letters")
    fields = first_cells(text.split("### Header fields")[1].split("### ")[0])

    assert set(fields) - {"field", "---"} == set(HEADER_FIELDS)
    assert [word for word in (*LAYOUTS, *URGENCIES) if f"`{word}`" not in text] == []


def test_every_filter_of_a_letter_is_on_the_page() -> None:
    text = section(read("docs/language.md"), "Letters").split("### Filters")[1]
    rows = set(first_cells(re.sub(r"\([^)]*\)", "", text)))

    assert rows - {"filter", "---"} == set(FILTERS)


def test_every_shipped_template_is_on_the_page() -> None:
    text = section(read("docs/language.md"), "Letters")
    names = {name.removesuffix(".txt.j2") for name in shipped_templates()}

    assert [name for name in names if f"`{name}`" not in text] == []
