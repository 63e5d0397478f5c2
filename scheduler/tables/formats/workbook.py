"""Reading a workbook: its sheets as rows of plain values, each cell with its place.

Only values are read; formulas, macros, links and external data are never followed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from scheduler.domain.faults import Fault, InputError
from scheduler.tables.formats.file_kinds import foreign_kind, real_kind
from scheduler.tables.formats.sheet import ErrorValue, FormattedNumber, GridRow, NoDate, Sheet
from scheduler.tables.formats.sheet_facts import SheetFacts, Strikes, find_strikes, sheet_facts
from scheduler.tables.formats.strict_workbook import usual_form
from scheduler.tables.formats.workbook_guard import check_archive

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_PLAIN_FORMATS = ("General", "0", "@")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")


def read_sheets(data: bytes, file: str) -> list[Sheet]:
    """Every worksheet of the workbook; :class:`InputError` when it is none or cannot be trusted."""
    if foreign := foreign_kind(data):
        raise InputError([Fault(foreign, place=file)])
    if not data.startswith(b"PK\x03\x04"):
        raise InputError([Fault("no_workbook", value=real_kind(data) or None, place=file)])
    check_archive(data, file)
    import openpyxl  # here, so that whoever reads no workbook does not wait for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and of dates out of range
            book = openpyxl.load_workbook(
                io.BytesIO(usual_form(data)), read_only=True, data_only=True, keep_links=False
            )
            _check_sheets(book)
            strikes = _strikes_in(book)
            sheets = [_sheet(book, sheet, strikes, file) for sheet in book.worksheets]
    except Exception:  # openpyxl raises whatever a broken part makes Python raise
        raise InputError([Fault("broken_workbook", place=file)]) from None
    if not sheets:
        raise InputError([Fault("no_sheets", place=file)])
    return sheets


def _check_sheets(book: Workbook) -> None:
    """Raises ValueError unless all sheets that the workbook names are there."""
    archive = book._archive  # type: ignore[attr-defined]
    for name in archive.namelist():
        # openpyxl passes over a sheet of which the part is not there.
        if name.endswith("/workbook.xml") and len(book.sheetnames) < len(
            _SHEET.findall(archive.read(name))
        ):
            raise ValueError(name)


def _strikes_in(book: Workbook) -> Strikes:
    archive = book._archive  # type: ignore[attr-defined]
    names = {name.rpartition("/")[2]: name for name in archive.namelist()}
    parts = ("styles.xml", "sharedStrings.xml")
    return find_strikes({part: archive.read(names[part]) for part in parts if part in names})


def _sheet(book: Workbook, sheet: Any, strikes: Strikes, file: str) -> Sheet:
    # The path has no public name, but only the XML tells of merged and uncalculated cells.
    xml = book._archive.read(sheet._worksheet_path)  # type: ignore[attr-defined]
    facts = sheet_facts(xml, strikes)
    sheet.reset_dimensions()  # a wrong <dimension> would silently drop rows
    rows: list[GridRow] = []
    if facts.rows and not facts.stray:
        cells = sheet.iter_rows(max_row=facts.rows, max_col=facts.columns)
        rows = [
            (number, [_value(cell, facts) for cell in row]) for number, row in enumerate(cells, 1)
        ]
    return Sheet(file, sheet.title, rows, facts, sheet.sheet_state != "visible", book.epoch)


def _value(cell: Any, facts: SheetFacts) -> object:
    value = cell.value
    if cell.data_type == "e":
        return ErrorValue(value) if cell.coordinate in facts.errors else NoDate("#####")
    if isinstance(value, int | float) and not isinstance(value, bool):
        if cell.number_format in _PLAIN_FORMATS:
            return value
        number = FormattedNumber(value)
        number.number_format = cell.number_format
        return number
    if isinstance(value, dt.timedelta) and dt.timedelta() <= value < dt.timedelta(days=1):
        return (dt.datetime.min + value).time()
    return value
