"""Unevenness: who bears the visits that cannot be made (objective `uneven`).

Peers are cadres of the same tier, organisation and set of areas. What one of them falls short of is
counted over the horizon and over the recorded past; no peer should fall short of more than an equal
share of what all of them do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import quota
from scheduler.rules.balance import excess
from scheduler.rules.granted import Counted, Granted
from scheduler.rules.posting import Candidate, Model, grouped, parted
from scheduler.rules.rule import Objective, Repair, State


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
            model.cost("uneven", [(over, 1)])


def _least_excess(granted: Granted, group: Sequence[str]) -> int:
    """Σ max(0, least short − ⌈most S / k⌉)."""
    least, most = [], granted.spare_of(group[0])
    for cadre in group:
        before, must = granted.problem.short_before(cadre), granted.least(cadre)
        periods = granted.chances[cadre].periods
        least.append(before + sum(due.short for due in periods.values()))
        most += before + sum(
            max(0, due.owed - due.made - must.get(period, 0)) for period, due in periods.items()
        )
    share = -(-most // len(group))
    return sum(max(0, short - share) for short in least)


class Uneven(Objective):
    """Visits that one of some peers misses beyond an equal share."""

    name = "uneven"

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """The sum over all groups of peers."""
        return sum(excess for _, excess in uneven_groups(problem, roster))

    def post(self, model: Model) -> None:
        """For each group: over(c) ≥ short(c) − share, with share ≤ ⌈S / k⌉.

        No cadre makes more visits in a month than are due, so short(c) = past + Σ due − Σ visits,
        and S is at least what is left of it once everybody has made as many visits as they can.
        With N = S − least(S), whole numbers r and t ≥ 0 with first × r + k × t ≤ N, r ≤ 1, give the
        share as ⌈least(S) / k⌉ + r + t, where ``first`` (1 to k) is the N at which ⌈S / k⌉ rises.
        Where nobody misses more than they must, N is 0 and so are r and t, also in the relaxation.
        """
        problem = model.problem
        own = grouped(model.candidates, lambda c: c.cadre)
        for group in groups(problem):
            members = [_member(problem, cadre, own.get(cadre, ())) for cadre in group]
            if any(member.candidates for member in members):
                _post_group(model, members)
            else:
                model.cost(self.name, (), excess([member.most for member in members]))

    def state(self, problem: Problem) -> State:
        """What each cadre with peers falls short of, by now."""
        return _Shortfalls(problem)

    def judged_together(self, problem: Problem) -> Mapping[str, tuple[str, ...]]:
        """Peers: the share is of all of them."""
        return peers(problem)

    def counted(self, granted: Granted) -> Counted:
        """Of each group: what a member must fall short of, beyond a share of the most that all of
        them can.
        """
        return Counted(sum(_least_excess(granted, group) for group in groups(granted.problem)))

    def amiss(self, problem: Problem, roster: Roster) -> Iterator[Repair]:
        """Groups in which somebody falls short of more than the share, over the whole horizon."""
        for group, over in uneven_groups(problem, roster):
            if over:
                yield Repair(group, problem.horizon, at_once=True)


class _Shortfalls(State):
    """Of peers with equally many meetings to choose from, who went short most chooses first."""

    def __init__(self, problem: Problem):
        self._problem = problem
        self._short = {cadre: problem.short_before(cadre) for cadre in peers(problem)}
        self._made: dict[quota.Cell, int] = defaultdict(int)

    def add(self, visit: Visit) -> None:
        self._made[visit.cadre, self._problem.period(visit.cadre, visit.month)] += 1

    def turn(self, cadre: str) -> int:
        return -self._short.get(cadre, 0)

    def end_month(self, month: Month) -> None:
        problem = self._problem
        for cadre in self._short:
            lacking = problem.owed(cadre, month) - self._made[cadre, problem.period(cadre, month)]
            self._short[cadre] += max(0, lacking)
