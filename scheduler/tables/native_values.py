"""What the native values of a workbook mean in the columns they stand in.

A spreadsheet program makes numbers, dates and times of what is typed, and shows them as it sees
fit. What a value means for certain in its column takes its place; of what was only stored in
another way than shown the table has a notice; everything else is refused with the true cause.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from scheduler.domain.dates import (
    EPOCH_1900,
    Unclear,
    day_of_number,
    day_of_text,
    month_of_number,
)
from scheduler.domain.times import clock, time_of_number
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.formats.sheet import FormattedNumber, NoValue
from scheduler.tables.grid import FoundRows
from scheduler.tables.otherwise import ReadOtherwise
from scheduler.tables.schema import CellType

_NO_DAYS = {(1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1)}
"""Dates that stand for none: what programs put before a time of day."""


def interpret(found: FoundRows, epoch: dt.datetime) -> None:
    """Take every cell for what it means; ``epoch`` is the day from which the workbook counts."""
    types = {column.name: column.type for column in found.table.columns}
    interpreter = _Interpreter(found, epoch)
    for index, row in enumerate(found.cells):
        for name, value in row.items():
            if value.__class__ is not str or (epoch != EPOCH_1900 and types[name] == "day"):
                interpreter.cell(index, name, types[name], value)
    found.notices += interpreter.noted.told()


class _Interpreter:
    def __init__(self, found: FoundRows, epoch: dt.datetime) -> None:
        self.found = found
        self.epoch = epoch
        self.noted = ReadOtherwise(found)

    def cell(self, index: int, name: str, type_: CellType, value: object) -> None:
        if isinstance(value, NoValue):
            self.found.refuse(index, name, value.kind)
        elif isinstance(value, str):
            self._text_of_day(index, name, value)
        elif isinstance(value, dt.date | dt.time):
            self._moment(index, name, type_, value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._number(index, name, type_, value)

    def _text_of_day(self, index: int, name: str, text: str) -> None:
        day = day_of_text(text, self.epoch)
        if isinstance(day, Unclear):
            self.found.refuse(index, name, day.kind, day.nearest, day.context)

    def _moment(self, index: int, name: str, type_: CellType, value: dt.date | dt.time) -> None:
        if type_ in ("text", "list"):
            self.found.refuse(index, name, "date_as_text")
        elif type_ in ("integer", "decimal"):
            self.found.refuse(index, name, "date_as_number")
        elif type_ == "time" and isinstance(value, dt.datetime):
            time = clock(value.time())
            if (value.year, value.month, value.day) not in _NO_DAYS and isinstance(time, str):
                self._note("date_before_time", index, name, time)
            self._take(index, name, time)
        elif type_ == "time" and isinstance(value, dt.time):
            self._take(index, name, clock(value))

    def _number(self, index: int, name: str, type_: CellType, value: float) -> None:
        if type_ in ("text", "list"):
            if _shows_digits(value):
                self.found.cells[index][name] = str(int(value))
            else:
                format_ = getattr(value, "number_format", "General")
                self.found.refuse(index, name, "number_as_text", "", {"format": format_})
            return
        read: Any
        match type_:
            case "day":
                read = day_of_number(value, self.epoch)
            case "month":
                read = month_of_number(value, self.epoch)
            case "time":
                read = time_of_number(value)
            case _:
                return
        if not isinstance(read, Unclear):
            self._note("stored_as_number", index, name, shown(read))
        self._take(index, name, read)

    def _take(self, index: int, name: str, read: object) -> None:
        if isinstance(read, Unclear):
            self.found.refuse(index, name, read.kind, read.nearest, read.context)
        else:
            self.found.cells[index][name] = read

    def _note(self, kind: str, index: int, name: str, read: str) -> None:
        self.noted.add(kind, index, name, shown(self.found.cells[index][name]), read)


def _shows_digits(value: float) -> bool:
    whole = isinstance(value, int) or value.is_integer()
    return whole and not isinstance(value, FormattedNumber)
