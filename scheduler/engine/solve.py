"""The one entry to the engine: from a problem to a roster with its proof.

The stages, in the order in which a problem of many months goes through them:

1. a first roster within seconds, to fall back on;
2. one exact search where the whole problem is small enough (one month always is);
3. otherwise Lagrangian multipliers for the visits of each tier, and a roster that looks ahead by
   them,
4. bounds for every level, from the parts that are left when company is forgotten, and
5. large-neighbourhood search, until it gains no more or time is up;
6. the audit of what leaves.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, TypedDict

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.bounds import Bounds
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.decomposition.incumbent import Incumbent
from scheduler.engine.decomposition.lagrangian import (
    CostToGoTable,
    LagrangianDual,
    solve_dual,
)
from scheduler.engine.decomposition.lns import LargeNeighbourhoodSearch, Vector
from scheduler.engine.decomposition.parts import Part, parts_of
from scheduler.engine.errors import Contradiction, translated
from scheduler.engine.exact import Exact
from scheduler.engine.feasibility import pinned_visits
from scheduler.engine.hint import lawful_part
from scheduler.engine.params import DEFAULT, SolveParams
from scheduler.engine.pool import WorkerPool, processors
from scheduler.engine.progress import Event, Listener
from scheduler.engine.result import Known, LevelResult, ObjectiveResult, Result
from scheduler.milp.cpsat import check_version
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch

DENIED = "infeasible, says the solver, of a roster that keeps all rules"


class SolveOptions(TypedDict, total=False):
    """What :func:`solve` may be told beside the roster that it begins from."""

    seed: int
    time_limit: float | None
    progress: Listener | None
    stop: threading.Event | None
    params: SolveParams


@translated()
def solve(
    problem: Problem,
    *,
    seed: int = 0,
    time_limit: float | None = None,
    hint: Roster | None = None,
    reference: Set[Visit] = frozenset(),
    progress: Listener | None = None,
    stop: threading.Event | None = None,
    params: SolveParams = DEFAULT,
) -> Result:
    """The best roster of the problem, with a proven bound for every objective.

    ``seed`` decides between rosters that are equally good on every level. ``time_limit`` is in
    seconds of wall-clock time. ``hint`` is a roster to begin from: the answer is never worse than
    the part of it that keeps every rule. ``reference`` are the visits that `changes` counts from.
    ``stop``, when set from another thread or a signal handler, ends the search with the best roster
    so far. The limits of ``params`` cut the search alike on every machine; what they leave open is
    not proven.

    Raises :class:`Contradiction` if an independent check disagrees with the solver.
    """
    check_version()
    watch = Watch(time_limit, stop or threading.Event(), workers=params.workers, params=params.milp)
    search = _Search(TaskContext(problem, reference, seed, params), watch, progress)
    search.run(hint)
    return search.result()


class _Search:
    """One solve: the best roster and the best bounds so far."""

    def __init__(self, context: TaskContext, watch: Watch, listener: Listener | None):
        self.context = context
        self.watch = watch
        self.listener = listener
        self.levels = rules.levels_of(context.problem, context.reference)
        self.roster: Roster | None = None
        self.vector: Vector = ()
        self.bounds: Vector = (0,) * len(self.levels)
        self.impossible = False
        self._alone: dict[str, int] = {}
        """Bounds of single objectives in levels that weigh several."""
        self._told: dict[int, tuple[int, int]] = {}
        self.trace: list[Known] = []
        self._published: Roster | None = None
        """What to improve where changes count: near to the reference, if not yet best."""

    def run(self, hint: Roster | None) -> None:
        """Go through the stages."""
        problem, params = self.context.problem, self.context.params
        self._tell("first_roster")
        try:
            # A question of moments that everything else hangs on: no limit but a stop.
            pinned = pinned_visits(problem, Watch(stop=self.watch.stop))
        except NoPoint as answer:
            self.impossible = answer.proven
            return
        if hint is not None:
            self._begin_from(lawful_part(problem, hint, pinned))
        if params.anytime or len(problem.horizon) > 1:
            self._offer(construct_roster(problem, pinned, self.context.seed))
        possible = sum(map(len, problem.attendable.values()))
        if len(problem.horizon) == 1 or possible <= params.milp.decompose_above:
            self._solve_whole()
            if self.roster is None:
                self._offer(construct_roster(problem, pinned, self.context.seed))
                if self.impossible and self.roster is not None:
                    raise Contradiction(DENIED)
        else:
            free = processors(self.watch)
            pool = WorkerPool(self.context, self.watch, free if free > 1 else 0)
            aside = WorkerPool(self.context, self.watch, free // 2)
            with pool, aside:
                self._decompose(pool, aside, pinned)

    def _begin_from(self, start: Roster) -> None:
        """Keep a roster that keeps every rule, and fill it up."""
        self._offer(start)
        self._offer(construct_roster(self.context.problem, start, self.context.seed))
        self._published = self.roster if self.context.reference else None

    # -- one exact search -----------------------------------------------------------------------

    def _solve_whole(self) -> None:
        context, watch = self.context, self.watch
        self._tell("model")
        exact = Exact(self.context)
        several = len(context.problem.horizon) > 1
        if several and self.roster is not None:
            self._tell("bounds")
            self._raise(exact.bounds_below(self.vector, watch))
        self._tell("levels")
        try:
            roster, bounds = exact.solve(watch, self.roster if several else None)
        except NoPoint as answer:
            self.impossible = answer.proven
            if answer.proven and self.roster is not None:
                raise Contradiction(DENIED) from None
            if self.roster is not None and not several:
                self._raise(exact.bounds_below(self.vector, watch))
            return
        self._offer(roster)
        self._raise(bounds)
        self._bound_objectives(exact)

    def _bound_objectives(self, exact: Exact) -> None:
        for place, level in enumerate(self.levels):
            for name in level if len(level) > 1 else ():
                self._alone[name] = exact.bound_alone(name, place, self.watch)

    # -- many months ----------------------------------------------------------------------------

    def _decompose(self, pool: WorkerPool, aside: WorkerPool, pinned: Roster) -> None:
        """Plan by Lagrangian multipliers, and improve, while the bounds are worked at aside."""
        duals = self._solve_duals(pool)
        if self.watch.over:
            return  # multipliers cut short tell nothing of what comes
        waits = {
            part: bound
            for parts, own in duals
            for part, bound in zip(parts, own.bounds, strict=True)
        }
        bounds = Bounds(self.context, aside, waits)
        self._pump(bounds)
        if self._published is None:
            self._tell("outlook")
            cost_to_go = CostToGoTable(own for _, own in duals)
            self._offer(
                construct_roster(self.context.problem, pinned, self.context.seed, cost_to_go)
            )
        if self.roster is None:
            return
        self._tell("improving")
        start = self._published or self.roster
        incumbent = Incumbent(self.context.problem, start)
        cost = rules.vector(self.context.problem, start, self.context.reference)
        for vector in LargeNeighbourhoodSearch(self.context, incumbent, pool).steps(cost):
            if vector < self.vector:  # else the batch gained nothing, or not enough yet
                self._offer(incumbent.roster)
                if self.vector != vector:
                    raise Contradiction(f"the improved roster costs {self.vector}, not {vector}")
            self._pump(bounds)
            if self.watch.over or self.vector == self.bounds:
                return
        while self.context.params.lns.rounds is None and self._pump(bounds) and not self.watch.over:
            bounds.wait()

    def _solve_duals(self, pool: WorkerPool) -> list[tuple[list[Part], LagrangianDual]]:
        """Good multipliers for each tier, with the parts that they are for."""
        self._tell("prices")
        tiers: dict[str, list[Part]] = defaultdict(list)
        for part in parts_of(self.context.problem):
            tiers[part.tier].append(part)
        params = self.context.params
        limits, steps = params.milp.limits, params.lagrangian.look_ahead_steps
        begun = [(parts, pool.submit(solve_dual, limits, parts, steps)) for parts in tiers.values()]
        found = [(parts, pool.result(task)) for parts, task in begun]
        return [(parts, dual) for parts, dual in found if dual is not None]

    def _pump(self, bounds: Bounds) -> bool:
        more = bounds.pump(self.vector)
        self._raise(bounds.values)
        return more

    # -- what is known --------------------------------------------------------------------------

    def _offer(self, roster: Roster | None) -> None:
        """Keep the roster if none so far is better; of equals the later one breaks ties better."""
        if roster is None:
            return
        vector = rules.vector(self.context.problem, roster, self.context.reference)
        if self.roster is None or vector <= self.vector:
            self.roster, self.vector = roster, vector
            self._tell_levels()

    def _raise(self, bounds: Sequence[int]) -> None:
        """Keep the better bound of each level."""
        self.bounds = tuple(map(max, self.bounds, bounds))
        self._tell_levels()

    def _tell_levels(self) -> None:
        """Report every level that is not as last reported."""
        for number, pair in enumerate(zip(self.vector, self.bounds, strict=False)):
            if self._told.get(number) != pair:
                self._told[number] = pair
                self.trace.append(Known(self.watch.seconds, number + 1, *pair))
                self._tell("level", number + 1, " + ".join(self.levels[number]), *pair)

    def _tell(
        self,
        phase: str,
        level: int | None = None,
        objective: str = "",
        value: int | None = None,
        bound: int | None = None,
    ) -> None:
        """Pass an event on to the listener, if there is one."""
        if self.listener is not None:
            seconds = self.watch.seconds
            self.listener(Event(phase, level, objective, value, bound, seconds))

    # -- the answer -----------------------------------------------------------------------------

    def result(self) -> Result:
        """The audited answer; what the audit says is what is reported."""
        watch, problem, roster = self.watch, self.context.problem, self.roster
        facts: dict[str, Any] = {
            "seconds": watch.seconds, "seed": self.context.seed, "workers": watch.workers,
            "reproducible": not watch.cut, "interrupted": watch.stop.is_set(),
        }  # fmt: skip
        if roster is None:
            return Result("infeasible" if self.impossible else "unknown", None, **facts)
        self._tell("audit")
        if violation := next(rules.audit(problem, roster), None):
            raise Contradiction(f"the roster breaks a rule: {violation.message('en')}")
        values = rules.values(problem, roster, self.context.reference)
        levels = tuple(
            LevelResult(
                number + 1, dict(level), sum(values[n] * w for n, w in level.items()), bound
            )
            for number, (level, bound) in enumerate(zip(self.levels, self.bounds, strict=True))
        )
        for level in levels:
            if level.bound > level.value:
                raise Contradiction(f"level {level.level}: bound {level.bound} above {level.value}")
        optimal = all(level.bound == level.value for level in levels)
        objectives = tuple(self._objective_results(values, levels))
        return Result(
            "optimal" if optimal else "feasible", roster, objectives, levels, tuple(self.trace),
            **facts,
        )  # fmt: skip

    def _objective_results(
        self, values: Mapping[str, int], levels: Sequence[LevelResult]
    ) -> Iterator[ObjectiveResult]:
        for level in levels:
            for name, weight in level.objectives.items():
                alone = len(level.objectives) == 1
                bound = -(-level.bound // weight) if alone else self._alone.get(name, 0)
                yield ObjectiveResult(name, level.level, values[name], bound)
