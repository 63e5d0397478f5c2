"""Reaching a ledger, its schema brought up to date (alembic) after a copy of it was kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from scheduler.ledger.database import Database, is_url, postgresql_at, sqlite_at
from scheduler.ledger.errors import ledger_error
from scheduler.ledger.schema import metadata
from scheduler.tables.formats.destination import Destination

MIGRATIONS = "scheduler.ledger:migrations"
"""Where alembic finds the steps."""
SCHEMAS = ("0001",)
"""The steps, the newest last. Said here too, since alembic takes a quarter of a second to load."""

_STEP = "alembic_version"
"""The table in which alembic notes the step at which a schema stands."""


def connect(where: str | Path, *, create: bool = False, read_only: bool = False) -> Database:
    """The database at the path or URL, its schema the newest.

    Only with ``create`` is a ledger begun where there is none, so that a slip of the pen makes no
    empty one; never in a database that holds something else. An older schema is brought up to date,
    also if it is opened to be read, after a copy was kept: ``NAME.before-STEP`` beside the file, in
    PostgreSQL the tables in a schema ``before_STEP``. A newer one is refused. Raises
    :class:`~scheduler.ledger.errors.LedgerError`.
    """
    database = _reach(where, create=create, read_only=read_only)
    with database.reading() as connection:
        step = _step_of(connection, database)
    if step == SCHEMAS[-1]:
        return database
    if not step and not create:
        raise ledger_error("none", database.name)
    if database.path is not None and not os.access(database.path, os.W_OK):
        raise ledger_error("older", database.name, schema=step)
    _upgrade(_reach(where, create=create, read_only=False))
    return database


def _reach(where: str | Path, *, create: bool, read_only: bool) -> Database:
    if is_url(where):
        return postgresql_at(str(where), read_only=read_only)
    if "://" in str(where):
        raise ledger_error("scheme", str(where))
    return sqlite_at(Path(where), create=create, read_only=read_only)


def _step_of(connection: sa.Connection, database: Database) -> str:
    """The step at which the schema stands, "" where there is no ledger yet.

    Raises LedgerError for a database that holds something else, and for a step not known yet.
    """
    own = {*metadata.tables, _STEP}
    there = set(sa.inspect(connection).get_table_names())
    if not there & own and (not there or database.path is None):
        return ""
    if not {"entries", _STEP} <= there:
        raise ledger_error("foreign", database.name, table=min(there))
    step = connection.execute(sa.text(f"SELECT version_num FROM {_STEP}")).scalar()
    if step not in SCHEMAS:
        raise ledger_error("newer", database.name, schema=step)
    return str(step)


def _upgrade(database: Database) -> None:
    from alembic import command  # takes a quarter of a second to load
    from alembic.config import Config

    with database.writing_schema() as connection:
        step = _step_of(connection, database)  # another may have been faster
        if step == SCHEMAS[-1]:
            return
        if step:
            _keep_copy(connection, database, step)
        config = Config()
        config.set_main_option("script_location", MIGRATIONS)
        config.attributes["connection"] = connection
        command.upgrade(config, SCHEMAS[-1])


def _keep_copy(connection: sa.Connection, database: Database, step: str) -> None:
    """Copy the ledger as it is, while nobody can write to it; an earlier copy is moved aside."""
    if database.path is None:
        there = sa.inspect(connection)
        taken = {name for name in there.get_schema_names() if name.startswith(f"before_{step}")}
        schema = f"before_{step}_{len(taken) + 1}" if taken else f"before_{step}"
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
        for table in there.get_table_names():
            connection.execute(sa.text(f"CREATE TABLE {schema}.{table} AS TABLE {table}"))
        return
    path = database.path.with_name(f"{database.path.name}.before-{step}")
    address = f"file:{quote(str(database.path.absolute()))}?mode=ro"
    # By SQLite itself: to close the file after reading it would let go of the locks on it.
    with (
        Destination(path, force=True).file() as copy,
        closing(sqlite3.connect(copy)) as target,
        closing(sqlite3.connect(address, uri=True)) as source,
    ):
        source.backup(target)
