"""A ledger only grows: triggers refuse every change and every deletion, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

REFUSED = "a ledger only grows"
"""What the database says of a change that it refuses."""

_ACTS = ("UPDATE", "DELETE")


def guards(dialect: str, tables: tuple[str, ...]) -> Iterator[str]:
    """The statements that put guards on the tables."""
    if dialect == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
    for table in tables:
        if dialect == "postgresql":
            yield (
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION only_grows()"
            )
            continue
        for act in _ACTS:
            yield (
                f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )


def names(dialect: str, tables: tuple[str, ...]) -> set[str]:
    """The names of the triggers that must be there."""
    if dialect == "postgresql":
        return {f"{table}_only_grows" for table in tables}
    return {f"{table}_{act.lower()}" for table in tables for act in _ACTS}


def query(dialect: str) -> str:
    """The statement that names the triggers that are there and in force."""
    if dialect == "postgresql":
        return "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    return "SELECT name FROM sqlite_master WHERE type = 'trigger'"
