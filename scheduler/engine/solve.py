"""The one entry to the engine: from a problem to a roster with its proof.

The stages, in the order in which a problem of many months goes through them:

1. a first roster within seconds, to fall back on (of one month only if what follows is cut short);
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
from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import TypedDict

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.best_known import BestKnown
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.bounds import Bounds
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.decomposition.incumbent import Incumbent
from scheduler.engine.decomposition.lagrangian import (
    CostToGoTable,
    LagrangianDual,
    solve_dual,
)
from scheduler.engine.decomposition.lns import LargeNeighbourhoodSearch
from scheduler.engine.decomposition.parts import Part, parts_of
from scheduler.engine.errors import Contradiction, translated
from scheduler.engine.exact import Exact
from scheduler.engine.feasibility import pinned_visits
from scheduler.engine.hint import lawful_part
from scheduler.engine.params import DEFAULT, SolveParams
from scheduler.engine.pool import WorkerPool, processors
from scheduler.engine.progress import Listener
from scheduler.engine.result import Result
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
    context = TaskContext(problem, reference, seed, params)
    best = BestKnown(context, watch, progress)
    _Search(context, watch, best).run(hint)
    return best.result()


class _Search:
    """One solve, stage after stage."""

    def __init__(self, context: TaskContext, watch: Watch, best: BestKnown):
        self.context = context
        self.watch = watch
        self.best = best
        self._published: Roster | None = None
        """What to improve where changes count: near to the reference, if not yet best."""

    def run(self, hint: Roster | None) -> None:
        """Go through the stages."""
        problem, params = self.context.problem, self.context.params
        self.best.tell("construction")
        try:
            # A question of moments that everything else hangs on: no limit but a stop.
            pinned = pinned_visits(problem, Watch(stop=self.watch.stop))
        except NoPoint as answer:
            self.best.impossible = answer.proven
            return
        if hint is not None:
            self._begin_from(lawful_part(problem, hint, pinned))
        if params.anytime or len(problem.horizon) > 1:
            self.best.offer(construct_roster(problem, pinned, self.context.seed))
        possible = sum(map(len, problem.attendable.values()))
        if len(problem.horizon) == 1 or possible <= params.milp.decompose_above:
            self._solve_whole(pinned)
        else:
            free = processors(self.watch)
            pool = WorkerPool(self.context, self.watch, free if free > 1 else 0)
            aside = WorkerPool(self.context, self.watch, free // 2)
            with pool, aside:
                self._decompose(pool, aside, pinned)

    def _begin_from(self, start: Roster) -> None:
        """Keep a roster that keeps every rule, and fill it up."""
        self.best.offer(start)
        self.best.offer(construct_roster(self.context.problem, start, self.context.seed))
        self._published = self.best.roster if self.context.reference else None

    def _solve_whole(self, pinned: Roster) -> None:
        context, watch = self.context, self.watch
        self.best.tell("model")
        exact = Exact(self.context)
        several = len(context.problem.horizon) > 1
        if several and self.best.roster is not None:
            self.best.tell("bounds")
            self.best.raise_bounds(exact.bounds_below(self.best.vector, watch))
        self.best.tell("levels")
        try:
            roster, bounds = exact.solve(watch, self.best.roster if several else None)
        except NoPoint as answer:
            if self.best.roster is None:
                self.best.offer(construct_roster(context.problem, pinned, context.seed))
            self.best.impossible = answer.proven
            if answer.proven and self.best.roster is not None:
                raise Contradiction(DENIED) from None
            if self.best.roster is not None and not several:
                self.best.raise_bounds(exact.bounds_below(self.best.vector, watch))
            return
        fallen_back = self.best.roster is not None
        self.best.offer(roster)
        self.best.raise_bounds(bounds)
        if self.best.vector != self.best.bounds and not fallen_back:
            self.best.offer(construct_roster(context.problem, pinned, context.seed))
        self._bound_objectives(exact)

    def _bound_objectives(self, exact: Exact) -> None:
        for place, level in enumerate(self.best.levels):
            for name in level if len(level) > 1 else ():
                self.best.alone[name] = exact.bound_alone(name, place, self.watch)

    def _decompose(self, pool: WorkerPool, aside: WorkerPool, pinned: Roster) -> None:
        """Plan by Lagrangian multipliers, and improve, while the bounds are worked at aside."""
        pool.warm_up()
        parts = parts_of(self.context.problem)
        bounds = Bounds(self.context, aside, parts)
        if self.best.roster is not None:
            self._pump(bounds, alone=True)
        duals = self._solve_duals(pool, parts, partial(self._take_in, bounds, alone=True))
        if self.watch.over:
            return  # multipliers cut short tell nothing of what comes
        bounds.know_waiting(
            {
                part: bound
                for parts, own in duals
                for part, bound in zip(parts, own.bounds, strict=True)
            }
        )
        self._pump(bounds)
        if self._published is None:
            self.best.tell("cost_to_go")
            cost_to_go = CostToGoTable(own for _, own in duals)
            self.best.offer(
                construct_roster(self.context.problem, pinned, self.context.seed, cost_to_go)
            )
        if self.best.roster is None:
            return
        self.best.tell("lns")
        start = self._published or self.best.roster
        incumbent = Incumbent(self.context.problem, start)
        cost = rules.vector(self.context.problem, start, self.context.reference)
        meanwhile = partial(self._take_in, bounds)
        search = LargeNeighbourhoodSearch(self.context, incumbent, pool, meanwhile)
        for vector in search.steps(cost):
            if vector < self.best.vector:  # else the batch gained nothing, or not enough yet
                self.best.offer(incumbent.roster)
                if self.best.vector != vector:
                    raise Contradiction(
                        f"the improved roster costs {self.best.vector}, not {vector}"
                    )
            self._pump(bounds)
            if self.watch.over or self.best.vector == self.best.bounds:
                return
        while self.context.params.lns.rounds is None and self._pump(bounds) and not self.watch.over:
            bounds.wait()

    def _solve_duals(
        self, pool: WorkerPool, every: Sequence[Part], meanwhile: Callable[[], object]
    ) -> list[tuple[list[Part], LagrangianDual]]:
        """Good multipliers for each tier, with the parts that they are for; ``meanwhile`` is called
        again and again until they are found.
        """
        self.best.tell("multipliers")
        tiers: dict[str, list[Part]] = defaultdict(list)
        for part in every:
            tiers[part.tier].append(part)
        params = self.context.params
        limits, steps = params.milp.limits, params.lagrangian.look_ahead_steps
        begun = [(parts, pool.submit(solve_dual, limits, parts, steps)) for parts in tiers.values()]
        found = [(parts, pool.result(task, meanwhile)) for parts, task in begun]
        return [(parts, dual) for parts, dual in found if dual is not None]

    def _take_in(self, bounds: Bounds, *, alone: bool = False) -> None:
        """Go on with the bounds if anything is finished."""
        if bounds.has_news:
            self._pump(bounds, alone=alone)

    def _pump(self, bounds: Bounds, *, alone: bool = False) -> bool:
        more = bounds.pump(self.best.vector, alone=alone)
        self.best.raise_bounds(bounds.values)
        return more
