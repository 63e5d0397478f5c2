"""A period and what happened in it: a line for each visit that was planned or made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.ledger.records import MADE, Known, Outcome, PlannedVisit, Status

Fate = Status | Literal["no_answer"]
"""What became of a visit; ``no_answer`` where nothing has come back."""


@dataclass(frozen=True)
class Line:
    """A visit that was planned, or that was made though it was not planned.

    Where it was planned, ``planned`` says for whom; a visit that a later publication dropped and
    that was made all the same is off plan, and counts with the unplanned ones.
    """

    fate: Fate
    month: Month
    """For which it was planned; in which it was made, where nobody planned it."""
    branch: str
    date: dt.date
    """On which it really was, or should have been."""
    cadre: str
    """Who really went, or should have gone."""
    planned: PlannedVisit | None = None
    outcome: Outcome | None = None

    @property
    def is_made(self) -> bool:
        """Whether somebody went."""
        return self.fate in MADE

    @property
    def owner(self) -> str:
        """For whom it was planned; else who went."""
        return self.planned.visit.cadre if self.planned else self.cadre


@dataclass(frozen=True)
class Period:
    """Months, what is known of them, and the tables as they are now.

    ``problem`` has the months as its horizon, and the past before them; ``area`` limits the report
    to branches in that area, "" to none.
    """

    problem: Problem
    known: Known
    area: str = ""

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of the period."""
        return self.problem.horizon

    @cached_property
    def unpublished(self) -> tuple[Month, ...]:
        """Months of which nothing was published."""
        return tuple(month for month in self.months if month not in self.known.newest)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All visits, by date, branch and cadre."""
        found = (line for line in self._of_all_months if self._is_of(line.month))
        return tuple(sorted(found, key=lambda line: (line.date, line.branch, line.cadre)))

    @cached_property
    def _of_all_months(self) -> tuple[Line, ...]:
        return tuple(line for line in self._lines() if self.contains(line.branch))

    def contains(self, branch: str) -> bool:
        """Whether the branch lies in the area that is reported on."""
        return not self.area or self.area in self.areas_of(branch)

    def areas_of(self, branch: str) -> tuple[str, ...]:
        """The areas in which a branch lies, its own first; none of a branch nobody knows."""
        row = self.problem.branches.get(branch)
        if row is None or row.area not in self.problem.territory:
            return ()
        return tuple(self.problem.territory.ancestors(row.area))

    def _lines(self) -> Iterator[Line]:
        for key, planned in self.known.planned.items():
            visit, outcome = planned.visit, self.known.outcomes.get(key)
            if not self.known.is_current(key):
                if outcome and outcome.told.status in MADE:
                    yield _line("unplanned", visit.month, outcome)
            elif outcome is None:
                yield Line("no_answer", visit.month, visit.branch, visit.date, visit.cadre, planned)
            else:
                # It was told while a publication had dropped it, and is planned again.
                status = outcome.told.status
                fate: Status = "attended" if status == "unplanned" else status
                yield _line(fate, visit.month, outcome, planned)
        for outcome in self.known.unplanned:
            yield _line("unplanned", Month.of(outcome.told.date), outcome)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All that is told of visits of the period, of those too that a later publication dropped
        and nobody made, by date, branch and cadre.
        """
        found = [
            outcome for key, outcome in self.known.outcomes.items()
            if self._is_of(self.known.planned[key].visit.month)
        ]  # fmt: skip
        found += [o for o in self.known.unplanned if self._is_of(Month.of(o.told.date))]
        own = (outcome for outcome in found if self.contains(outcome.told.branch))
        return tuple(sorted(own, key=lambda o: (o.told.date, o.told.branch, o.told.cadre)))

    def _is_of(self, month: Month) -> bool:
        return self.months[0] <= month <= self.months[-1]

    @cached_property
    def dues(self) -> Mapping[str, Mapping[Month, int]]:
        """What each cadre of the tables owes in each month."""
        due = self.problem.due
        return {cadre: {month: due(cadre, month) for month in self.months}
                for cadre in self.problem.cadres}  # fmt: skip

    @cached_property
    def made(self) -> tuple[Visit, ...]:
        """The visits that were really made on a day of the period, in order of date, for whatever
        month they were planned.
        """
        first, last = self.months[0].first_day, self.months[-1].last_day
        found = (Visit(line.cadre, line.branch, line.date) for line in self._of_all_months
                 if line.is_made and first <= line.date <= last)  # fmt: skip
        return tuple(sorted(found, key=lambda visit: (visit.date, visit.branch, visit.cadre)))

    def goer_of(self, line: Line) -> tuple[str, str]:
        """Tier and organisation of who really went: as it was planned of the planned cadre, who may
        be of another tier by now, of others by the tables; "" of somebody unknown.
        """
        if line.planned and line.cadre == line.owner:
            return line.planned.tier, line.planned.organization
        row = self.problem.cadres.get(line.cadre)
        return (row.tier, row.organization) if row else ("", "")

    def name_of(self, cadre: str) -> str:
        """The name of a cadre; their id where no table has them."""
        row = self.problem.cadres.get(cadre)
        return row.name if row else cadre


def _line(
    fate: Status, month: Month, outcome: Outcome, planned: PlannedVisit | None = None
) -> Line:
    told = outcome.told
    return Line(fate, month, told.branch, told.date, told.cadre, planned, outcome)
