"""Rows with a fault of their own still say something: the id they give, and the ids they name.

With it a mistake in one row neither makes sound rows fail that refer to it, nor hides their faults
until the next try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from scheduler.domain.cells import split
from scheduler.domain.checks import SPECIAL_REFERENCES
from scheduler.domain.faults import Fault
from scheduler.domain.vocabulary import TableName
from scheduler.tables.directory import Directory, text_of
from scheduler.tables.formats.places import Places
from scheduler.tables.schema import Table


@dataclass(frozen=True)
class BrokenRow:
    """The cells of a row by column, its number in its file, and the columns that are at fault."""

    number: int
    cells: Mapping[str, object]
    faulty: frozenset[str]


def given_id(row: BrokenRow) -> str | None:
    """The id that the row gives, or None if that is the very thing that is wrong with it."""
    return None if "id" in row.faulty else text_of(row.cells.get("id"))


def find_unknown(
    table: Table,
    row: BrokenRow,
    known: Mapping[str, Set[str]],
    directories: Mapping[str, Directory],
    places: Places,
) -> Iterator[Fault]:
    """A fault for each id that the row names and no row gives; only tables in known are looked at.

    ``known`` gives the ids of a table, ``directories`` what else its rows are known by.
    """
    for name, column in table.by_name.items():
        if name in row.faulty or name not in row.cells or column.refers_to not in known:
            continue
        special = SPECIAL_REFERENCES.get((table.name, name), set())
        valid = known[column.refers_to] | special
        near = directories[column.refers_to].nearest
        for part in _parts(row.cells[name], column.type == "list"):
            if part not in valid:
                yield Fault(
                    "reference", table.name, None, places.heading(name), part, near(part, special),
                    {"table": TableName(column.refers_to)}, places.place(row.number, name),
                )  # fmt: skip


def _parts(cell: object, several: bool) -> tuple[str, ...]:
    if several:
        try:
            return split(cell)
        except PydanticCustomError:
            return ()
    text = text_of(cell)
    return (text,) if text else ()
