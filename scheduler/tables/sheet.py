"""A sheet of a workbook as rows of plain values, and what of it a planner may not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from scheduler.domain.faults import Fault
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.formats.places import GridPlaces, column_letters
from scheduler.tables.grid import FoundRows, GridRow, is_blank
from scheduler.tables.sheet_facts import SheetFacts

_MOST_TOLD = 10
"""Most notices of one kind about one sheet."""


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet; rows are numbered as in the sheet, from 1."""

    file: str
    title: str
    rows: list[GridRow]
    facts: SheetFacts
    hidden: bool
    epoch: dt.datetime
    """The day from which the workbook counts days."""

    @property
    def place(self) -> str:
        """Where the sheet is."""
        return f"{self.file}!{self.title}"


def sheet_faults(sheet: Sheet, table: str) -> list[Fault]:
    """What is wrong with a sheet whatever it holds: cells far outside any table, merged cells."""
    stray = [Fault("stray_cell", table, place=f"{sheet.place}!{c}") for c in sheet.facts.stray[:3]]
    merged = [Fault("merged", table, place=f"{sheet.place}!{ref}") for ref in sheet.facts.merged]
    return stray + merged


def sheet_notices(sheet: Sheet, table: str) -> list[Fault]:
    """What a planner might not see in a sheet that is read all the same."""
    notices = []
    if sheet.hidden:
        notices.append(Fault("hidden_sheet", table, place=sheet.place))
    if rows := sheet.facts.hidden_rows:
        told = ", ".join(map(str, rows[:_MOST_TOLD])) + (" …" if len(rows) > _MOST_TOLD else "")
        context = {"count": len(rows), "rows": told}
        notices.append(Fault("hidden_rows", table, context=context, place=sheet.place))
    return notices


def table_notices(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    """What a planner might not see in the rows of a table that are read all the same."""
    yield from _few(_hidden_columns(sheet, found), "more_hidden_columns")
    yield from _few(_struck(sheet, found), "more_struck")


def _few(notices: Iterable[Fault], more: str) -> Iterator[Fault]:
    """The first of them, then one that counts the rest."""
    remaining = iter(notices)
    last = None
    for last in islice(remaining, _MOST_TOLD):
        yield last
    if last and (count := sum(1 for _ in remaining)):
        place = last.place.rpartition("!")[0]
        yield Fault(more, last.table, context={"count": count}, place=place)


def _hidden_columns(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    """A notice for each hidden column from which a cell is read."""
    names = names_by_column(found)
    for column in sorted(sheet.facts.hidden_columns & names.keys()):
        name = names[column]
        count = sum(not is_blank(row.get(name)) for row in found.cells)
        if count:
            heading = found.places.heading(name)
            yield hidden_column(sheet, found.table.name, column, count, heading)


def hidden_column(sheet: Sheet, table: str, column: int, count: int, heading: str = "") -> Fault:
    """The notice that so many cells were read from a hidden column; columns count from 1."""
    letters = column_letters(column - 1)
    context = {"letters": letters, "count": count}
    place = f"{sheet.place}!{letters}"
    return Fault("hidden_column", table, None, heading, None, "", context, place)


def _struck(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    """A notice for each row that is struck through, or for the cells where only some are."""
    table, places, names = found.table.name, found.places, names_by_column(found)
    for number, row in zip(found.numbers, found.cells, strict=True):
        columns = sheet.facts.struck.get(number, set()) & names.keys()
        if not columns:
            continue
        struck = [names[column] for column in sorted(columns)]
        if all(name in struck for name, cell in row.items() if not is_blank(cell)):
            context = {"value": shown(row.get(struck[0]))}
            yield Fault("struck_row", table, context=context, place=places.place(number))
            continue
        for name in struck:
            context = {"value": shown(row.get(name))}
            place = places.place(number, name)
            yield Fault("struck_cell", table, None, places.heading(name), context=context,
                        place=place)  # fmt: skip


def names_by_column(found: FoundRows) -> dict[int, str]:
    """Number of a column in the sheet, from 1, to the name of the table's column."""
    assert isinstance(found.places, GridPlaces)
    return {position + 1: name for name, position in found.places.positions.items()}
