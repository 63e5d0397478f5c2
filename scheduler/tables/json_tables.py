"""Instances in one JSON file: ``{"instance": {settings}, "areas": [{row}, …], …}``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.domain.faults import Fault
from scheduler.domain.names import nearest
from scheduler.tables.formats.cell_text import is_blank, shown
from scheduler.tables.formats.places import JsonPlaces
from scheduler.tables.grid import FoundRows
from scheduler.tables.schema import MISSPELT, SETTINGS, TABLES, Table


def unknown_members(data: dict[str, Any], file: str) -> Iterator[Fault]:
    """Each member that is neither the settings nor a table: with what it may be misspelt for, or
    as something that the user keeps for themselves.
    """
    known = (SETTINGS, *TABLES)
    context = {"tables": ", ".join(known)}
    for key in data:
        if key not in known:
            near = nearest(key, known, MISSPELT)
            kind = "unknown_table" if near else "ignored_member"
            yield Fault(kind, value=key, nearest=near, context=context, place=f"{file}:$.{key}")


def json_rows(data: object, table: Table, file: str) -> FoundRows:
    """The named cells in the array of a table; null, "" and [] are empty cells."""
    places = JsonPlaces(file, table.name)
    found = FoundRows(table, places)
    if not isinstance(data, list):
        found.faults.append(Fault("json_array", table.name, value=shown(data)[:80],
                                  place=places.place(None)))  # fmt: skip
        return found
    ignored: dict[str, int] = {}
    for index, row in enumerate(data):
        if not isinstance(row, dict):
            found.faults.append(Fault("json_object", table.name, index, value=shown(row)[:80],
                                      place=places.place(index)))  # fmt: skip
            continue
        _report_unknown(row, index, ignored, found)
        found.numbers.append(index)
        found.cells.append(_cells(row, table))
    for key, index in ignored.items():
        context = {"columns": ", ".join(table.by_name), "value": key}
        place = places.place(index, key)
        found.notices.append(Fault("ignored_column", table.name, context=context, place=place))
    return found


def _report_unknown(
    row: dict[str, Any], index: int, ignored: dict[str, int], found: FoundRows
) -> None:
    """A key that is near a column is a misspelling of it; any other is something that the user
    keeps for themselves, unless the row lacks a required column.
    """
    table = found.table
    unknown = [key for key in row if key not in table.by_name]
    if not unknown:
        return
    missing = [c.name for c in table.columns if c.needed and c.name not in row]
    context = {"columns": ", ".join(table.by_name), "missing": ", ".join(missing)}
    for key in unknown:
        same = table.match(key)  # a heading of its own, or in another language
        near = same.name if same else nearest(key, table.by_name, MISSPELT)
        if near or missing:
            kind = "unknown_column" if near else "unknown_while_missing"
            place = found.places.place(index, key)
            found.faults.append(Fault(kind, table.name, index, "", key, near, context, place))
        else:
            ignored.setdefault(key, index)


def _cells(row: dict[str, Any], table: Table) -> dict[str, object]:
    filled = {
        name: _digits(row[name]) if column.refers_to else row[name]
        for name, column in table.by_name.items()
        if name in row and not is_blank(row[name]) and row[name] != []
    }
    empty = {column.name: "" for column in table.columns if column.required}
    return empty | filled


def _digits(value: object) -> object:
    """A whole number where an id is referred to is its digits, as it is where the id is given."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
