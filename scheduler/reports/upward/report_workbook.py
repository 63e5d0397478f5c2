"""The report as a workbook: one page for a chief to sign, and a sheet for each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap as wrap_text
from typing import TYPE_CHECKING, Any

from scheduler.language import Language, say
from scheduler.reports.upward.figures import REPORTS, Figures, rows_of
from scheduler.reports.upward.sentences import period_in_words, sentences
from scheduler.reports.upward.summary_table import (
    SUMMARY,
    summary_cell,
    summary_counts,
    summary_name,
    titles,
)
from scheduler.results.columns import ResultColumn
from scheduler.tables.formats.new_workbook import new_workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_CREATED = dt.datetime(2000, 1, 1)
_WIDEST = 46
_LINE = 15.0
"""Height of a line, in points."""


def write_workbook(path: Path, figures: Figures, language: Language) -> None:
    """Write it. The bytes depend on the arguments alone."""
    with new_workbook(path) as book:
        book.set_properties({"created": _CREATED})
        _write_summary(book, figures, language)
        rows = rows_of(figures, language)
        for table in REPORTS:
            sheet = book.add_worksheet(say(f"upward.sheet_{table.name}", language))
            _write_table(book, sheet, table.columns, rows[table.name], language)


def _write_summary(book: Any, figures: Figures, language: Language) -> None:
    sheet = book.add_worksheet(say("upward.sheet_summary", language))
    last = len(SUMMARY)
    title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    middle = book.add_format({"align": "center"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.merge_range(0, 0, 0, last, say("upward.title", language), title)
    sheet.merge_range(1, 0, 1, last, period_in_words(figures, language), middle)
    row = 3
    for sentence in sentences(figures, language):
        sheet.merge_range(row, 0, row, last, sentence, plain)
        sheet.set_row(row, 15 * (1 + len(sentence) // 105))
        row += 1
    row = _write_counts(book, sheet, row + 1, figures, language)
    signed = book.add_format({"align": "center", "bold": True})
    half = last // 2
    sheet.merge_range(row + 1, 0, row + 1, half, say("upward.drawn_up_by", language), signed)
    sheet.merge_range(row + 1, half + 1, row + 1, last, say("upward.signed_by", language), signed)
    note = book.add_format({"align": "center", "italic": True})
    sheet.merge_range(row + 2, 0, row + 2, half, say("upward.sign_here", language), note)
    sheet.merge_range(row + 2, half + 1, row + 2, last, say("upward.sign_here", language), note)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, last, 11)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row + 6, last)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.hide_gridlines(2)


def _write_counts(
    book: Any, sheet: Worksheet, row: int, figures: Figures, language: Language
) -> int:
    """The one table of the page; the number of the row after it."""
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center",
                            "valign": "vcenter"})  # fmt: skip
    cell = book.add_format({"border": 1, "align": "right"})
    bold = book.add_format({"border": 1, "align": "right", "bold": True})
    name_cell = book.add_format({"border": 1, "text_wrap": True})
    name_bold = book.add_format({"border": 1, "bold": True})
    sheet.set_row(row, 48)
    for place, text in enumerate(titles(language)):
        sheet.write_string(row, place, text, head)
    for count in summary_counts(figures):
        row += 1
        is_total = count.kind == "total"
        style = bold if is_total else cell
        name = summary_name(count, language)
        sheet.write_string(row, 0, name, name_bold if is_total else name_cell)
        for place, column in enumerate(SUMMARY, start=1):
            _write_count(sheet, row, place, summary_cell(count, column, language), style)
    return row + 1


def _write_count(sheet: Worksheet, row: int, place: int, value: int | str, style: Format) -> None:
    if isinstance(value, int):
        sheet.write_number(row, place, value, style)
    else:
        sheet.write_string(row, place, value, style)


def _write_table(
    book: Any,
    sheet: Worksheet,
    columns: Sequence[ResultColumn[Any]],
    rows: Any,
    language: Language,
) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    part = book.add_format({"num_format": "0.0%", "valign": "top"})
    day = book.add_format({"num_format": say("results.day_format", language), "valign": "top"})
    right = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top",
                             "align": "right"})  # fmt: skip
    rows, lines = list(rows), 1
    for place, column in enumerate(columns):
        title = column.heading(language)
        cells = [column.cell(row) for row in rows]
        width = min(max(len(title) // 2 + 2, *map(len, cells), 8), _WIDEST) if cells else 14
        sheet.set_column(place, place, width + 1)
        is_number = column.type in ("integer", "number")
        sheet.write_string(0, place, title, right if is_number else head)
        lines = max(lines, len(wrap_text(title, width - 1)))
        for number, text in enumerate(cells, start=1):
            if not text:
                continue
            if column.type == "integer":
                sheet.write_number(number, place, int(text), wrap)
            elif column.type == "number":
                sheet.write_number(number, place, float(text), part)
            elif column.type == "date":
                sheet.write_datetime(number, place, dt.datetime.fromisoformat(text), day)
            else:
                sheet.write_string(number, place, text, wrap)
    sheet.set_row(0, _LINE * lines)  # programs do not agree on when to fit it
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P/&N")
