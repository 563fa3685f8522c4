"""The written form of who plays parts and what they are asked."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from .asking import NoApprover, Order, OwnApproval, PassKind, Silence
from .correspondence import UnitKind
from .shorthands import Names, Part, ShareText, SpanText, Text, TitleText, as_rules
from .staffing import HolderKind, Pick, Search


def as_pass(value: object) -> object:
    """Read one word as the kind of pass rule."""
    return {"kind": value} if isinstance(value, str) else value


def as_veto(value: object) -> object:
    """Read yes as a veto of everybody's, no as none."""
    if isinstance(value, bool):
        return {} if value else None
    return value


class AssignPart(Part):
    """How a holder is found."""

    duty: str = ""
    duty_from: str = ""
    post: str = ""
    post_from: str = ""
    from_parent: str = ""
    field: str = ""
    near: str = ""
    search: Search = "up"
    pick: Pick | None = None
    claim: SpanText | None = None


class LoadPart(Part):
    """How work is counted."""

    limit: int | None = Field(default=None, ge=1, le=10_000)
    weights: dict[str, Annotated[int, Field(ge=1, le=100)]] = {}


class SlipsPart(Part):
    """Which letter goes with a role that is given by hand, or passed on."""

    assign: str = ""
    pass_on: str = ""


class RolePart(Part):
    """Who plays a part on a case."""

    title: TitleText
    holder: HolderKind
    kind: UnitKind | None = None
    many: bool = False
    assign: Annotated[
        list[AssignPart],
        BeforeValidator(as_rules, json_schema_input_type=AssignPart | list[AssignPart]),
    ] = []
    load: LoadPart = LoadPart()
    exclude: Names | None = None
    slips: SlipsPart = SlipsPart()


class TeamPart(Part):
    """Who must serve a case together."""

    title: TitleText
    one: Names
    some: Names | None = None


class PolicyPart(Part):
    """What holds for whoever decides."""

    own: OwnApproval = "allow"
    empty: NoApprover = "escalate"
    text: bool = False
    four_eyes: Names | None = None


class ApprovalPart(PolicyPart):
    """A yes or no."""

    title: TitleText
    by: Names
    limit: SpanText | None = None
    ladder: str = ""


class PassPart(Part):
    """When a round is passed: one word, or a share."""

    kind: PassKind = "all"
    ratio: ShareText | None = None
    weight: ShareText | None = None
    weights: dict[str, Annotated[int, Field(ge=1, le=100)]] = {}


class VetoPart(Part):
    """Who can refuse alone, and on which grounds."""

    by: Names | None = None
    grounds: dict[str, TitleText] = {}


class ConditionsPart(Part):
    """What becomes of conditions tied to a consent."""

    to: Text
    within: SpanText | None = None
    ladder: str = ""


class RoundPart(PolicyPart):
    """An opinion round."""

    title: TitleText
    ask: Names
    order: Order = "parallel"
    passes: Annotated[
        PassPart, BeforeValidator(as_pass, json_schema_input_type=PassKind | PassPart)
    ] = Field(default=PassPart(), alias="pass")
    veto: Annotated[
        VetoPart | None, BeforeValidator(as_veto, json_schema_input_type=bool | VetoPart)
    ] = None
    silence: Silence = "waits"
    limit: SpanText | None = None
    limits: dict[str, SpanText] = {}
    ladder: str = ""
    conditions: ConditionsPart | None = None
    collect: bool | None = None


class ItemLetterPart(Part):
    """Which letter is drafted when an item is set, to its owner's unit."""

    draft: Text


class ItemPart(Part):
    """A kind of task that is set by hand."""

    title: TitleText
    by: Names | None = None
    report_to: Names | None = None
    ladder: str = ""
    may_be_none: bool = False
    letter: ItemLetterPart | None = None


class SubcasePart(Part):
    """A case of another flow under this one."""

    title: TitleText
    flow: Text
    by: Names | None = None
    may_be_none: bool = False
