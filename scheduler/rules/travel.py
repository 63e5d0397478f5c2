"""Travel: the way there and back (objective `travel`, in units of 100 m)."""

from __future__ import annotations

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules.model import Model

NAME = "travel"


def value(problem: Problem, roster: Roster) -> int:
    """Σ over visits of the round trip from the cadre's base."""
    return sum(
        problem.travel(visit.cadre, visit.branch)
        for visit in roster
        if visit.cadre in problem.cadres and visit.branch in problem.branches
    )


def post(model: Model) -> None:
    """Each visit costs its round trip."""
    travel = model.problem.travel
    model.cost(NAME, ((c.variable, travel(c.cadre, c.branch)) for c in model.candidates))
