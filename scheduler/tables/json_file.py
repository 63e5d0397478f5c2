"""Instances in one JSON file: ``{"instance": {settings}, "areas": [{row}, …], …}``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.names import nearest
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.formats.places import JsonPlaces
from scheduler.tables.grid import FoundRows, is_blank
from scheduler.tables.schema import MISSPELT, SETTINGS, TABLES, Table

_MAX_DEPTH = 20


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood there twice."""

    repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.repeated = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return made


def parse_json(text: str, file: str) -> dict[str, Any]:
    """The object in a JSON text; :class:`InputError` with the line of what is no JSON.

    Keys that stand twice in an object, NaN, infinities and deep nesting are refused as well.
    """
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"{file}:{error.lineno}"
        context = {"column": error.colno}
        raise InputError([Fault("json", context=context, place=place)]) from None
    except RecursionError:
        raise InputError([Fault("nesting", place=file)]) from None
    except ValueError as error:  # NaN, or a whole number of thousands of digits
        value = str(error) if len(str(error)) < 10 else None
        raise InputError([Fault("json_number", value=value, place=file)]) from None
    if not isinstance(data, dict):
        raise InputError([Fault("json_object", value=shown(data)[:80], place=f"{file}:$")])
    if faults := list(_repeated_keys(data, f"{file}:$", 0)):
        raise InputError(faults)
    return data


def _no_number(word: str) -> None:
    raise ValueError(word)


def _repeated_keys(value: object, path: str, depth: int) -> Iterator[Fault]:
    if depth > _MAX_DEPTH:
        yield Fault("nesting", place=path)
    elif isinstance(value, _Object):
        for key in value.repeated:
            yield Fault("json_key", value=key, place=path)
        for key, part in value.items():
            yield from _repeated_keys(part, f"{path}.{key}", depth + 1)
    elif isinstance(value, list) and not all(isinstance(part, str) for part in value):
        for index, part in enumerate(value):
            yield from _repeated_keys(part, f"{path}[{index}]", depth + 1)


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
    missing = [c.name for c in table.columns if c.required and c.name not in row]
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
