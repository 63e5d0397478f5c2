"""`missed.csv`: every visit that was due and is not made, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.answers.missed import MissedVisits, missed_visits
from scheduler.domain.problem import Problem
from scheduler.domain.records import Cadre
from scheduler.domain.roster import Roster
from scheduler.language import Language
from scheduler.results.columns import ResultColumn, ResultTable


@dataclass(frozen=True)
class MissedRow:
    """Missed visits of a cadre and month, with what their row is made from."""

    cadre: Cadre
    missed: MissedVisits
    problem: Problem
    language: Language

    @property
    def tier(self) -> str:
        """The cadre's tier, as it is called."""
        return self.problem.settings.level_said(self.cadre.tier, self.language)


def missed_rows(problem: Problem, roster: Roster, language: Language) -> Iterator[MissedRow]:
    """A row a cadre and month with visits missing, in order of month, tier and given name."""
    for missed in missed_visits(problem, roster):
        yield MissedRow(problem.cadres[missed.cadre], missed, problem, language)


_Column = ResultColumn[MissedRow]

MISSED = ResultTable[MissedRow](
    "missed",
    (
        _Column("missed", "cadre", lambda row: row.cadre.id, filled=True),
        _Column("missed", "cadre_name", lambda row: row.cadre.name, filled=True),
        _Column("missed", "tier", lambda row: row.tier, filled=True),
        _Column("missed", "month", lambda row: str(row.missed.month), "yearmonth", filled=True),
        _Column("missed", "missed", lambda row: str(row.missed.count), "integer",
                filled=True, least=1),
        _Column("missed", "reason", lambda row: row.missed.reason(row.language), filled=True),
    ),
    ("cadre", "month"),
)  # fmt: skip
