"""A roster within seconds: month by month, as a careful planner makes it by hand.

The tiers from the top down, and of each whoever has the fewest meetings to choose from goes first
(of peers the one who went short most): to the place that gains most by a visit, where the lower
tiers can come along, without an early return of anybody. The company is made up at once. What a
place gains is its age; or, with an outlook, what its age costs now and is reckoned to cost later.

Ties are broken by a fixed pseudo-random rank of each cadre, not by ids or names. A fixed rank also
serves better than a fresh draw: the same few come along, and keep the rotation of the others whole.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from scheduler import rules
from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.domain.ties import pseudo_random
from scheduler.rules import uneven


class Ahead(Protocol):
    """What a locality of some age is reckoned to cost after a month (counted from 1)."""

    def __call__(self, month: int, tier: str, locality: str, age: int) -> int: ...


def first_roster(
    problem: Problem, pinned: Roster, seed: int, ahead: Ahead | None = None
) -> Roster | None:
    """One pass over the months around the ``pinned`` visits, which must hold all that pins ask for.

    None where the pass breaks a rule.
    """
    roster = Roster.of(_Pass(problem, seed, ahead).visits(pinned))
    return None if any(rules.audit(problem, roster)) else roster


class _Choice(NamedTuple):
    """A visit and the cadres of lower tiers who come along; the least is the best."""

    lacking: int
    early: int
    gain: int
    visit: Visit
    company: Sequence[str]


class _Pass:
    """The state of the pass: what is planned so far."""

    def __init__(self, problem: Problem, seed: int, ahead: Ahead | None):
        self.problem = problem
        self.ahead = ahead
        self.in_period: dict[tuple[str, Period], int] = defaultdict(int)
        self.on_day: set[tuple[str, dt.date]] = set()
        self.visitors: dict[tuple[str, dt.date, str], int] = defaultdict(int)
        start = problem.horizon[0].ordinal
        self.last = {key: start - age for key, age in problem.ages_at_start.items()}
        self.own_last: dict[tuple[str, str], int] = {}
        for visit in problem.past:
            month = Month.of(visit.date).ordinal
            self.own_last[visit.cadre, problem.locality(visit.branch)] = month
        self.rank = {cadre: pseudo_random(f"{seed}|{cadre}", 30) for cadre in problem.cadres}
        self.able: dict[tuple[str, dt.date, str], list[str]] = defaultdict(list)
        for cadre, meetings in problem.attendable.items():
            row = problem.cadres[cadre]
            for meeting in meetings if row.visits_per_month else ():
                self.able[meeting.branch, meeting.date, row.tier].append(cadre)
        self.short: dict[str, int] = defaultdict(int)
        """What each cadre with peers falls short of, by now."""
        for cadre in uneven.peers(problem):
            self.short[cadre] = problem.short_before(cadre)
        self._gains: dict[tuple[str, str, int, int], int] = {}

    def visits(self, pinned: Roster) -> Iterator[Visit]:
        """All visits of the roster, facts and the pinned ones included."""
        problem = self.problem
        for visit in sorted(problem.made | frozenset(pinned)):
            yield self._make(visit)
        for month in problem.horizon:
            for tier in problem.tiers:
                cadres = problem.cadres_by_tier[tier]
                options = {c: problem.attendable_in.get((c, month), ()) for c in cadres}
                turns = {c: (len(options[c]), -self.short[c], self.rank[c]) for c in cadres}
                for cadre in sorted(cadres, key=turns.__getitem__):
                    for _ in range(problem.cadres[cadre].visits_per_month):
                        yield from self._take(cadre, options[cadre])
            for cadre in uneven.peers(problem):
                made = self.in_period[cadre, problem.period(cadre, month)]
                lacking = problem.owed(cadre, month) - made
                self.short[cadre] += max(0, lacking)

    def _take(self, cadre: str, options: Sequence[Meeting]) -> Iterator[Visit]:
        fitting = [
            (self._early(cadre, meeting), self._gain(cadre, meeting), meeting.date, meeting.branch)
            for meeting in options
            if self._fits(cadre, meeting.branch, meeting.date)
        ]
        best: _Choice | None = None
        for early, gain, date, branch in sorted(fitting):
            if best is not None and (best.lacking, best.early) <= (0, early):
                break
            choice = self._choice(Visit(cadre, branch, date), early, gain)
            if choice.lacking and self.problem.rules.accompany == "require":
                continue
            if best is None or choice < best:
                best = choice
        if best is not None:
            yield self._make(best.visit)
            for helper in best.company:
                yield self._make(Visit(helper, best.visit.branch, best.visit.date))

    def _choice(self, visit: Visit, early: int, gain: int) -> _Choice:
        """The visit with the company that suits best."""
        tier, company, lacking = self.problem.cadres[visit.cadre].tier, [], 0
        if self.problem.rules.accompany != "off":
            tiers, able = self.problem.tiers, self.problem.able_tiers[visit.branch, visit.date]
            for lower in tiers[tiers.index(tier) + 1 :]:
                if lower in able and not self.visitors[visit.branch, visit.date, lower]:
                    helper = self._helper(visit, lower)
                    if helper is None:
                        lacking += 1
                    else:
                        early += helper[0]
                        company.append(helper[-1])
        return _Choice(lacking, early, gain, visit, company)

    def _helper(self, visit: Visit, tier: str) -> tuple[int, int, int, str] | None:
        """Whoever of the tier is free, rather not early, and has the fewest other ways to go."""
        meeting = self.problem.meetings[visit.branch, visit.date]
        return min(
            (
                (
                    self._early(cadre, meeting),
                    self._ways(cadre, visit.month),
                    self.rank[cadre],
                    cadre,
                )
                for cadre in self.able[visit.branch, visit.date, tier]
                if self._fits(cadre, visit.branch, visit.date)
            ),
            default=None,
        )

    def _ways(self, cadre: str, month: Month) -> int:
        """Meetings of the month that would be no early return."""
        options = self.problem.attendable_in[cadre, month]
        return sum(not self._early(cadre, meeting) for meeting in options)

    def _fits(self, cadre: str, branch: str, date: dt.date) -> bool:
        row = self.problem.cadres[cadre]
        period = self.problem.period(cadre, Month.of(date))
        return (
            self.in_period[cadre, period] < self.problem.quota(cadre, period)
            and (cadre, date) not in self.on_day
            and self.visitors[branch, date, row.tier] < self.problem.rules.visitors_per_meeting
        )

    def _early(self, cadre: str, meeting: Meeting) -> int:
        last = self.own_last.get((cadre, self.problem.locality(meeting.branch)))
        return int(
            last is not None and Month.of(meeting.date).ordinal - last < self.problem.gap(cadre)
        )

    def _gain(self, cadre: str, meeting: Meeting) -> int:
        """What waiting costs more with the visit than without it: negative."""
        tier, locality = self.problem.cadres[cadre].tier, self.problem.locality(meeting.branch)
        month = Month.of(meeting.date).ordinal
        age = month - self.last[tier, locality]
        key = tier, locality, month, age
        if key not in self._gains:
            gain = -age * self.problem.territory[locality].priority
            if self.ahead is not None:
                number = month - self.problem.horizon[0].ordinal + 1
                gain += self.ahead(number, tier, locality, 0)
                gain -= self.ahead(number, tier, locality, age)
            self._gains[key] = gain
        return self._gains[key]

    def _make(self, visit: Visit) -> Visit:
        tier, locality = self.problem.cadres[visit.cadre].tier, self.problem.locality(visit.branch)
        self.in_period[visit.cadre, self.problem.period(visit.cadre, visit.month)] += 1
        self.on_day.add((visit.cadre, visit.date))
        self.visitors[visit.branch, visit.date, tier] += 1
        self.last[tier, locality] = self.own_last[visit.cadre, locality] = visit.month.ordinal
        return visit
