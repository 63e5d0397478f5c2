"""Bounds for a horizon too long for one model: forget company, and the tiers fall apart.

Without company, and whatever else is not separable, cadres of different tiers share nothing, and
within a tier only those who share a locality do. Each such part is small enough to be relaxed over
all months, and what all rosters cost in a level is at least the sum of what each part costs at
least.

The bound of a level may use that earlier levels are at their proven optimum: in each part the
points that cost no more there than the part's own bound. That is sound exactly while value and
bound agree on those levels for the whole; so a level is bounded with the levels above it that are
proven by now, and anew when more of them are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from scheduler import rules
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.cadre_bounds import CadreBounds
from scheduler.engine.decomposition.in_flight import InFlight
from scheduler.engine.decomposition.month_bounds import MonthBounds
from scheduler.engine.decomposition.part_bounds import bound_part, by_multipliers
from scheduler.engine.decomposition.parts import Part
from scheduler.engine.decomposition.penalty_bounds import PenaltyBounds
from scheduler.engine.decomposition.premises import first_open
from scheduler.engine.decomposition.quick_bounds import Counting
from scheduler.engine.pool import WorkerPool
from scheduler.rules.granted import Granted, Share
from scheduler.rules.waiting import Waiting

_WAITING = Waiting.name


@dataclass
class _Job:
    """One level of one part: the best bound so far, and the levels it took for granted."""

    level: int
    part: Part
    bound: int = 0
    premise: int = -1


class Bounds:
    """The bounds of all levels, as far as the pool has come.

    Each part's cost is never negative, so the sum over the parts that were bounded is always a
    bound, and grows.
    """

    def __init__(self, context: TaskContext, pool: WorkerPool, parts: Sequence[Part]):
        self.context = context
        self.pool = pool
        self.levels = rules.levels_of(context.problem, context.reference)
        self._outside = [
            rules.outside(names, context.problem, context.reference) for names in self.levels
        ]
        self._cadres = CadreBounds(context, pool, parts)
        self._months = MonthBounds(context, pool)
        self._penalties = PenaltyBounds(context, pool, parts)
        self._counting = Counting(context, pool.watch)
        self._over_all = (0,) * len(self.levels)
        self._granted: tuple[Granted, ...] = ()
        self._jobs = [
            _Job(level, part)
            for level, names in enumerate(self.levels)
            if any(rules.all_objectives()[name].separable for name in names)
            for part in parts
        ]
        self._of = {(job.level, job.part): job for job in self._jobs}
        self._tasks: InFlight[_Job, int] = InFlight(context, pool)

    @property
    def values(self) -> tuple[int, ...]:
        """A bound for each level by now."""
        return tuple(map(max, self._over_all, self._sums, self._months.values(len(self.levels))))

    @property
    def _sums(self) -> list[int]:
        """Of each level what its parts come to, and what is outside of them."""
        totals = list(self._outside)
        for job in self._jobs:
            totals[job.level] += job.bound
        return totals

    def know_waiting(self, waits: Mapping[Part, int]) -> None:
        """Take in bounds of `waiting` in each part."""
        for job in self._jobs:
            job.bound = max(
                job.bound, waits.get(job.part, 0) * self.levels[job.level].get(_WAITING, 0)
            )

    def pump(self, vector: Sequence[int], *, alone: bool = False) -> bool:
        """Take in what is finished, and begin what comes next: what bounds each cadre, then, unless
        they ``alone`` are asked for, the parts. The parts of the first level go before the cadres'
        later levels, since hardly anything may be taken for granted before it is proven; those of
        `waiting`, which needs the longest, before the cadres' levels that count for less.

        ``vector`` is the best roster's cost on each level by now. False when nothing is left to do.
        """
        self._count(vector)
        every = len(self.levels)
        if alone:
            return self._pump_cadres(vector, every)
        waits = next((n for n, names in enumerate(self.levels) if _WAITING in names), every)
        return (
            self._pump_months(vector, 1)
            or (self._cadres.is_begun and self._pump_parts(vector, range(1)))
            or self._pump_cadres(vector, waits)
            or self._pump_parts(vector, range(waits, min(waits + 1, every)))
            or self._pump_cadres(vector, every)
            or self._pump_months(vector, every)
            or self._pump_penalties(vector)
            or self._pump_parts(vector, range(every), again=True)
            or self._pump_cadres(vector, every, again=True)
        )

    def _count(self, vector: Sequence[int]) -> None:
        if self.pool.watch.over:
            return
        spare = self._spare(vector)
        quick = self._counting.bounds(vector, self.values, partial(self._shares, spare))
        self._over_all = tuple(map(max, self._over_all, quick.totals))
        self._granted = quick.granted
        self._cadres.know(quick.each)

    def _pump_months(self, vector: Sequence[int], levels: int) -> bool:
        return self._months.pump(vector, self.values, self._granted, levels)

    def _pump_cadres(self, vector: Sequence[int], levels: int, *, again: bool = False) -> bool:
        """Go on with the cadres on the first so many levels."""
        going_on = self._cadres.pump(vector, self.values, levels, again=again)
        for level, part, total in self._cadres.sums():
            job = self._of[level, part]
            job.bound = max(job.bound, total)
        return going_on

    def _pump_parts(self, vector: Sequence[int], levels: range, *, again: bool = False) -> bool:
        """Go on with the parts on these levels; ``again`` also where they were bounded."""
        for done, bound in self._tasks.taken():
            done.bound = max(done.bound, bound or 0)
        while self._tasks.has_room and (job := self._next(vector, levels, again)):
            premise = self._premise(vector, job.part, job.premise)
            self._tasks.begin(job, bound_part, job.part, job.level, premise)
        return bool(self._tasks)

    def _pump_penalties(self, vector: Sequence[int]) -> bool:
        going_on = self._penalties.pump(
            vector, self.values, self._known, partial(self._premise, vector)
        )
        self._over_all = tuple(map(max, self._over_all, self._penalties.values(vector)))
        return going_on

    def _known(self, level: int, part: Part) -> int:
        job = self._of.get((level, part))
        return job.bound if job else 0

    def _premise(self, vector: Sequence[int], part: Part, levels: int) -> tuple[int, ...]:
        """The most that the part costs on the first so many levels, which are proven.

        A bound that was found over all parts leaves open which of them costs how much.
        """
        spare = self._spare(vector)
        return tuple(
            spare[level] + self._known(level, part) if (level, part) in self._of else 0
            for level in range(levels)
        )

    def _spare(self, vector: Sequence[int]) -> list[int]:
        """What each level's parts may cost in all beyond their bounds."""
        return [max(0, v - total) for v, total in zip(vector, self._sums, strict=True)]

    def _shares(self, spare: Sequence[int], level: int) -> list[Share]:
        """The most that the cadres of each part cost on the level."""
        return [
            Share(job.part.cadres, spare[level] + job.bound)
            for job in self._jobs
            if job.level == level
        ]

    @property
    def has_news(self) -> bool:
        """Whether anything that was begun is finished and not taken in."""
        return any(tasks.has_news for tasks in self._in_flight)

    def wait(self) -> None:
        """Until the first of what was begun is finished, or the watch is over."""
        any(tasks.wait() for tasks in self._in_flight)

    @property
    def _in_flight(self) -> tuple[InFlight[Any, Any], ...]:
        return self._cadres.tasks, self._months.tasks, self._penalties.tasks, self._tasks

    def _next(self, vector: Sequence[int], levels: range, anew: bool) -> _Job | None:
        """The job to begin: level by level, each under the best premise that holds by now.

        `waiting` first goes without a premise: that is nearly as good and a tenth of the work. The
        first level, mostly `missed`, is bounded in each part also where it is proven over all of
        them, since it matters whose it is.
        """
        values = self.values
        proven = first_open(vector, values)
        for again in (False, True) if anew else (False,):
            for job in (job for job in self._jobs if job.level in levels):
                level = self.levels[job.level]
                first = _WAITING in level and not again
                alone = first or by_multipliers(self.context, level, job.part)
                premise = 0 if alone else min(job.level, proven)
                whose = job.level == 0 < vector[0] and job.premise < 0  # also if it is proven
                is_open = vector[job.level] > values[job.level]
                if (is_open or whose) and premise > job.premise:
                    job.premise = premise
                    return job
        return None
