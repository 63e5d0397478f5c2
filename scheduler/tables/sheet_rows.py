"""From a sheet of a workbook to the rows of a table, with what a planner may not see in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from scheduler.domain.faults import Fault
from scheduler.tables.formats.cell_text import is_blank, shown
from scheduler.tables.formats.places import GridPlaces
from scheduler.tables.formats.sheet import (
    MOST_TOLD,
    Sheet,
    hidden_column,
    sheet_faults,
    sheet_notices,
)
from scheduler.tables.formats.sheet_facts import column_number
from scheduler.tables.grid import FoundRows, name_cells
from scheduler.tables.native_values import interpret
from scheduler.tables.schema import Table

_CELL = re.compile(r"([A-Z]+)([0-9]+)")


def sheet_rows(sheet: Sheet, table: Table) -> FoundRows:
    """The named cells of a table's sheet."""
    faults = sheet_faults(sheet, table.name)
    if sheet.facts.stray:
        places = GridPlaces(sheet.file, sheet.title)
        return FoundRows(table, places, faults=faults, notices=sheet_notices(sheet, table.name))
    found = name_cells(sheet.rows, table, GridPlaces(sheet.file, sheet.title), even=False)
    found.faults += faults
    _refuse_formulas(sheet, found)
    interpret(found, sheet.epoch)
    found.notices += [*sheet_notices(sheet, table.name), *_table_notices(sheet, found)]
    return found


def _refuse_formulas(sheet: Sheet, found: FoundRows) -> None:
    names = _names_by_column(found)
    rows = {number: index for index, number in enumerate(found.numbers)}
    for cell in sheet.facts.uncalculated:
        if match := _CELL.fullmatch(cell):
            name, row = names.get(column_number(match[1])), int(match[2])
            if name and row in rows:
                found.refuse(rows[row], name, "formula")


def _table_notices(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    """What a planner might not see in the rows of a table that are read all the same."""
    yield from _few(_hidden_columns(sheet, found), "more_hidden_columns")
    yield from _few(_struck(sheet, found), "more_struck")


def _few(notices: Iterable[Fault], more: str) -> Iterator[Fault]:
    """The first of them, then one that counts the rest."""
    remaining = iter(notices)
    last = None
    for last in islice(remaining, MOST_TOLD):
        yield last
    if last and (count := sum(1 for _ in remaining)):
        place = last.place.rpartition("!")[0]
        yield Fault(more, last.table, context={"count": count}, place=place)


def _hidden_columns(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    """A notice for each hidden column from which a cell is read."""
    names = _names_by_column(found)
    for column in sorted(sheet.facts.hidden_columns & names.keys()):
        name = names[column]
        count = sum(not is_blank(row.get(name)) for row in found.cells)
        if count:
            heading = found.places.heading(name)
            yield hidden_column(sheet, found.table.name, column, count, heading)


def _struck(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    """A notice for each row that is struck through, or for the cells where only some are."""
    table, places, names = found.table.name, found.places, _names_by_column(found)
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


def _names_by_column(found: FoundRows) -> dict[int, str]:
    """Number of a column in the sheet, from 1, to the name of the table's column."""
    assert isinstance(found.places, GridPlaces)
    return {position + 1: name for name, position in found.places.positions.items()}
