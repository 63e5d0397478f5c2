"""The database that a ledger lies in: an SQLite file, or PostgreSQL by its URL.

SQLite runs with a rollback journal that is synced with its folder (``journal_mode=delete``,
``synchronous=extra``): no commit that was acknowledged is lost when the power fails, and the file
alone is the whole ledger, on a USB stick too. On PostgreSQL each session asks for
``synchronous_commit=on``, and a server that does not write through is refused.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from scheduler.ledger.errors import ledger_error
from scheduler.ledger.guard import REFUSED
from scheduler.ledger.schema import entries

NEWEST_SCHEMA = "0001"
"""The newest step of :mod:`scheduler.ledger.migrations`."""

_KNOWN_SCHEMAS = ("0001",)

PATIENCE = 30.0
"""Seconds to wait for another writer."""

_PREFIXES = ("postgresql://", "postgresql+psycopg://", "postgres://")
_UNSAFE = ("fsync", "full_page_writes")
"""Settings of a PostgreSQL server without which a commit may be lost."""


@dataclass(frozen=True)
class Database:
    """Where a ledger is, and how it is reached."""

    name: str
    """The path, or the URL without its password."""
    engine: sa.Engine
    path: Path | None = None
    """Of an SQLite file."""

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One moment of the ledger, whoever writes meanwhile."""
        with self._begun("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that no other writer's can come between; whole or not at all."""
        with self._begun("BEGIN IMMEDIATE") as connection:
            if self.path is None:
                connection.execute(sa.text("LOCK TABLE entries IN EXCLUSIVE MODE"))
            yield connection

    @contextmanager
    def writing_schema(self) -> Iterator[sa.Connection]:
        """A transaction in which the schema may change."""
        with self._begun("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _begun(self, begin: str) -> Iterator[sa.Connection]:
        try:
            with self.engine.connect() as connection:
                if self.path is None:
                    connection.execution_options(isolation_level="REPEATABLE READ")
                    if begin == "BEGIN IMMEDIATE":
                        connection.execution_options(isolation_level="READ COMMITTED")
                else:
                    connection.exec_driver_sql(begin)
                try:
                    yield connection
                    connection.commit()
                except BaseException:
                    connection.rollback()
                    raise
        except sa.exc.DBAPIError as error:
            raise translated(error, self.name) from error


def is_url(where: str | Path) -> bool:
    """Whether a ledger's place is a database's URL, not a path."""
    return str(where).startswith(_PREFIXES)


def connect(where: str | Path, *, create: bool = False, read_only: bool = False) -> Database:
    """The database at the path or URL, its schema the newest.

    Only with ``create`` is a ledger begun where there is none, so that a slip of the pen makes no
    empty one. An older schema is brought up to date, after a copy of the file was kept beside it
    (``NAME.before-SCHEMA``); a newer one is refused. Raises
    :class:`~scheduler.ledger.errors.LedgerError`.
    """
    database = _postgresql(str(where)) if is_url(where) else _sqlite(Path(where), create, read_only)
    try:
        with database.engine.connect() as connection:
            if database.path is None:
                _refuse_unsafe(connection, database.name)
            schema = _schema_of(connection)
    except sa.exc.DBAPIError as error:
        raise translated(error, database.name) from error
    if schema == "" and not create:
        raise ledger_error("none", database.name)
    if schema not in ("", *_KNOWN_SCHEMAS):
        raise ledger_error("newer", database.name, schema=schema)
    if schema != NEWEST_SCHEMA:
        if schema and database.path and not read_only:
            _keep_copy(database.path, schema)
        _upgrade(database)
    return database


def translated(error: sa.exc.DBAPIError, name: str) -> Exception:
    """The database's error as one that says what to do; itself where nothing is known of it."""
    text = str(error.orig).casefold()
    known = {
        "locked": "locked", "busy": "locked", "lock timeout": "locked",
        "disk is full": "full", "no space left": "full", "disk full": "full",
        "readonly": "read_only", "read-only": "read_only",
        "not a database": "no_database", "malformed": "damaged",
        "unable to open": "cannot_open", "connection": "no_server",
        "disk i/o error": "disk",
        REFUSED: "only_grows",
    }  # fmt: skip
    kind = next((kind for part, kind in known.items() if part in text), None)
    if kind is None and name.startswith(_PREFIXES) and isinstance(error, sa.exc.OperationalError):
        kind = "no_server"
    if kind is None:
        return error
    return ledger_error(kind, name, text=str(error.orig).strip().splitlines()[0])


# -- SQLite ---------------------------------------------------------------------------------------


def _sqlite(path: Path, create: bool, read_only: bool) -> Database:
    if path.is_dir():
        raise ledger_error("folder", str(path))
    if not path.exists():
        if not create:
            raise ledger_error("missing", str(path))
        if not path.parent.is_dir():
            raise ledger_error("no_folder", str(path), folder=path.parent)
    read_only = read_only or (path.exists() and not os.access(path, os.W_OK))
    mode = "ro" if read_only else "rwc" if create else "rw"
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"

    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys=on")
            connection.execute("PRAGMA synchronous=extra")
            connection.execute("PRAGMA trusted_schema=off")
            if not read_only:
                connection.execute("PRAGMA journal_mode=delete")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = sa.create_engine("sqlite+pysqlite://", creator=open_file, poolclass=NullPool)
    return Database(str(path), engine, path)


def _keep_copy(path: Path, schema: str) -> None:
    """Copy the ledger as it is before its schema changes; a copy that is there already stays."""
    copy = path.with_name(f"{path.name}.before-{schema}")
    if not copy.exists():
        shutil.copy2(path, copy)


# -- PostgreSQL -----------------------------------------------------------------------------------


def _postgresql(url: str) -> Database:
    try:
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, poolclass=NullPool)
    except ModuleNotFoundError:
        raise ledger_error("no_driver", "--ledger") from None
    except (sa.exc.ArgumentError, ValueError):
        raise ledger_error("bad_url", "--ledger") from None
    name = address.render_as_string(hide_password=True)

    @sa.event.listens_for(engine, "connect")
    def _write_through(connection: Any, _record: Any) -> None:
        connection.execute("SET synchronous_commit = on")
        connection.execute(f"SET lock_timeout = '{int(PATIENCE)}s'")
        connection.commit()

    return Database(name, engine)


def _refuse_unsafe(connection: sa.Connection, name: str) -> None:
    for setting in _UNSAFE:
        if connection.execute(sa.text(f"SHOW {setting}")).scalar() != "on":
            raise ledger_error("unsafe", name, setting=setting)


# -- the schema -----------------------------------------------------------------------------------


def _schema_of(connection: sa.Connection) -> str:
    """The step at which the schema stands; "" for a database without a ledger."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())


def _upgrade(database: Database) -> None:
    from alembic import command  # takes a quarter of a second to load
    from alembic.config import Config

    with database.writing_schema() as connection:
        config = Config()
        config.set_main_option("script_location", "scheduler.ledger:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST_SCHEMA)


def newest_entry(connection: sa.Connection) -> Any:
    """The newest entry's row; None where there is none."""
    return connection.execute(sa.select(entries).order_by(entries.c.number.desc()).limit(1)).first()
