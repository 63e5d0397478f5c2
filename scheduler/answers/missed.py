"""Who owes a visit that the roster does not make, and why, with counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import Language, say


@dataclass(frozen=True)
class MissedVisits:
    """Visits of one cadre and month due and not made, and what became of the meetings."""

    cadre: str
    month: Month
    count: int
    areas: str
    """Names of the cadre's areas."""
    branches: int
    """Branches there that the cadre may attend."""
    meetings: int
    """Their meetings in the month: own + away + forbidden + taken + left."""
    own: int
    away: int
    forbidden: int
    taken: int
    left: int

    def reason(self, language: Language) -> str:
        """The reason in words with its counts."""
        values = {
            "branches": self.branches, "areas": self.areas,
            "meetings": self.meetings, "month": self.month,
        }  # fmt: skip
        parts = [say("results.why_branches", language, **values)]
        if self.branches:
            parts.append(say("results.why_meetings", language, **values))
        for kind in ("own", "away", "forbidden", "taken", "left"):
            if count := getattr(self, kind):
                parts.append(say(f"results.why_{kind}", language, count=count))
        return "; ".join(parts)


def missed_visits(problem: Problem, roster: Roster) -> Iterator[MissedVisits]:
    """Every cadre and month with visits missing, in order of month, tier and given name."""
    made = Counter((visit.cadre, visit.month) for visit in roster)
    present = Counter(
        (visit.branch, visit.date, problem.cadres[visit.cadre].tier) for visit in roster
    )
    visits = set(roster)
    people = problem.by_name(problem.cadres)
    for month in problem.horizon:
        for cadre in people:
            count = problem.due(cadre, month) - made[cadre, month]
            if count > 0:
                yield _explained(problem, cadre, month, count, present, visits)


def _explained(
    problem: Problem,
    cadre: str,
    month: Month,
    count: int,
    present: Counter[tuple[str, dt.date, str]],
    visits: set[Visit],
) -> MissedVisits:
    tier = problem.cadres[cadre].tier
    branches = problem.may_attend(cadre)
    fates: Counter[str] = Counter()
    for branch in branches:
        for meeting in problem.meetings_by_branch.get(branch, ()):
            if Month.of(meeting.date) != month:
                continue
            if not problem.employed(cadre, meeting.date) or problem.leave_on(cadre, meeting.date):
                fates["away"] += 1
            elif problem.forbidden(cadre, branch, meeting.date):
                fates["forbidden"] += 1
            elif Visit(cadre, branch, meeting.date) in visits:
                fates["own"] += 1
            elif present[branch, meeting.date, tier] >= problem.rules.visitors_per_meeting:
                fates["taken"] += 1
            else:
                fates["left"] += 1
    areas = ", ".join(problem.territory[area].name for area in problem.cadres[cadre].areas)
    return MissedVisits(
        cadre, month, count, areas, len(branches), fates.total(),
        fates["own"], fates["away"], fates["forbidden"], fates["taken"], fates["left"],
    )  # fmt: skip
