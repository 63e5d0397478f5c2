"""A table of a result as a sheet for people: codes folded away, ready to sort and to print.

Unless something is told first, the headings stand in the first row, so that the sheet can be sorted
and read back; its title is printed above every page.
"""

from __future__ import annotations

import io
from collections.abc import Container, Mapping, Sequence

from scheduler.language import Language
from scheduler.results.columns import ResultTable, Row
from scheduler.results.forms.columns import EARLIEST, FormColumn
from scheduler.results.forms.sheet import FormSheet
from scheduler.results.forms.styles import Styles
from scheduler.tables.formats.new_workbook import new_workbook

LEVELS = ""
"""In place of a column's name: those of all levels."""


def list_book(
    sheet: str, columns: Sequence[FormColumn], count: int, language: Language, title: str
) -> bytes:
    """A workbook of one sheet, with ``count`` rows; the title is printed above every page."""
    data = io.BytesIO()
    with new_workbook(data) as book:
        book.set_properties({"created": EARLIEST, "title": title})
        styles = Styles(book, language)
        written = FormSheet(book.add_worksheet(sheet), columns, styles, language)
        write_rows(written, count)
        written.set_up_page("", title)
    return data.getvalue()


def list_columns(
    table: ResultTable[Row],
    rows: Sequence[Row],
    language: Language,
    folded: Container[str] = (),
    widest: Mapping[str, int] | None = None,
) -> list[FormColumn]:
    """The columns with the cells of the rows.

    The ``folded`` ones, by name, are there and hidden; the ``widest`` may be so many characters
    wide.
    """
    columns = []
    for column in table.columns:
        name = LEVELS if column.level else column.name
        cells = tuple(map(column.cell, rows))
        most = (widest or {}).get(name, 0)
        title = column.heading(language)
        columns.append(FormColumn(column, title, cells, name in folded, most))
    return columns


def write_rows(sheet: FormSheet, count: int) -> None:
    """The headings, and below them that many rows, which can be filtered."""
    sheet.heading_row()
    for number in range(count):
        sheet.row(number)
    sheet.filter()
