"""A first roster, quickly: something to fall back on when time is up, and a start for the search.

A horizon of one month is filled greedily, longest waiting first. A longer one is rolled month by
month: each month is solved to its own optimum with the months before it as its past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from scheduler import rules
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import PastVisit, Pin
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.candidates import candidates_of
from scheduler.engine.progress import Watch
from scheduler.rules.model import Candidate, grouped


def greedy(problem: Problem) -> Roster | None:
    """A roster that keeps every rule, made by one pass over the cadres;

    None where the pass got stuck.
    """
    roster = Roster.of(_Greedy(problem).visits())
    return None if any(rules.audit(problem, roster)) else roster


class _Greedy:
    """One pass: pinned visits first, then the lowest tier, then the tiers above it, which need
    company.
    """

    def __init__(self, problem: Problem):
        self.problem = problem
        self.taken: dict[tuple[object, ...], int] = defaultdict(int)
        self.age = dict(problem.ages_at_start)
        self.present: dict[tuple[object, ...], set[str]] = defaultdict(set)
        candidates = candidates_of(problem)
        self.by_cadre = grouped(candidates, lambda c: c.cadre)

    def visits(self) -> Iterator[Visit]:
        for (cadre, branch), pins in self.problem.requiring_pins.items():
            own = [c for c in self.by_cadre.get(cadre, ()) if c.branch == branch]
            for pin in pins:
                if not any(pin.covers(c.date) and self._made(c) for c in own):
                    yield from self._take([c for c in own if pin.covers(c.date)])
        for tier in reversed(self.problem.tiers):
            for cadre in sorted(
                self.problem.cadres_by_tier[tier], key=lambda c: (len(self.by_cadre.get(c, ())), c)
            ):
                for month in grouped(self.by_cadre.get(cadre, ()), lambda c: c.month).values():
                    for _ in range(self.problem.cadres[cadre].visits_per_month):
                        yield from self._take([c for c in month if self._accompanied(c)])

    def _made(self, candidate: Candidate) -> bool:
        return self.taken[candidate.cadre, candidate.date, candidate.branch] > 0

    def _fits(self, candidate: Candidate) -> bool:
        cadre = candidate.cadre
        return (
            self.taken[cadre, candidate.month] < self.problem.cadres[cadre].visits_per_month
            and not self.taken[cadre, candidate.date]
            and self.taken[candidate.meeting, candidate.tier]
            < self.problem.rules.visitors_per_meeting
        )

    def _accompanied(self, candidate: Candidate) -> bool:
        order = self.problem.tiers.index
        able = self.problem.able_tiers[candidate.meeting]
        lower = {tier for tier in able if order(tier) > order(candidate.tier)}
        return lower <= self.present[candidate.meeting]

    def _take(self, options: list[Candidate]) -> Iterator[Visit]:
        fitting = [c for c in options if self._fits(c)]
        if not fitting:
            return
        best = max(fitting, key=lambda c: (self.age.get((c.tier, c.locality), 0), -c.variable))
        self.taken[best.cadre, best.month] += 1
        self.taken[best.cadre, best.date] += 1
        self.taken[best.cadre, best.date, best.branch] += 1
        self.taken[best.meeting, best.tier] += 1
        self.present[best.meeting].add(best.tier)
        self.age[best.tier, best.locality] = 0
        yield best.visit


def rolling(
    problem: Problem, solve_month: Callable[[Problem], Roster | None], watch: Watch
) -> Roster | None:
    """Month after month, each by `solve_month` with the visits before it as its past;

    None if one fails.
    """
    visits: list[Visit] = []
    for month in problem.horizon:
        if watch.over:
            return None
        roster = solve_month(Problem(_month_alone(problem, month, visits), checked=True))
        if roster is None:
            return None
        visits.extend(roster)
    whole = Roster.of(visits)
    return None if any(rules.audit(problem, whole)) else whole


def _month_alone(problem: Problem, month: Month, visits: list[Visit]) -> Instance:
    instance = problem.instance
    past = tuple(
        PastVisit.model_construct(cadre=v.cadre, branch=v.branch, date=v.date, status="planned")
        for v in visits
    )
    return instance.model_copy(
        update={
            "settings": instance.settings.with_horizon(month, 1),
            "history": tuple(row for row in instance.history if _is_past(problem, row)) + past,
            "pins": tuple(pin for pin in instance.pins if _asks_now(problem, pin, month, visits)),
        }
    )


def _is_past(problem: Problem, row: PastVisit) -> bool:
    return row.date < problem.horizon[0].first_day


def _asks_now(problem: Problem, pin: Pin, month: Month, visits: list[Visit]) -> bool:
    """A pin that asks for one visit at any time asks in the first month in which it can be met."""
    if pin.decision == "forbid" or pin.date or pin.month:
        return True
    if any((visit.cadre, visit.branch) == (pin.cadre, pin.branch) for visit in visits):
        return False
    chances = [m for m in problem.attendable[pin.cadre] if m.branch == pin.branch]
    return any(Month.of(meeting.date) == month for meeting in chances)
