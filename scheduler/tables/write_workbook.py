"""An instance as a workbook that a planner can fill in: headings, drop-downs, formats."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.domain.instance import Instance
from scheduler.language import Language, say
from scheduler.tables.formats.cell_text import cell_text, number_text
from scheduler.tables.formats.new_workbook import new_workbook
from scheduler.tables.said_values import said_choices, said_value
from scheduler.tables.schema import SETTINGS, TABLES, Column, Table
from scheduler.tables.settings import settings_rows

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMATS = {
    "text": "@", "list": "@", "month": "@", "time": "@", "day": "yyyy-mm-dd", "integer": "0",
}  # fmt: skip
_FIRST_SERIAL_DAY = dt.date(1900, 3, 1)
"""Before this, spreadsheets count a 29 February 1900 that never was."""
_ROWS_TO_FILL = 1_000


def write_workbook(instance: Instance, path: Path, language: Language) -> None:
    """Writes the settings and every table, with all its columns, as a sheet each.

    The bytes depend on the instance and the language alone.
    """
    with new_workbook(path) as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
        _write_settings(book, instance, language, head)
        for name, table in TABLES.items():
            _write_table(book, table, instance, name, language, head)


def _write_settings(book: Workbook, instance: Instance, language: Language, head: Format) -> None:
    sheet = book.add_worksheet(say(f"tables.{SETTINGS}", language))
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 8, 16, text)
    for position, key in enumerate(("settings.key", "settings.value")):
        sheet.write_string(0, position, say(f"tables.{key}", language), head)
    sheet.freeze_panes(1, 1)
    for number, (key, cells) in enumerate(settings_rows(instance.settings, language), 1):
        sheet.write_string(number, 0, key)
        for position, cell in enumerate(cells, 1):
            if isinstance(cell, int):
                sheet.write_number(number, position, cell)
            else:
                sheet.write_string(number, position, cell, text)


def _write_table(
    book: Workbook, table: Table, instance: Instance, name: str, language: Language, head: Format
) -> None:
    sheet = book.add_worksheet(table.title(language))
    sheet.freeze_panes(1, 1)
    rows = instance.table(name)
    for position, column in enumerate(table.columns):
        heading = column.heading(language)
        style = book.add_format({"num_format": _FORMATS.get(column.type, "General")})
        sheet.set_column(position, position, max(12, len(heading) + 3), style)
        sheet.write_string(0, position, heading, head)
        if column.choices:
            options = {"validate": "list", "source": said_choices(column, language)}
            sheet.data_validation(1, position, max(_ROWS_TO_FILL, len(rows)), position, options)
        for number, row in enumerate(rows, 1):
            value = said_value(column, getattr(row, column.field), language)
            _write_cell(sheet, number, position, column, value, style)


def _write_cell(
    sheet: Worksheet, row: int, position: int, column: Column, value: Any, style: Format
) -> None:
    if value is None or value == "" or value == ():
        return
    if column.type == "day" and value >= _FIRST_SERIAL_DAY:
        sheet.write_datetime(row, position, dt.datetime.combine(value, dt.time()), style)
    elif column.type in ("integer", "decimal") and float(f"{value:.16G}") == value:
        sheet.write_number(row, position, value, style)
    elif column.type == "decimal":  # more digits than the workbook would keep
        sheet.write_string(row, position, number_text(value), style)
    else:
        sheet.write_string(row, position, cell_text(value), style)
