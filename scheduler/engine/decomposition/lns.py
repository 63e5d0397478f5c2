"""Large-neighbourhood search: plan some cells of the incumbent anew, to the optimum, all else kept.

Each neighbourhood is a small exact search (:mod:`scheduler.engine.exact`) that begins where the
incumbent stands, so it never gets worse. Those of a batch are planned at the same time; where two
of them touch, the later one is taken over only if it still is better with the earlier one in place.
Nothing depends on how many processes take part or which of them is faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.candidates import candidates_of
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.incumbent import Incumbent, Subproblem
from scheduler.engine.decomposition.neighbourhoods import Neighbourhood, Neighbourhoods
from scheduler.engine.exact import Exact
from scheduler.engine.pool import WorkerPool
from scheduler.engine.result import Vector
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class Improvement:
    """What planning a subproblem anew came to: the visits of its cells, better on some level by
    ``gain`` (cost before minus cost after, the most important level first).
    """

    visits: tuple[Visit, ...]
    gain: Vector


def repair(context: TaskContext, watch: Watch, subproblem: Subproblem) -> Improvement | None:
    """The best visits of the subproblem's cells; None where nothing better was found."""
    part = context.problem.part(subproblem.cadres, subproblem.localities)
    kept = subproblem.kept
    candidates = candidates_of(part, subproblem.cells, kept)
    try:
        roster, _ = Exact(replace(context, problem=part), candidates).solve(watch)
    except NoPoint:
        return None
    gain = _gain(context, part, subproblem.visits, roster.visits)
    if gain <= (0,) * len(gain):
        return None
    settled = set(kept)
    return Improvement(tuple(visit for visit in roster if visit not in settled), gain)


def _gain(
    context: TaskContext, part: Problem, old: Sequence[Visit], new: Sequence[Visit]
) -> Vector:
    rosters = (Roster.of(visits) for visits in (old, new))
    before, after = (rules.vector(part, roster, context.reference) for roster in rosters)
    return tuple(b - a for b, a in zip(before, after, strict=True))


class LargeNeighbourhoodSearch:
    """Rounds of neighbourhoods over one incumbent, until they gain no more."""

    def __init__(
        self,
        context: TaskContext,
        incumbent: Incumbent,
        pool: WorkerPool,
        meanwhile: Callable[[], object] | None = None,
    ):
        """``meanwhile`` is called again and again while the pool's answers are waited for."""
        self.context = context
        self.incumbent = incumbent
        self.pool = pool
        self._meanwhile = meanwhile
        self._looked_at: dict[Neighbourhood, int] = {}
        """The incumbent's clock when a neighbourhood was last found to hold nothing better."""

    def steps(self, vector: Vector) -> Iterator[Vector]:
        """Improve batch after batch; yields the incumbent's vector after each.

        Ends by itself, or after the rounds that the parameters allow.
        """
        params, number = self.context.params.lns, 0
        neighbourhoods = Neighbourhoods(self.context.problem, params)
        while number != params.rounds:
            at_start = vector
            for batch in self._round(neighbourhoods, number):
                for gain in self._plan(batch):
                    vector = tuple(v - g for v, g in zip(vector, gain, strict=True))
                yield vector
            number += 1
            if number > params.lone_group_every and _nearly(at_start, vector, params.min_gain):
                return

    def _round(
        self, neighbourhoods: Neighbourhoods, number: int
    ) -> Iterator[Sequence[Neighbourhood]]:
        yield from neighbourhoods.defects(self.incumbent.roster)
        yield from neighbourhoods.round(number)

    def _plan(self, batch: Sequence[Neighbourhood]) -> Iterator[Vector]:
        """The gains of the neighbourhoods that were taken over."""
        clock, limits = self.incumbent.clock, self.context.params.lns.limits
        begun = []
        for neighbourhood in batch:
            subproblem = self.incumbent.subproblem(neighbourhood.cells)
            seen = self._looked_at.get(neighbourhood)
            if seen is None or self.incumbent.changed_since(seen, subproblem):
                task = self.pool.submit(repair, limits, subproblem)
                begun.append((neighbourhood, subproblem, task))
        for neighbourhood, subproblem, task in begun:
            answer = self.pool.result(task, self._meanwhile)
            if answer is None:
                if not self.pool.watch.over:
                    self._looked_at[neighbourhood] = clock
                continue
            gain = answer.gain
            if self.incumbent.changed_since(clock, subproblem):
                gain = self._gain_now(subproblem, answer)
            if gain > (0,) * len(gain):
                self.incumbent.replace(subproblem.cells, answer.visits)
                yield gain

    def _gain_now(self, subproblem: Subproblem, answer: Improvement) -> Vector:
        """What the answer gains over the incumbent as it is by now; nothing if it breaks a rule."""
        now = self.incumbent.subproblem(subproblem.cells)
        part = self.context.problem.part(now.cadres, now.localities)
        new = [*now.kept, *answer.visits]
        if any(rules.audit(part, Roster.of(new))):
            return (0,) * len(answer.gain)
        return _gain(self.context, part, now.visits, new)


def _nearly(before: Vector, after: Vector, share: float) -> bool:
    """Whether no level has gained more than this share of its value."""
    return all(b - a <= share * max(1, abs(b)) for b, a in zip(before, after, strict=True))
