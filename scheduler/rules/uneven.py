"""Unevenness: who bears the visits that cannot be made (objective `uneven`).

Peers are cadres of the same tier, organisation and set of areas. What one of them falls short of is
counted over the horizon and over the recorded past; no peer should fall short of more than an equal
share of what all of them do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules import quota
from scheduler.rules.balance import excess
from scheduler.rules.model import Candidate, Model, grouped, parted

NAME = "uneven"


def groups(problem: Problem) -> Iterator[tuple[str, ...]]:
    """The groups of two peers or more, members in order of id."""

    def kind(cadre: str) -> tuple[str, str, tuple[str, ...]]:
        row = problem.cadres[cadre]
        return row.tier, row.organization, tuple(sorted(row.areas))

    today = (cadre for cadre, row in problem.cadres.items() if row.areas)  # no former ones
    return (tuple(own) for own in grouped(today, kind).values() if len(own) > 1)


def peers(problem: Problem) -> Mapping[str, tuple[str, ...]]:
    """Cadre to their group, themselves included; only those who have peers."""
    return {cadre: group for group in groups(problem) for cadre in group}


def shortfalls(problem: Problem, roster: Roster) -> Mapping[str, int]:
    """Of each cadre with peers: visits due and not made, in the horizon and in the recorded past.

    short(c) = Σ over months of max(0, due − made).
    """
    made = problem.by_period(roster)
    return {
        cadre: problem.short_before(cadre)
        + sum(max(0, owed - made[cadre, period]) for period, owed in _owed(problem, cadre).items())
        for group in groups(problem)
        for cadre in group
    }


def _owed(problem: Problem, cadre: str) -> Mapping[Period, int]:
    """Periods of which visits are due within the horizon, and how many."""
    owed = ((month, problem.owed(cadre, month)) for month in problem.horizon)
    return {problem.period(cadre, month): visits for month, visits in owed if visits}


def uneven_groups(problem: Problem, roster: Roster) -> Iterator[tuple[tuple[str, ...], int]]:
    """The groups of k peers with Σ max(0, short(c) − ⌈S / k⌉), S being what they fall short of."""
    short = shortfalls(problem, roster)
    return ((group, excess([short[cadre] for cadre in group])) for group in groups(problem))


def value(problem: Problem, roster: Roster) -> int:
    """The sum over all groups of peers."""
    return sum(excess for _, excess in uneven_groups(problem, roster))


def post(model: Model) -> None:
    """For each group: over(c) ≥ short(c) − share, with share ≤ ⌈S / k⌉.

    No cadre makes more visits in a month than are due, so short(c) = past + Σ due − Σ visits, and S
    is at least what is left of it once everybody has made as many visits as they can. With N = S −
    least(S), whole numbers r and t ≥ 0 with first × r + k × t ≤ N, r ≤ 1, give the share as
    ⌈least(S) / k⌉ + r + t, where ``first`` (1 to k) is the N at which ⌈S / k⌉ rises. Where nobody
    misses more than they must, N is 0 and so are r and t, also in the relaxation.
    """
    problem = model.problem
    own = grouped(model.candidates, lambda c: c.cadre)
    for group in groups(problem):
        members = [_member(problem, cadre, own.get(cadre, ())) for cadre in group]
        if any(member.candidates for member in members):
            _post_group(model, members)
        else:
            model.cost(NAME, (), excess([member.most for member in members]))


class _Member(NamedTuple):
    """A cadre's shortfall without any open visit (``most``) and with all that are possible."""

    most: int
    least: int
    candidates: Sequence[Candidate]


def _member(problem: Problem, cadre: str, candidates: Sequence[Candidate]) -> _Member:
    settled, open_ = parted(candidates)
    made = problem.by_period(c.visit for c in settled)
    left = {
        period: max(0, owed - made[cadre, period]) for period, owed in _owed(problem, cadre).items()
    }
    own = {cell[1]: group for cell, group in quota.cells(problem, open_).items()}
    counted = {period: own.get(period, []) for period in left}
    possible = sum(
        min(visits, len({c.date for c in counted[period]})) for period, visits in left.items()
    )
    most = problem.short_before(cadre) + sum(left.values())
    return _Member(most, most - possible, [c for group in counted.values() for c in group])


def _post_group(model: Model, members: Sequence[_Member]) -> None:
    size = len(members)
    most, least = sum(m.most for m in members), sum(m.least for m in members)
    share = -(-least // size)
    first = size * share + 1 - least
    steps = [(model.boolean(), first), (model.integer(0, (most - least) // size), size)]
    visits = [(c.variable, 1) for member in members for c in member.candidates]
    model.row([*steps, *visits], high=most - least)
    for member in members:
        if member.most > share:
            over = model.integer(0, member.most - share)
            own = [(c.variable, 1) for c in member.candidates]
            rise = [(variable, 1) for variable, _ in steps]
            model.row([*own, *rise, (over, 1)], low=member.most - share)
            model.cost(NAME, [(over, 1)])
