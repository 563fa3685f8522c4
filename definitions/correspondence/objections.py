"""What the rules object to in a letter as drafted, all receivers together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .genres import Written
from .judging import Verdict, has_consent, judge
from .parties import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What stands against a letter going to one receiver.

    ``is_refusal`` is False for what the rules could not judge: a warning that refuses nothing.
    """

    receiver: str
    verdict: Verdict
    is_refusal: bool

    def sentence(self, language: str = "zh") -> str:
        """Say it with the rule and the mend."""
        verdict = self.verdict
        if language == "zh":
            rule = f"（{verdict.article}）" if verdict.article else ""
            return f"主送“{self.receiver}”：{verdict.what_zh}{rule}；{verdict.mend_zh}。"
        rule = f" ({verdict.article})" if verdict.article else ""
        return f"to “{self.receiver}”: {verdict.what}{rule}; {verdict.mend}."


def objections(
    genre: Written, issuer: Party, receivers: Iterable[Party], *, text: str
) -> Sequence[Objection]:
    """Give what stands against a letter of a genre, a refusal or warning a receiver.

    ``text`` is its body: the consent that Article 16(二) wants is looked for in it.
    """
    found: list[Objection] = []
    for receiver in receivers:
        verdict = judge(genre, issuer, receiver)
        if verdict.ruling == "needs_consent" and has_consent(text):
            continue
        if verdict.ruling != "allowed":
            name = receiver.title or receiver.key
            found.append(Objection(receiver=name, verdict=verdict, is_refusal=verdict.is_objection))
    return tuple(found)
