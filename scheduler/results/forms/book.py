"""The form of an area as a workbook: the visits that are planned, and room for those that are not.

What is written depends on the form alone: the same bytes every time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.language import say
from scheduler.results.forms.columns import EARLIEST, planned_columns, unplanned_columns
from scheduler.results.forms.form import Form
from scheduler.results.forms.sheet import FormSheet
from scheduler.results.forms.styles import Styles
from scheduler.tables.formats.new_workbook import new_workbook

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_ROWS_TO_FILL = 20
"""Lines for visits that nobody planned."""
_SIGN_FROM = ("weekday", "with", "opinions")
"""Columns from which on there is room to sign; none of them says of which visit a row is."""


def write_form(path: Path, form: Form) -> None:
    """Write the workbook."""
    growing: dict[int, set[int]] = {}
    with new_workbook(path, growing) as book:
        title = say("forms.title", form.language)
        book.set_properties({"created": EARLIEST, "title": f"{title}: {form.about}"})
        styles = Styles(book, form.language)
        sheets = ("results.sheet", "forms.unplanned_sheet", "forms.lists_sheet")
        planned, unplanned, lists = (say(key, form.language) for key in sheets)
        names = form.names()
        source = f"='{lists}'!$A$1:$A${len(names)}" if names else ""
        growing[1] = _write_planned(book, planned, form, styles, source)
        growing[2] = _write_unplanned(book, unplanned, form, styles, source)
        if names:
            sheet = book.add_worksheet(lists)
            sheet.hide()
            for row, name in enumerate(names):
                sheet.write_string(row, 0, name)


def _write_planned(book: Workbook, title: str, form: Form, styles: Styles, names: str) -> set[int]:
    """Write the sheet of planned visits; the rows of it that grow."""
    groups = list(form.groups())
    grouped = len(groups) > 1
    columns = planned_columns(form, grouped)
    sheet = FormSheet(book.add_worksheet(title), columns, styles, form.language, names)
    _write_top(sheet, "title", form.how, form, styles)
    first = sheet.next
    number = 0
    for heading, rows in groups:
        if heading:
            sheet.line(heading, styles.group)
        for _ in rows:
            sheet.row(number)
            number += 1
    if not number:
        sheet.line(say("forms.none", form.language), styles.how)
    else:
        sheet.allow(first)
    if number and not grouped:
        sheet.filter()  # rows in groups would be torn from their headings
    sheet.signatures(_SIGN_FROM)
    sheet.set_up_page(f"{form.about} – {form.status}")
    return sheet.growing


def _write_unplanned(
    book: Workbook, title: str, form: Form, styles: Styles, names: str
) -> set[int]:
    """Write the sheet of visits that nobody planned; the rows of it that grow."""
    columns = unplanned_columns(form)
    sheet = FormSheet(book.add_worksheet(title), columns, styles, form.language, names)
    _write_top(sheet, "title_unplanned", say("forms.how_unplanned", form.language), form, styles)
    first = sheet.next
    for _ in range(_ROWS_TO_FILL):
        sheet.row(None)
    sheet.allow(first, everything=True)
    sheet.set_up_page(f"{title} – {form.about} – {form.status}")
    return sheet.growing


def _write_top(sheet: FormSheet, title: str, how: str, form: Form, styles: Styles) -> None:
    sheet.line(form.sender, styles.left)
    sheet.line(say(f"forms.{title}", form.language), styles.title, 20)
    sheet.line(form.about, styles.about, 18)
    sheet.line(form.status, styles.line)
    sheet.line(form.way_back, styles.line)
    sheet.line(how, styles.how, 14)
    sheet.heading_row()
