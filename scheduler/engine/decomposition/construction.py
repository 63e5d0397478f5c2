"""A roster within seconds: month by month, as a careful planner makes it by hand.

The tiers from the top down, and of each whoever has the fewest meetings to choose from goes first
(of these, whom an objective gives the turn): to the place that costs least by what the objectives
say, where those whom the rules call for can come along. The company is made up at once. What rules
and objectives say of a roster in the making they say themselves
(:class:`~scheduler.rules.rule.State`); none is named here but `waiting`, whose gain a cost-to-go
corrects by what a place's age is reckoned to cost later.

Ties are broken by a fixed pseudo-random rank of each cadre, not by ids or names. A fixed rank also
serves better than a fresh draw: the same few come along, and keep the rotation of the others whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from scheduler import rules
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.domain.ties import pseudo_random
from scheduler.rules.rule import Objective, Rule, State
from scheduler.rules.waiting import Ages


class CostToGo(Protocol):
    """What a locality of some age is reckoned to cost after a month (counted from 1)."""

    def __call__(self, month: int, tier: str, locality: str, age: int) -> int: ...


def construct_roster(
    problem: Problem, pinned: Roster, seed: int, cost_to_go: CostToGo | None = None
) -> Roster | None:
    """One pass over the months around the ``pinned`` visits, which must hold all that pins ask for.

    None where the pass breaks a rule.
    """
    roster = Roster.of(_Pass(problem, seed, cost_to_go).visits(pinned))
    return None if any(rules.audit(problem, roster)) else roster


class _Choice(NamedTuple):
    """A visit and the visits that are made along with it; the least is the best.

    ``first`` is what all of them cost the objective of the first precedence, ``others`` what the
    visit itself costs the other objectives.
    """

    lacking: int
    first: int
    others: tuple[int, ...]
    visit: Visit
    company: Sequence[Visit]


class _Foreseen(State):
    """`waiting`, with what the months to come are reckoned to cost."""

    def __init__(self, problem: Problem, ages: Ages, cost_to_go: CostToGo):
        self._start = problem.horizon[0].ordinal
        self._ages = ages
        self._cost_to_go = cost_to_go
        self._gains: dict[tuple[str, str, int, int], int] = {}

    def add(self, visit: Visit) -> None:
        self._ages.add(visit)

    def cost(self, visit: Visit) -> int:
        tier, locality = self._ages.place(visit)
        age = self._ages.age(visit)
        month = visit.month_number - self._start + 1
        key = tier, locality, month, age
        if key not in self._gains:
            later = self._cost_to_go
            gain = later(month, tier, locality, 0) - later(month, tier, locality, age)
            self._gains[key] = self._ages.cost(visit) + gain
        return self._gains[key]


class _Pass:
    """The state of the pass: what is planned so far."""

    def __init__(self, problem: Problem, seed: int, cost_to_go: CostToGo | None):
        self.problem = problem
        self.rank = {cadre: pseudo_random(f"{seed}|{cadre}", 30) for cadre in problem.cadres}
        objectives = sorted(rules.used_objectives(problem), key=lambda item: item.precedence)
        asked: list[Rule | Objective] = [*rules.all_rules(), *objectives]
        states = [_foreseeing(problem, item.state(problem), cost_to_go) for item in asked]
        self.states = _answering(states, "add")
        self.limits = _answering(states, "allows")
        self.costs = _answering(states, "cost")
        self.callers = _answering(states, "calls")
        self.turns = _answering(states, "turn")
        self.calendar = _answering(states, "end_month")
        self.insists = any(state.insists for state in self.callers)
        self.options = problem.possible_in

    def visits(self, pinned: Roster) -> Iterator[Visit]:
        """All visits of the roster, facts and the pinned ones included."""
        problem = self.problem
        for visit in sorted(problem.made | frozenset(pinned)):
            yield self._make(visit)
        for month in problem.horizon:
            for tier in problem.tiers:
                cadres = problem.cadres_by_tier[tier]
                options = {c: self.options.get((c, month), ()) for c in cadres}
                turns = {
                    c: (len(options[c]), *(state.turn(c) for state in self.turns), self.rank[c])
                    for c in cadres
                }
                for cadre in sorted(cadres, key=turns.__getitem__):
                    for _ in range(problem.cadres[cadre].visits_per_month):
                        yield from self._take(options[cadre])
            for state in self.calendar:
                state.end_month(month)

    def _take(self, options: Sequence[Visit]) -> Iterator[Visit]:
        fitting = [
            (self._costs(visit), visit.date, visit.branch, visit)
            for visit in options
            if self._fits(visit)
        ]
        best: _Choice | None = None
        for (first, *others), _, _, visit in sorted(fitting):
            if best is not None and (best.lacking, best.first) <= (0, first):
                break
            choice = self._choice(visit, first, tuple(others))
            if choice.lacking and self.insists:
                continue
            if best is None or choice < best:
                best = choice
        if best is not None:
            yield self._make(best.visit)
            for helper in best.company:
                yield self._make(helper)

    def _choice(self, visit: Visit, first: int, others: tuple[int, ...]) -> _Choice:
        """The visit with the company that suits best."""
        company, lacking = [], 0
        for state in self.callers:
            for able in state.calls(visit):
                helper = self._helper(able)
                if helper is None:
                    lacking += 1
                else:
                    first += helper[0]
                    company.append(helper[-1])
        return _Choice(lacking, first, others, visit, company)

    def _helper(self, able: Sequence[Visit]) -> tuple[int, int, int, Visit] | None:
        """The visit of whoever is free, costs least first, and has the fewest other ways to go."""
        return min(
            (
                (
                    self._first(visit),
                    self._ways(visit.cadre, visit.month),
                    self.rank[visit.cadre],
                    visit,
                )
                for visit in able
                if self._fits(visit)
            ),
            default=None,
        )

    def _ways(self, cadre: str, month: Month) -> int:
        """Meetings of the month that cost the first objective nothing."""
        return sum(not self._first(visit) for visit in self.options[cadre, month])

    def _fits(self, visit: Visit) -> bool:
        return all(state.allows(visit) for state in self.limits)

    def _costs(self, visit: Visit) -> tuple[int, ...]:
        return tuple(state.cost(visit) for state in self.costs) or (0,)

    def _first(self, visit: Visit) -> int:
        return self.costs[0].cost(visit) if self.costs else 0

    def _make(self, visit: Visit) -> Visit:
        for state in self.states:
            state.add(visit)
        return visit


def _foreseeing(problem: Problem, state: State, cost_to_go: CostToGo | None) -> State:
    if cost_to_go is None or not isinstance(state, Ages):
        return state
    return _Foreseen(problem, state, cost_to_go)


def _answering(states: Sequence[State], question: str) -> list[State]:
    """The states that have an answer of their own: the others are not asked a million times."""
    return [s for s in states if getattr(type(s), question) is not getattr(State, question)]
