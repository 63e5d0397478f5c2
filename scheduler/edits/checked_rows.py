"""Rows from cells: what an edit puts into a table is checked as if it stood in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from scheduler.domain.edit import Cells
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.names import nearest
from scheduler.domain.records import RECORDS, Record

RECORD_OF = {record.table: record for record in RECORDS}
"""Table to what its rows are."""


def record_of(table: str, cells: Mapping[str, Any]) -> Record:
    """A row with these cells; InputError with every fault in them."""
    record = RECORD_OF[table]
    try:
        return record.model_validate(dict(cells))
    except ValidationError as error:
        raise InputError(_cell_fault(record, dict(one)) for one in error.errors()) from None


def _cell_fault(record: type[Record], error: Mapping[str, Any]) -> Fault:
    context = dict(error.get("ctx", {}))
    column = str(error["loc"][0]) if error["loc"] else str(context.get("column", ""))
    known = [info.alias or name for name, info in record.model_fields.items()]
    if error["type"] == "extra_forbidden":
        return Fault("toml_key", record.table, None, "", column, nearest(column, known),
                     {"keys": ", ".join(known)})  # fmt: skip
    if error["type"] == "missing":
        return Fault("empty", record.table, None, column)
    kind = error["type"] if "kind" in context else "toml_table"
    return Fault(kind, record.table, None, column, str(error["input"]), context=context)


def records_of(table: str, rows: Sequence[Cells]) -> tuple[Record, ...]:
    """The rows; InputError with every fault in any of them."""
    found: list[Record] = []
    faults: list[Fault] = []
    for number, cells in enumerate(rows, start=1):
        try:
            found.append(record_of(table, filled(cells)))
        except InputError as error:
            faults += (
                replace(fault, column=f"rows[{number}].{fault.column}".rstrip("."))
                for fault in error.faults
            )
    if faults:
        raise InputError(faults)
    return tuple(found)


def filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells that are not empty; an empty one means the default, as in the tables."""
    return {key: value for key, value in cells.items() if value not in (None, "", ())}
