"""Changes: visits of a reference roster that the new roster does not keep (objective `changes`)."""

from __future__ import annotations

from collections.abc import Set

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model
from scheduler.rules.rule import Objective, State


class Changes(Objective):
    """Visits of a reference roster that are not kept."""

    name = "changes"
    each_alone = True
    each_month = True

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Number of visits of the reference that the roster does not keep."""
        return len(reference - set(roster))

    def applies(self, problem: Problem, reference: Set[Visit]) -> bool:
        """Where there is a reference."""
        return bool(reference)

    def outside(self, problem: Problem, reference: Set[Visit]) -> int:
        """Visits of the reference by people whom the problem does not know."""
        return sum(visit.cadre not in problem.cadres for visit in reference)

    def post(self, model: Model) -> None:
        """Visits of the reference minus those among the candidates that are made."""
        kept = [(c.variable, -1) for c in model.candidates if c.visit in model.reference]
        model.cost(self.name, kept, len(model.reference))

    def state(self, problem: Problem) -> State:
        """Nothing: the construction does not look at it."""
        return State()
