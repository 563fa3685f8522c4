"""The schema's versions: migrating up, and refusing what this guatu does not know.

Alembic runs on a connection that is passed in, with a version table of its own, so the migrations
work inside a host's database and never collide with the host's.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NoReturn

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from ..errors import (
    DatabaseMissing,
    DatabaseReadOnly,
    DatabaseUnavailable,
    SchemaTooNew,
    SchemaTooOld,
    TransactionLost,
)
from .engines import open_engine, shown

VERSION_TABLE = "guatu_schema"
MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x67_75_61_74_75
RUINED = ("not a database", "malformed")
ENDED = ("terminating connection", "connection is lost", "connection is closed")
UNDONE = ("40001", "40P01")
"""PostgreSQL's words for a transaction it rolled back for another's sake: serialization, deadlock."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def head() -> str:
    """Give the schema version this guatu works with."""
    return _versions()[0]


@cache
def _versions() -> tuple[str, frozenset[str]]:
    """Give the newest schema version this guatu knows, and all of them; a process reads them once."""
    scripts = ScriptDirectory.from_config(_config())
    known = frozenset(script.revision for script in scripts.walk_revisions())
    return str(scripts.get_current_head()), known


def migrate(url: str) -> None:
    """Bring the database at a URL to this guatu's schema, creating what is missing.

    Raises DatabaseUnavailable, DatabaseReadOnly, SchemaTooNew.
    """
    engine = open_engine(url)
    try:
        migrate_engine(engine)
    finally:
        engine.dispose()


def migrate_engine(engine: Engine) -> None:
    """Bring an engine's database to this guatu's schema; several processes may do so at once."""
    try:
        with engine.begin() as connection:
            migrate_connection(connection)
    except DBAPIError as error:
        reraise(error, engine)


def migrate_connection(connection: Connection) -> None:
    """Migrate inside a transaction that the caller commits; others wait for its end."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    found = current(connection)
    if found is not None and found not in _versions()[1]:
        url = shown(connection.engine.url)
        raise SchemaTooNew(url=url, found=found, known=head())
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def current(connection: Connection) -> str | None:
    """Give the schema version found, None for a database without guatu."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def require_current(engine: Engine) -> None:
    """Raise the DatabaseProblem that says why an engine's database can't be worked with."""
    url = shown(engine.url)
    name = engine.url.database
    if engine.dialect.name == "sqlite" and name and not Path(name).exists():
        raise DatabaseMissing(url=url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(VERSION_TABLE):
                raise DatabaseMissing(url=url)
            found = current(connection)
    except DBAPIError as error:
        reraise(error, engine)
    if found is None:
        raise DatabaseMissing(url=url)
    if found not in _versions()[1]:
        raise SchemaTooNew(url=url, found=found, known=head())
    if found != head():
        raise SchemaTooOld(url=url, found=found, known=head())


def reraise(error: DBAPIError, engine: Engine, *, is_committing: bool = False) -> NoReturn:
    """Raise a driver's error as the sentence a person can act on, or else as it is.

    A connection lost while a commit was under way leaves open whether the commit was done.
    """
    url, why = shown(engine.url), str(error.orig).strip().splitlines()[0]
    low = why.lower()
    is_undone = getattr(error.orig, "sqlstate", None) in UNDONE
    if is_undone or error.connection_invalidated:
        is_certain = is_undone or not is_committing
        raise TransactionLost(url=url, why=why, is_certain=is_certain) from error
    if "readonly" in low or "read-only" in low:
        raise DatabaseReadOnly(url=url) from error
    if isinstance(error, OperationalError) or any(sign in low for sign in (*RUINED, *ENDED)):
        raise DatabaseUnavailable(url=url, why=why) from error
    raise error
