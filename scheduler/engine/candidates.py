"""Who can attend what: every possible visit of the horizon, in canonical order."""

from __future__ import annotations

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.rules.model import Candidate


def candidates_of(problem: Problem) -> tuple[Candidate, ...]:
    """One candidate for each cadre and meeting they can attend in a month in which a visit is due.

    Ordered by cadre, date and branch; a candidate's variable is its place in that order.
    """
    found: list[Candidate] = []
    for cadre, meetings in problem.attendable.items():
        tier = problem.cadres[cadre].tier
        if problem.cadres[cadre].visits_per_month == 0:
            continue
        for meeting in meetings:
            found.append(
                Candidate(
                    len(found),
                    cadre,
                    tier,
                    meeting.branch,
                    problem.locality(meeting.branch),
                    meeting.date,
                    Month.of(meeting.date),
                )
            )
    return tuple(found)
