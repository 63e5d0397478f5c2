"""Reading a workbook: its sheets as rows of plain values, each cell with its place.

Only values are read; formulas, macros, links and external data are never followed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.domain.faults import Fault, InputError
from scheduler.language import LANGUAGES, say
from scheduler.tables.decoding import real_kind
from scheduler.tables.grid import FoundRows, GridRow, is_blank, name_cells
from scheduler.tables.places import GridPlaces, KeyPlaces
from scheduler.tables.schema import SETTINGS, Table, heading_key
from scheduler.tables.workbook_guard import SheetFacts, check_archive, column_number, sheet_facts

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_PLAIN_FORMATS = ("General", "0", "@")
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


class FormattedNumber(float):
    """A number that the sheet shows in another form than its digits, such as 7 shown as 007."""

    number_format: str


class ErrorValue(str):
    """What a cell shows whose formula failed, such as #REF!; the same as text is only text."""


@dataclass(frozen=True)
class Sheet:
    """The values of one sheet; rows are numbered as in the sheet, from 1."""

    file: str
    title: str
    rows: list[GridRow]
    facts: SheetFacts
    hidden: bool

    @property
    def place(self) -> str:
        """Where the sheet is."""
        return f"{self.file}!{self.title}"


def read_sheets(data: bytes, file: str) -> list[Sheet]:
    """Every worksheet of the workbook; :class:`InputError` when it is none or cannot be trusted."""
    if not data.startswith(b"PK\x03\x04"):
        kind = real_kind(data)
        raise InputError([Fault("no_workbook", value=kind or None, place=file)])
    check_archive(data, file)
    import openpyxl  # here, so that whoever reads no workbook does not wait for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and of dates out of range
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            return [_sheet(book, sheet, file) for sheet in book.worksheets]
    except Exception:  # openpyxl raises whatever a broken part makes Python raise
        raise InputError([Fault("broken_workbook", place=file)]) from None


def _sheet(book: Workbook, sheet: Any, file: str) -> Sheet:
    # The path has no public name, but only the XML tells of merged and uncalculated cells.
    facts = sheet_facts(book._archive.read(sheet._worksheet_path))  # type: ignore[attr-defined]
    sheet.reset_dimensions()  # a wrong <dimension> would silently drop rows
    rows: list[GridRow] = []
    if facts.rows and not facts.stray:
        cells = sheet.iter_rows(max_row=facts.rows, max_col=facts.columns)
        rows = [(number, [_value(cell) for cell in row]) for number, row in enumerate(cells, 1)]
    return Sheet(file, sheet.title, rows, facts, sheet.sheet_state != "visible")


def _value(cell: Any) -> object:
    value = cell.value
    if cell.data_type == "e":
        return ErrorValue(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if cell.number_format in _PLAIN_FORMATS:
            return value
        number = FormattedNumber(value)
        number.number_format = cell.number_format
        return number
    if isinstance(value, dt.timedelta) and dt.timedelta() <= value < dt.timedelta(days=1):
        return (dt.datetime.min + value).time()
    return value


def sheet_notices(sheet: Sheet, table: str) -> list[Fault]:
    """What a planner might not see in a sheet that is read all the same."""
    notices = []
    if sheet.hidden:
        notices.append(Fault("hidden_sheet", table, place=sheet.place))
    if sheet.facts.hidden_rows:
        context = {"count": sheet.facts.hidden_rows}
        notices.append(Fault("hidden_rows", table, context=context, place=sheet.place))
    return notices


def _sheet_faults(sheet: Sheet, table: str) -> list[Fault]:
    stray = [Fault("stray_cell", table, place=f"{sheet.place}!{c}") for c in sheet.facts.stray[:3]]
    merged = [Fault("merged", table, place=f"{sheet.place}!{ref}") for ref in sheet.facts.merged]
    return stray + merged


def sheet_rows(sheet: Sheet, table: Table) -> FoundRows:
    """The named cells of a table's sheet."""
    faults = _sheet_faults(sheet, table.name)
    if sheet.facts.stray:
        places = GridPlaces(sheet.file, sheet.title)
        return FoundRows(table, places, faults=faults, notices=sheet_notices(sheet, table.name))
    found = name_cells(sheet.rows, table, GridPlaces(sheet.file, sheet.title), even=False)
    cell_faults = [
        *_formula_faults(sheet, found),
        *(fault for index in range(len(found.cells)) for fault in _settle(found, index)),
    ]
    broken = {fault.row for fault in cell_faults}
    sound = [index for index in range(len(found.cells)) if index not in broken]
    found.numbers = [found.numbers[index] for index in sound]
    found.cells = [found.cells[index] for index in sound]
    found.faults += faults + cell_faults
    found.notices += sheet_notices(sheet, table.name)
    return found


def _formula_faults(sheet: Sheet, found: FoundRows) -> Iterator[Fault]:
    places = found.places
    assert isinstance(places, GridPlaces)
    names = {position: name for name, position in places.positions.items()}
    rows = {number: index for index, number in enumerate(found.numbers)}
    for cell in sheet.facts.uncalculated:
        if match := _CELL.fullmatch(cell):
            name, row = names.get(column_number(match[1]) - 1), int(match[2])
            if name and row in rows:
                column = places.heading(name)
                place = places.place(row, name)
                yield Fault("formula", found.table.name, rows[row], column, place=place)


def _settle(found: FoundRows, index: int) -> Iterator[Fault]:
    """Turns numbers in text columns of a row into their digits; yields what cannot be settled."""
    row, number = found.cells[index], found.numbers[index]
    for name, value in row.items():
        if isinstance(value, str):
            kind = "error_value" if isinstance(value, ErrorValue) else ""
        elif found.table.by_name[name].type in ("text", "list") and _is_number(value):
            kind = "" if _shows_digits(value) else "number_as_text"
            row[name] = value if kind else str(int(value))  # type: ignore[call-overload]
        else:
            continue
        if kind:
            context = {"format": getattr(value, "number_format", "General")}
            column, place = found.places.heading(name), found.places.place(number, name)
            shown = f"{value:g}" if isinstance(value, float) else str(value)
            yield Fault(kind, found.table.name, index, column, shown, "", context, place)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shows_digits(value: object) -> bool:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return whole and not isinstance(value, FormattedNumber)


# -- the sheet of settings ------------------------------------------------------------------------


def key_rows(sheet: Sheet) -> tuple[dict[str, Sequence[object]], KeyPlaces, list[Fault]]:
    """The keys in the sheet of settings with the filled cells beside each; places; faults."""
    headings = {heading_key(say("tables.settings.key", language)) for language in LANGUAGES}
    found: dict[str, Sequence[object]] = {}
    rows: dict[str, int] = {}
    faults = _sheet_faults(sheet, SETTINGS)
    for number, cells in sheet.rows:
        key, *values = cells or [None]
        filled = [value for value in values if not is_blank(value)]
        if is_blank(key) or (not found and heading_key(str(key)) in headings):
            continue
        name = str(key).strip()
        place = f"{sheet.place}!A{number}"
        if name in rows:
            faults.append(Fault("repeated_key", SETTINGS, value=name, place=place))
        rows[name] = number
        if errors := [value for value in filled if isinstance(value, ErrorValue)]:
            faults.append(Fault("error_value", SETTINGS, None, name, str(errors[0]), place=place))
        elif filled:
            found[name] = filled
    for cell in sheet.facts.uncalculated:
        faults.append(Fault("formula", SETTINGS, place=f"{sheet.place}!{cell}"))
    return found, KeyPlaces(sheet.file, sheet.title, rows), faults
