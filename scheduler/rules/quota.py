"""Quota: at most `visits_per_month` visits of a cadre in a month, and one a day (rule 2).

Who owes a visit every so many months makes at most so many in each of these periods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Candidate, Model, at_most, grouped, parted
from scheduler.rules.rule import Rule, State
from scheduler.rules.violations import Violation

Cell = tuple[str, Period]


def _beyond(problem: Problem, roster: Roster, made: frozenset[Visit]) -> Iterator[Violation]:
    """Violations of visits that are not ``made``, which come first."""
    counts = problem.by_period(made)
    days = {(visit.cadre, visit.date) for visit in made}
    for row, visit in enumerate(roster):
        if visit.cadre not in problem.cadres or visit in made:
            continue
        period = problem.period(visit.cadre, visit.month)
        limit = problem.quota(visit.cadre, period)
        counts[visit.cadre, period] += 1
        if counts[visit.cadre, period] > limit:
            yield Violation("quota", row, visit, {"limit": limit, "month": period})
        if (visit.cadre, visit.date) in days:
            yield Violation("one_a_day", row, visit)
        days.add((visit.cadre, visit.date))


def cells(problem: Problem, candidates: Iterable[Candidate]) -> Mapping[Cell, list[Candidate]]:
    """The candidates that one quota holds for, by cadre and period."""
    return grouped(candidates, lambda c: (c.cadre, problem.period(c.cadre, c.month)))


class Quota(Rule):
    """At most so many visits of a cadre in a period, and one a day."""

    name = "quota"
    violations = ("quota", "one_a_day")
    each_month = True

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Each visit beyond the quota, and each second visit on one day; facts come first."""
        return _beyond(problem, roster, problem.made)

    def contradictions(self, problem: Problem, facts: Roster) -> Iterator[Violation]:
        """The same among visits that were made."""
        return _beyond(problem, facts, frozenset())

    def post(self, model: Model) -> None:
        """Σ visits of a cadre in a period ≤ quota; Σ on a day ≤ 1 where the quota alone allows
        more.

        Settled visits leave that much less.
        """
        for (cadre, period), candidates in cells(model.problem, model.candidates).items():
            settled, open_ = parted(candidates)
            left = model.problem.quota(cadre, period) - len(settled)
            at_most(model, left, open_)
            taken = {c.date for c in settled}
            if left > 1 or (left == 1 and taken):
                for day, same_day in grouped(open_, lambda c: c.date).items():
                    at_most(model, 0 if day in taken else 1, same_day)

    def state(self, problem: Problem) -> State:
        """Counts the visits of each period, and the days."""
        return _Room(problem)


class _Room(State):
    def __init__(self, problem: Problem):
        self._problem = problem
        self._left: dict[Cell, int] = {}
        self._days: set[tuple[str, dt.date]] = set()
        self._cells: dict[tuple[str, int], Cell] = {}
        """(cadre, running number of the month) to the cadre's period."""

    def _cell(self, visit: Visit) -> Cell:
        key = visit.cadre, visit.month_number
        if key not in self._cells:
            cell = visit.cadre, self._problem.period(visit.cadre, visit.month)
            self._cells[key] = cell
            self._left.setdefault(cell, self._problem.quota(*cell))
        return self._cells[key]

    def add(self, visit: Visit) -> None:
        self._left[self._cell(visit)] -= 1
        self._days.add((visit.cadre, visit.date))

    def allows(self, visit: Visit) -> bool:
        return self._left[self._cell(visit)] > 0 and (visit.cadre, visit.date) not in self._days
