"""Instances in one JSON file: ``{"instance": {settings}, "areas": [{row}, …], …}``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.names import nearest
from scheduler.tables.grid import FoundRows, is_blank
from scheduler.tables.places import JsonPlaces
from scheduler.tables.schema import SETTINGS, TABLES, Table
from scheduler.tables.validate import shown

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


def unknown_members(data: dict[str, Any], file: str) -> list[Fault]:
    """A fault for each member that is neither the settings nor a table."""
    known = (SETTINGS, *TABLES)
    context = {"tables": ", ".join(known)}
    return [
        Fault("unknown_table", value=key, nearest=nearest(key, known), context=context,
              place=f"{file}:$.{key}")
        for key in data
        if key not in known
    ]  # fmt: skip


def json_rows(data: object, table: Table, file: str) -> FoundRows:
    """The named cells in the array of a table; null, "" and [] are empty cells."""
    places = JsonPlaces(file, table.name)
    found = FoundRows(table, places)
    if not isinstance(data, list):
        found.faults.append(Fault("json_array", table.name, value=shown(data)[:80],
                                  place=places.place(None)))  # fmt: skip
        return found
    for index, row in enumerate(data):
        if not isinstance(row, dict):
            found.faults.append(Fault("json_object", table.name, index, value=shown(row)[:80],
                                      place=places.place(index)))  # fmt: skip
            continue
        found.faults += _unknown_columns(row, table, index, places)
        found.numbers.append(index)
        found.cells.append(_cells(row, table))
    return found


def _unknown_columns(
    row: dict[str, Any], table: Table, index: int, places: JsonPlaces
) -> Iterator[Fault]:
    context = {"columns": ", ".join(table.by_name)}
    for key in row:
        if key not in table.by_name:
            near = nearest(key, table.by_name)
            place = places.place(index, key)
            yield Fault("unknown_column", table.name, index, "", key, near, context, place)


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
