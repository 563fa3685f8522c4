"""Checking what is done in a scenario: one deed a line, with everything it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ...definitions import Flow
from ...definitions.findings import Path, near
from ...definitions.flow import TASKS
from ...definitions.spans import Span
from ...errors import InvalidSpan
from .checking import Checking, rungs_of
from .forms import EVERYWHERE, FORMS, STEPS, Form, What
from .model import MAIN, Deed

_EVERYTHING: Final = "everything"
_THEN: Final = ("again", "resume")


def deed_of(given: Mapping[str, Any], path: Path, checking: Checking) -> Deed | None:
    """Check something that is done; None where it is not even known what."""
    do = _word(given, path, checking)
    if do is None:
        return None
    form, case = FORMS[do], given.get("case", MAIN)
    if case:
        checking.case(case, (*path, "case"))
    flow = checking.flow_of(str(case))
    _check_keys(do, form, given, path, checking)
    about = checking.flows.get(str(given[do]), flow) if do == "open" else flow
    said = _Said(checking, about, flow.transitions.get(str(given[do])))
    what = _Said(checking, flow).check(form.what, given[do], (*path, do))
    more = {
        key: said.check(kind, value, (*path, key))
        for key, value in given.items()
        if key != do and (kind := form.kind_of(key)) is not None
    }
    return Deed(
        do=do,
        what=what,
        more={key: value for key, value in more.items() if key not in {"by", "case"}},
        by=str(given.get("by", "")),
        case=str(case),
        refused=_refused(given, path, checking),
        line=checking.findings.spot(path)[0],
    )


def _word(given: Mapping[str, Any], path: Path, checking: Checking) -> str | None:
    """Find the word that says what is done; record a fault for none, and for two."""
    add = checking.findings.add
    words = [key for key in given if key in FORMS]
    # ``note`` is a deed, and what ``record`` may say besides.
    words = [w for w in words if not any(FORMS[o].has(w) for o in words if o != w)] or words[:1]
    if len(words) == 1:
        return words[0]
    if words:
        add("two-deeds", (*path, words[1]), on="key", name=words[0], other=words[1])
        return None
    first = next((key for key in given if key not in EVERYWHERE), None)
    if first is None:
        add("no-deed", path)
    else:
        add("unknown-deed", (*path, first), on="key", name=first, **near(first, FORMS))
    return None


def _check_keys(
    do: str, form: Form, given: Mapping[str, Any], path: Path, checking: Checking
) -> None:
    add, known = checking.findings.add, form.names()
    for key in given:
        if key != do and not form.has(key):
            add("unknown-key", (*path, key), on="key", name=key, **near(key, known))
    for key in form.needs:
        if key not in given:
            add("missing-key", (*path, key), on="key", name=key)


def _refused(given: Mapping[str, Any], path: Path, checking: Checking) -> tuple[str, ...] | None:
    refused = given.get("refused")
    if refused is None or refused is False:
        return None
    if refused is True:
        return ()
    names = [refused] if isinstance(refused, str) else refused
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return tuple(names)
    wanted = ("true, or what is lacking", "true 或所缺的条件")
    checking.wrong_type((*path, "refused"), wanted, refused)
    return ()


@dataclass(slots=True)
class _Said:
    """Checks what a deed says about a flow, ``way`` being the transition it is about."""

    checking: Checking
    flow: Flow
    way: Any = None

    def check(self, kind: What, value: Any, path: Path) -> Any:
        """Check one thing by its kind; give it as it is used."""
        if value is None:
            self.checking.findings.add(
                "empty-value", path, name=path[-1], wanted="something", wanted_zh="内容"
            )
            return value
        known = self._known(kind)
        if known is not None:
            self.checking.name(kind, value, known, path)
            return value
        special: Mapping[What, Callable[[Any, Path], Any]] = {
            "who": self._who,
            "case": self.checking.case,
            "fields": lambda given, at: self.checking.fields(given, at, self.flow),
            "material": lambda given, at: self.checking.listed(
                "material", given, self.flow.materials, at
            ),
            "requirements": self._requirements,
            "texts": lambda given, _: [given] if isinstance(given, str) else given,
        }
        if kind in special:
            given = special[kind](value, path)
            return value if given is None else given
        self._check_plain(kind, value, path)
        return value

    def _who(self, value: Any, path: Path) -> Any:
        if path[-1] != "copy":
            return self.checking.who(value, path, self.flow)
        names = [value] if isinstance(value, str) else value
        for n, name in enumerate(names if isinstance(names, list) else ()):
            self.checking.who(name, path if isinstance(value, str) else (*path, n), self.flow)
        return names

    def _requirements(self, value: Any, path: Path) -> Any:
        if self.way is None:
            return []
        names = [name for r in self.way.requirements for name in (r.key, str(r.title))]
        return self.checking.listed("requirement", value, names, path)

    def _known(self, kind: What) -> Iterable[str] | None:
        """Give the names of a kind that a flow has, None for what is no name."""
        flow = self.flow
        asked = {*flow.approvals, *flow.rounds, *flow.duties, *flow.items, *TASKS}
        names: Mapping[What, Iterable[str]] = {
            "transition": flow.transitions,
            "stage": flow.stages,
            "task": asked,
            "part": [*asked, *flow.roles],
            "round": flow.rounds,
            "role": flow.roles,
            "item": flow.items,
            "letter": flow.letters,
            "rung": rungs_of(flow),
            "series": flow.series,
            "flow": self.checking.flows,
        }
        return names.get(kind)

    def _check_plain(self, kind: What, value: Any, path: Path) -> None:
        """Check what is no name: texts, numbers, days."""
        if kind in _TYPES:
            is_right, wanted = _TYPES[kind]
            if not is_right(value):
                self.checking.wrong_type(path, wanted, value)
        elif kind in _WORDS:
            offered = _WORDS[kind]
            if value not in offered:
                self.checking.findings.add(
                    "not-offered", path, name=value, **near(str(value), offered)
                )
        elif not any(is_one(value) for is_one in _SHAPES[kind]):
            code = "bad-moment" if kind == "date" else "bad-span"
            self.checking.findings.add(code, path, name=value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _is_span(value: Any) -> bool:
    try:
        Span.parse(str(value))
    except InvalidSpan:
        return False
    return True


_TYPES: Final[Mapping[What, tuple[Callable[[Any], bool], tuple[str, str]]]] = {
    "text": (lambda value: isinstance(value, str), ("text", "文字")),
    "amount": (_is_number, ("a number", "数字")),
    "count": (
        lambda value: _is_number(value) and isinstance(value, int),
        ("a whole number", "整数"),
    ),
    "options": (lambda value: isinstance(value, dict), ("a mapping of keys to values", "“键: 值”")),
    "yes": (lambda value: value is True, ("true", "true")),
}
"""What is of one type, and how that is called."""

_WORDS: Final[Mapping[What, tuple[str, ...]]] = {
    "everything": (_EVERYTHING,),
    "then": _THEN,
    "step": STEPS,
}
"""What is one of a few words."""

_SHAPES: Final[Mapping[What, tuple[Callable[[Any], bool], ...]]] = {
    "date": (_is_day,),
    "span": (_is_span,),
    "due": (_is_day, _is_span),
}
"""What is a day or a length of time."""
