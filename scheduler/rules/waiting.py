"""Waiting: how long localities go without a visit of each tier (objective `waiting`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.granted import Counted, Granted
from scheduler.rules.ideal_waiting import least_waiting
from scheduler.rules.posting import Candidate, Model, Variable, grouped, visited
from scheduler.rules.rule import Objective, State


def ages(age_at_start: int, visited: Iterable[bool]) -> Iterator[int]:
    """The age in each month, given in which months there is a visit."""
    age = age_at_start - 1
    for there in visited:
        age = 0 if there else age + 1
        yield age


class _Stage(NamedTuple):
    """Months between two in which a visit is certain (or the past, or the end)."""

    tail: int
    chances: Mapping[int, Sequence[Candidate]]
    head: int


def _stages(chances: Mapping[int, Sequence[Candidate]], months: int) -> Iterator[_Stage]:
    """The months 1 … n, cut at every month with a settled visit; each stage costs by itself."""
    tail = 0
    open_chances: dict[int, Sequence[Candidate]] = {}
    for month, candidates in chances.items():
        if any(candidate.settled for candidate in candidates):
            yield _Stage(tail, open_chances, month)
            tail, open_chances = month, {}
        else:
            open_chances[month] = candidates
    yield _Stage(tail, open_chances, months + 1)


def _post_path(model: Model, stage: _Stage, age_at_start: int, priority: int) -> None:
    start, chances, end = stage
    nodes = [start, *chances, end]
    lone = stretch(start, end, age_at_start) * priority
    if len(chances) == 1:  # one chance: the path either takes it or not
        ((month, candidates),) = chances.items()
        seen = model.boolean()
        model.row([(seen, 1), *_negative(visited(model, candidates))], high=0)
        taken = (stretch(start, month, age_at_start) + stretch(month, end, age_at_start)) * priority
        model.cost("waiting", [(seen, taken - lone)], lone)
        return
    if not chances:
        model.cost("waiting", [], lone)
        return
    incoming: dict[int, list[Variable]] = {node: [] for node in nodes}
    outgoing: dict[int, list[Variable]] = {node: [] for node in nodes}
    for place, tail in enumerate(nodes):
        for head in nodes[place + 1 :]:
            arc = model.boolean()
            outgoing[tail].append(arc)
            incoming[head].append(arc)
            model.cost("waiting", [(arc, stretch(tail, head, age_at_start) * priority)])
    model.row(_ones(outgoing[start]), low=1, high=1)
    for month, candidates in chances.items():
        into = _ones(incoming[month])
        model.row([*into, *((arc, -1) for arc in outgoing[month])], low=0, high=0)
        model.row([*into, *_negative(visited(model, candidates))], high=0)


def _negative(terms: Sequence[tuple[Variable, int]]) -> list[tuple[Variable, int]]:
    return [(variable, -coefficient) for variable, coefficient in terms]


def _ones(variables: Sequence[Variable]) -> list[tuple[Variable, int]]:
    return [(variable, 1) for variable in variables]


def stretch(tail: int, head: int, age_at_start: int) -> int:
    """Sum of the ages in the months strictly between two visits.

    Month 0 stands for the past: without a visit the age is `age_at_start` in month 1 and grows by
    1.
    """
    length = head - tail - 1
    base = age_at_start - 1 if tail == 0 else 0
    return length * base + length * (length + 1) // 2


class Waiting(Objective):
    """How long localities go without a visit of each tier."""

    name = "waiting"
    precedence = 2

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Σ over tiers, localities and months of age × priority."""
        visited = {
            (problem.cadres[visit.cadre].tier, problem.locality(visit.branch), visit.month)
            for visit in roster
            if visit.cadre in problem.cadres and visit.branch in problem.branches
        }
        total = 0
        for (tier, locality), age_at_start in problem.ages_at_start.items():
            there = ((tier, locality, month) in visited for month in problem.horizon)
            total += sum(ages(age_at_start, there)) * problem.territory[locality].priority
        return total

    def post(self, model: Model) -> None:
        """A shortest path through the months of a locality, one arc for each stretch without a
        visit.

        A month with a settled visit parts the path in two.

        Nodes are 0 (the past), the months 1 … n in which a visit is possible, and n + 1 (the end).
        The arc from one visit to the next costs the ages in between; entering a month needs a visit
        there. The path polytope is integral, so nothing is lost by relaxing it.
        """
        problem = model.problem
        groups = grouped(model.candidates, lambda c: (c.tier, c.locality, c.month))
        for (tier, locality), age_at_start in problem.ages_at_start.items():
            priority = problem.territory[locality].priority
            chances = {
                number: groups[tier, locality, month]
                for number, month in enumerate(problem.horizon, start=1)
                if (tier, locality, month) in groups
            }
            for stage in _stages(chances, len(problem.horizon)):
                _post_path(model, stage, age_at_start, priority)

    def counted(self, granted: Granted) -> Counted:
        """What all places wait if the visits that can be made lie as well as can be."""
        return Counted(least_waiting(granted.problem, granted.chances))

    def state(self, problem: Problem) -> State:
        """When each locality was last visited by each tier."""
        return Ages(problem)


class Ages(State):
    """The age of each locality for each tier in the roster in the making."""

    def __init__(self, problem: Problem):
        self._problem = problem
        self._tier = {cadre: row.tier for cadre, row in problem.cadres.items()}
        start = problem.horizon[0].ordinal
        self._last = {place: start - age for place, age in problem.ages_at_start.items()}

    def add(self, visit: Visit) -> None:
        self._last[self.place(visit)] = visit.month_number

    def place(self, visit: Visit) -> tuple[str, str]:
        """The tier and locality that the visit is of and to."""
        return self._tier[visit.cadre], self._problem.locality(visit.branch)

    def age(self, visit: Visit) -> int:
        """What the age comes to in the month of the visit without it."""
        return visit.month_number - self._last[self.place(visit)]

    def cost(self, visit: Visit) -> int:
        locality = self._problem.locality(visit.branch)
        return -self.age(visit) * self._problem.territory[locality].priority
