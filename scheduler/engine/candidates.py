"""Who can attend what: every possible visit, in canonical order."""

from __future__ import annotations

from collections.abc import Iterable, Set

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.rules.posting import Candidate

Cell = tuple[str, Month]
"""A cadre in a month: the smallest piece of a roster that is planned anew."""


def candidates_of(
    problem: Problem, cells: Set[Cell] | None = None, kept: Iterable[Visit] = ()
) -> tuple[Candidate, ...]:
    """One candidate for each cadre and meeting that may be planned for them.

    With ``cells`` only those are open, and the ``kept`` visits are settled candidates; else the
    visits that are facts are. Ordered by cadre, date and branch; a candidate's variable is its
    place in that order.
    """
    possible = [(visit, True) for visit in (problem.made if cells is None else kept)]
    if cells is None:
        for cadre, meetings in problem.attendable.items():
            possible.extend((Visit(cadre, m.branch, m.date), False) for m in meetings)
    else:
        for cell in cells:
            own = problem.attendable_in.get(cell, ())
            possible.extend((Visit(cell[0], m.branch, m.date), False) for m in own)
    possible.sort(key=lambda choice: (choice[0].cadre, choice[0].date, choice[0].branch))
    return tuple(
        Candidate(
            variable,
            visit.cadre,
            problem.cadres[visit.cadre].tier,
            visit.branch,
            problem.locality(visit.branch),
            visit.date,
            Month.of(visit.date),
            settled,
        )
        for variable, (visit, settled) in enumerate(
            (visit, settled)
            for visit, settled in possible
            if settled or problem.cadres[visit.cadre].visits_per_month
        )
    )
