"""Missed: visits that are due and not made (objective `missed`)."""

from __future__ import annotations

from collections import Counter

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules.model import Model

NAME = "missed"


def due(problem: Problem) -> int:
    """Visits due in the whole horizon."""
    return sum(problem.due(cadre, month) for cadre in problem.cadres for month in problem.horizon)


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
    return sorted(
        (cadre, month)
        for (cadre, month), meetings in problem.attendable_in.items()
        if made[cadre, month] < min(problem.due(cadre, month), len(meetings))
        and cadre in problem.cadres
    )


def post(model: Model) -> None:
    """due − Σ visits;

    A visit is possible only in a month in which one is due, so no term is negative.
    """
    model.cost(NAME, ((c.variable, -1) for c in model.candidates), due(model.problem))
