"""Capacity: at most `visitors_per_meeting` cadres of one tier at one meeting (rule 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.model import Model, at_most, grouped, parted
from scheduler.rules.violations import Violation


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Each visitor of a tier beyond the limit, facts first, then in the roster's order."""
    return _beyond(problem, roster, problem.made)


def among(problem: Problem, visits: Roster) -> Iterator[Violation]:
    """The same among these visits alone, whether or not they are facts."""
    return _beyond(problem, visits, frozenset())


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
            yield Violation("capacity", row, visit, {"limit": limit, "tier": tier})


def post(model: Model) -> None:
    """Σ visits of a tier to a meeting ≤ limit; settled ones leave that much less."""
    limit = model.problem.rules.visitors_per_meeting
    for candidates in grouped(model.candidates, lambda c: (c.meeting, c.tier)).values():
        settled, open_ = parted(candidates)
        at_most(model, limit - len(settled), open_)
