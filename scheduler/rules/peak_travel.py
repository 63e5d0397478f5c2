"""Peak travel: nobody travels much more than their peers (objective `peak_travel`, 100 m)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model, grouped
from scheduler.rules.rule import Objective, State

Group = tuple[str, tuple[str, ...]]


def group_of(problem: Problem, cadre: str) -> Group:
    """Cadres of one tier with the same set of areas are peers."""
    row = problem.cadres[cadre]
    return row.tier, tuple(sorted(row.areas))


def peers(problem: Problem) -> Mapping[str, tuple[str, ...]]:
    """Cadre to their group, themselves included; former cadres have none."""
    today = (cadre for cadre, row in problem.cadres.items() if row.areas)
    groups = grouped(today, lambda cadre: group_of(problem, cadre)).values()
    return {cadre: tuple(group) for group in groups for cadre in group}


class PeakTravel(Objective):
    """The longest way of each group of peers, in units of 100 m."""

    name = "peak_travel"

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Σ over groups of peers of the largest travel of one cadre over the horizon."""
        travelled: dict[str, int] = defaultdict(int)
        for visit in roster:
            if visit.cadre in problem.cadres and visit.branch in problem.branches:
                travelled[visit.cadre] += problem.travel(visit.cadre, visit.branch)
        peaks: dict[Group, int] = defaultdict(int)
        for cadre, units in travelled.items():
            group = group_of(problem, cadre)
            peaks[group] = max(peaks[group], units)
        return sum(peaks.values())

    def post(self, model: Model) -> None:
        """peak(group) ≥ travel(cadre) for each cadre of the group."""
        problem = model.problem
        own = grouped(model.candidates, lambda c: c.cadre)
        for cadres in grouped(own, lambda cadre: group_of(problem, cadre)).values():
            travels = {
                cadre: [(c.variable, problem.travel(cadre, c.branch)) for c in own[cadre]]
                for cadre in cadres
            }
            peak = model.integer(0, max(sum(units for _, units in t) for t in travels.values()))
            model.cost(self.name, [(peak, 1)])
            for terms in travels.values():
                model.row([*terms, (peak, -1)], high=0)

    def state(self, problem: Problem) -> State:
        """Nothing: the construction does not look at it."""
        return State()

    def judged_together(self, problem: Problem) -> Mapping[str, tuple[str, ...]]:
        """Peers: the peak is of all of them."""
        return peers(problem)
