"""Reads a return: where its tables begin, which rows are theirs, and what else stands in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from unicodedata import normalize

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import FIRST_YEAR, LAST_YEAR, Month
from scheduler.language import LANGUAGES, say
from scheduler.returns.counts import count_of
from scheduler.returns.headings import ANSWERS, ASKED, Headings, find_headings, is_headings
from scheduler.returns.opening import Opened, open_return
from scheduler.returns.read_rows import About, ReadRow, ReturnSheets
from scheduler.returns.side_by_side import Line, below_each_other
from scheduler.returns.synonyms import is_off_plan, status_of
from scheduler.returns.unmerging import spread_merged
from scheduler.tables.formats.cell_text import is_blank, shown
from scheduler.tables.formats.decoding import decode
from scheduler.tables.formats.places import column_letters
from scheduler.tables.formats.sheet import NoValue, Sheet
from scheduler.tables.recognise import Recognised, is_calendar, recognise_sheets, recognise_text

_PUBLICATION = re.compile(r"(?<![0-9])([0-9]{4}-[0-9]{2}\.[0-9]{1,4})(?![0-9])")
_MONTH = re.compile(
    r"(?<![0-9/])([0-9]{1,2})\s*(?:/|năm|nam)\s*([0-9]{4})|([0-9]{4})-([0-9]{2})(?![0-9-])",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?:tổng|cộng|total|sum)\b", re.IGNORECASE)
_WHO, _WHERE = ("cadre", "cadre_name"), ("branch", "branch_name")
_ANSWERED = frozenset({"status", "decision"})
_MOST_HIDDEN = 10
"""Most notices of hidden rows of a sheet."""


def read_return(name: str, content: bytes, *, encoding: str | None = None) -> ReturnSheets:
    """The rows of a file that came back, whatever kind of file it is and whatever it is called.

    Raises :class:`InputError` for one that cannot be read whole, or is no return.
    """
    if is_calendar(content):
        raise InputError([Recognised("calendar").instead_of("return", name)])
    opened = open_return(name, content, encoding)
    readings = [_Reading(sheet) for sheet in opened.sheets if not _is_ours(sheet)]
    if not any(reading.has_answers for reading in readings):
        raise InputError([_other(name, content, opened, encoding)])
    return ReturnSheets(
        name,
        tuple(row for reading in readings for row in reading.rows),
        (*opened.notices, *(notice for reading in readings for notice in reading.notices)),
        tuple(column for reading in readings for column in reading.columns),
    )


@cache
def _asked() -> frozenset[str]:
    """Headings of what a review workbook asks beside a row: notes of our own."""
    return frozenset(
        say(f"returns.heading_{name}", language) for name in ASKED for language in LANGUAGES
    )


def _is_ours(sheet: Sheet) -> bool:
    """Whether it is the sheet of a review workbook that holds what can be chosen."""
    titles = {say("returns.lists_sheet", language) for language in LANGUAGES}
    return sheet.hidden and sheet.title in titles


def _other(name: str, content: bytes, opened: Opened, encoding: str | None) -> Fault:
    """The fault that a file is no return; what it is, if that can be told."""
    if opened.sheets[0].title:
        found = recognise_sheets(opened.sheets)
    else:
        try:
            found = recognise_text(decode(content, name, encoding), name)
        except InputError:
            found = None
    if found is None or found.kind in ("handoff", "answered"):
        return Fault("returns.no_return", place=name)
    return found.instead_of("return", name)


def _texts(row: Line) -> Iterator[tuple[int, str]]:
    """The filled cells as text, by their position."""
    for at, cell in enumerate(row.cells):
        if not is_blank(cell):
            yield at, shown(cell)


class _Reading:
    """Reads one sheet: titles, headings, rows, maybe headings again, notes."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows: list[ReadRow] = []
        self.notices: list[Fault] = []
        self.columns: list[tuple[str, str]] = []
        self.has_answers = False
        """Whether a table in it has a column for what became of a visit."""
        self._sheet = sheet
        self._about = _about_of([sheet.title], About(epoch=sheet.epoch))
        self._group = ""
        self._since: list[str] = []
        """What stands in the rows since the last one of a table."""
        self._off_plan = self._all_off_plan = is_off_plan(sheet.title)
        self._longest = 0
        """Most cells of a row of the table."""
        self._uncalculated = set(sheet.facts.uncalculated)
        filled = [row for row in spread_merged(sheet) if not all(map(is_blank, row[1]))]
        self._read(below_each_other(filled))

    def _read(self, filled: Sequence[Line]) -> None:
        grid = [(row.number, row.cells) for row in filled]
        next_one = find_headings(grid, 0)
        if next_one is None:
            self._keep(filled)
            if filled:
                self.notices.append(Fault("returns.told_sheet", place=self._sheet.place))
            return
        start = 0
        while next_one is not None:
            body, headings = next_one
            first = next(at for at in range(start, body) if filled[at].number == headings.number)
            above = filled[start:first]
            self._keep(above)
            self._since += [text for row in above for _, text in _texts(row)]
            self._title(self._since, headings)
            end = next(
                (at for at in range(body, len(filled)) if is_headings(filled[at].cells)),
                len(filled),
            )
            self._longest = _usual_length(filled[first:end])
            for row in filled[body:end]:
                self._read_row(row, headings)
            self.has_answers |= not _ANSWERED.isdisjoint(headings.positions)
            self._note_columns(self._place(filled[first]), headings, filled[body:end])
            start, next_one = end, find_headings(grid, end) if end < len(filled) else None
        self._note_hidden(filled)

    def _keep(self, rows: Sequence[Line]) -> None:
        for row in rows:
            cells = {column_letters(at): text for at, text in _texts(row)}
            self.rows.append(ReadRow(self._place(row), cells))

    def _title(self, texts: Sequence[str], headings: Headings) -> None:
        self._about = _about_of(texts, self._about)
        self._group = ""
        if "visit" in headings.positions:
            self._off_plan = self._all_off_plan = False
        elif any(map(is_off_plan, texts)):
            self._off_plan = self._all_off_plan = True

    def _place(self, row: Line) -> str:
        sheet = self._sheet
        return f"{sheet.place if sheet.title else sheet.file}:{row.column}{row.number}"

    def _read_row(self, row: Line, headings: Headings) -> None:
        cells = {headings.title(at): text for at, text in _texts(row)}
        read = self._named(row, headings, ReadRow(self._place(row), cells))
        if _is_of_table(read):
            self.rows.append(read)
            self._since = []
            return
        self._since += cells.values()
        self.rows.append(replace(read, values={}, unreadable=()))
        if len(texts := {text for _, text in _texts(row)}) == 1:
            self._group = texts.pop()
            self._off_plan = self._all_off_plan or is_off_plan(self._group)

    def _named(self, row: Line, headings: Headings, read: ReadRow) -> ReadRow:
        values: dict[str, object] = {}
        unreadable = []
        for name, at in headings.positions.items():
            cell = row.cells[at] if at < len(row.cells) else None
            if isinstance(cell, NoValue) or self._is_uncalculated(row.number, at):
                unreadable.append(name)
            elif not is_blank(cell):
                values[name] = cell
        known = set(headings.positions.values())
        struck = self._sheet.facts.struck.get(row.number, set())
        beside = (text for at, text in _texts(row) if at not in known)
        return replace(
            read,
            values=values,
            titles={name: headings.title(at) for name, at in headings.positions.items()},
            beside=tuple(text for text in (self._group, *beside) if text),
            off_plan=self._off_plan,
            unreadable=tuple(unreadable),
            struck=any(at + 1 in struck for at in known),
            is_shifted=not self._sheet.title and len(row.cells) > self._longest,
            about=self._about,
        )

    def _is_uncalculated(self, number: int, position: int) -> bool:
        return f"{column_letters(position)}{number}" in self._uncalculated

    def _note_columns(self, place: str, headings: Headings, rows: Sequence[Line]) -> None:
        filled = {at for row in rows for at, _ in _texts(row)}
        for at in headings.foreign:
            if at in filled and headings.title(at) not in _asked():
                self.columns.append((place, headings.title(at)))

    def _note_hidden(self, filled: Sequence[Line]) -> None:
        numbers = set(self._sheet.facts.hidden_rows)
        hidden = {self._place(row) for row in filled if row.number in numbers}
        answered = (
            row.place
            for row in self.rows
            if row.place in hidden and any(name in row.values for name in ANSWERS)
        )
        for place, _ in zip(answered, range(_MOST_HIDDEN), strict=False):
            self.notices.append(Fault("returns.told_hidden", place=place))


def _usual_length(rows: Sequence[Line]) -> int:
    """How many cells a row of a table in a text has: as many as the headings, or more where most
    rows do.
    """
    head, *lengths = (len(row.cells) for row in rows)
    return max(head, Counter(lengths).most_common(1)[0][0]) if lengths else head


def _about_of(texts: Sequence[str], about: About) -> About:
    """What the texts say of all rows below; where they say nothing, as before."""
    for text in (normalize("NFC", text) for text in texts):
        if match := _PUBLICATION.search(text):
            about = replace(about, publication=match[1])
        elif match := _MONTH.search(text):
            month = Month(int(match[2] or match[3]), int(match[1] or match[4]))
            if 1 <= month.number <= 12 and FIRST_YEAR <= month.year <= LAST_YEAR:
                about = replace(about, month=month)
    return about


def _is_of_table(row: ReadRow) -> bool:
    """Whether a row below headings is one of the table: it says of two of who, where and when, or
    of a visit by its id; or it answers, though it does not say of what.
    """
    values = row.values
    if "visit" in values or "decision" in values:
        return True
    if any(_TOTAL.match(normalize("NFC", text).strip()) for text in row.cells.values()):
        return False
    who, where = any(n in values for n in _WHO), any(n in values for n in _WHERE)
    if sum((who, where, "date" in values)) >= 2:
        return True
    count = count_of(values.get("attendance"))
    status, _ = status_of(row.text("status"))
    return status is not None or (count.sure and count.people is not None)
