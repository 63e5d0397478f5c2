"""What the native values of a workbook mean in the columns they stand in.

A spreadsheet program makes numbers, dates and times of what is typed, and shows them as it sees
fit. What a value means for certain in its column takes its place; of what was only stored in
another way than shown the table has a notice; everything else is refused with the true cause.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from scheduler.domain.dates import (
    EPOCH_1900,
    Unclear,
    day_of_number,
    day_of_text,
    month_of_number,
)
from scheduler.domain.times import clock, time_of_number
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.grid import FoundRows
from scheduler.tables.otherwise import ReadOtherwise
from scheduler.tables.schema import CellType

_NO_DAYS = {(1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1904, 1, 1)}
"""Dates that stand for none: what programs put before a time of day."""


class FormattedNumber(float):
    """A number that the sheet shows in another form than its digits, such as 7 shown as 007."""

    number_format: str


class NoValue(str):
    """What a cell shows that has no value; the same as text is only text."""

    kind: ClassVar[str]
    """The kind of its fault."""


class ErrorValue(NoValue):
    """What a cell shows whose formula failed, such as #REF!"""

    kind = "error_value"


class NoDate(NoValue):
    """What a cell shows that holds a number with the format of a date, and no date has it."""

    kind = "no_date"


def settle(found: FoundRows, epoch: dt.datetime) -> None:
    """Settles every cell; ``epoch`` is the day from which the workbook counts."""
    types = {column.name: column.type for column in found.table.columns}
    settling = _Settling(found, epoch)
    for index, row in enumerate(found.cells):
        for name, value in row.items():
            if value.__class__ is not str or (epoch != EPOCH_1900 and types[name] == "day"):
                settling.cell(index, name, types[name], value)
    found.notices += settling.noted.told()


class _Settling:
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
