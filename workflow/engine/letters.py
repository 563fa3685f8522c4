"""The life of letters: from 核稿 to 归档, each step one method and one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...errors import StaleLetter
from ..correspondence import Letter
from ..ports import UnitOfWork
from ..spoken import fingerprint, require_sound
from ..steps.release import acts, delivering
from ..steps.release.page import Page
from ..steps.release.ways import LetterWay, ways
from ..transactor import Transactor, done_before


class Letters:
    """What people do with letters, each named by its key.

    Every method gives the letter as it is afterwards, and raises UnknownLetter (also for somebody
    whom it does not concern), UnknownPerson, NotEntitled, AuditorsOnlyLook, LetterRefused for a
    step that can't be taken now, and StaleLetter where ``expect`` is not its version any more.
    ``key`` is an idempotency key.
    """

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def ways(self, letter: str, *, by: str) -> tuple[LetterWay, ...]:
        """Give the steps somebody may take with a letter now, in the order of its life.

        Nothing is done, and a step left out would be refused. Raises UnknownLetter, UnknownPerson.
        """
        transactor = self._transactor
        require_sound({"letter": letter})
        look = transactor.store.look() if transactor.connection is None else transactor.begin()
        with look as uow:
            file = uow.letters.read(letter)
            now = transactor.clock.now()
            return ways(
                Page(uow=uow, means=transactor.means, file=file, sheet=None, now=now, by=by)
            )

    def revise(  # noqa: PLR0913 - keyword-only
        self,
        letter: str,
        source: str,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Letter:
        """Replace the text of a letter before it is signed; raises LetterFailed with the line.

        ``source`` is what ``office.letters.source`` gave, edited.
        """
        said = {"source": source, "why": why}
        act = lambda page: acts.revise(page, source, why=why)  # noqa: E731
        return self._run("revise", letter, act, by=by, said=said, expect=expect, key=key)

    def review(
        self, letter: str, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """Find a draft fit to be signed (核稿)."""
        return self._run("review", letter, acts.review, by=by, said={}, expect=expect, key=key)

    def send_back(
        self, letter: str, *, by: str, why: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """Give a reviewed letter back to be drafted better (退回)."""
        act = lambda page: acts.send_back(page, why=why)  # noqa: E731
        return self._run("return", letter, act, by=by, said={"why": why}, expect=expect, key=key)

    def sign(
        self, letter: str, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """Sign a reviewed letter (签发): its content is frozen, its date is today."""
        return self._run("sign", letter, acts.sign, by=by, said={}, expect=expect, key=key)

    def number(
        self, letter: str, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """Give a signed letter the next number of its issuing code and year (编号)."""
        return self._run("number", letter, acts.number, by=by, said={}, expect=expect, key=key)

    def seal(
        self,
        letter: str,
        images: Sequence[bytes] = (),
        *,
        by: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Letter:
        """Put the seals on a numbered letter (用印); without pictures they are put on paper."""
        said = {"images": [hashlib.sha256(content).hexdigest() for content in images]}
        act = lambda page: acts.seal(page, images)  # noqa: E731
        return self._run("seal", letter, act, by=by, said=said, expect=expect, key=key)

    def deliver(
        self, letter: str, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """Let a sealed letter go out (送达); the receivers' time to answer starts now."""
        return self._run(
            "deliver", letter, delivering.deliver, by=by, said={}, expect=expect, key=key
        )

    def receive(
        self, letter: str, *, by: str, unit: str = "", note: str = "", key: str | None = None
    ) -> Letter:
        """Sign for a letter (签收); the issuing unit may record it for ``unit``, saying how."""
        said = {"unit": unit, "note": note}
        act = lambda page: delivering.receive(page, unit=unit, note=note)  # noqa: E731
        return self._run("receive", letter, act, by=by, said=said, expect=None, key=key)

    def archive(
        self, letter: str, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """File a letter away (归档)."""
        return self._run("archive", letter, acts.archive, by=by, said={}, expect=expect, key=key)

    def void(
        self, letter: str, *, by: str, why: str, expect: int | None = None, key: str | None = None
    ) -> Letter:
        """Make a letter void (作废); its number is kept as void."""
        act = lambda page: acts.void(page, why=why)  # noqa: E731
        return self._run("void", letter, act, by=by, said={"why": why}, expect=expect, key=key)

    def _run(  # noqa: PLR0913 - the shape of every step
        self,
        name: str,
        letter: str,
        act: Callable[[Page], None],
        *,
        by: str,
        said: Mapping[str, Any],
        expect: int | None,
        key: str | None,
    ) -> Letter:
        transactor = self._transactor
        require_sound({**said, "letter": letter, "key": key})
        mark = fingerprint(f"letter.{name}", {"letter": letter, "by": by, **said})

        def attempt() -> Letter:
            now = transactor.clock.now()
            with transactor.begin() as uow:
                case = uow.letters.case_of(letter)
                # The case first: whoever fires its rungs holds it, and then touches its letters.
                sheet = transactor.held(uow, case, by=by) if case is not None else None
                file = uow.letters.hold(letter)
                page = Page(uow=uow, means=transactor.means, file=file, sheet=sheet, now=now, by=by)
                if done_before(uow, key, mark, now) is not None:
                    return page.letter
                if expect is not None and expect != page.letter.version:
                    raise StaleLetter(letter=letter, expected=expect)
                act(page)
                return _written(transactor, uow, page, key)

        return transactor.retrying(attempt, key=key)


def _written(transactor: Transactor, uow: UnitOfWork, page: Page, key: str | None) -> Letter:
    """Write what a page holds, and let the loop wake after the commit."""
    change = page.change()
    if change is not None:
        uow.letters.write(change)
    if page.sheet is not None:
        transactor.finish(uow, page.sheet, key=None)
    if key is not None:
        uow.settle_key(key, page.letter.case or 0)
    uow.on_commit(transactor.wake)
    return change.letter if change else page.letter
