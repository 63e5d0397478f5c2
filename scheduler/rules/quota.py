"""Quota: at most `visits_per_month` visits of a cadre in a month, and one a day (rule 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.model import Model, at_most, grouped, parted
from scheduler.rules.violations import Violation


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Each visit beyond the month's quota, and each second visit on one day; facts come first."""
    return _beyond(problem, roster, problem.made)


def among(problem: Problem, visits: Roster) -> Iterator[Violation]:
    """The same among these visits alone, whether or not they are facts."""
    return _beyond(problem, visits, frozenset())


def _beyond(problem: Problem, roster: Roster, made: frozenset[Visit]) -> Iterator[Violation]:
    """Violations of visits that are not ``made``, which come first."""
    months = Counter((visit.cadre, visit.month) for visit in made)
    days = {(visit.cadre, visit.date) for visit in made}
    for row, visit in enumerate(roster):
        if visit.cadre not in problem.cadres or visit in made:
            continue
        limit = problem.cadres[visit.cadre].visits_per_month
        months[visit.cadre, visit.month] += 1
        if months[visit.cadre, visit.month] > limit:
            yield Violation("quota", row, visit, {"limit": limit, "month": visit.month})
        if (visit.cadre, visit.date) in days:
            yield Violation("one_a_day", row, visit)
        days.add((visit.cadre, visit.date))


def post(model: Model) -> None:
    """Σ visits of a cadre in a month ≤ quota; Σ on a day ≤ 1 where the quota alone allows more.

    Settled visits leave that much less.
    """
    for (cadre, _), candidates in grouped(model.candidates, lambda c: (c.cadre, c.month)).items():
        settled, open_ = parted(candidates)
        left = model.problem.cadres[cadre].visits_per_month - len(settled)
        at_most(model, left, open_)
        taken = {c.date for c in settled}
        if left > 1 or (left == 1 and taken):
            for day, same_day in grouped(open_, lambda c: c.date).items():
                at_most(model, 0 if day in taken else 1, same_day)
