"""Checks of a flow's letters: their templates, their genres, and who writes to whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .checks import check_field_type
from .correspondence import SLIP, UnitKind, Written, genre_of, has_consent, judge_roles
from .document import LetterPart
from .draft import HEAD, Draft
from .findings import Path, near
from .lamps import FIELD
from .letters import TemplateChecker
from .people_checks import refer_asked
from .shape import BROKEN

_TITLE = re.compile(r"^[ \t\u3000]*标题[：:](.*)$", re.MULTILINE)
_TAG = re.compile(r"\{[{%#].*?[}%#]\}")


def check_letters(draft: Draft, checker: TemplateChecker | None) -> None:
    """Check that every letter has its template, that the template knows what it names, and genres."""
    for key, letter in draft.doc.letters.items():
        _check_template(draft, letter, ("letters", key, "template"), checker)
        if letter.slip and letter.genre not in {None, SLIP}:
            draft.findings.add("slip-genre", ("letters", key, "genre"), name=letter.genre)
        if letter.issuer:
            draft.refer_unit_role(letter.issuer, ("letters", key, "issuer"))
        _check_facts(draft, letter, ("letters", key, "facts"), checker)
    for key, transition in draft.doc.transitions.items():
        if transition.letter:
            at = ("transitions", key, "letter")
            _check_addressees(draft, transition.letter.to, (*at, "to"))
            refer_asked(draft, transition.letter.copy_to or (), (*at, "copy"))
    _check_correspondence(draft)


def genre_in(draft: Draft, letter: LetterPart) -> Written:
    """Give the genre of a letter: as the flow says it, else as its titles end."""
    if letter.genre is not None:
        return letter.genre
    source = draft.templates.get(letter.template, "")
    written = (_TAG.sub("", found) for found in _TITLE.findall(source))
    return genre_of(letter.title.zh, *written, is_slip=letter.slip)


def _check_template(
    draft: Draft, letter: LetterPart, path: Path, checker: TemplateChecker | None
) -> None:
    if letter.template == BROKEN:
        return
    if letter.template not in draft.templates:
        known = near(letter.template, draft.templates)
        draft.findings.add("unknown-template", path, name=letter.template, **known)
    elif checker is not None:
        source = draft.templates[letter.template]
        fields, roles = draft.names("field"), draft.names("role")
        for problem in checker.problems(source, fields=fields, roles=roles):
            draft.findings.add(
                "letter-template",
                path,
                name=letter.template,
                place=problem.place,
                place_zh=problem.place_zh,
                why=problem.what,
                why_zh=problem.what_zh,
            )


def _check_facts(
    draft: Draft, letter: LetterPart, path: Path, checker: TemplateChecker | None
) -> None:
    """Check that every fact that is to be taken from a field is one, and that the field is there."""
    known = checker.occasions() if checker else None
    for name, field in letter.facts.items():
        draft.refer("field", field, (*path, name))
        if known is None or known.get(name):
            continue
        if name in known:
            draft.findings.add("fact-list", (*path, name), on="key", name=name)
        else:
            single = [fact for fact, is_single in known.items() if is_single]
            words = near(name, single)
            draft.findings.add("unknown-fact", (*path, name), on="key", name=name, **words)


def _check_addressees(draft: Draft, names: Iterable[str], path: Path) -> None:
    """Check whom a letter goes to: ROLE, ROLE.head, or a text field that names somebody outside."""
    for n, name in enumerate(names):
        if name.startswith(FIELD):
            check_field_type(draft, name.removeprefix(FIELD).strip(), (*path, n), "text")
        else:
            draft.refer_role(name, (*path, n))


def _kind_of(draft: Draft, receiver: str) -> UnitKind | None:
    """Give what kind of body a letter goes to; whoever a field names is outside any roster."""
    if receiver.startswith(FIELD):
        return "other"
    role = draft.doc.roles.get(receiver.removesuffix(HEAD))
    return role.kind if role else None


def _check_correspondence(draft: Draft) -> None:
    """Refuse what no place of issuer and receiver could allow, by what kinds their roles are."""
    for name, receiver, path in _uses(draft):
        letter = draft.doc.letters.get(name)
        issuing = (letter.issuer if letter else "") or draft.doc.issuer
        issuer, kind = draft.doc.roles.get(issuing), _kind_of(draft, receiver)
        if letter is None or issuer is None or issuer.kind is None or kind is None:
            continue
        genre = genre_in(draft, letter)
        verdict = judge_roles(genre, issuer.kind, kind)
        text = draft.templates.get(letter.template, "")
        if verdict.ruling == "needs_consent" and has_consent(text):
            continue
        if verdict.is_objection:
            draft.findings.add(
                "letter-refused",
                path,
                name=letter.title.zh,
                genre=genre,
                issuer=issuing,
                receiver=receiver,
                why=f"{verdict.what} ({verdict.article})",
                why_zh=f"{verdict.what_zh}（{verdict.article}）",
                instead=verdict.mend,
                instead_zh=verdict.mend_zh,
            )


def _uses(draft: Draft) -> Iterator[tuple[str, str, Path]]:
    """Give every letter with each role it goes to, and the place that says so."""
    doc = draft.doc
    for key, transition in doc.transitions.items():
        if transition.letter:
            for n, role in enumerate(transition.letter.to):
                yield transition.letter.draft, role, ("transitions", key, "letter", "to", n)
    for key, ladder in doc.ladders.items():
        for m, rung in enumerate(ladder.rungs):
            for n, role in enumerate(rung.to if rung.letter else ()):
                yield rung.letter or "", role, ("ladders", key, "rungs", m, "to", n)
    for key, role_part in doc.roles.items():
        for giving in ("assign", "pass_on"):
            if letter := getattr(role_part.slips, giving):
                yield letter, key, ("roles", key, "slips", giving)
