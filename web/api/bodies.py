"""What a command is told in the body of a request, made from the parameters of its method.

The one place that speaks of pydantic: the models here check and describe, and hold nothing.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    AwareDatetime,
    Base64Bytes,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    create_model,
)

LONGEST_SOURCE: Final = 200_000
LONGEST_TEXT: Final = 20_000
LONGEST_NAME: Final = 200
MOST: Final = 500
"""A list or mapping in a body has no more members."""

YEARS: Final = range(1900, 2201)

SAID: Final = frozenset({"self", "by", "expect", "key", "progress"})
"""Parameters that are not told in the body: who acts, and what stands in the head."""

FREE: Final = frozenset({"text", "why", "note", "what"})
"""Texts as long as people write them; but for the source of a letter every other one is a name."""


def _in_our_years(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"a year from {YEARS.start} to {YEARS.stop - 1}")
    return moment


Name = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Source = Annotated[str, StringConstraints(max_length=LONGEST_SOURCE)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_years)]
Sorted = Annotated[list[str], BeforeValidator(sorted)]

TEXTS: Final[Mapping[str, Any]] = {**dict.fromkeys(FREE, Text), "source": Source}
PLAIN: Final[Mapping[Any, Any]] = {
    int: StrictInt,
    bool: StrictBool,
    bytes: Base64Bytes,
    datetime: Moment,
}


class Body(BaseModel):
    """What every body is: no key it does not know."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


def hints_of(do: Callable[..., Any]) -> dict[str, Any]:
    """Give the types of a method's parameters and of what it gives."""
    return get_type_hints(do)


def body_of(
    name: str, do: Callable[..., Any], *, elsewhere: Sequence[str], example: Any = None
) -> type[BaseModel] | None:
    """Make the model of what a method is told, None for nothing.

    ``elsewhere`` are the parameters that stand in the address.
    """
    hints = hints_of(do)
    told: dict[str, Any] = {}
    for parameter in inspect.signature(do).parameters.values():
        if parameter.name in elsewhere or is_said_elsewhere(parameter.name, hints):
            continue
        kind = bounded(parameter.name, hints[parameter.name])
        default = parameter.default
        told[parameter.name] = (kind, ... if default is inspect.Parameter.empty else default)
    if not told:
        return None
    made: type[BaseModel] = create_model(name, __base__=Body, **told)
    if example is not None:
        made.model_config["json_schema_extra"] = {"examples": [example]}
        made.model_rebuild(force=True)
    return made


def is_said_elsewhere(name: str, hints: Mapping[str, Any]) -> bool:
    """Say whether a parameter is not told in the body; versions of several cases are."""
    return name in SAID and not (name == "expect" and not is_version(hints))


def is_version(hints: Mapping[str, Any]) -> bool:
    """Say whether a method may be told which version of one thing is expected."""
    return hints.get("expect") == int | None


def bounded(name: str, hint: Any) -> Any:  # noqa: PLR0911 - one answer for each kind of type
    """Give the type as it is checked in a body: strict, and of a size that can be kept."""
    if hint is str:
        return TEXTS.get(name, Name)
    if hint in PLAIN:
        return PLAIN[hint]
    inner, origin = get_args(hint), get_origin(hint)
    if origin in {Union, types.UnionType}:
        # A value of ours, such as a file that was received and checked, is never taken on trust.
        told = (each for each in inner if not is_dataclass(each))
        return Union[tuple(bounded(name, each) for each in told)]  # noqa: UP007 - made at run time
    if origin is Literal:
        return hint
    if origin in {Sequence, list, tuple}:
        listed = types.GenericAlias(list, (bounded(name, inner[0]),))
        return Annotated[listed, Field(max_length=MOST)]
    if origin is Mapping:
        key, value = inner
        members = types.GenericAlias(dict, (Name if key is str else key, _value(name, value)))
        return Annotated[members, Field(max_length=MOST)]
    return hint


def _value(name: str, hint: Any) -> Any:
    return bounded(name, hint) if hint is not Any else Any


def shape_of(
    kind: type[Any],
    *properties: str,
    without: Sequence[str] = (),
    more: Mapping[str, tuple[Any, Any]] | None = None,
    **instead: Any,
) -> type[BaseModel]:
    """Make the model by which a value is shown: its fields and some of its properties.

    ``instead`` gives other types for some of the fields, ``without`` leaves some out, ``more`` adds
    some with their defaults.
    """
    shown: dict[str, Any] = {
        name: (instead.get(name, hint), ...)
        for name, hint in get_type_hints(kind).items()
        if name in kind.__dataclass_fields__ and name not in without
    }
    for name in properties:
        given = get_type_hints(getattr(kind, name).fget)["return"]
        shown[name] = (instead.get(name, given), ...)
    shown |= more or {}
    made: type[BaseModel] = create_model(
        kind.__name__, __config__=ConfigDict(from_attributes=True), __doc__=kind.__doc__, **shown
    )
    return made


def page_of(name: str, shape: Any) -> type[BaseModel]:
    """Make the model of one page of a list."""
    listed: Any = list[shape]
    made: type[BaseModel] = create_model(
        f"{name}Page",
        __config__=ConfigDict(from_attributes=True),
        __doc__="One page of a list; `next` is the cursor of the next one, null on the last.",
        items=(listed, ...),
        next=(str | None, ...),
    )
    return made
