"""Quota: at most `visits_per_month` visits of a cadre in a month, and one a day (rule 2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules.model import Model, at_most, grouped
from scheduler.rules.violations import Violation


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Each visit beyond the month's quota, and each second visit on one day."""
    months: dict[tuple[str, Month], int] = defaultdict(int)
    days: set[tuple[str, object]] = set()
    for row, visit in enumerate(roster):
        if visit.cadre not in problem.cadres:
            continue
        limit = problem.cadres[visit.cadre].visits_per_month
        months[visit.cadre, visit.month] += 1
        if months[visit.cadre, visit.month] > limit:
            yield Violation("quota", row, visit, {"limit": limit, "month": visit.month})
        if (visit.cadre, visit.date) in days:
            yield Violation("one_a_day", row, visit)
        days.add((visit.cadre, visit.date))


def post(model: Model) -> None:
    """Σ visits of a cadre in a month ≤ quota; Σ on a day ≤ 1 where the quota alone allows more."""
    for (cadre, _), candidates in grouped(model.candidates, lambda c: (c.cadre, c.month)).items():
        limit = model.problem.cadres[cadre].visits_per_month
        at_most(model, limit, candidates)
        if limit > 1:
            for same_day in grouped(candidates, lambda c: c.date).values():
                at_most(model, 1, same_day)
