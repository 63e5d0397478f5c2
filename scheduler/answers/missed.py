"""Who owes a visit that the roster does not make, and why, with counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler import rules
from scheduler.domain.calendars.meetings import Dropped
from scheduler.domain.dropped_dates import FEW, causes_said, day_said
from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import Language, say
from scheduler.rules.missed import all_owed
from scheduler.rules.rule import State


@dataclass(frozen=True)
class MissedVisits:
    """Visits of one cadre and month due and not made, and what became of the meetings."""

    cadre: str
    month: Month
    """In which they fall due."""
    period: Period
    """In which they could have been made, as far as it lies in the horizon: mostly the month."""
    count: int
    areas: str
    """Names of the cadre's areas."""
    branches: int
    """Branches there that the cadre may attend."""
    meetings: int
    """Their meetings in the period: own + away + forbidden + refused by rules + over + left."""
    own: int
    away: int
    forbidden: int
    refused: Mapping[str, int]
    """What rules say of meetings (:attr:`~scheduler.rules.rule.Rule.fate`) to how many of them."""
    over: int
    left: int
    days: tuple[dt.date, ...]
    """On which the cadre is employed and not on leave; empty if that is so all the time."""
    dropped: tuple[Dropped, ...]
    """Dates of these branches in the period on which they do not meet."""
    country: str
    """Of the public holidays."""

    @property
    def cause(self) -> str:
        """What above all stood in the way: ``branches`` or ``meetings`` where there are none, else
        what became of most of the meetings (the key of :attr:`fates`).
        """
        if not self.branches:
            return "branches"
        if not self.meetings:
            return "meetings"
        fates = self.fates
        return max(fates, key=lambda kind: fates[kind])

    @property
    def fates(self) -> Mapping[str, int]:
        """What became of the meetings, to how many of them."""
        return {
            "own": self.own, "away": self.away, "forbidden": self.forbidden, **self.refused,
            "over": self.over, "left": self.left,
        }  # fmt: skip

    def reason(self, language: Language) -> str:
        """The reason in words with its counts."""
        values = {
            "branches": self.branches, "areas": self.areas,
            "meetings": self.meetings, "month": self.period,
        }  # fmt: skip
        parts = [say("results.why_branches", language, **values)]
        if self.branches:
            parts.append(say("results.why_meetings", language, **values))
        for kind, count in self.fates.items():
            if count:
                parts.append(say(f"results.why_{kind}", language, count=count))
        parts += causes_said(self.dropped, self.country, language)
        if self.days:
            few = self.days if len(self.days) <= FEW else ()
            kind = "days" if few else "more_days"
            days = ", ".join(day_said(day, self.country, language) for day in few)
            parts.append(say(f"results.why_{kind}", language, count=len(self.days), days=days))
        return "; ".join(parts)


def missed_visits(problem: Problem, roster: Roster) -> Iterator[MissedVisits]:
    """Every cadre and month with visits missing, in order of month, tier and given name."""
    made = problem.by_period(roster)
    visits = set(roster)
    states = {rule.fate: rule.state(problem) for rule in rules.all_rules() if rule.fate}
    for state in states.values():
        for visit in roster:
            state.add(visit)
    rank = {cadre: place for place, cadre in enumerate(problem.by_name(problem.cadres))}
    for cadre, month, owed in sorted(all_owed(problem), key=lambda x: (x[1], rank[x[0]])):
        period = problem.period(cadre, month)
        count = owed - made[cadre, period]
        if count > 0:
            first, last = problem.horizon[0], problem.horizon[-1]
            within = Period(max(period.first, first), min(period.last, last))
            yield _explained(problem, cadre, month, within, count, states, visits)


def _explained(
    problem: Problem,
    cadre: str,
    month: Month,
    period: Period,
    count: int,
    states: Mapping[str, State],
    visits: set[Visit],
) -> MissedVisits:
    branches = problem.may_attend(cadre)
    fates: Counter[str] = Counter()
    for branch in branches:
        for meeting in problem.meetings_by_branch.get(branch, ()):
            if not period.holds(Month.of(meeting.date)):
                continue
            visit = Visit(cadre, branch, meeting.date)
            refused = (fate for fate, state in states.items() if not state.allows(visit))
            if not problem.employed(cadre, meeting.date) or problem.leave_on(cadre, meeting.date):
                fates["away"] += 1
            elif problem.forbidden(cadre, branch, meeting.date):
                fates["forbidden"] += 1
            elif visit in visits:
                fates["own"] += 1
            elif fate := next(refused, ""):
                fates[fate] += 1
            elif meeting not in problem.attendable[cadre]:
                fates["over"] += 1
            else:
                fates["left"] += 1
    areas = ", ".join(problem.territory[area].name for area in problem.cadres[cadre].areas)
    days = problem.days_there(cadre, period)
    whole = (period.last.last_day - period.first.first_day).days + 1
    return MissedVisits(
        cadre, month, period, count, areas, len(branches), fates.total(),
        fates["own"], fates["away"], fates["forbidden"], {fate: fates[fate] for fate in states},
        fates["over"], fates["left"], days if len(days) < whole else (),
        tuple(_dropped(problem, branches, period)), problem.settings.holidays,
    )  # fmt: skip


def _dropped(problem: Problem, branches: frozenset[str], period: Period) -> Iterator[Dropped]:
    """Dates of the branches lost to the period; not those moved to another day of it."""
    for branch in sorted(branches):
        for date in problem.dropped.get(branch, ()):
            stays = date.new_date is not None and period.holds(Month.of(date.new_date))
            if period.holds(Month.of(date.date)) and not stays:
                yield date
