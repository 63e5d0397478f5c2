"""Travel: the way there and back (objective `travel`, in units of 100 m)."""

from __future__ import annotations

from collections.abc import Set

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model
from scheduler.rules.rule import Objective, State


class Travel(Objective):
    """The way there and back, in units of 100 m."""

    name = "travel"
    each_alone = True

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Σ over visits of the round trip from the cadre's base."""
        return sum(
            problem.travel(visit.cadre, visit.branch)
            for visit in roster
            if visit.cadre in problem.cadres and visit.branch in problem.branches
        )

    def post(self, model: Model) -> None:
        """Each visit costs its round trip."""
        travel = model.problem.travel
        model.cost(self.name, ((c.variable, travel(c.cadre, c.branch)) for c in model.candidates))

    def state(self, problem: Problem) -> State:
        """Nothing: the construction does not look at it."""
        return State()
