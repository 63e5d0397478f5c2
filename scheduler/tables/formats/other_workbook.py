"""Reading workbooks of other kinds than .xlsx: old Excel workbooks (.xls), OpenDocument (.ods).

They are read in a process of their own, of which the death means that the file cannot be read: see
:mod:`scheduler.tables.formats.calamine_child`. Only values are read, as of a new workbook.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler.domain.dates import EPOCH_1900
from scheduler.domain.faults import Fault, InputError
from scheduler.tables.formats import calamine_child
from scheduler.tables.formats.file_kinds import foreign_kind
from scheduler.tables.formats.places import column_letters
from scheduler.tables.formats.sheet import GridRow, Sheet
from scheduler.tables.formats.sheet_facts import MAX_COLUMNS, MAX_ROWS, SheetFacts
from scheduler.tables.formats.workbook import read_sheets
from scheduler.tables.formats.workbook_guard import check_archive

MAX_OLD = 50_000_000
"""Largest old workbook that is read, in bytes."""
_SECONDS = 90
_KINDS = ("old_workbook", "open_document")


def read_any_sheets(data: bytes, file: str) -> list[Sheet]:
    """Every worksheet of a workbook: .xlsx, .xls or .ods, by its bytes and not by its name.

    :class:`InputError` when it is none, cannot be trusted or cannot be read whole.
    """
    kind = foreign_kind(data)
    if kind not in _KINDS:
        return read_sheets(data, file)
    if len(data) > MAX_OLD:
        context = {"limit": MAX_OLD // 1_000_000}
        raise InputError([Fault("file_size", context=context, place=file)])
    if kind == "open_document":
        check_archive(data, file)
    sheets = [_sheet(told, file) for told in _read_apart(data, file)]
    if not sheets:
        raise InputError([Fault("no_sheets", place=file)])
    return sheets


def _read_apart(data: bytes, file: str) -> list[Mapping[str, Any]]:
    """What the process tells of each sheet."""
    script = str(Path(calamine_child.__file__))
    command = [sys.executable, "-P", script, str(MAX_ROWS), str(MAX_COLUMNS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS)
        if done.returncode:
            raise ValueError(done.returncode)
        return [json.loads(line) for line in done.stdout.splitlines()]
    except (subprocess.TimeoutExpired, ValueError):
        raise InputError([Fault("unreadable_workbook", place=file)]) from None


def _sheet(told: Mapping[str, Any], file: str) -> Sheet:
    rows: list[GridRow] = [
        (number, [_value(cell) for cell in row]) for number, row in enumerate(told["rows"], 1)
    ]
    facts = SheetFacts(
        merged=[f"{_cell(*first)}:{_cell(*last)}" for first, last in told["merged"]],
        rows=len(rows),
        columns=max((len(cells) for _, cells in rows), default=0),
    )
    last_row, last_column = told["end"]
    if last_row >= MAX_ROWS or last_column >= MAX_COLUMNS:
        facts.stray.append(_cell(last_row, last_column))
    return Sheet(file, told["title"], rows, facts, told["hidden"], EPOCH_1900)


def _cell(row: int, column: int) -> str:
    return f"{column_letters(column)}{row + 1}"


def _value(cell: Any) -> object:
    if not isinstance(cell, list):
        return cell
    kind, text = cell
    match kind:
        case "datetime" | "date":
            return dt.datetime.fromisoformat(text)
        case "time":
            return dt.time.fromisoformat(text)
        case _:
            whole = dt.timedelta(seconds=text)
            day = dt.timedelta(days=1)
            return (dt.datetime.min + whole).time() if dt.timedelta() <= whole < day else str(whole)
