"""What each district gets: its part of the roster, to fill in and send back (SPEC §6)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler.domain.problem import Problem
from scheduler.language import Language, say
from scheduler.results.columns import ResultColumn, ResultTable
from scheduler.results.roster import RETURNED, VisitRow
from scheduler.tables.formats.file_names import safe_name
from scheduler.tables.formats.new_workbook import new_workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_WIDEST, _TO_WRITE_IN = 44, 16
"""Widths of columns, in characters."""
_CREATED = dt.datetime(2000, 1, 1)


def handoffs(problem: Problem, rows: Iterable[VisitRow]) -> Iterator[tuple[str, list[VisitRow]]]:
    """A file name without suffix, and the roster's rows, for each area of the level below the top.

    An area without visits has its file too, so that no office waits in vain for one.
    """
    level = problem.settings.levels[1]
    own: dict[str, list[VisitRow]] = defaultdict(list)
    for row in rows:
        area = problem.territory.ancestor_at(row.branch.area, level)
        if area is not None:
            own[area].append(row)
    taken: set[str] = set()
    for area in problem.territory.at_level(level):
        yield safe_name(area, taken), own[area]


def write_handoff(
    path: Path, table: ResultTable[VisitRow], rows: Sequence[VisitRow], language: Language
) -> None:
    """A handoff as a workbook: drop-downs where words are expected, set up to be printed.

    The bytes depend on the arguments alone.
    """
    with new_workbook(path) as book:
        book.set_properties({"created": _CREATED})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(say("results.sheet", language))
        last = max(len(rows), 1)
        titles = table.headings(language)
        for place, (column, title) in enumerate(zip(table.columns, titles, strict=True)):
            cells = [column.cell(row) for row in rows]
            written = column in RETURNED and column.type == "string"
            least = _TO_WRITE_IN if written else len(title) // 2 + 2
            width = min(max(least, *map(len, cells), 6), _WIDEST) + 1
            shown = say("results.day_format", language) if column.type == "date" else "General"
            style = book.add_format({"num_format": shown, "bottom": 4})
            folded = {"level": 1, "hidden": True} if column.aside else {}
            sheet.set_column(place, place, width, style, folded)
            sheet.write_string(0, place, title, bold)
            for number, cell in enumerate(cells, start=1):
                _write_cell(sheet, number, place, cell, column, style)
            if column in RETURNED and (expected := _expected(column, language)):
                sheet.data_validation(1, place, last, place, expected)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(titles) - 1)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
        sheet.set_footer("&L&F&R&P/&N")
        sheet.repeat_rows(0)


def _write_cell(
    sheet: Worksheet, row: int, place: int, cell: str, column: ResultColumn[Any], style: Format
) -> None:
    if not cell:
        return
    if column.type == "date":
        sheet.write_datetime(row, place, dt.datetime.fromisoformat(cell), style)
    elif column.type in ("integer", "number"):
        sheet.write_number(row, place, float(cell), style)
    else:
        sheet.write_string(row, place, cell, style)


def _expected(column: ResultColumn[Any], language: Language) -> dict[str, Any]:
    """What a spreadsheet lets somebody enter in the column."""
    if words := column.choices(language):
        return {"validate": "list", "source": words}
    if column.type == "date":
        return {"validate": "date", "criteria": ">=", "value": _CREATED}
    if column.type == "integer":
        return {"validate": "integer", "criteria": ">=", "value": column.least}
    return {}
