"""A sheet of a workbook as rows of plain values, and what of it a planner may not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.faults import Fault
from scheduler.tables.formats.places import column_letters
from scheduler.tables.formats.sheet_facts import SheetFacts

MOST_TOLD = 10
"""Most notices of one kind about one sheet."""


GridRow = tuple[int, Sequence[object]]
"""The number of a row in its file, from 1, and its cells."""


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
        told = ", ".join(map(str, rows[:MOST_TOLD])) + (" …" if len(rows) > MOST_TOLD else "")
        context = {"count": len(rows), "rows": told}
        notices.append(Fault("hidden_rows", table, context=context, place=sheet.place))
    return notices


def hidden_column(sheet: Sheet, table: str, column: int, count: int, heading: str = "") -> Fault:
    """The notice that so many cells were read from a hidden column; columns count from 1."""
    letters = column_letters(column - 1)
    context = {"letters": letters, "count": count}
    place = f"{sheet.place}!{letters}"
    return Fault("hidden_column", table, None, heading, None, "", context, place)
