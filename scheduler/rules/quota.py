"""Quota: at most `visits_per_month` visits of a cadre in a month, and one a day (rule 2).

Who owes a visit every so many months makes at most so many in each of these periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.model import Candidate, Model, at_most, grouped, parted
from scheduler.rules.violations import Violation

Cell = tuple[str, Period]


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Each visit beyond the quota, and each second visit on one day; facts come first."""
    return _beyond(problem, roster, problem.made)


def among(problem: Problem, visits: Roster) -> Iterator[Violation]:
    """The same among these visits alone, whether or not they are facts."""
    return _beyond(problem, visits, frozenset())


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


def post(model: Model) -> None:
    """Σ visits of a cadre in a period ≤ quota; Σ on a day ≤ 1 where the quota alone allows more.

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
