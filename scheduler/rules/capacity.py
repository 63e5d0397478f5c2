"""Capacity: at most `visitors_per_meeting` cadres of one tier at one meeting (rule 3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules.model import Model, at_most, grouped
from scheduler.rules.violations import Violation


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Each visitor of a tier beyond the limit, in the roster's order."""
    limit = problem.rules.visitors_per_meeting
    visitors: dict[tuple[str, object, str], int] = defaultdict(int)
    for row, visit in enumerate(roster):
        if visit.cadre not in problem.cadres:
            continue
        tier = problem.cadres[visit.cadre].tier
        visitors[visit.branch, visit.date, tier] += 1
        if visitors[visit.branch, visit.date, tier] > limit:
            yield Violation("capacity", row, visit, {"limit": limit, "tier": tier})


def post(model: Model) -> None:
    """Σ visits of a tier to a meeting ≤ limit."""
    limit = model.problem.rules.visitors_per_meeting
    for candidates in grouped(model.candidates, lambda c: (c.meeting, c.tier)).values():
        at_most(model, limit, candidates)
