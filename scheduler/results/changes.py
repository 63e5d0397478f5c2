"""`changes.csv`: what a replanning changes, and the changes of each district."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from scheduler.answers.replan import ChangeKind, VisitChange
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, Cadre
from scheduler.domain.roster import Visit
from scheduler.language import Language, say
from scheduler.results.columns import ResultColumn, ResultTable, words_of
from scheduler.results.forms.listing import list_book, list_columns
from scheduler.results.package import TableFile, table_file
from scheduler.results.place_names import place_said
from scheduler.tables.formats.file_names import safe_name

CHANGES_NAME = "changes"
"""The file of all changes (without its ending), and the folder of each district's."""


@dataclass(frozen=True)
class ChangeRow:
    """A change, with what its row is made from; people and places may be in no table any more."""

    problem: Problem
    number: int
    change: VisitChange
    language: Language

    @property
    def cadre(self) -> Cadre | None:
        """Whose visits change."""
        return self.problem.cadres.get(self.change.cadre)

    @property
    def tier(self) -> str:
        """Their tier, as it is called; "" where it is not known."""
        said = self.problem.settings.level_said
        return said(self.cadre.tier, self.language) if self.cadre else ""

    @property
    def kind(self) -> str:
        """Moved, dropped or added, in words."""
        kinds = get_args(ChangeKind)
        return words_of("change_kinds", self.language)[kinds.index(self.change.kind)]

    def branch(self, visit: Visit | None) -> Branch | None:
        """Which branch is visited."""
        return self.problem.branches.get(visit.branch) if visit else None


def change_files(
    problem: Problem, changes: Sequence[VisitChange], language: Language
) -> list[TableFile]:
    """`changes.csv`, and the rows of each area of the level below the top that has any."""
    return [
        table_file(f"{name}.csv", CHANGES, rows, language)
        for name, _, rows in _parts(problem, changes, language)
    ]


def change_books(
    problem: Problem,
    changes: Sequence[VisitChange],
    language: Language,
    title: Callable[[Sequence[VisitChange]], str],
) -> dict[str, bytes]:
    """The same as workbooks to read and to print, by path; the ``title`` of the changes in each
    stands above every page.
    """
    books = {}
    for name, where, rows in _parts(problem, changes, language):
        columns = list_columns(CHANGES, rows, language, _CODES, _WIDEST)
        told = title([row.change for row in rows])
        above = f"{where}: {told}" if where else told
        sheet = say("changes.sheet", language)
        books[f"{name}.xlsx"] = list_book(sheet, columns, len(rows), language, above)
    return books


def _parts(
    problem: Problem, changes: Sequence[VisitChange], language: Language
) -> Iterator[tuple[str, str, list[ChangeRow]]]:
    """A path without its ending, the name of the area, or "" for all, and the rows."""
    rows = [ChangeRow(problem, n, change, language) for n, change in enumerate(changes, start=1)]
    yield CHANGES_NAME, "", rows
    taken: set[str] = set()
    for area in problem.territory.at_level(problem.settings.levels[1]):
        name = safe_name(area, taken)
        own = [row for row in rows if area in areas_of(problem, row.change)]
        if own:
            yield f"{CHANGES_NAME}/{name}", problem.territory[area].name, own


def areas_of(problem: Problem, change: VisitChange) -> set[str]:
    """The areas of the level below the top that the change concerns."""
    level = problem.settings.levels[1]
    found = {
        problem.territory.ancestor_at(problem.locality(visit.branch), level)
        for visit in change.visits
        if visit.branch in problem.branches
    }
    return {area for area in found if area is not None}


def reason(change: VisitChange, language: Language) -> str:
    """Why the change was made, in words."""
    if change.causes:
        return "; ".join(cause.message(language) for cause in change.causes)
    return say(f"changes.why_{'recorded' if change.recorded else change.kind}", language)


def _name(row: Cadre | Branch | None) -> str:
    return row.name if row else ""


def _date(visit: Visit | None) -> str:
    return visit.date.isoformat() if visit else ""


def _branch(visit: Visit | None) -> str:
    return visit.branch if visit else ""


def _place(row: ChangeRow, visit: Visit | None) -> str:
    branch = row.branch(visit)
    return place_said(row.problem, branch.area) if branch else ""


_CODES = ("cadre", "month", "branch_before", "branch_after")
_WIDEST = {"branch_name_before": 30, "branch_name_after": 30, "place_before": 26,
           "place_after": 26, "cadre_name": 24, "reason": 40}  # fmt: skip

_Column = ResultColumn[ChangeRow]

CHANGES = ResultTable[ChangeRow](
    "changes",
    (
        _Column("changes", "number", lambda row: str(row.number), "integer", filled=True, least=1),
        _Column("changes", "cadre", lambda row: row.change.cadre, filled=True),
        _Column("changes", "cadre_name", lambda row: _name(row.cadre)),
        _Column("changes", "tier", lambda row: row.tier),
        _Column("changes", "month", lambda row: str(row.change.month), "yearmonth", filled=True),
        _Column("changes", "change", lambda row: row.kind, filled=True, words="change_kinds"),
        _Column("changes", "date_before", lambda row: _date(row.change.before), "date"),
        _Column("changes", "branch_before", lambda row: _branch(row.change.before)),
        _Column("changes", "branch_name_before",
                lambda row: _name(row.branch(row.change.before))),
        _Column("changes", "place_before", lambda row: _place(row, row.change.before)),
        _Column("changes", "date_after", lambda row: _date(row.change.after), "date"),
        _Column("changes", "branch_after", lambda row: _branch(row.change.after)),
        _Column("changes", "branch_name_after", lambda row: _name(row.branch(row.change.after))),
        _Column("changes", "place_after", lambda row: _place(row, row.change.after)),
        _Column("changes", "reason", lambda row: reason(row.change, row.language), filled=True),
    ),
    ("number",),
)  # fmt: skip
