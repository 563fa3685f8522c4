"""What people are asked on a case: approvals, opinion rounds, items set by hand, sub-cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from .lamps import Title
from .spans import Span

OwnApproval = Literal["allow", "forbid", "superior"]
NoApprover = Literal["escalate", "skip", "refuse"]
PassKind = Literal["all", "any", "heard", "ratio", "weight"]
Order = Literal["parallel", "sequential"]
Silence = Literal["waits", "agrees", "disagrees", "abstains"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What holds for whoever decides.

    ``own``: whoever brought the case into the stage may decide too, may not, or his superior is
    asked in his place. ``empty``: with nobody to ask, the dispatching office is told, the thing is
    passed over, or a flow whose roster has nobody for it is not published.
    ``needs_text``: every verdict wants words. ``four_eyes`` names approvals, rounds and transitions
    of the case: who did one of them may not decide this.
    """

    own: OwnApproval = "allow"
    empty: NoApprover = "escalate"
    needs_text: bool = False
    four_eyes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A yes or no by any one holder of the roles in ``by``; late ones climb the ``ladder``."""

    key: str
    title: Title
    by: tuple[str, ...]
    limit: Span | None = None
    ladder: str = ""
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRule:
    """When a round is passed.

    ``all`` who do not abstain agree; ``any`` one agrees; ``heard``: everybody has answered,
    whatever he said; ``ratio``: of those who do not abstain, at least ``share`` agree;
    ``weight``: the same by weight, ``weights`` by the role or ``unit:KEY`` that was asked, else 1.
    """

    kind: PassKind = "all"
    share: Fraction = Fraction(1)
    weights: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """Who can refuse a round alone (一票否决): those asked as one of ``by``, everybody when empty.

    With ``grounds`` (否决事项) a disagreement is a veto only on one of them.
    """

    by: tuple[str, ...] = ()
    grounds: Mapping[str, Title] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRule:
    """What becomes of conditions tied to a consent: a task each for ``to``, due ``within``."""

    to: str
    within: Span | None = None
    ladder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """An opinion round: every holder of the roles in ``ask`` is asked, at once or in that order.

    ``limits`` gives some who are asked another ``limit``. ``silence`` says what it means that
    somebody let his limit pass. A round that ``collects`` ends when everybody has answered, another
    one as soon as its result is certain; a veto ends any.
    ``conditions`` None: consent can't be tied to conditions.
    """

    key: str
    title: Title
    ask: tuple[str, ...]
    order: Order = "parallel"
    passes: PassRule = field(default_factory=PassRule)
    veto: Veto | None = None
    silence: Silence = "waits"
    limit: Span | None = None
    limits: Mapping[str, Span] = field(default_factory=dict)
    ladder: str = ""
    conditions: ConditionRule | None = None
    collects: bool = True
    policy: Policy = field(default_factory=Policy)

    def limit_for(self, asked_as: str) -> Span | None:
        """Give how long somebody may take."""
        return self.limits.get(asked_as) or self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKind:
    """A kind of task that is set by hand, with an owner and a date (交办事项).

    ``by`` may set one (empty: the stage's owner); ``report_to`` is told when it is done. As a
    requirement all that were set must be done, and at least one unless it ``may_be_none``.
    ``letter`` is drafted to the owner's unit when one is set, empty for none.
    """

    key: str
    title: Title
    by: tuple[str, ...] = ()
    report_to: tuple[str, ...] = ()
    ladder: str = ""
    may_be_none: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcase:
    """A case of another flow under this one; ``by`` may open one, empty: whoever its flow lets.

    As a requirement none may be running, and one must be completed unless it ``may_be_none``.
    """

    key: str
    title: Title
    flow: str
    by: tuple[str, ...] = ()
    may_be_none: bool = False
