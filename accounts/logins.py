"""Logins: how they are written, and whose they are."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ..store import AccountArchive, RosterArchive, SqlStore

FORM: Final = re.compile(r"[\w.@+-]{1,60}")


def login_of(text: str) -> str | None:
    """Give a login as it is kept, in small letters; None for a text that can be none."""
    login = unicodedata.normalize("NFKC", text[:200]).strip().casefold()
    return login if FORM.fullmatch(login) else None


class Logins:
    """The identity of an office by itself: a login is a key of the roster, or that of an account.

    A key of the roster comes first, so nobody gets another's desk by the name of his account.
    """

    def __init__(self, store: SqlStore, roster: RosterArchive) -> None:
        self._accounts = AccountArchive(store)
        self._roster = roster

    def person_of(self, login: str) -> str | None:
        """Give whose login it is; the login itself when it is nobody's, None when it is disabled."""
        if self._roster.directory().person(login) is not None:
            return login
        kept = login_of(login)
        account = None if kept is None else self._accounts.find(kept)
        if account is None:
            return login
        return account.person if account.is_active else None
