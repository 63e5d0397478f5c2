"""Rotation: a cadre should not return to a locality within the gap (objective `early_returns`)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from scheduler.domain.edit import Edit
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.granted import Counted, Granted, Share, chunks
from scheduler.rules.posting import Candidate, Model, grouped, parted
from scheduler.rules.rule import Objective, Repair, State, Waiver
from scheduler.rules.spacing import windows


def early_returns(problem: Problem, roster: Roster) -> Counter[str]:
    """Of each cadre: Σ over localities and windows of max(0, visits there − 1), where gap ≥ 2."""
    past = problem.past_months
    planned: dict[tuple[str, str], list[int]] = defaultdict(list)
    for visit in roster:
        if visit.cadre in problem.cadres and visit.branch in problem.branches:
            planned[visit.cadre, problem.locality(visit.branch)].append(visit.month.ordinal)
    first, last = problem.horizon[0].ordinal, problem.horizon[-1].ordinal
    counts: Counter[str] = Counter()
    gaps = {cadre: problem.gap(cadre) for cadre in problem.cadres}
    for place in past.keys() | planned.keys():
        gap = gaps[place[0]]
        months = (*past.get(place, ()), *planned.get(place, ()))
        visited = [month for month in months if month > first - gap]  # others are in no window
        if len(visited) < 2 or gap < 2:
            continue
        inside: Counter[int] = Counter()  # by the first month of the window
        for month in visited:
            inside.update(range(max(month, first) - gap + 1, min(month, last) + 1))
        counts[place[0]] += sum(visits - 1 for visits in inside.values())
    return counts


def _post_fresh(model: Model, inside: Sequence[Candidate], count: int, quota: int) -> None:
    """So many windows without a past visit that hold these candidates."""
    by_month = grouped(inside, lambda c: c.month).values()
    most = sum(min(quota, len({c.date for c in month})) for month in by_month)
    if most >= 2:
        excess = model.integer(0, most - 1)
        model.row([*((c.variable, 1) for c in inside), (excess, -1)], high=1)
        model.cost("early_returns", [(excess, count)])


def _post_place(model: Model, cadre: str, here: Sequence[Candidate], before: Sequence[int]) -> None:
    """All windows of a place with visits ``before``, in those months, and candidates ``here``."""
    problem = model.problem
    first, last = problem.horizon[0].ordinal, problem.horizon[-1].ordinal
    fresh: Counter[range] = Counter()
    early: Counter[range] = Counter()
    certain = 0
    for window in windows(problem.horizon, problem.gap(cadre)):
        planned = range(max(window.start, first), min(window.stop, last + 1))
        if visits := sum(month in window for month in before):
            early[planned] += 1
            certain += visits - 1
        else:
            fresh[planned] += 1
    inside = {months: [c for c in here if c.month.ordinal in months] for months in fresh | early}
    for months, count in early.items():
        model.cost(EarlyReturns.name, ((c.variable, count) for c in inside[months]))
    model.cost(EarlyReturns.name, (), certain)
    alike: Counter[tuple[Candidate, ...]] = Counter()
    for months, count in fresh.items():
        alike[tuple(inside[months])] += count
    for candidates, count in alike.items():
        _post_fresh(model, candidates, count, problem.cadres[cadre].visits_per_month)


def _lost(granted: Granted) -> int:
    """Early returns that need not be where visits are lacking."""
    return granted.lost({c: chunks(own.beyond, own.gap) for c, own in granted.forced.items()})


class EarlyReturns(Objective):
    """Returns of a cadre to a locality within the gap."""

    name = "early_returns"
    each_alone = True
    precedence = 1

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """All early returns."""
        return early_returns(problem, roster).total()

    def post(self, model: Model) -> None:
        """For each window: excess ≥ visits there − 1.

        A window with a past or settled visit needs no variable: there, every other visit is in
        excess. Windows that hold the same candidates share one variable.
        """
        problem = model.problem
        past = problem.past_months
        places = grouped(model.candidates, lambda c: (c.cadre, c.locality))
        for cadre, locality in sorted(places.keys() | past.keys()):
            gap = problem.gap(cadre)
            if gap < 2:
                continue
            settled, here = parted(places.get((cadre, locality), ()))
            earliest = problem.horizon[0].ordinal - gap + 1
            before = [month for month in past.get((cadre, locality), ()) if month >= earliest]
            before += (c.month.ordinal for c in settled)
            most = len(problem.horizon) * problem.cadres[cadre].visits_per_month
            if before or (here and most > 1):
                _post_place(model, cadre, here, before)

    def state(self, problem: Problem) -> State:
        """When each cadre was last at each locality."""
        return _LastVisits(problem)

    def counted(self, granted: Granted) -> Counted:
        """Of each cadre and window: visits that must be made beyond the localities they can lead
        to. A visit that is lacking is so in no more windows than the gap has months.
        """
        forced = granted.forced
        settled = sum(own.settled for own in forced.values())
        beyond = sum(own.beyond for own in forced.values())
        each = {
            cadre: own.settled + max(0, own.beyond - granted.spare_of(cadre) * own.gap)
            for cadre, own in forced.items()
        }
        return Counted(settled + beyond - _lost(granted), each)

    def grant(self, granted: Granted, most: int, shares: Sequence[Share] = ()) -> Granted:
        """Each cadre's own, as counted, and so many besides for all of them; where visits are
        lacking, what these would have forced is to be had besides.
        """
        total = sum(own.settled + own.beyond for own in granted.forced.values())
        more = most - total + _lost(granted)
        own = {cadre: forced.beyond for cadre, forced in granted.forced.items()}
        return replace(granted, returns=own, more_returns=max(0, more))

    def amiss(self, problem: Problem, roster: Roster) -> Iterator[Repair]:
        """Each cadre who returns early, over the whole horizon: the cause may lie years away."""
        for cadre in sorted(+early_returns(problem, roster)):
            yield Repair((cadre,), problem.horizon)

    def without(self, problem: Problem) -> Waiver | None:
        """No gap at all."""
        return (
            Waiver("gap_months = 0", Edit(rules={"gap_months": 0}))
            if (problem.rules.gap_months)
            else None
        )


class _LastVisits(State):
    def __init__(self, problem: Problem):
        self._problem = problem
        self._gaps = {cadre: problem.gap(cadre) for cadre in problem.cadres}
        self._last: dict[tuple[str, str], int] = {}
        for visit in problem.past:
            month = Month.of(visit.date).ordinal
            self._last[visit.cadre, problem.locality(visit.branch)] = month

    def add(self, visit: Visit) -> None:
        place = visit.cadre, self._problem.locality(visit.branch)
        self._last[place] = visit.month_number

    def cost(self, visit: Visit) -> int:
        last = self._last.get((visit.cadre, self._problem.locality(visit.branch)))
        return int(last is not None and visit.month_number - last < self._gaps[visit.cadre])
