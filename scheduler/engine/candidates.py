"""Who can attend what: every possible visit, in canonical order."""

from __future__ import annotations

from collections.abc import Iterable, Set

from scheduler.domain.calendar import Meeting
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.rules.model import Candidate

Cell = tuple[str, Month]
"""A cadre in a month: the smallest piece of a roster that is planned anew."""


def candidates_of(
    problem: Problem, cells: Set[Cell] | None = None, kept: Iterable[Visit] = ()
) -> tuple[Candidate, ...]:
    """One candidate for each cadre and meeting they can attend in a month in which a visit is due.

    With ``cells`` only those are open; the ``kept`` visits of other cells are settled candidates.
    Ordered by cadre, date and branch; a candidate's variable is its place in that order.
    """
    settled = [(v.cadre, problem.meetings[v.branch, v.date]) for v in kept]
    possible: list[tuple[str, Meeting, bool]] = [(*visit, True) for visit in settled]
    if cells is None:
        for cadre, meetings in problem.attendable.items():
            possible.extend((cadre, meeting, False) for meeting in meetings)
    else:
        for cell in cells:
            possible.extend((cell[0], m, False) for m in problem.attendable_in.get(cell, ()))
    possible.sort(key=lambda visit: (visit[0], visit[1].date, visit[1].branch))
    return tuple(
        Candidate(
            variable,
            cadre,
            problem.cadres[cadre].tier,
            meeting.branch,
            problem.locality(meeting.branch),
            meeting.date,
            Month.of(meeting.date),
            made,
        )
        for variable, (cadre, meeting, made) in enumerate(
            visit for visit in possible if problem.cadres[visit[0]].visits_per_month
        )
    )
