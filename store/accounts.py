"""Accounts and sessions in the database; the password's hash never leaves with an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from .layout.accounts import account, session
from .store import SqlStore

Lock = Callable[[int], datetime | None]
"""Gives until when an account is locked after so many failures in a row, None for not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A login (账号) and the person of the roster who comes in by it.

    ``login`` is in small letters. ``failures`` are the tries since the last one that was right;
    until ``locked_until`` nobody comes in. ``must_change`` lets its owner do nothing but choose a
    password of his own.
    """

    login: str
    person: str
    is_active: bool = True
    must_change: bool = False
    failures: int = 0
    locked_until: datetime | None = None
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody is in (会话), until ``expires_at`` at the latest.

    ``token`` is what his browser shows each time; only the session given by a sign-in has it, the
    database keeps its SHA-256. ``agent`` is his browser's name.
    """

    login: str
    person: str
    must_change: bool
    agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    token: str = field(default="", repr=False)


class AccountArchive:
    """The accounts and sessions of one store. Sessions are named by the digest of their token."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def accounts(self) -> Sequence[Account]:
        """List every account, by login."""
        with self._store.reading() as connection:
            rows = connection.execute(select(account).order_by(account.c.login)).mappings()
            return [_account(row) for row in rows]

    def find(self, login: str) -> Account | None:
        """Give an account, None when there is none."""
        with self._store.reading() as connection:
            row = connection.execute(_named(login)).mappings().one_or_none()
        return None if row is None else _account(row)

    def add(self, added: Account, kept: str) -> bool:
        """Keep a new account with the hash of its password; False when its login is taken."""
        row = {name: getattr(added, name) for name in _ACCOUNT}
        try:
            with self._store.writing() as connection:
                connection.execute(insert(account), {**row, "hash": kept})
        except IntegrityError:
            return False
        return True

    def change(self, login: str, values: Mapping[str, Any], *, ends: str | None = None) -> bool:
        """Change an account and, with ``ends``, end its sessions but the one of that digest.

        Gives False when there is no such account.
        """
        with self._store.writing() as connection:
            changing = update(account).where(account.c.login == login).values(dict(values))
            is_done = connection.execute(changing).rowcount == 1
            if ends is not None:
                _end(connection, login, ends)
        return is_done

    def admit(self, login: str, now: datetime, lock: Lock) -> tuple[Account, str] | None:
        """Count a try before the password is looked at; give the account and the hash to look at.

        None for no account, and for one that is locked: that try is not counted. So guesses made
        at the same moment are counted one by one, on every machine.
        """
        with self._store.writing() as connection:
            row = connection.execute(_named(login).with_for_update()).mappings().one_or_none()
            if row is None or (row["locked_until"] is not None and now < row["locked_until"]):
                return None
            failures = row["failures"] + 1
            counted = {"failures": failures, "locked_until": lock(failures)}
            connection.execute(update(account).where(account.c.login == login).values(counted))
            return _account(row), row["hash"]

    def settle(self, login: str, kept: str, values: Mapping[str, Any], *, ends: str | None) -> bool:
        """Change an account whose password was right: its failures are forgotten.

        False, and nothing is changed, when somebody disabled it or set another password meanwhile.
        """
        with self._store.writing() as connection:
            is_done = _settled(connection, login, kept, values)
            if is_done and ends is not None:
                _end(connection, login, ends)
            return is_done

    def begin(self, begun: Session, digest: str, kept: str, values: Mapping[str, Any]) -> bool:
        """Let somebody in whose password was right, as ``settle`` does; False for the same reasons."""
        with self._store.writing() as connection:
            if not _settled(connection, begun.login, kept, values):
                return False
            row = {
                "digest": digest,
                "login": begun.login,
                "agent": begun.agent,
                "created_at": begun.created_at,
                "seen_at": begun.seen_at,
                "expires_at": begun.expires_at,
            }
            connection.execute(insert(session), row)
            return True

    def session(self, digest: str, now: datetime) -> tuple[Session, bool] | None:
        """Give a session of an active account that has not expired, and whether its person is there."""
        query = (
            select(session, account.c.person, account.c.must_change)
            .join(account, account.c.login == session.c.login)
            .where(session.c.digest == digest, session.c.expires_at > now, account.c.is_active)
        )
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                return None
            directory = self._store.rosters.directory(connection)
            found = Session(**{name: row[name] for name in _SESSION})
            return found, directory.person(found.person) is not None

    def touch(self, digest: str, seen: Session) -> None:
        """Record that a session was seen, and until when it lasts now."""
        with self._store.writing() as connection:
            connection.execute(
                update(session)
                .where(session.c.digest == digest)
                .values(seen_at=seen.seen_at, expires_at=seen.expires_at)
            )
            connection.execute(
                update(account)
                .where(account.c.login == seen.login)
                .values(last_seen_at=seen.seen_at)
            )

    def end(self, digest: str) -> bool:
        """End one session; False when there is none."""
        with self._store.writing() as connection:
            done = connection.execute(delete(session).where(session.c.digest == digest))
            return done.rowcount == 1

    def end_all(self, login: str, *, keep: str = "") -> int:
        """End the sessions of an account, all but the one of a digest; give how many."""
        with self._store.writing() as connection:
            return _end(connection, login, keep)

    def tidy(self, now: datetime) -> int:
        """Take away sessions that have expired or whose person has left; give how many."""
        expired = select(session.c.digest).where(session.c.expires_at <= now)
        people = (
            select(account.c.login, account.c.person)
            .join(session, session.c.login == account.c.login)
            .distinct()
        )
        with self._store.reading() as connection:
            is_expired = connection.execute(expired.limit(1)).first() is not None
            directory = self._store.rosters.directory(connection)
            present = connection.execute(people).all()
            gone = [row.login for row in present if directory.person(row.person) is None]
        if not (is_expired or gone):
            return 0
        with self._store.writing() as connection:
            old = connection.execute(delete(session).where(session.c.expires_at <= now)).rowcount
            return old + sum(_end(connection, login, "") for login in gone)


_ACCOUNT = tuple(fact.name for fact in fields(Account))
_SESSION = tuple(fact.name for fact in fields(Session) if fact.name != "token")


def _account(row: RowMapping) -> Account:
    return Account(**{name: row[name] for name in _ACCOUNT})


def _named(login: str) -> Any:
    return select(account).where(account.c.login == login)


def _settled(connection: Connection, login: str, kept: str, values: Mapping[str, Any]) -> bool:
    done = connection.execute(
        update(account)
        .where(account.c.login == login, account.c.hash == kept, account.c.is_active)
        .values(failures=0, locked_until=None, **values)
    )
    return done.rowcount == 1


def _end(connection: Connection, login: str, keep: str) -> int:
    ending = delete(session).where(session.c.login == login, session.c.digest != keep)
    return connection.execute(ending).rowcount
