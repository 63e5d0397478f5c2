"""Missed: visits that are due and not made (objective `missed`)."""

from __future__ import annotations

from collections import Counter

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules.model import Model, parted

NAME = "missed"


def value(problem: Problem, roster: Roster) -> int:
    """Σ over cadres and months of max(0, visits due − visits made)."""
    made = Counter((visit.cadre, visit.month) for visit in roster)
    return sum(
        max(0, problem.due(cadre, month) - made[cadre, month])
        for cadre in problem.cadres
        for month in problem.horizon
    )


def cells(problem: Problem, roster: Roster) -> list[tuple[str, Month]]:
    """Every cadre and month with a visit due, possible and not made."""
    made = Counter((visit.cadre, visit.month) for visit in roster)
    facts = Counter((visit.cadre, visit.month) for visit in problem.made)
    return sorted(
        (cadre, month)
        for (cadre, month), meetings in problem.attendable_in.items()
        if cadre in problem.cadres
        and made[cadre, month] < problem.due(cadre, month)
        and made[cadre, month] - facts[cadre, month] < len(meetings)
    )


def post(model: Model) -> None:
    """Σ max(0, due − facts) − Σ visits.

    What is open is possible only in a month in which a visit is due, and never more than facts
    leave of it, so no term is negative.
    """
    settled, open_ = parted(model.candidates)
    made = Counter((candidate.cadre, candidate.month) for candidate in settled)
    problem = model.problem
    due = sum(
        max(0, problem.due(cadre, month) - made[cadre, month])
        for cadre in problem.cadres
        for month in problem.horizon
    )
    model.cost(NAME, ((c.variable, -1) for c in open_), due)
