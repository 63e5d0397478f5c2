"""A published handoff as a clerk has it on the screen: its sheets as grids, and which columns are
which, found by their headings wherever they stand.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.ledger.records import PlannedVisit
from scheduler.results.roster import VisitRow, handoff_table
from scheduler.tables.schema import heading_key

Row = list[Any]
"""The cells of a row: texts, numbers, dates, None."""


@dataclass
class Page:
    """A sheet; rows are told apart by their identity, as they move when others are put between."""

    title: str
    rows: list[Row]
    head: Row
    """The row of headings."""
    columns: dict[str, int]
    """Column to its position; those of levels under the level's marked heading."""
    first: int
    """Position of the first column that is not folded away: titles stand in it."""
    is_off_plan: bool = False
    hidden: set[int] = field(default_factory=set)
    """Positions of columns that the clerk hides."""
    filtered: list[Row] = field(default_factory=list)
    """Rows that a filter hides."""
    is_protected: bool = False
    """Whether the sheet is protected against changes."""

    @property
    def body(self) -> list[Row]:
        """The rows below the headings."""
        return self.rows[self.place_of(self.head) + 1 :]

    def place_of(self, row: Row) -> int:
        """The index of that very row."""
        return next(at for at, one in enumerate(self.rows) if one is row)

    def put(self, row: Row, cells: Mapping[str, Any]) -> None:
        """Write in the cells of those columns that the page has."""
        for name, value in cells.items():
            if name in self.columns:
                row[self.columns[name]] = value

    def new_row(self) -> Row:
        """A blank row, not yet on the page."""
        return [None] * len(self.head)


@dataclass(frozen=True)
class Form:
    """A handoff of one publication, of one area."""

    name: str
    """Of its file."""
    content: bytes
    area: str
    month: Month
    publication: str
    language: Language
    pages: tuple[Page, ...]
    visits: Mapping[str, tuple[PlannedVisit, Row]]
    """By id: what is planned, and the row of it."""

    @property
    def number(self) -> int:
        """Of the publication in its month."""
        return int(self.publication.rpartition(".")[2])

    @property
    def planned(self) -> Page:
        """The page of planned visits."""
        return next(page for page in self.pages if not page.is_off_plan)

    @property
    def off_plan(self) -> Page | None:
        """The page for visits that nobody planned."""
        return next((page for page in self.pages if page.is_off_plan), None)


def read_form(name: str, content: bytes, problem: Problem) -> Form | None:
    """The form in a workbook that `publish` wrote; None for one without visits.

    Raises :class:`InputError` for a workbook that is none, or speaks of others than the problem.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content))
    except Exception:  # openpyxl raises whatever it meets in a file that is no workbook
        raise InputError([Fault("generator.no_form", place=name)]) from None
    headings = _headings(problem)
    pages, languages = [], []
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(min_col=1, min_row=1, values_only=True)]
        if found := _page(sheet.title, rows, headings):
            pages.append(found[0])
            languages.append(found[1])
    planned = next((page for page in pages if not page.is_off_plan), None)
    if planned is None or "visit" not in planned.columns:
        raise InputError([Fault("generator.no_form", place=name)])
    visits = dict(_visits(planned, problem, name))
    if not visits:
        return None
    some, _ = next(iter(visits.values()))
    level = problem.settings.levels[1]
    area = problem.territory.ancestor_at(problem.locality(some.visit.branch), level) or ""
    return Form(name, content, area, some.visit.month, some.publication, languages[0],
                tuple(pages), visits)  # fmt: skip


def _headings(problem: Problem) -> dict[str, tuple[str, Language]]:
    found: dict[str, tuple[str, Language]] = {}
    for column in handoff_table(problem.settings.levels, published=True).columns:
        for language in LANGUAGES:
            name = f"level:{column.level}" if column.level else column.name
            found.setdefault(heading_key(column.heading(language)), (name, language))
    return found


def _page(
    title: str, rows: list[Row], headings: Mapping[str, tuple[str, Language]]
) -> tuple[Page, Language] | None:
    for row in rows:
        keys = [heading_key(str(cell)) if cell is not None else "" for cell in row]
        found = {headings[key][0]: at for at, key in enumerate(keys) if key in headings}
        if {"date", "cadre_name", "branch_name", "status"} <= found.keys():
            language = next(headings[key][1] for key in keys if headings.get(key, ("",))[0]
                            == "status")  # fmt: skip
            above = rows[: next(at for at, one in enumerate(rows) if one is row)]
            first = next((at for one in above for at, cell in enumerate(one) if cell), 0)
            off_plan = title in {say("forms.unplanned_sheet", lang) for lang in LANGUAGES}
            return Page(title, rows, row, found, first, off_plan), language
    return None


def _visits(
    page: Page, problem: Problem, name: str
) -> Sequence[tuple[str, tuple[PlannedVisit, Row]]]:
    found, faults = [], []
    for row in page.body:
        cell = {column: row[at] for column, at in page.columns.items()}
        if not cell["visit"]:
            continue
        cadre, branch, day = cell["cadre"], cell["branch"], cell["date"]
        if cadre not in problem.cadres or branch not in problem.branches:
            value = cadre if cadre not in problem.cadres else branch
            faults.append(Fault("generator.stranger", value=str(value), place=name))
            continue
        date = day.date() if isinstance(day, dt.datetime) else dt.date.fromisoformat(str(day))
        person, where = problem.cadres[cadre], problem.locality(branch)
        planned = PlannedVisit(cell["visit"], cell["publication"], Visit(cadre, branch, date),
                               person.tier, person.organization, where)  # fmt: skip
        found.append((planned.id, (planned, row)))
    if faults:
        raise InputError(faults)
    return found


def level_names(problem: Problem, branch: str) -> dict[str, str]:
    """What stands in the columns of the levels beside a branch."""
    row = VisitRow(problem, Visit("", branch, problem.horizon[0].first_day), (), "en")
    return {f"level:{level}": row.name_at(level) for level in problem.settings.levels}
