"""Judges one letter: whether this genre may go from this issuer to this receiver."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from .genres import SLIP, Genre, Written
from .parties import Party, UnitKind
from .rules import (
    BESIDE,
    CELLS,
    DIVISION,
    FREE,
    GENRES_OF,
    GROUPS,
    GUARD,
    INSTEAD,
    ISSUERS,
    NOT_UP,
    REASONS,
    UNKNOWN,
    UP,
    WORKING,
    Group,
    Rule,
)
from .standing import Place, Standing, standing

Ruling = Literal["allowed", "needs_consent", "refused", "unknown"]

CONSENT: Final = re.compile(
    r"经[^，。；：！？\n]{0,24}(?:党委|人民政府|政府|管委会|[省市县区州旗盟镇乡]委)"
    r"(?:[^，。；：！？\n]{0,12})?(?:同意|批准|授权)"
)
"""The sentence Article 16(二) asks for, such as 经云岭市人民政府同意 or 经市委、市政府同意."""

_UPWARD: Final = frozenset({"superior", "superior_skipped", "field_superior", "coordinator"})
_SIGNED: Final[frozenset[Group]] = frozenset({"up", "advice"})
_OWN_ORGAN: Final = (
    "let the organ it belongs to issue the letter, or use a slip inside the office (slip: true in a flow)",
    "请以所属机关名义行文，或者在机关内部使用办理单（流程里写 slip: true）",
)
_PLACES: Final[tuple[Place, ...]] = ("same", "above", "further_above", "below", "apart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules say of one letter to one receiver, and the mend where they object.

    ``phrase`` is the sentence the text must carry when the ruling is ``needs_consent``; ``use`` are
    the genres that may be written instead; ``needs_approver`` asks for 签发人 on the letter.
    """

    ruling: Ruling
    standing: Standing
    article: str
    what: str
    what_zh: str
    mend: str = ""
    mend_zh: str = ""
    phrase: str = ""
    use: tuple[Genre, ...] = ()
    needs_approver: bool = False

    @property
    def is_objection(self) -> bool:
        """Whether the letter may not go as it is, unless its text carries the phrase."""
        return self.ruling in {"needs_consent", "refused"}


def judge(  # noqa: PLR0911 - one way a rule
    genre: Written, issuer: Party, receiver: Party, *, place: Place | None = None
) -> Verdict:
    """Say whether a letter of a genre may go from one body to another, by which rule.

    ``place`` says where the receiver lies instead of what the places of both tell.
    """
    how = standing(issuer, receiver, place)
    if genre and issuer.kind == "division" and genre != SLIP:
        return _refused(how, DIVISION, *_OWN_ORGAN)
    if genre and issuer.kind and issuer.kind not in ISSUERS.get(genre, {issuer.kind}):
        use = INSTEAD.get(how, ("通知", "函"))
        return _refused(how, GENRES_OF, *_write(use), use=use)
    if not genre or how == "unknown":
        return _unknown(how, genre)
    group = GROUPS[genre]
    cell = CELLS[how][group]
    if group == "slip" and (cell == "may" or _shares_tree(issuer, receiver)):
        return _said("allowed", how, WORKING)
    if cell == "consent":
        return _consent(how, issuer)
    if cell == "no" and issuer.kind == "division":
        return _refused(how, DIVISION, *_OWN_ORGAN)
    if cell == "no":
        return _objection(how, group)
    if group in {"minutes", "public", "special"}:
        return _said("allowed", how, FREE)
    rule = FREE if how in {"guarded", "outside"} else REASONS[how]
    return _said("allowed", how, rule, needs_approver=how in _UPWARD and group in _SIGNED)


def judge_roles(genre: Written, issuer: UnitKind, receiver: UnitKind) -> Verdict:
    """Judge a letter between two kinds of body wherever they may lie.

    Refused only what is refused everywhere; where some place would need consent, that is asked
    for; allowed as soon as one place allows it.
    """
    ends = (Party(key="", kind=issuer), Party(key="", kind=receiver))
    found = [judge(genre, *ends, place=place) for place in _PLACES]
    order: tuple[Ruling, ...] = ("allowed", "unknown", "needs_consent", "refused")
    return min(found, key=lambda verdict: order.index(verdict.ruling))


def has_consent(text: str) -> bool:
    """Say whether a text carries the sentence that the own government or committee consented."""
    return CONSENT.search(text) is not None


def _shares_tree(issuer: Party, receiver: Party) -> bool:
    mine = {issuer.key, *issuer.above} - {""}
    return not mine.isdisjoint({receiver.key, *receiver.above})


def _objection(how: Standing, group: Group) -> Verdict:
    rule, use = REASONS[how], INSTEAD[how]
    if group == "slip":
        return _refused(how, WORKING, *_write(use), use=use)
    if group == "up":
        rule = BESIDE if how == "peer" else NOT_UP
    elif group == "advice":
        rule = BESIDE
    elif how == "superior_skipped":
        rule = UP
    return _refused(how, rule, *_write(use), use=use)


def _consent(how: Standing, issuer: Party) -> Verdict:
    phrase = f"经{issuer.place or '×'}人民政府同意"
    return Verdict(
        ruling="needs_consent",
        standing=how,
        article=GUARD.article,
        what=GUARD.what,
        what_zh=GUARD.what_zh,
        mend=f"write 函 instead; or, consent given, say “{phrase}” in the text",
        mend_zh=f"请改用函；已经本级党委或者政府同意的，在文中写明“{phrase}”",
        phrase=phrase,
        use=("函",),
    )


def _write(use: Collection[Genre]) -> tuple[str, str]:
    return f"write {' or '.join(use)} instead", f"请改用{'、'.join(use)}"


def _refused(
    how: Standing, rule: Rule, mend: str, mend_zh: str, use: tuple[Genre, ...] = ()
) -> Verdict:
    return Verdict(
        ruling="refused",
        standing=how,
        article=rule.article,
        what=rule.what,
        what_zh=rule.what_zh,
        mend=mend,
        mend_zh=mend_zh,
        use=use,
    )


def _unknown(how: Standing, genre: Written) -> Verdict:
    if not genre:
        return Verdict(
            ruling="unknown",
            standing=how,
            article="",
            what="nobody said of which genre the letter is",
            what_zh="没有写明函件的文种",
            mend="add `genre:` to the letter in the flow",
            mend_zh="请在流程的 letters 中为该函件写明 genre",
        )
    return Verdict(
        ruling="unknown",
        standing=how,
        article="",
        what=UNKNOWN.what,
        what_zh=UNKNOWN.what_zh,
        mend="fill in `kind` and `territory` of both in the roster",
        mend_zh="请在名册中补填双方的机关性质和所在地区",
    )


def _said(ruling: Ruling, how: Standing, rule: Rule, *, needs_approver: bool = False) -> Verdict:
    return Verdict(
        ruling=ruling,
        standing=how,
        article=rule.article,
        what=rule.what,
        what_zh=rule.what_zh,
        needs_approver=needs_approver,
    )
