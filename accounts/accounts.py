"""Accounts and sessions: coming in, staying in, going out, and who may let whom in."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from ..clock import Clock
from ..errors import (
    AccountRefused,
    DatabaseProblem,
    PasswordRefused,
    SignInRefused,
    TooManyTries,
    UnknownAccount,
    UnknownPerson,
)
from ..settings import Settings
from ..store import Account, AccountArchive, RosterArchive, Session, SqlStore
from ..workflow.people.rights import require_office_administrator
from .limits import AddressPace, locked_until
from .logins import login_of
from .passwords import Passwords, require_good

log = logging.getLogger(__name__)

SEEN_EVERY: Final = timedelta(minutes=1)
"""How often it is written down that a session was seen."""

AGENT: Final = 200
TOKEN_BYTES: Final = 32


class Accounts:
    """The accounts of an office, and who is in.

    The system and administrators make and change accounts; whoever may not gets NotEntitled or
    AuditorsOnlyLook. A password is worked on outside any transaction; without the extra ``web``
    that raises ExtraMissing.
    """

    def __init__(  # noqa: PLR0913 - passwords and pace are given by tests
        self,
        store: SqlStore,
        roster: RosterArchive,
        clock: Clock,
        settings: Settings,
        *,
        passwords: Passwords | None = None,
        pace: AddressPace | None = None,
    ) -> None:
        self._archive = AccountArchive(store)
        self._roster = roster
        self._clock = clock
        self._settings = settings
        self._passwords = passwords or Passwords()
        self._pace = pace or AddressPace()
        self._tidied_at: datetime | None = None

    def sign_in(self, login: str, password: str, *, address: str, agent: str = "") -> Session:
        """Let somebody in who knows the password; his session comes with its token, this once.

        ``address`` is where he is, ``agent`` what his browser calls itself. Raises SignInRefused,
        whatever the reason, and TooManyTries for an address from which too much has failed.
        """
        account, kept = self._proven(login, password, address)
        now = self._clock.now()
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = Session(
            login=account.login,
            person=account.person,
            must_change=account.must_change,
            agent=_shown(agent),
            created_at=now,
            seen_at=now,
            expires_at=self._end_of(now, now),
            token=token,
        )
        values: dict[str, object] = {"last_seen_at": now}
        if self._passwords.is_outdated(kept):
            values["hash"] = self._passwords.hashed(password)
        if not self._archive.begin(session, _digest(token), kept, values):
            raise SignInRefused
        return session

    def session_of(self, token: str) -> Session | None:
        """Give the session of a token, None when it is over; being seen makes it last longer.

        That of somebody who has left the roster ends here, with all others of his account.
        """
        now = self._clock.now()
        digest = _digest(token)
        found = self._archive.session(digest, now)
        if found is None:
            return None
        session, is_there = found
        if not is_there:
            self._archive.end_all(session.login)
            return None
        if timedelta(0) <= now - session.seen_at < SEEN_EVERY:
            return session
        seen = replace(session, seen_at=now, expires_at=self._end_of(session.created_at, now))
        try:
            self._archive.touch(digest, seen)
        except DatabaseProblem:
            log.warning("a session could not be marked as seen", exc_info=True)
            return session
        return seen

    def sign_out(self, token: str) -> bool:
        """End the session of a token; False when it was over."""
        return self._archive.end(_digest(token))

    def sign_out_everywhere(self, login: str, *, keep: str = "") -> int:
        """End every session of an account, but for the one of the token ``keep``; give how many."""
        kept = login_of(login)
        return (
            0 if kept is None else self._archive.end_all(kept, keep=_digest(keep) if keep else "")
        )

    def set_password(
        self, login: str, old: str, new: str, *, address: str = "", keep: str = ""
    ) -> None:
        """Let the owner of an account choose another password; his other sessions end.

        The session of the token ``keep`` goes on. Raises SignInRefused when the old password is not
        right, TooManyTries, and PasswordRefused for a new one that is not good.
        """
        account, kept = self._proven(login, old, address)
        try:
            self._require_good(new, account.login, account.person)
            self._require_another(kept, new)
        except PasswordRefused:
            self._archive.settle(account.login, kept, {}, ends=None)
            raise
        values = {
            "hash": self._passwords.hashed(new),
            "must_change": False,
            **self._changed(account.person),
        }
        ends = _digest(keep) if keep else ""
        if not self._archive.settle(account.login, kept, values, ends=ends):
            raise SignInRefused

    def create(
        self, login: str, person: str, password: str, *, by: str, must_change: bool = False
    ) -> Account:
        """Make an account for somebody of the roster; with ``must_change`` he chooses a password first.

        Raises AccountRefused for a login that is none, taken, or somebody else's key;
        PasswordRefused, UnknownPerson, NotEntitled, AuditorsOnlyLook.
        """
        self._require_administrator(by)
        directory = self._roster.directory()
        kept = login_of(login)
        if kept is None:
            raise AccountRefused(
                login=login,
                why="a login is at most 60 letters, digits and . _ @ + -",
                why_zh="登录名由不超过60个字母、汉字、数字和 . _ @ + - 组成",
            )
        if directory.person(person) is None:
            raise UnknownPerson(name=person)
        keys = {who.key for who in self._roster.read().people}
        if kept != person and (kept in keys or directory.person(kept) is not None):
            raise AccountRefused(
                login=kept,
                why="it is somebody else's key in the roster",
                why_zh="这是名册中另一个人的编号",
            )
        self._require_good(password, kept, person)
        now = self._clock.now()
        account = Account(
            login=kept,
            person=person,
            must_change=must_change,
            created_at=now,
            created_by=by,
            changed_at=now,
            changed_by=by,
        )
        if not self._archive.add(account, self._passwords.hashed(password)):
            raise AccountRefused(login=kept, why="it is taken", why_zh="登录名已有人使用")
        return account

    def disable(self, login: str, *, by: str) -> Account:
        """Let nobody in by an account any more; its sessions end. Raises UnknownAccount, NotEntitled."""
        return self._change(login, by, {"is_active": False}, ends="")

    def enable(self, login: str, *, by: str) -> Account:
        """Let its owner in again, also after too many failures. Raises UnknownAccount, NotEntitled."""
        return self._change(login, by, {"is_active": True, **_UNLOCKED}, ends=None)

    def reset_password(
        self, login: str, password: str, *, by: str, must_change: bool = True
    ) -> Account:
        """Give an account another password, and unlock it; its sessions end.

        Raises PasswordRefused, UnknownAccount, NotEntitled, AuditorsOnlyLook.
        """
        self._require_administrator(by)
        account = self._find(login)
        self._require_good(password, account.login, account.person)
        hashed = self._passwords.hashed(password)
        values = {"hash": hashed, "must_change": must_change, **_UNLOCKED}
        return self._change(account.login, by, values, ends="")

    def accounts(self, *, by: str) -> Sequence[Account]:
        """List every account, by login. Raises NotEntitled, AuditorsOnlyLook, UnknownPerson."""
        self._require_administrator(by)
        return self._archive.accounts()

    def tidy(self) -> int:
        """Take away sessions that are over, and those of people who left; at most once a minute.

        Gives how many.
        """
        now = self._clock.now()
        if self._tidied_at is not None and abs(now - self._tidied_at) < SEEN_EVERY:
            return 0
        self._tidied_at = now
        return self._archive.tidy(now)

    def _proven(self, login: str, password: str, address: str) -> tuple[Account, str]:
        """Give the account whose password this is, and its hash; its failures are still counted.

        Exactly one password is worked on, whatever the reason for a refusal.
        """
        self._passwords.require_extra()
        if wait := self._pace.take(address):
            raise TooManyTries(wait=wait)
        now = self._clock.now()
        kept = login_of(login)
        admitted = (
            None
            if kept is None
            else self._archive.admit(kept, now, lambda failures: locked_until(failures, now))
        )
        is_right = self._passwords.is_right(admitted[1] if admitted else None, password)
        if admitted is None or not is_right or not self._may_come(admitted[0]):
            raise SignInRefused
        self._pace.give_back(address)
        return admitted

    def _end_of(self, begun: datetime, now: datetime) -> datetime:
        return min(now + self._settings.session_idle, begun + self._settings.session_longest)

    def _may_come(self, account: Account) -> bool:
        return account.is_active and self._roster.directory().person(account.person) is not None

    def _change(
        self, login: str, by: str, values: dict[str, object], *, ends: str | None
    ) -> Account:
        self._require_administrator(by)
        account = self._find(login)
        self._archive.change(account.login, {**values, **self._changed(by)}, ends=ends)
        return self._find(account.login)

    def _find(self, login: str) -> Account:
        kept = login_of(login)
        account = None if kept is None else self._archive.find(kept)
        if account is None:
            raise UnknownAccount(name=login)
        return account

    def _changed(self, by: str) -> dict[str, object]:
        return {"changed_at": self._clock.now(), "changed_by": by}

    def _require_good(self, password: str, login: str, person: str) -> None:
        name = self._roster.directory().name_of(person)
        require_good(password, shortest=self._settings.password_length, names=(login, person, name))

    def _require_another(self, kept: str, password: str) -> None:
        if self._passwords.is_right(kept, password):
            raise PasswordRefused(why="it is the one you have", why_zh="与现在的密码相同")

    def _require_administrator(self, by: str) -> None:
        require_office_administrator(
            self._roster.directory(), by, action="look after accounts", action_zh="管理账号"
        )


_UNLOCKED: Final[dict[str, object]] = {"failures": 0, "locked_until": None}


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _shown(agent: str) -> str:
    return "".join(sign for sign in agent[:AGENT] if sign.isprintable())
