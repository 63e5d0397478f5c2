"""Capacity: at most `visitors_per_meeting` cadres of one tier at one meeting (rule 3)."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from scheduler.domain.edit import Edit
from scheduler.domain.fact import Fact, Trial, Way
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model, at_most, grouped, parted
from scheduler.rules.rule import Rule, State, Waiver
from scheduler.rules.violations import Violation


def _beyond(problem: Problem, roster: Roster, made: frozenset[Visit]) -> Iterator[Violation]:
    """Violations of visits that are not ``made``, which come first."""
    limit = problem.rules.visitors_per_meeting
    visitors = Counter((v.branch, v.date, problem.cadres[v.cadre].tier) for v in made)
    for row, visit in enumerate(roster):
        if visit.cadre not in problem.cadres or visit in made:
            continue
        tier = problem.cadres[visit.cadre].tier
        visitors[visit.branch, visit.date, tier] += 1
        if visitors[visit.branch, visit.date, tier] > limit:
            yield Violation(
                "capacity",
                row,
                visit,
                {"limit": limit, "tier": problem.settings.levels_said([tier])},
            )


class Capacity(Rule):
    """At most so many cadres of one tier at one meeting."""

    name = "capacity"
    violations = ("capacity",)
    each_month = True
    fate = "taken"

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Each visitor of a tier beyond the limit, facts first, then in the roster's order."""
        return _beyond(problem, roster, problem.made)

    def contradictions(self, problem: Problem, facts: Roster) -> Iterator[Violation]:
        """The same among visits that were made."""
        return _beyond(problem, facts, frozenset())

    def post(self, model: Model) -> None:
        """Σ visits of a tier to a meeting ≤ limit; settled ones leave that much less."""
        limit = model.problem.rules.visitors_per_meeting
        for candidates in grouped(model.candidates, lambda c: (c.meeting, c.tier)).values():
            settled, open_ = parted(candidates)
            at_most(model, limit - len(settled), open_)

    def without(self, problem: Problem) -> Waiver:
        """One visitor more of each tier."""
        limit = problem.rules.visitors_per_meeting + 1
        return Waiver(
            f"visitors_per_meeting = {limit}", Edit(rules={"visitors_per_meeting": limit})
        )

    def fact(self, problem: Problem) -> Fact:
        """Room for so many, and more room bit by bit."""
        limit = problem.rules.visitors_per_meeting
        most = max(limit, len(problem.cadres) + 1)
        drop = (Edit(rules={"visitors_per_meeting": most}),)
        return Fact(
            "capacity", "instance", None, {"limit": limit}, drop, partial(_more, limit, most)
        )

    def state(self, problem: Problem) -> State:
        """Counts the visitors of each tier at each meeting."""
        return _Visitors(problem)


def _more(limit: int, most: int, _trial: Trial) -> Iterator[Way]:
    """Room for more cadres of one tier at a meeting, up to so many."""
    for more in range(limit + 1, max(most, limit + 1) + 1):
        yield Way((Edit(rules={"visitors_per_meeting": more}),), {"limit": more})


class _Visitors(State):
    def __init__(self, problem: Problem):
        self._limit = problem.rules.visitors_per_meeting
        self._tier = {cadre: row.tier for cadre, row in problem.cadres.items()}
        self._there: dict[tuple[str, dt.date, str], int] = defaultdict(int)

    def add(self, visit: Visit) -> None:
        self._there[visit.branch, visit.date, self._tier[visit.cadre]] += 1

    def allows(self, visit: Visit) -> bool:
        return self._there[visit.branch, visit.date, self._tier[visit.cadre]] < self._limit
