"""The request form: a district is asked for the dates that its branches have not announced yet.

The form is a workbook with a row for each branch and month without a date; the district fills in
date and time and sends it back, and :mod:`scheduler.tables.answered_form` reads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.language import Language, say
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.new_workbook import new_workbook

_CREATED = dt.datetime(2000, 1, 1)
_A4 = 9
_COLUMNS = ("branch", "branch_name", "branch_organization", "area_name", "month", "date", "time")


def write_request_form(
    to: Path | Destination,
    problem: Problem,
    missing: Iterable[tuple[str, Month]],
    language: Language,
) -> None:
    """A workbook that asks for a date of each (branch, month); all but date and time is locked.

    Raises :class:`InputError` if the destination is refused.
    """
    with Destination.of(to).file() as file, new_workbook(file) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(say("results.request", language))
        head = book.add_format({"bold": True, "bottom": 1})
        style = {
            "date": {"num_format": say("results.day_format", language), "locked": False},
            "time": {"num_format": "@", "locked": False},
        }
        asked = [[_shown(problem, branch, month, c) for c in _COLUMNS] for branch, month in missing]
        for place, column in enumerate(_COLUMNS):
            title = say(f"headings.{column}", language)
            cells = [row[place] for row in asked]
            plain = book.add_format({"bottom": 4, **style.get(column, {})})
            sheet.write_string(0, place, title, head)
            sheet.write_column(1, place, cells, plain)
            sheet.set_column(place, place, max(12, len(title), *map(len, cells), 0) + 1)
        date = _COLUMNS.index("date")
        for row, (_, month) in enumerate(missing, start=1):
            sheet.data_validation(row, date, row, date, {
                "validate": "date", "criteria": "between",
                "minimum": month.first_day, "maximum": month.last_day,
            })  # fmt: skip
        sheet.protect("", {"format_columns": True, "sort": True, "autofilter": True})
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _shown(problem: Problem, branch: str, month: Month, column: str) -> str:
    row = problem.branches[branch]
    match column:
        case "branch":
            return row.id
        case "branch_name":
            return row.name
        case "branch_organization":
            return problem.organizations[row.organization].name
        case "area_name":
            above = reversed(problem.territory.ancestors(row.area))
            return " › ".join(problem.territory[area].name for area in above)
        case "month":
            return str(month)
        case _:
            return ""
