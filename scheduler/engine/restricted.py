"""The restricted solve: the best roster in which these visits are made, and those not.

A problem that one exact search can settle is asked as a whole. Of a longer horizon only one month
is planned anew, by all who can meet at the localities in question, and everything else is kept; the
answer is then a roster to be had, and there may be a better one.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler import rules
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.candidates import candidates_of
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.incumbent import Incumbent
from scheduler.engine.errors import translated
from scheduler.engine.exact import Exact
from scheduler.engine.params import SolveParams
from scheduler.engine.result import Vector
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class Best:
    """The best roster with a change.

    ``cost`` and ``bound`` are for each level what it costs and what it must cost at least; a level
    is proven where they agree on it and on all before it.
    """

    roster: Roster
    cost: Vector
    bound: Vector

    @property
    def proven(self) -> bool:
        return self.cost == self.bound


class RestrictedSolver:
    """Questions about one roster of a problem."""

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        month: Month,
        localities: Set[str],
        watch: Watch,
        *,
        reference: Set[Visit] = frozenset(),
        seed: int = 0,
    ):
        """``roster`` keeps every rule. ``month`` and ``localities`` say what the questions are
        about, should the horizon be too long to be asked as a whole.
        """
        self.problem = problem
        self.roster = roster
        self.reference = reference
        self.seed = seed
        self.watch = watch
        self.levels = rules.levels_of(problem, reference)
        self.cost = rules.vector(problem, roster, reference)
        """What the roster costs on each level."""
        possible = sum(map(len, problem.attendable.values()))
        self.whole = len(problem.horizon) == 1 or possible <= watch.params.decompose_above
        """Whether answers are about all rosters; else about those that differ in one month."""
        self._month = month
        self._localities = localities

    @cached_property
    def _exact(self) -> Exact:
        params = SolveParams(milp=self.watch.params)
        context = TaskContext(self.problem, self.reference, self.seed, params)
        if self.whole:
            return Exact(context)
        cells = {
            (cadre, self._month)
            for cadre in self.problem.cadres
            if any(self.problem.locality(b) in self._localities for b in self._branches(cadre))
        }
        subproblem = Incumbent(self.problem, self.roster).subproblem(cells)
        part = self.problem.part(subproblem.cadres, subproblem.localities)
        candidates = candidates_of(part, subproblem.cells, subproblem.kept)
        return Exact(replace(context, problem=part), candidates)

    def _branches(self, cadre: str) -> list[str]:
        meetings = self.problem.attendable_in.get((cadre, self._month), ())
        return [meeting.branch for meeting in meetings]

    @translated()
    def solve(
        self,
        made: Set[Visit] = frozenset(),
        unmade: Set[Visit] = frozenset(),
        one_of: Set[Visit] = frozenset(),
    ) -> Best:
        """The best roster in which the visits are made, or not, or at least one of some is.

        Raises :class:`~scheduler.milp.errors.NoPoint`, proven where there is none.
        """
        planned, bounds = self._exact.solve(self.watch, None, made, unmade, one_of)
        own = {candidate.visit for candidate in self._exact.model.candidates}
        roster = Roster.of([*planned, *(v for v in self.roster if v not in own and not self.whole)])
        cost = rules.vector(self.problem, roster, self.reference)
        if self.whole:
            return Best(roster, cost, bounds)
        part = self._exact.model.problem
        inside = rules.vector(part, planned, self.reference)
        apart = (c - i for c, i in zip(cost, inside, strict=True))  # what lies outside the part
        return Best(roster, cost, tuple(b + a for b, a in zip(bounds, apart, strict=True)))
