"""What a careful planner does in a spreadsheet: month by month, cadre by cadre, oldest place first.

What is over and what is pinned first. Who has the fewest meetings to choose from goes first, of
equals who fell short most so far; the tiers from the bottom up, so that the upper ones find
company. No step is ever taken back, and no bound is known.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from benchmarks.peers import Attempt
from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.feasibility import pinned_visits
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from scheduler.rules.missed import all_owed

Rank = tuple[bool, int, int, dt.date]
"""Less is better: too soon, tiers left alone, month of the last visit there, date."""


class Sheet:
    """What stands in the spreadsheet so far."""

    def __init__(self, problem: Problem):
        self.problem = problem
        start = problem.horizon[0].ordinal
        self.visits: list[Visit] = []
        self.busy: set[tuple[str, dt.date]] = set()
        self.made: Counter[tuple[str, Period]] = Counter()
        self.present: Counter[tuple[str, dt.date, str]] = Counter()
        self.last = {place: start - age for place, age in problem.ages_at_start.items()}
        self.own_last = {place: max(months) for place, months in problem.past_months.items()}
        self.owed = {(c, problem.period(c, month)): owed for c, month, owed in all_owed(problem)}
        self.short = {cadre: problem.short_before(cadre) for cadre in problem.cadres}

    def note(self, visit: Visit) -> None:
        """Write one visit down."""
        problem, month = self.problem, visit.month
        place, tier = problem.locality(visit.branch), problem.cadres[visit.cadre].tier
        self.visits.append(visit)
        self.busy.add((visit.cadre, visit.date))
        self.made[visit.cadre, problem.period(visit.cadre, month)] += 1
        self.present[visit.branch, visit.date, tier] += 1
        self.last[tier, place] = self.own_last[visit.cadre, place] = month.ordinal

    def plan(self, month: Month) -> None:
        """Send everybody who owes a visit, as far as there is a meeting for them."""
        for tier in reversed(self.problem.tiers):
            options = {
                cadre: self.problem.attendable_in.get((cadre, month), ())
                for cadre in self.problem.cadres_by_tier[tier]
            }
            for cadre in sorted(options, key=lambda c: (len(options[c]), -self.short[c], c)):
                period = self.problem.period(cadre, month)
                while self.made[cadre, period] < self.owed.get((cadre, period), 0):
                    choices = list(self._choices(cadre, tier, month, options[cadre]))
                    if not choices:
                        break
                    self.note(min(choices)[1])
                if month == min(period.last, self.problem.horizon[-1]):
                    owed = self.owed.get((cadre, period), 0)
                    self.short[cadre] += max(0, owed - self.made[cadre, period])

    def _choices(
        self, cadre: str, tier: str, month: Month, meetings: tuple[Meeting, ...]
    ) -> Iterator[tuple[Rank, Visit]]:
        """The meetings with room for the cadre on a free day, and how good each is."""
        problem, rules = self.problem, self.problem.rules
        lower = problem.tiers[problem.tiers.index(tier) + 1 :]
        for branch, date, *_ in meetings:
            place = problem.locality(branch)
            able = problem.able_tiers[branch, date]
            lone = sum(t in able and not self.present[branch, date, t] for t in lower)
            full = self.present[branch, date, tier] >= rules.visitors_per_meeting
            if full or (cadre, date) in self.busy or (lone and rules.accompany == "require"):
                continue
            since = month.ordinal - self.own_last.get((cadre, place), month.ordinal - 10**6)
            rank = since < problem.gap(cadre), lone, self.last[tier, place], date
            yield rank, Visit(cadre, branch, date)


def solve(problem: Problem, seconds: float) -> Attempt:  # noqa: ARG001  it takes what it takes
    """One pass."""
    sheet = Sheet(problem)
    try:
        pinned = pinned_visits(problem, Watch())
    except NoPoint:
        return Attempt(None, ())
    for visit in (*Roster.of(problem.made), *pinned):
        sheet.note(visit)
    for month in problem.horizon:
        sheet.plan(month)
    return Attempt(Roster.of(sheet.visits), ())
