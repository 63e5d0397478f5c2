"""Where somebody was, where nobody was, and which branches did not meet."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from scheduler.answers.rotation import Rotation, rotation_of
from scheduler.domain.calendars.meetings import meetings_of, to_be_announced, without_calendar
from scheduler.domain.roster import Roster
from scheduler.reports.upward.period import Period


@dataclass(frozen=True)
class Place:
    """A locality for a tier, by what really happened."""

    tier: str
    locality: str
    name: str
    last: dt.date | None
    """The last visit by the tier up to the end of the period; None where none is known."""
    longest_wait: int
    """The most months in a row without one, within the period and what came before it."""
    visits: int
    """Of the tier, on a day of the period."""


@dataclass(frozen=True)
class IdleBranch:
    """A branch that did not meet when it was to be visited, or has no calendar."""

    branch: str
    name: str
    not_held: int
    """How often nobody met though a visit was planned."""
    without_date: int
    """Months of the period for which it announced no meeting, if it has no calendar."""


def what_came_round(period: Period) -> Rotation:
    """The rotation by what really happened, of the localities that are reported on."""
    territory = period.problem.territory
    within = territory.within(period.area) if period.area else None
    return rotation_of(period.problem, Roster.of(period.made), within)


def places(period: Period, rotation: Rotation) -> list[Place]:
    """Each locality and tier that may go there, the longest waiting first."""
    problem = period.problem
    last: dict[tuple[str, str], dt.date] = {}
    visits: Counter[tuple[str, str]] = Counter()
    for row in problem.past:
        if row.cadre in problem.cadres and row.branch in problem.branches:
            last[problem.cadres[row.cadre].tier, problem.locality(row.branch)] = row.date
    for visit in period.made:
        if visit.cadre in problem.cadres and visit.branch in problem.branches:
            key = (problem.cadres[visit.cadre].tier, problem.locality(visit.branch))
            last[key] = visit.date
            visits[key] += 1
    found = [
        Place(tier, locality, problem.territory[locality].name, last.get((tier, locality)),
              max(ages), visits[tier, locality])
        for (tier, locality), ages in rotation.ages.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.longest_wait, one.tier, one.locality))


def idle_branches(period: Period) -> list[IdleBranch]:
    """Branches that did not meet, those most often first."""
    problem = period.problem
    not_held = Counter(line.branch for line in period.lines if line.fate == "not_held")
    irregular = without_calendar(problem.instance, problem.territory)
    without: Counter[str] = Counter()
    if irregular:  # they meet on single dates; those of the others need not be worked out
        single = problem.instance.model_copy(update={"calendars": ()})
        first, last = period.months[0].first_day, period.months[-1].last_day
        meetings = meetings_of(single, problem.territory, first, last)
        missing = to_be_announced(single, meetings, period.months)
        without.update(b for b, _ in missing if b in irregular and period.contains(b))
    found = [
        IdleBranch(branch, problem.branches[branch].name if branch in problem.branches else branch,
                   not_held[branch], without[branch])
        for branch in {*not_held, *without}
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.not_held, -one.without_date, one.branch))
