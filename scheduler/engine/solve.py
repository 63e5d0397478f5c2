"""The one entry to the engine: from a problem to a roster with its proof.

The stages, in the order in which a problem of many months goes through them:

1. a first roster within seconds, to fall back on;
2. one exact search where the whole problem is small enough (one month always is);
3. otherwise prices for the visits of each tier, and a roster that looks ahead by them,
4. bounds for every level, from the parts that are left when company is forgotten, and
5. neighbourhoods of the roster planned anew, until they gain no more or time is up;
6. the audit of what leaves.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.crew import Crew, Site, processors
from scheduler.engine.exact import Exact
from scheduler.engine.hint import lawful_part
from scheduler.engine.linear.cpsat import Contradiction, check_version
from scheduler.engine.linear.levels import NoPoint
from scheduler.engine.months.bounds import Bounds
from scheduler.engine.months.draft import Draft
from scheduler.engine.months.first_roster import first_roster
from scheduler.engine.months.improvement import Improvement, Vector
from scheduler.engine.months.parts import Part, parts_of
from scheduler.engine.months.prices import GLANCE, Outlook, Priced, price
from scheduler.engine.pinned import pinned_visits
from scheduler.engine.progress import DEFAULT_WORKERS, Effort, Listener, Watch
from scheduler.engine.result import Known, LevelResult, ObjectiveResult, Result

DENIED = "infeasible, says the solver, of a roster that keeps all rules"

WHOLE = 3_000
"""Possible visits up to which a problem of several months is one exact search."""


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
    anytime: bool = True,
    effort: Effort | None = None,
) -> Result:
    """The best roster of the problem, with a proven bound for every objective.

    ``seed`` decides between rosters that are equally good on every level. ``time_limit`` is in
    seconds of wall-clock time, ``workers`` the threads or processes of a parallel search. ``hint``
    is a roster to begin from: the answer is never worse than the part of it that keeps every rule.
    ``reference`` are the visits that `changes` counts from. ``stop``, when
    set from another thread or a signal handler, ends the search with the best roster so far.
    ``effort`` limits the search alike on every machine; what it leaves open is not proven. With
    ``anytime`` there is a roster to fall back on before anything else; without it one month is
    solved a little sooner, and a roster to fall back on is made only if the search finds none.

    Raises :class:`Contradiction` if an independent check disagrees with the solver.
    """
    check_version()
    watch = Watch(time_limit, stop or threading.Event(), progress, workers)
    watch.effort = effort or watch.effort
    search = _Search(Site(problem, reference, seed), watch)
    search.run(hint, anytime or len(problem.horizon) > 1)
    return search.result()


class _Search:
    """One solve: the best roster and the best bounds so far."""

    def __init__(self, site: Site, watch: Watch):
        self.site = site
        self.watch = watch
        self.levels = rules.levels_of(site.problem, site.reference)
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

    def run(self, hint: Roster | None, anytime: bool) -> None:
        """Go through the stages."""
        problem = self.site.problem
        self.watch.tell("first_roster")
        try:
            # A question of moments that everything else hangs on: no limit but a stop.
            pinned = pinned_visits(problem, Watch(stop=self.watch.stop))
        except NoPoint as answer:
            self.impossible = answer.proven
            return
        if hint is not None:
            self._begin_from(lawful_part(problem, hint, pinned))
        if anytime:
            self._offer(first_roster(problem, pinned, self.site.seed))
        possible = sum(map(len, problem.attendable.values()))
        if len(problem.horizon) == 1 or possible <= WHOLE:
            self._settle_whole()
            if self.roster is None:
                self._offer(first_roster(problem, pinned, self.site.seed))
                if self.impossible and self.roster is not None:
                    raise Contradiction(DENIED)
        else:
            free = processors(self.watch)
            crew = Crew(self.site, self.watch, free if free > 1 else 0)
            aside = Crew(self.site, self.watch, free // 2)
            with crew, aside:
                self._settle_parts(crew, aside, pinned)

    def _begin_from(self, start: Roster) -> None:
        """Keep a roster that keeps every rule, and fill it up."""
        self._offer(start)
        self._offer(first_roster(self.site.problem, start, self.site.seed))
        self._published = self.roster if self.site.reference else None

    # -- one exact search -----------------------------------------------------------------------

    def _settle_whole(self) -> None:
        site, watch = self.site, self.watch
        watch.tell("model")
        exact = Exact(site.problem, site.reference, site.seed)
        several = len(site.problem.horizon) > 1
        if several and self.roster is not None:
            watch.tell("bounds")
            self._raise(exact.bounds_below(self.vector, watch))
        watch.tell("levels")
        try:
            roster, bounds = exact.settle(watch, self.roster if several else None)
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

    def _settle_parts(self, crew: Crew, aside: Crew, pinned: Roster) -> None:
        """Price, plan by the prices, and improve, while the bounds are worked at aside."""
        priced = self._price(crew)
        if self.watch.over:
            return  # prices cut short are no outlook
        waits = {
            part: bound
            for parts, own in priced
            for part, bound in zip(parts, own.bounds, strict=True)
        }
        bounds = Bounds(self.site, aside, waits)
        self._pump(bounds)
        if self._published is None:
            self.watch.tell("outlook")
            ahead = Outlook(own for _, own in priced).after
            self._offer(first_roster(self.site.problem, pinned, self.site.seed, ahead))
        if self.roster is None:
            return
        self.watch.tell("improving")
        start = self._published or self.roster
        draft = Draft(self.site.problem, start)
        cost = rules.vector(self.site.problem, start, self.site.reference)
        for vector in Improvement(self.site, draft, crew).steps(cost):
            if vector < self.vector:  # else the batch gained nothing, or not enough yet
                self._offer(draft.roster)
                if self.vector != vector:
                    raise Contradiction(f"the improved roster costs {self.vector}, not {vector}")
            self._pump(bounds)
            if self.watch.over or self.vector == self.bounds:
                return
        while self.watch.effort.rounds is None and self._pump(bounds) and not self.watch.over:
            bounds.wait()

    def _price(self, crew: Crew) -> list[tuple[list[Part], Priced]]:
        """Fair prices for each tier."""
        self.watch.tell("prices")
        tiers: dict[str, list[Part]] = defaultdict(list)
        for part in parts_of(self.site.problem):
            tiers[part.tier].append(part)
        begun = [(parts, crew.submit(price, Effort(), parts, GLANCE)) for parts in tiers.values()]
        found = [(parts, crew.result(task)) for parts, task in begun]
        return [(parts, priced) for parts, priced in found if priced is not None]

    def _pump(self, bounds: Bounds) -> bool:
        more = bounds.pump(self.vector)
        self._raise(bounds.values)
        return more

    # -- what is known --------------------------------------------------------------------------

    def _offer(self, roster: Roster | None) -> None:
        """Keep the roster if none so far is better; of equals the later one breaks ties better."""
        if roster is None:
            return
        vector = rules.vector(self.site.problem, roster, self.site.reference)
        if self.roster is None or vector <= self.vector:
            self.roster, self.vector = roster, vector
            self._tell()

    def _raise(self, bounds: Sequence[int]) -> None:
        """Keep the better bound of each level."""
        self.bounds = tuple(map(max, self.bounds, bounds))
        self._tell()

    def _tell(self) -> None:
        """Report every level that is not as last reported."""
        for number, pair in enumerate(zip(self.vector, self.bounds, strict=False)):
            if self._told.get(number) != pair:
                self._told[number] = pair
                self.trace.append(Known(self.watch.seconds, number + 1, *pair))
                self.watch.tell("level", number + 1, " + ".join(self.levels[number]), *pair)

    # -- the answer -----------------------------------------------------------------------------

    def result(self) -> Result:
        """The audited answer; what the audit says is what is reported."""
        watch, problem, roster = self.watch, self.site.problem, self.roster
        facts: dict[str, Any] = {
            "seconds": watch.seconds, "seed": self.site.seed, "workers": watch.workers,
            "reproducible": not watch.cut, "interrupted": watch.stop.is_set(),
        }  # fmt: skip
        if roster is None:
            return Result("infeasible" if self.impossible else "unknown", None, **facts)
        watch.tell("audit")
        if violation := next(rules.audit(problem, roster), None):
            raise Contradiction(f"the roster breaks a rule: {violation.message('en')}")
        values = rules.values(problem, roster, self.site.reference)
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
