"""Company: lower tiers join the meetings that higher tiers visit (rule 5 and `unaccompanied`).

A pair (meeting, tier) is unaccompanied when a higher tier is present, no cadre of the tier is
present, and some cadre of the tier can attend that meeting. `accompany` says what follows: `prefer`
counts the pairs, `require` forbids them, `off` leaves them alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.model import Candidate, Model, grouped
from scheduler.rules.violations import Violation

NAME = "unaccompanied"


def unaccompanied(problem: Problem, roster: Roster) -> Iterator[tuple[int, Visit, str]]:
    """(row, visit, tier) of each unaccompanied pair; the visit is the first of the meeting."""
    present: dict[tuple[str, dt.date], dict[str, tuple[int, Visit]]] = defaultdict(dict)
    for row, visit in enumerate(roster):
        if visit.cadre in problem.cadres:
            tier = problem.cadres[visit.cadre].tier
            present[visit.branch, visit.date].setdefault(tier, (row, visit))
    for (branch, date), tiers in present.items():
        higher = min(problem.tiers.index(tier) for tier in tiers)
        row, visit = tiers[problem.tiers[higher]]
        able = problem.able_tiers.get((branch, date), frozenset())
        for tier in problem.tiers[higher + 1 :]:
            if tier not in tiers and tier in able:
                yield row, visit, tier


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Each unaccompanied pair, where company is required."""
    if problem.rules.accompany == "require":
        for row, visit, tier in unaccompanied(problem, roster):
            yield Violation("accompany", row, visit, {"tier": tier})


def value(problem: Problem, roster: Roster) -> int:
    """Number of unaccompanied (meeting, tier) pairs."""
    return sum(1 for _ in unaccompanied(problem, roster))


def post(model: Model) -> None:
    """For each meeting and tier: present(a higher tier) − Σ visits of the tier ≤ lone.

    `lone` is a variable with cost 1, or 0 where company is required. A tier whose visitors are at
    most one a meeting is present as often as its candidates sum to, which keeps the relaxation
    tight; with more visitors each candidate makes it present by itself. A tier that is able but has
    no candidate (its cadres owe no visit) cannot come.
    """
    rules = model.problem.rules
    if rules.accompany == "off":
        return
    for meeting, candidates in grouped(model.candidates, lambda c: c.meeting).items():
        tiers = grouped(candidates, lambda c: c.tier)
        able = [x for x in model.problem.tiers if x in model.problem.able_tiers[meeting]]
        for rank, tier in enumerate(able[1:], start=1):
            above = [tiers[higher] for higher in able[:rank] if higher in tiers]
            if not above:
                continue
            lone = []
            if rules.accompany == "prefer":
                lone = [(model.boolean(), -1)]
                model.cost(NAME, [(lone[0][0], 1)])
            company = [(c.variable, -1) for c in tiers.get(tier, ())]
            for visitors in above:
                for present in _presence(visitors, rules.visitors_per_meeting):
                    model.row([*((c.variable, 1) for c in present), *company, *lone], high=0)


def _presence(candidates: list[Candidate], limit: int) -> list[list[Candidate]]:
    return [candidates] if limit == 1 else [[candidate] for candidate in candidates]
