"""The exact search: the lexicographically best choice among some candidates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

import numpy as np

from scheduler import rules
from scheduler.domain.roster import Roster, Visit
from scheduler.domain.ties import pseudo_random
from scheduler.engine.context import TaskContext
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.certificate import certify
from scheduler.milp.cpsat import best_point
from scheduler.milp.errors import NoPoint
from scheduler.milp.lexicographic import solve_lexicographic
from scheduler.milp.matrix import Integers
from scheduler.milp.model import INFINITY, Cost
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch
from scheduler.rules.posting import Candidate


class Exact:
    """The model of some candidates (all if None), its levels and its points."""

    def __init__(self, context: TaskContext, candidates: Sequence[Candidate] | None = None):
        problem, reference = context.problem, context.reference
        self.context = context
        self.model = RosterModel.of(problem, reference, candidates)
        self.space = Space.of(self.model)
        levels = rules.levels_of(problem, reference)
        self.costs = [self.model.weighted(level) for level in levels]
        self.vectors = [self.space.costs(cost) for cost in self.costs]

    def solve(
        self,
        watch: Watch,
        start: Roster | None = None,
        made: Set[Visit] = frozenset(),
        unmade: Set[Visit] = frozenset(),
        one_of: Set[Visit] = frozenset(),
    ) -> tuple[Roster, tuple[int, ...]]:
        """The best roster found and a proven bound for each level.

        ``start`` is a roster to begin from. With visits that must be ``made`` or ``unmade``, or of
        which at least one must be made, of the rosters that do so; then ties fall as they may.
        Raises NoPoint.
        """
        asked = bool(made or unmade or one_of)
        space = self._space_with(made, unmade, one_of) if asked else self.space
        point = None if start is None else self._point_of(start, watch)
        ties = None if asked else self.space.costs(self._tie_break())
        settled = solve_lexicographic(space, self.vectors, watch, point, ties=ties)
        visits = (c.visit for c in self.model.candidates if settled.point[c.variable] == 1)
        return Roster.of(visits), self._whole(settled.bounds)

    def _space_with(self, made: Set[Visit], unmade: Set[Visit], one_of: Set[Visit]) -> Space:
        low, high = self.space.low.copy(), self.space.high.copy()
        place = {candidate.visit: candidate.variable for candidate in self.model.candidates}
        if not made <= place.keys():
            raise NoPoint(proven=True)
        low[[place[visit] for visit in made]] = 1
        high[[place[visit] for visit in unmade & place.keys()]] = 0
        if np.any(low > high):
            raise NoPoint(proven=True)
        space = self.space.tightened(low, high, self.space.row_low, self.space.row_high)
        if not one_of:
            return space
        some = np.zeros(space.matrix.width, dtype=np.int64)
        some[[place[visit] for visit in one_of & place.keys()]] = 1
        return space.with_row(some, 1, INFINITY)

    def bounds_below(self, vector: Sequence[int], watch: Watch) -> tuple[int, ...]:
        """A bound for each level of every roster that is lexicographically as good as this vector.

        Up to the first level where bound and vector differ, the better roster must attain what is
        proven; from there on it can only be held to what the vector says of that very level.
        """
        space, proven = self.space, True
        bounds = []
        for cost, terms, value in zip(self.costs, self.vectors, vector, strict=True):
            proof = certify(space, terms, watch)
            bounds.append(proof.bound)
            if proven:
                spent = max(value - cost.constant, proof.bound)
                space, proven = proof.points_of_cost(spent), spent == proof.bound
        return self._whole(bounds)

    def bound_alone(self, name: str, place: int, watch: Watch) -> int:
        """A bound for one objective of a level that weighs several, as if it were alone there."""
        cost = self.model.weighted({name: 1})
        costs = [*self.vectors[:place], self.space.costs(cost)]
        try:
            bounds = solve_lexicographic(self.space, costs, watch).bounds
        except NoPoint:  # no time is left to look for one
            return 0
        return max(0, bounds[-1] + cost.constant)

    def _whole(self, bounds: Iterable[int]) -> tuple[int, ...]:
        """Bounds with the constant of their level; no objective is ever negative."""
        return tuple(
            max(0, bound + cost.constant) for bound, cost in zip(bounds, self.costs, strict=True)
        )

    def _point_of(self, roster: Roster, watch: Watch) -> Integers | None:
        """The roster as a point of the space, its other variables set as well as they can be."""
        made = set(roster)
        low, high = self.space.low.copy(), self.space.high.copy()
        for candidate in self.model.candidates:
            low[candidate.variable] = high[candidate.variable] = int(candidate.visit in made)
        fixed = self.space.tightened(low, high, self.space.row_low, self.space.row_high)
        total = np.sum(np.array(self.vectors), axis=0)
        return best_point(fixed, total, watch).point

    def _tie_break(self) -> Cost:
        """A pseudo-random cost a visit: ties favour nobody."""
        cost = Cost()
        most = 30 - len(self.model.candidates).bit_length()  # keeps the sum below 2**31
        bits, seed = min(self.context.params.milp.tie_bits, most), self.context.seed
        cost.add(
            (c.variable, pseudo_random(f"{seed}|{c.cadre}|{c.branch}|{c.date}", bits))
            for c in self.model.candidates
        )
        return cost
