"""Who can attend what: every possible visit of the horizon, in canonical order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

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
    settled = frozenset(kept)
    found: list[Candidate] = []
    for cadre, meeting in _visits(problem, cells, settled):
        found.append(
            Candidate(
                len(found),
                cadre,
                problem.cadres[cadre].tier,
                meeting.branch,
                problem.locality(meeting.branch),
                meeting.date,
                Month.of(meeting.date),
                (cadre, meeting.branch, meeting.date) in settled,
            )
        )
    return tuple(found)


def _visits(
    problem: Problem, cells: Set[Cell] | None, settled: Set[Visit]
) -> Iterator[tuple[str, Meeting]]:
    for cadre, meetings in problem.attendable.items():
        if problem.cadres[cadre].visits_per_month == 0:
            continue
        for meeting in meetings:
            if (
                cells is None
                or (cadre, Month.of(meeting.date)) in cells
                or (cadre, meeting.branch, meeting.date) in settled
            ):
                yield cadre, meeting
