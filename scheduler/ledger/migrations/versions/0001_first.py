"""The first schema.

A step says its tables itself, however they look later: it must make today what it made then.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.ledger.guard import guards

revision = "0001"
down_revision = None

_TABLES = (
    "entries", "ledgers", "instances", "publications", "planned", "returns", "return_rows",
    "outcomes", "closings", "answers",
)  # fmt: skip


_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")


def _of_entry(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, "entry", "entries.number")


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "entries",
        _number("number"), _text("time"), _text("author"), _text("kind"), _text("contents"),
        _text("previous"), _text("sha256"),
        _key("entries", "number"),
    )  # fmt: skip
    op.create_table(
        "ledgers", _text("id"), _number("entry"), _key("ledgers", "id"), _of_entry("ledgers")
    )
    op.create_table(
        "instances",
        _text("sha256"), sa.Column("content", sa.LargeBinary, nullable=False), _number("entry"),
        _key("instances", "sha256"), _of_entry("instances"),
    )  # fmt: skip
    op.create_table(
        "publications",
        _text("id"), _text("month"), _number("number"), _text("supersedes"), _text("note"),
        _text("instance"), _text("instance_sha256"), _text("roster_sha256"), _text("version"),
        _text("objectives"), _number("entry"),
        _key("publications", "id"), _of_entry("publications"),
        _refers("publications", "instance_sha256", "instances.sha256"),
    )  # fmt: skip
    op.create_table(
        "planned",
        _text("publication"), _text("visit"), _text("cadre"), _text("branch"), _text("date"),
        _text("tier"), _text("organization"), _text("area"), _number("entry"),
        _key("planned", "publication", "visit"), _of_entry("planned"),
        _refers("planned", "publication", "publications.id"),
    )  # fmt: skip
    op.create_index("ix_planned_visit", "planned", ["visit"])
    op.create_table(
        "returns",
        _number("number"), _text("name"), _text("sha256"),
        sa.Column("content", sa.LargeBinary, nullable=False), _number("entry"),
        _key("returns", "number"), _of_entry("returns"),
    )  # fmt: skip
    op.create_index("ix_returns_sha256", "returns", ["sha256"])
    op.create_table(
        "return_rows",
        _number("of_return"), _number("row"), _text("place"), _text("cells"), _text("fate"),
        _number("outcome"), _number("entry"),
        _key("return_rows", "of_return", "row"), _of_entry("return_rows"),
        _refers("return_rows", "of_return", "returns.number"),
    )  # fmt: skip
    op.create_table(
        "outcomes",
        _number("number"), _text("visit"), _text("status"), _text("cadre"), _text("branch"),
        _text("date"), _number("attendance", nullable=True), _number("members", nullable=True),
        _text("opinions"), _text("proposals"), _text("note"), _number("of_return"), _text("place"),
        _number("replaces"), _number("entry"),
        _key("outcomes", "number"), _of_entry("outcomes"),
        _refers("outcomes", "of_return", "returns.number"),
    )  # fmt: skip
    op.create_index("ix_outcomes_visit", "outcomes", ["visit"])
    op.create_table(
        "closings",
        _number("entry"), _text("act"), _text("first"), _text("last"), _number("as_of"),
        _text("report_sha256"),
        _key("closings", "entry"), _of_entry("closings"),
    )  # fmt: skip
    op.create_table(
        "answers",
        _number("entry"), _number("outcome"), _text("answer"),
        _key("answers", "entry", "outcome"), _of_entry("answers"),
        _refers("answers", "outcome", "outcomes.number"),
    )  # fmt: skip
    for statement in guards(op.get_bind().dialect.name, _TABLES):
        op.execute(statement)
