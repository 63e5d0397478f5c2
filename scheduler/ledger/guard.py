"""A ledger only grows: triggers refuse every change and every deletion, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

REFUSED = "a ledger only grows"
"""What the database says of a change that it refuses."""

_ACTS = ("UPDATE", "DELETE")
_BODY = f"BEGIN RAISE EXCEPTION '{REFUSED}'; END"
"""Of the function that a trigger of PostgreSQL calls."""
_KIND = 2 + 8 + 16 + 32
"""How PostgreSQL writes BEFORE, DELETE, UPDATE, TRUNCATE, for each statement."""


def guards(dialect: str, tables: Sequence[str]) -> Iterator[str]:
    """The statements that put guards on the tables."""
    if dialect != "postgresql":
        yield from _of_sqlite(tables).values()
        return
    yield (
        f"CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ {_BODY} $$"
    )
    for table in tables:
        yield (
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
        )


def missing(connection: sa.Connection, tables: Sequence[str]) -> list[str]:
    """The names of the guards that are not there, are switched off, or do not refuse any more."""
    if connection.dialect.name == "postgresql":
        wanted = {f"{table}_only_grows" for table in tables}
        return sorted(wanted - set(connection.execute(_IN_FORCE).scalars()))
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    there: dict[str, str] = {row.name: row.sql for row in rows}
    return sorted(name for name, sql in _of_sqlite(tables).items() if there.get(name) != sql)


def _of_sqlite(tables: Sequence[str]) -> dict[str, str]:
    return {
        f"{table}_{act.lower()}": (
            f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        for table in tables
        for act in _ACTS
    }


_IN_FORCE = sa.text(
    "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
    "JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgname = relname || '_only_grows' AND pg_table_is_visible(pg_class.oid) "
    "AND NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgqual IS NULL "
    "AND tgtype = :kind AND trim(prosrc) = :body"
).bindparams(kind=_KIND, body=_BODY)
