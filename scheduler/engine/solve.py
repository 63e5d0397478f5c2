"""The one entry to the engine: from a problem to a roster with its proof."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping, Sequence, Set

import numpy as np

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine import first_roster
from scheduler.engine.cpsat import Contradiction, best_point, check_version
from scheduler.engine.levels import NoPoint, Settled, settle
from scheduler.engine.model import Cost, LinearModel
from scheduler.engine.progress import DEFAULT_WORKERS, Listener, Watch
from scheduler.engine.relaxation import certify
from scheduler.engine.result import LevelResult, ObjectiveResult, Result
from scheduler.engine.space import Integers, Space

TIE_BITS = 20
"""Most bits of the pseudo-random numbers that break ties; fewer where many visits are possible."""

_Level = Mapping[str, int]


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    workers: int = DEFAULT_WORKERS,
    time_limit: float | None = None,
    hint: Roster | None = None,
    reference: Set[Visit] = frozenset(),
    progress: Listener | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best roster of the problem, with a proven bound for every objective.

    ``seed`` decides between rosters that are equally good on every level. ``time_limit`` is in
    seconds of wall-clock time, ``workers`` the threads of a parallel search. ``hint`` is a roster
    to begin from, ``reference`` the visits that `changes` counts from. ``stop``, when set from
    another thread or a signal handler, ends the search with the best roster so far.

    Raises :class:`Contradiction` if an independent check disagrees with the solver.
    """
    check_version()
    watch = Watch(time_limit, stop or threading.Event(), progress, workers)
    watch.tell("model")
    search = _Search(problem, reference, seed, watch)
    roster, settled = search.run(hint)
    return search.result(roster, settled)


class _Search:
    """One solve: the model, its levels, and the best roster so far."""

    def __init__(self, problem: Problem, reference: Set[Visit], seed: int, watch: Watch):
        self.problem = problem
        self.reference = reference
        self.seed = seed
        self.watch = watch
        self.model = LinearModel.of(problem, reference)
        self.space = Space.of(self.model)
        self.levels: Sequence[_Level] = rules.levels_of(problem, reference)
        self.costs = [self.model.weighted(level) for level in self.levels]
        self.vectors = [self.space.costs(cost) for cost in (*self.costs, self._tie_break())]
        self.impossible = False
        self.floor: Sequence[int] = ()
        """Bounds of the levels that were proven before the search, whatever becomes of it."""

    def run(self, hint: Roster | None) -> tuple[Roster | None, Settled | None]:
        """The best roster found, and the proof where the search came to one."""
        fallback = self._fallback(hint)
        start = None
        if fallback is not None and len(self.problem.horizon) > 1:
            self.floor = self._bounds_below(fallback)
            start = self._point_of(fallback)
        try:
            self.watch.tell("levels")
            settled = settle(self.space, self.vectors, self.watch, start)
        except NoPoint as answer:
            self.impossible = answer.proven
            if answer.proven and fallback is not None:
                raise Contradiction(
                    "infeasible, says the solver, of a roster that keeps all rules"
                ) from None
            return fallback, None
        roster = self._roster_of(settled.point)
        return self._better(roster, fallback), settled

    def _fallback(self, hint: Roster | None) -> Roster | None:
        """The best of the hint, a greedy roster, and for several months a rolled one."""
        self.watch.tell("first_roster")
        best = first_roster.greedy(self.problem)
        if hint is not None and not any(rules.audit(self.problem, hint)):
            best = self._better(hint, best)
        if len(self.problem.horizon) > 1:
            rolled = first_roster.rolling(self.problem, self._solve_month, self.watch)
            best = best if rolled is None else self._better(rolled, best)
        return best

    def _solve_month(self, month: Problem) -> Roster | None:
        self.watch.tell("month", objective=str(month.horizon[0]))
        search = _Search(month, self.reference, self.seed, self.watch)
        try:
            return search._roster_of(settle(search.space, search.vectors, self.watch).point)
        except NoPoint:
            return None

    def _bounds_below(self, roster: Roster) -> Sequence[int]:
        """A bound for each level of every roster that is lexicographically as good as this one.

        Up to the first level where bound and roster differ, the better roster must attain what is
        proven; from there on it can only be held to what this roster costs on that very level.
        """
        self.watch.tell("bounds")
        space, proven = self.space, True
        bounds = []
        for cost, vector, value in zip(
            self.costs, self.vectors, self._vector(roster), strict=False
        ):
            proof = certify(space, vector, self.watch)
            bounds.append(proof.bound)
            if proven:
                spent = max(value - cost.constant, proof.bound)
                space, proven = proof.points_of_cost(spent), spent == proof.bound
        return bounds

    def _better(self, first: Roster, second: Roster | None) -> Roster:
        if second is None or self._vector(first) <= self._vector(second):
            return first
        return second

    def _values(self, roster: Roster) -> dict[str, int]:
        return rules.values(self.problem, roster, self.reference)

    def _vector(self, roster: Roster) -> tuple[int, ...]:
        values = self._values(roster)
        return tuple(sum(values[n] * w for n, w in level.items()) for level in self.levels)

    def _roster_of(self, point: Integers) -> Roster:
        return Roster.of(c.visit for c in self.model.candidates if point[c.variable] == 1)

    def _point_of(self, roster: Roster) -> Integers | None:
        """The roster as a point of the space, its other variables set as well as they can be."""
        made = set(roster)
        low, high = self.space.low.copy(), self.space.high.copy()
        for candidate in self.model.candidates:
            low[candidate.variable] = high[candidate.variable] = int(candidate.visit in made)
        fixed = self.space.tightened(low, high, self.space.row_low, self.space.row_high)
        total = np.sum(np.array(self.vectors[:-1]), axis=0)
        return best_point(fixed, total, self.watch).point

    def _tie_break(self) -> Cost:
        """A pseudo-random cost a visit: the optimum becomes unique, and ties favour nobody."""
        cost = Cost()
        bits = min(
            TIE_BITS, 30 - len(self.model.candidates).bit_length()
        )  # keeps the sum below 2**31
        cost.add(
            (c.variable, _pseudo_random(f"{self.seed}|{c.cadre}|{c.branch}|{c.date}", bits))
            for c in self.model.candidates
        )
        return cost

    def result(self, roster: Roster | None, settled: Settled | None) -> Result:
        """The audited answer; what the audit says is what is reported."""
        watch = self.watch
        if roster is None:
            return Result(
                "infeasible" if self.impossible else "unknown",
                None,
                seconds=watch.seconds,
                seed=self.seed,
                workers=watch.workers,
                reproducible=not watch.cut,
                interrupted=watch.stop.is_set(),
            )
        watch.tell("audit")
        if violation := next(rules.audit(self.problem, roster), None):
            raise Contradiction(f"the roster breaks a rule: {violation.message('en')}")
        values = self._values(roster)
        levels = tuple(self._level_results(values, settled))
        for level in levels:
            if level.bound > level.value:
                raise Contradiction(f"level {level.level}: bound {level.bound} above {level.value}")
        return Result(
            "optimal" if all(level.bound == level.value for level in levels) else "feasible",
            roster,
            tuple(self._objective_results(values, levels)),
            levels,
            seconds=watch.seconds,
            seed=self.seed,
            workers=watch.workers,
            reproducible=not watch.cut,
            interrupted=watch.stop.is_set(),
        )

    def _level_results(
        self, values: Mapping[str, int], settled: Settled | None
    ) -> Sequence[LevelResult]:
        found = []
        for number, (level, cost) in enumerate(zip(self.levels, self.costs, strict=True)):
            value = sum(values[name] * weight for name, weight in level.items())
            vector = self.vectors[number]
            proofs = (() if settled is None else settled.bounds, self.floor)
            known = [bounds[number] for bounds in proofs if bounds]
            bound = max(known) if known else certify(self.space, vector, self.watch).bound
            # No objective is ever negative.
            bound = max(bound + cost.constant, 0)
            found.append(LevelResult(number + 1, dict(level), value, bound))
            self.watch.tell("level", number + 1, " + ".join(level), value, bound)
        return found

    def _objective_results(
        self, values: Mapping[str, int], levels: Sequence[LevelResult]
    ) -> Sequence[ObjectiveResult]:
        found = []
        for level in levels:
            for name, weight in level.objectives.items():
                if len(level.objectives) == 1:
                    bound = -(-level.bound // weight)
                else:
                    bound = self._bound_alone(name, level.level - 1)
                found.append(ObjectiveResult(name, level.level, values[name], bound))
        return found

    def _bound_alone(self, name: str, place: int) -> int:
        """A bound for one objective of a level that weighs several, as if it were alone there."""
        cost = self.model.weighted({name: 1})
        vectors = [*self.vectors[:place], self.space.costs(cost)]
        try:
            bound = settle(self.space, vectors, self.watch).bounds[-1]
        except NoPoint:  # out of time
            bound = certify(self.space, vectors[-1], self.watch).bound
        return max(0, bound + cost.constant)


def _pseudo_random(text: str, bits: int) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> (32 - bits)
