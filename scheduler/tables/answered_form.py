"""The request form that came back: which dates a district announces, and what is odd about it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, cast

from scheduler.domain.calendars.announced import Announced
from scheduler.domain.calendars.meetings import rule_made
from scheduler.domain.cells import Day, Id, MonthCell, Note, Time
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.names import bearers_of, fold, nearest
from scheduler.domain.records import Record
from scheduler.domain.territory import Territory
from scheduler.tables.formats.cell_text import is_blank
from scheduler.tables.formats.decoding import read_bytes
from scheduler.tables.formats.places import GridPlaces
from scheduler.tables.formats.sheet import Sheet
from scheduler.tables.formats.workbook import read_sheets
from scheduler.tables.grid import FoundRows
from scheduler.tables.recognise import recognise_rows
from scheduler.tables.schema import Headings, Table, columns_of, known_in_results
from scheduler.tables.sheet_rows import sheet_rows
from scheduler.tables.validate import every_row

_SAID = ("month", "date", "time")
"""Cells of which an answer has one at least; other rows are notes."""

_MISSPELT = 2
"""Most unknown branches of a form without a known one that may be slips of the pen."""


class _Answer(Record):
    """A row of a form that came back; without a date the branch is still to be announced."""

    table: ClassVar[str] = "announcements"
    key: ClassVar[tuple[str, ...]] = ("branch", "date")

    branch: Id
    branch_name: Note = ""
    branch_organization: Note = ""
    area_name: Note = ""
    month: MonthCell | None = None
    date: Day | None = None
    time: Time | None = None


_FORM = Table(
    "announcements", _Answer, tuple(map(known_in_results, columns_of(_Answer))), open=True
)


@dataclass
class AnsweredForm:
    """What a form announces, and what is worth a look in it."""

    announced: list[Announced] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_request_form(path: Path, instance: Instance) -> AnsweredForm:
    """The dates in a form that came back; rows without a date are counted in a notice.

    Raises :class:`InputError` with every cell that is no date, no time, no branch, or a date
    outside the month that its row asks for.
    """
    if not path.is_file():
        raise InputError([Fault("no_file", value=str(path), place=path.name or str(path))])
    sheets = read_sheets(read_bytes(path), path.name)
    forms = [sheet for sheet in sheets if _is_form(sheet)] or sheets[:1]
    reading = _Reading(instance)
    for sheet in forms:
        reading.read(sheet)
    for sheet in sheets:
        if sheet not in forms and sheet.rows:
            reading.note("form_sheet", sheet.place)
    if reading.form.faults:
        raise InputError(reading.form.faults)
    reading.note_unasked()
    return reading.form


def _is_form(sheet: Sheet) -> bool:
    found = recognise_rows(cells for _, cells in sheet.rows)
    return found is not None and found.kind == "form"


@dataclass(frozen=True)
class _Row:
    """A row that answers, and where it stands."""

    answer: _Answer
    number: int
    places: GridPlaces

    def place(self, column: str) -> str:
        return self.places.place(self.number, column)

    def fault(self, kind: str, column: str, value: str, near: str, **context: Any) -> Fault:
        heading = self.places.heading(column)
        return Fault(kind, "announcements", None, heading, value, near, context, self.place(column))


class _Reading:
    def __init__(self, instance: Instance):
        self.instance = instance
        self.names = {row.id: row.name for row in instance.branches}
        self.bearers = bearers_of(self.names.items())
        self.form = AnsweredForm()

    def note(self, kind: str, place: str, **context: Any) -> None:
        self.form.notices.append(Fault(f"notices.{kind}", context=context, place=place))

    def fault(self, fault: Fault) -> None:
        self.form.faults.append(fault)

    def read(self, sheet: Sheet) -> None:
        found = sheet_rows(sheet, _FORM)
        places = found.places
        assert isinstance(places, GridPlaces)
        for column in ("month", "date") if places.positions else ():
            if column not in places.positions:
                context = {"column": Headings(_FORM, (column,))}
                found.faults.append(Fault("missing_column", context=context, place=sheet.place))
        self._note_more_columns(sheet, places)
        self._set_notes_apart(found)
        self._find_named(found)
        read = every_row(found)
        self.form.faults += read.faults
        self.form.notices += read.notices
        answers = cast(tuple[_Answer, ...], read.records)
        named = dict.fromkeys(row.branch for row in answers)
        if len(named) > _MISSPELT and not named.keys() & self.names.keys():
            shown = ", ".join(named)
            self.form.faults.append(Fault("form_of_others", value=shown, place=sheet.place))
            return
        for number, answer in zip(read.numbers, answers, strict=True):
            self._answer(_Row(answer, number, places))
        if waiting := sum(row.date is None for row in answers):
            self.note("form_waiting", sheet.place, count=waiting)

    def _note_more_columns(self, sheet: Sheet, places: GridPlaces) -> None:
        filled = [(n, cells) for n, cells in sheet.rows if not all(map(is_blank, cells))]
        taken = set(places.positions.values())
        for position in range(max((len(cells) for _, cells in filled), default=0)):
            numbers = [n for n, cells in filled[1:]
                       if position < len(cells) and not is_blank(cells[position])]  # fmt: skip
            if numbers and position not in taken:
                self.note("form_column", places.cell(numbers[0], position), count=len(numbers))

    def _set_notes_apart(self, found: FoundRows) -> None:
        """Rows that answer nothing, such as who filled the form in, are not read."""
        answers = {
            index for index, row in enumerate(found.cells)
            if any(not is_blank(row.get(name)) for name in _SAID)
        }  # fmt: skip
        for index, number in enumerate(found.numbers):
            if index not in answers:
                self.note("form_row", found.places.place(number))
        found.numbers = [found.numbers[index] for index in sorted(answers)]
        found.cells = [found.cells[index] for index in sorted(answers)]

    def _find_named(self, found: FoundRows) -> None:
        """Gives rows without the id of a branch that of the one branch whose name they give."""
        for number, row in zip(found.numbers, found.cells, strict=True):
            given = str(row.get("branch") or "").strip()
            name = given or str(row.get("branch_name") or "")
            bearers = self.bearers.get(fold(name), [])
            if given not in self.names and len(bearers) == 1:
                row["branch"] = bearers[0]
                place = found.places.place(number, "branch")
                self.note("form_named", place, name=name, branch=bearers[0])

    def _answer(self, row: _Row) -> None:
        answer = row.answer
        self._check_branch(row)
        if answer.date is None:
            if answer.time is not None:
                self.note("form_time", row.place("time"), branch=answer.branch)
            return
        self._check_month(row, answer.date)
        time = answer.time or ""
        self.form.announced.append(
            Announced(answer.branch, answer.date, row.place("date"), time=time)
        )

    def _check_branch(self, row: _Row) -> None:
        """The id must be that of a branch, and the name beside it not that of another; a name that
        no branch has may be a new one, and is only noted.
        """
        branch, name = row.answer.branch, fold(row.answer.branch_name)
        if branch not in self.names:
            near = nearest(branch, self.names)
            self.fault(row.fault("reference", "branch", branch, near, table="branches"))
            return
        known = self.names[branch]
        if not name or name == fold(known):
            return
        others = self.bearers.get(name, [])
        shown = row.answer.branch_name
        if others:
            near = others[0] if len(others) == 1 else ""
            self.fault(row.fault("form_name", "branch_name", shown, near, branch=branch))
        else:
            place = row.place("branch_name")
            self.note("form_name", place, branch=branch, name=shown, known=known)

    def _check_month(self, row: _Row, date: dt.date) -> None:
        branch, asked, shown = row.answer.branch, row.answer.month, date.isoformat()
        horizon = self.instance.settings.horizon
        span = {"first": horizon[0].first_day, "last": horizon[-1].last_day}
        if asked is None:
            if Month.of(date) not in horizon:
                self.fault(row.fault("announced_outside", "date", shown, "", **span))
            self.note("form_added", row.place("date"), branch=branch, date=date)
        elif Month.of(date) != asked:
            near = _in_month(date, asked).isoformat()
            self.fault(row.fault("announced_month", "date", shown, near, month=asked))
        elif asked not in horizon:
            self.note("form_month", row.place("month"), branch=branch, month=asked, **span)

    def note_unasked(self) -> None:
        """Whose rules make meetings in that month already was not to be asked."""
        territory = Territory(self.instance.areas, self.instance.settings.levels)
        for month, ones in _by_month(self.form.announced):
            made = rule_made(self.instance, territory, month.first_day, month.last_day)
            single = {(row.branch, row.date) for row in self.instance.meetings}
            days: dict[str, list[dt.date]] = defaultdict(list)
            for branch, day in sorted(made.keys() - single):
                days[branch].append(day)
            for one in ones:
                if known := tuple(days[one.branch]):
                    about = {"branch": one.branch, "date": one.date, "known": known}
                    self.note("form_not_asked", one.place, **about)


def _by_month(announced: Iterable[Announced]) -> Iterator[tuple[Month, list[Announced]]]:
    months: dict[Month, list[Announced]] = {}
    for one in announced:
        months.setdefault(Month.of(one.date), []).append(one)
    yield from months.items()


def _in_month(day: dt.date, month: Month) -> dt.date:
    """The date of that month nearest to one that was meant for it: day and month changed over, or
    the same day.
    """
    if day.year == month.year and day.day == month.number:
        return dt.date(month.year, month.number, day.month)
    last = calendar.monthrange(month.year, month.number)[1]
    return dt.date(month.year, month.number, min(day.day, last))
