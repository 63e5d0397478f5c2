"""The tables of a ledger, the same on SQLite and PostgreSQL.

Every row belongs to the entry that brought it, and no row ever changes. Dates are texts
``YYYY-MM-DD``, months ``YYYY-MM``, times ISO 8601 in UTC: they sort as they should and read the
same in both databases. The schema in force is the one that :mod:`scheduler.ledger.migrations` makes
step by step; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""A text; it sorts by its letters' numbers in both databases, whatever language a server speaks."""


def _entry() -> Column[int]:
    return Column("entry", Integer, ForeignKey("entries.number"), nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, TEXT, nullable=False)


entries = Table(
    "entries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("time"),
    _text("author"),
    _text("kind"),
    _text("contents"),  # JSON: of each table the number of rows it brought, and their hash
    _text("previous"),  # the hash of the entry before
    _text("sha256"),
)
ledgers = Table(
    "ledgers",
    metadata,
    Column("id", TEXT, primary_key=True),
    _entry(),
)
instances = Table(
    "instances",
    metadata,
    Column("sha256", TEXT, primary_key=True),
    Column("content", LargeBinary, nullable=False),  # canonical JSON, deflated
    _entry(),
)
publications = Table(
    "publications",
    metadata,
    Column("id", TEXT, primary_key=True),
    _text("month"),
    Column("number", Integer, nullable=False),
    _text("supersedes"),
    _text("note"),
    _text("instance"),
    Column("instance_sha256", TEXT, ForeignKey("instances.sha256"), nullable=False),
    _text("roster_sha256"),
    _text("version"),
    _text("objectives"),  # JSON: [[name, value, bound]]
    _entry(),
)
planned = Table(
    "planned",
    metadata,
    Column("publication", TEXT, ForeignKey("publications.id"), nullable=False),
    _text("visit"),
    _text("cadre"),
    _text("branch"),
    _text("date"),
    _text("tier"),
    _text("organization"),
    _text("area"),
    _entry(),
    PrimaryKeyConstraint("publication", "visit"),
    Index(None, "visit"),
)
returns = Table(
    "returns",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    Column("sha256", TEXT, nullable=False, index=True),
    Column("content", LargeBinary, nullable=False),  # the file's bytes, deflated
    _entry(),
)
return_rows = Table(
    "return_rows",
    metadata,
    Column("of_return", Integer, ForeignKey("returns.number"), nullable=False),
    Column("row", Integer, nullable=False),
    _text("place"),
    _text("cells"),  # JSON
    _text("fate"),
    Column("outcome", Integer, nullable=False),
    _entry(),
    PrimaryKeyConstraint("of_return", "row"),
)
outcomes = Table(
    "outcomes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("visit", TEXT, nullable=False, index=True),
    _text("status"),
    _text("cadre"),
    _text("branch"),
    _text("date"),
    Column("attendance", Integer),
    Column("members", Integer),
    _text("opinions"),
    _text("proposals"),
    _text("note"),
    Column("of_return", Integer, ForeignKey("returns.number"), nullable=False),
    _text("place"),
    Column("replaces", Integer, nullable=False),
    _entry(),
)
closings = Table(
    "closings",
    metadata,
    Column("entry", Integer, ForeignKey("entries.number"), primary_key=True, autoincrement=False),
    _text("act"),  # close or reopen
    _text("first"),
    _text("last"),
    Column("as_of", Integer, nullable=False),
    _text("report_sha256"),
)
answers = Table(
    "answers",
    metadata,
    Column("entry", Integer, ForeignKey("entries.number"), nullable=False),
    Column("outcome", Integer, ForeignKey("outcomes.number"), nullable=False),
    _text("answer"),
    PrimaryKeyConstraint("entry", "outcome"),
)

BROUGHT: Mapping[str, Table] = {
    table.name: table
    for table in (
        ledgers, instances, publications, planned, returns, return_rows, outcomes, closings, answers
    )
}  # fmt: skip
"""The tables whose rows entries bring; what a row refers to stands in a table before its own."""
