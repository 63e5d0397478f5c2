"""`roster.xlsx`: all visits as a workbook for people, beside the handoffs of the districts.

Sorted by tier and given name, names in the place of codes, which are folded away and by which it is
read back like any roster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.domain.problem import Problem
from scheduler.language import Language, is_said, say
from scheduler.results.forms.columns import EARLIEST, FormColumn
from scheduler.results.forms.form import months_said, status_said
from scheduler.results.forms.listing import LEVELS, list_columns, write_rows
from scheduler.results.forms.sheet import FormSheet
from scheduler.results.forms.styles import Styles
from scheduler.results.missed import MISSED, MissedRow
from scheduler.results.roster import VisitRow, roster_table
from scheduler.tables.formats.new_workbook import new_workbook

ROSTER_BOOK = "roster.xlsx"

_CODES = (
    "month", "minutes", "cadre", "branch", "branch_organization", "area", "pinned", "publication",
    "visit",
)  # fmt: skip
_WIDEST = {
    "cadre_name": 26, "organization": 26, "branch_name": 40, "with": 34, LEVELS: 24, "reason": 110,
}  # fmt: skip


@dataclass(frozen=True)
class RosterBook:
    """What the workbook is made from."""

    problem: Problem
    rows: Sequence[VisitRow]
    language: Language
    publications: Sequence[str] = ()
    """Under which ids the visits were published; without any, it is a draft."""
    missed: Sequence[MissedRow] | None = None
    """What is due and not made, for a sheet of its own; None for no such sheet."""

    def write(self, path: Path) -> None:
        """Write the workbook; the same bytes every time."""
        title = f"{say('forms.title', self.language)} – {self._about}"
        told = status_said(self.publications, self.language)
        with new_workbook(path) as book:
            book.set_properties({"created": EARLIEST, "title": title})
            styles = Styles(book, self.language)
            sheet = book.add_worksheet(say("results.sheet", self.language))
            visits = FormSheet(sheet, self._columns(), styles, self.language)
            write_rows(visits, len(self.rows))
            visits.set_up_page(told, title)
            if self.missed is not None:
                name = say("results.missed_sheet", self.language)
                codes = ("cadre",)
                columns = list_columns(MISSED, self.missed, self.language, codes, _WIDEST)
                missed = FormSheet(book.add_worksheet(name), columns, styles, self.language)
                for line in self._why(self.missed):
                    missed.line(line, styles.left)
                write_rows(missed, len(self.missed))
                missed.set_up_page(told, f"{name} – {self._about}")

    @property
    def _about(self) -> str:
        settings, territory = self.problem.settings, self.problem.territory
        top = territory.at_level(settings.levels[0])
        area = territory[top[0]].name if len(top) == 1 else settings.name
        months = months_said(tuple(self.problem.horizon), self.language)
        return say("forms.about", self.language, area=area, months=months)

    def _columns(self) -> list[FormColumn]:
        """The roster's columns, its rows by tier and given name; the top level only if there are
        several areas of it.
        """
        settings = self.problem.settings
        rank = {one: place for place, one in enumerate(self.problem.by_name(self.problem.cadres))}
        rows = sorted(self.rows, key=lambda row: (rank[row.cadre.id], row.visit.date))
        table = roster_table(settings.levels, bool(self.publications), settings.level_names)
        named = {"with": _company, "organization": _organization}
        columns = tuple(
            replace(column, cell=named[column.name])
            if column.name in named and not column.level
            else column
            for column in table.columns
        )
        found = list_columns(replace(table, columns=columns), rows, self.language, _CODES, _WIDEST)
        alone = len(self.problem.territory.at_level(settings.levels[0])) == 1
        return [
            replace(one, folded=True) if alone and one.column.level == settings.levels[0] else one
            for one in found
        ]

    def _why(self, missed: Sequence[MissedRow]) -> list[str]:
        """How much is missed, and how much of it for which cause, the most frequent first."""
        if not missed:
            return [say("results.nothing_missed", self.language)]
        causes: Counter[str] = Counter()
        for row in missed:
            causes[row.missed.cause] += row.missed.count
        cadres = len({row.cadre.id for row in missed})
        count = causes.total()
        lines = [say("results.missed_count", self.language, count=count, cadres=cadres)]
        for cause, number in sorted(causes.items(), key=lambda one: (-one[1], one[0])):
            key = f"results.cause_{cause}"
            known = key if is_said(key, self.language) else "results.cause_rule"
            said = say(known, self.language)
            lines.append(say("results.missed_by", self.language, cause=said, count=number))
        return lines


def _company(row: VisitRow) -> str:
    return row.company


def _organization(row: VisitRow) -> str:
    return row.name_of(row.cadre.organization) or row.cadre.organization
