"""A first roster, quickly: something to fall back on when time is up, and a start for the search.

Greedily, as a careful planner does it by hand: month by month, whoever has the fewest choices
first, to the locality that waits longest and was not visited lately. Or rolling: month by month
too, but each month settled to its own optimum with the months before it as its past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator

from scheduler import rules
from scheduler.domain.calendar import Meeting
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import PastVisit, Pin
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.progress import Watch


def greedy(
    problem: Problem, begun: Iterable[Visit], closed: Container[Month] = ()
) -> Roster | None:
    """A roster made by one pass over the months that are not ``closed``.

    The ``begun`` visits stand; those to pinned meetings must be among them. None where the pass
    breaks a rule.
    """
    roster = Roster.of(_Greedy(problem, tuple(begun)).visits(closed))
    return None if any(rules.audit(problem, roster)) else roster


class _Greedy:
    """Month by month the lowest tier first, then the tiers above it, which need company."""

    def __init__(self, problem: Problem, begun: tuple[Visit, ...]):
        self.problem = problem
        self.begun = begun
        self.in_month: dict[tuple[str, Month], int] = defaultdict(int)
        self.on_day: set[tuple[str, object]] = set()
        self.visitors: dict[tuple[str, object, str], int] = defaultdict(int)
        start = problem.horizon[0].ordinal
        self.last = {key: start - age for key, age in problem.ages_at_start.items()}
        self.own_last: dict[tuple[str, str], int] = {}
        for row in problem.past:
            self.own_last[row.cadre, problem.locality(row.branch)] = Month.of(row.date).ordinal

    def visits(self, closed: Container[Month]) -> Iterator[Visit]:
        """All visits of the roster, the begun ones included."""
        for visit in self.begun:
            yield self._make(visit)
        for month in self.problem.horizon:
            if month not in closed:
                for tier in reversed(self.problem.tiers):
                    yield from self._fill(month, tier)

    def _fill(self, month: Month, tier: str) -> Iterator[Visit]:
        options = {
            cadre: self.problem.attendable_in.get((cadre, month), ())
            for cadre in self.problem.cadres_by_tier[tier]
        }
        for cadre in sorted(options, key=lambda c: (len(options[c]), c)):
            for _ in range(self.problem.cadres[cadre].visits_per_month):
                yield from self._take(
                    cadre, [m for m in options[cadre] if self._accompanied(tier, m)]
                )

    def _take(self, cadre: str, options: list[Meeting]) -> Iterator[Visit]:
        fitting = [meeting for meeting in options if self._fits(cadre, meeting)]
        if fitting:
            best = min(fitting, key=lambda m: (*self._merit(cadre, m), m.date, m.branch))
            yield self._make(Visit(cadre, best.branch, best.date))

    def _fits(self, cadre: str, meeting: Meeting) -> bool:
        row = self.problem.cadres[cadre]
        return (
            self.in_month[cadre, Month.of(meeting.date)] < row.visits_per_month
            and (cadre, meeting.date) not in self.on_day
            and self.visitors[meeting.branch, meeting.date, row.tier]
            < self.problem.rules.visitors_per_meeting
        )

    def _merit(self, cadre: str, meeting: Meeting) -> tuple[bool, int]:
        """Whether it is an early return, and how long the locality waits (negative)."""
        locality, month = self.problem.locality(meeting.branch), Month.of(meeting.date).ordinal
        since = month - self.own_last.get((cadre, locality), month - self.problem.rules.gap_months)
        age = month - self.last[self.problem.cadres[cadre].tier, locality]
        return (
            since < self.problem.gap(cadre),
            -age * self.problem.territory[locality].priority,
        )

    def _accompanied(self, tier: str, meeting: Meeting) -> bool:
        order = self.problem.tiers.index
        able = self.problem.able_tiers[meeting.branch, meeting.date]
        return all(
            self.visitors[meeting.branch, meeting.date, lower]
            for lower in able
            if order(lower) > order(tier)
        )

    def _make(self, visit: Visit) -> Visit:
        tier, locality = self.problem.cadres[visit.cadre].tier, self.problem.locality(visit.branch)
        self.in_month[visit.cadre, visit.month] += 1
        self.on_day.add((visit.cadre, visit.date))
        self.visitors[visit.branch, visit.date, tier] += 1
        self.last[tier, locality] = self.own_last[visit.cadre, locality] = visit.month.ordinal
        return visit


def rolling(
    problem: Problem, solve_month: Callable[[Problem], Roster | None], watch: Watch
) -> Iterator[tuple[Month, list[Visit]]]:
    """Month after month, each by `solve_month` with the visits before it as its past.

    Yields each month with all visits so far; ends early where a month fails or time is up.
    """
    visits: list[Visit] = []
    for month in problem.horizon:
        if watch.over:
            return
        roster = solve_month(Problem(_month_alone(problem, month, visits), checked=True))
        if roster is None:
            return
        visits.extend(roster)
        yield month, visits


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
