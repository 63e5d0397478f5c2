"""Travel: the way there and back (objective `travel`, in units of 100 m)."""

from __future__ import annotations

from collections.abc import Set
from itertools import chain, islice, repeat

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.granted import Counted, Granted
from scheduler.rules.posting import Model
from scheduler.rules.rule import Objective, State


def _cheapest(granted: Granted, cadre: str) -> tuple[list[int], int]:
    """What the visits that must be planned of the cadre cost at least, and what the cheapest does.

    A visit beyond what the gap lets a place have is an early return (each visit taken away from a
    place where there is one leaves one less), and goes to the cheapest place.
    """
    problem, chances = granted.problem, granted.chances[cadre]
    visits = sum(granted.least(cadre).values())
    if not visits:
        return [], 0
    reached = {place for opening in chances.months.values() for place in opening.localities}
    base, trip = problem.cadres[cadre].base, problem.geography.round_trip
    costs = {place: trip(base, place) for place in reached}
    least = min(costs.values())
    if granted.returns is None or chances.gap < 2:
        return [least] * visits, least
    each = (
        repeat(cost, chances.spaced.get(place, 0))
        for cost, place in sorted((cost, place) for place, cost in costs.items())
    )
    spaced = list(islice(chain.from_iterable(each), visits))
    kept = spaced[: max(0, visits - max(granted.returns[cadre], visits - len(spaced)))]
    return [*kept, *repeat(least, visits - len(kept))], least


class Travel(Objective):
    """The way there and back, in units of 100 m."""

    name = "travel"
    each_alone = True
    each_month = True

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

    def counted(self, granted: Granted) -> Counted:
        """The cheapest places for the visits that must be made, each place as often as the gap
        allows; of as many as may return early only the cheapest place of all.
        """
        problem = granted.problem
        made = sum(problem.travel(visit.cadre, visit.branch) for visit in problem.made)
        costs: dict[str, list[int]] = {}
        savings: list[int] = []
        for cadre in granted.chances:
            own, least = _cheapest(granted, cadre)
            costs[cadre] = own
            savings += (cost - least for cost in own if cost > least)
        total = sum(map(sum, costs.values())) - granted.lost(costs)
        total -= sum(sorted(savings, reverse=True)[: granted.more_returns])
        return Counted(made + max(0, total))

    def state(self, problem: Problem) -> State:
        """Nothing: the construction does not look at it."""
        return State()
