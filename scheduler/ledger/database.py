"""The database that a ledger lies in: an SQLite file, or PostgreSQL by its URL.

SQLite runs with a rollback journal that is synced with its folder (``journal_mode=delete``,
``synchronous=extra``): no commit that was acknowledged is lost when the power fails, and the file
alone is the whole ledger, on a USB stick too. On PostgreSQL each session asks for
``synchronous_commit=on``, and a server that does not write through is refused.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from scheduler.ledger.errors import ledger_error, translated
from scheduler.ledger.schema import entries

PATIENCE = 30.0
"""Seconds to wait for another writer."""

_PREFIXES = ("postgresql://", "postgresql+psycopg://", "postgres://")
_UNSAFE = ("fsync", "full_page_writes")
"""Settings of a PostgreSQL server without which a commit may be lost."""
_SCHEMA_LOCK = 0x786F6179
"""Of those who change the schema of one PostgreSQL database: any number, the same for all."""


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
        """A transaction in which the schema may change, by one at a time."""
        with self._begun("BEGIN IMMEDIATE") as connection:
            if self.path is None:
                lock = sa.text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": _SCHEMA_LOCK})
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
            raise translated(error, self.name, self.path) from error


def is_url(where: str | Path) -> bool:
    """Whether a ledger's place is a database's URL, not a path."""
    return str(where).startswith(_PREFIXES)


def sqlite_at(path: Path, *, create: bool = False, read_only: bool = False) -> Database:
    """The database in the file; only with ``create`` is a file made.

    A file that is only read is opened to be written where that is possible: a writer that was
    killed may have left a journal, and whoever comes next must clear it away first.
    """
    if path.is_dir():
        raise ledger_error("folder", str(path))
    if not path.exists():
        if not create:
            raise ledger_error("missing", str(path))
        if not path.parent.is_dir():
            raise ledger_error("no_folder", str(path), folder=path.parent)
    fixed = path.exists() and not os.access(path, os.W_OK)
    mode = "ro" if fixed else "rwc" if create else "rw"
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"

    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys=on")
            connection.execute("PRAGMA synchronous=extra")
            connection.execute("PRAGMA trusted_schema=off")
            if read_only:
                connection.execute("PRAGMA query_only=on")
            elif not fixed:
                connection.execute("PRAGMA journal_mode=delete")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = sa.create_engine("sqlite+pysqlite://", creator=open_file, poolclass=NullPool)
    return Database(str(path), engine, path)


def postgresql_at(url: str, *, read_only: bool = False) -> Database:
    """The database at the URL, on a server that writes through."""
    try:
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, poolclass=NullPool)
    except ModuleNotFoundError:
        raise ledger_error("no_driver", "--ledger") from None
    except (sa.exc.ArgumentError, ValueError):
        raise ledger_error("bad_url", "--ledger") from None

    @sa.event.listens_for(engine, "connect")
    def _write_through(connection: Any, _record: Any) -> None:
        connection.execute("SET synchronous_commit = on")
        connection.execute(f"SET lock_timeout = '{int(PATIENCE)}s'")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    database = Database(address.render_as_string(hide_password=True), engine)
    with database.reading() as connection:
        for setting in _UNSAFE:
            if connection.execute(sa.text(f"SHOW {setting}")).scalar() != "on":
                raise ledger_error("unsafe", database.name, setting=setting)
    return database


def newest_entry(connection: sa.Connection) -> Any:
    """The newest entry's row; None where there is none."""
    return connection.execute(sa.select(entries).order_by(entries.c.number.desc()).limit(1)).first()
