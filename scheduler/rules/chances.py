"""What is left to plan of a cadre: where and how often they can go, month by month.

Bounds by counting begin here (:mod:`scheduler.rules.granted`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem


class Opening(NamedTuple):
    """A month of a cadre in which something may be planned: where, and how many visits at most."""

    localities: frozenset[str]
    most: int


class Due(NamedTuple):
    """A period of a cadre: visits owed within the horizon, made already, and still possible."""

    owed: int
    made: int
    possible: int

    @property
    def short(self) -> int:
        """Visits that are owed and cannot be made."""
        return max(0, self.owed - self.made - self.possible)

    @property
    def least(self) -> int:
        """Visits to be planned where no more are missed than cannot be made."""
        return max(0, min(self.owed - self.made, self.possible))


@dataclass(frozen=True)
class Chances:
    """What is left to plan of one cadre: ``months`` by their running numbers, and ``periods``.

    ``made`` are (month, locality) of the visits before the horizon and of the facts in it. The
    ``gap`` is that of the rotation, in months.
    """

    gap: int
    made: Sequence[tuple[int, str]]
    months: Mapping[int, Opening]
    periods: Mapping[Period, Due]

    @cached_property
    def spaced(self) -> Mapping[str, int]:
        """Of each locality the most visits that can be planned there without any early return: from
        the first month on, always the next that is far enough from those before.
        """
        made: dict[str, list[int]] = defaultdict(list)
        for month, place in self.made:
            made[place].append(month)
        last: dict[str, int] = {}
        most: Counter[str] = Counter()
        for month in sorted(self.months):
            for place in self.months[month].localities:
                near = (abs(month - other) < self.gap for other in made.get(place, ()))
                if month - last.get(place, month - self.gap) >= self.gap and not any(near):
                    last[place] = month
                    most[place] += 1
        return most


def chances_of(problem: Problem) -> Mapping[str, Chances]:
    """Cadre to what is left to plan of them, former cadres included."""
    facts: dict[str, list[tuple[int, str, object]]] = defaultdict(list)
    for visit in sorted(problem.made):
        place = visit.month_number, problem.locality(visit.branch), visit.date
        facts[visit.cadre].append(place)
    before: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (cadre, locality), months in problem.past_months.items():
        before[cadre] += ((month, locality) for month in months)
    return {cadre: _chances(problem, cadre, before, facts) for cadre in problem.cadres}


def _chances(
    problem: Problem,
    cadre: str,
    before: Mapping[str, Sequence[tuple[int, str]]],
    facts: Mapping[str, Sequence[tuple[int, str, object]]],
) -> Chances:
    own = facts.get(cadre, ())
    made = [*before.get(cadre, ()), *((month, locality) for month, locality, _ in own)]
    taken = {day for *_, day in own}
    in_period = Counter(problem.period(cadre, Month.at(month)) for month, *_ in own)
    months, possible, owed = {}, Counter[Period](), Counter[Period]()
    owes_any = problem.cadres[cadre].visits_per_month > 0
    for month in problem.horizon:
        period = problem.period(cadre, month)
        owed[period] += problem.owed(cadre, month)
        left = max(0, problem.quota(cadre, period) - in_period[period])
        meetings = problem.attendable_in.get((cadre, month), ()) if owes_any and left else ()
        days = {meeting.date for meeting in meetings} - taken
        if days:
            places = (problem.locality(m.branch) for m in meetings if m.date in days)
            months[month.ordinal] = Opening(frozenset(places), min(left, len(days)))
            possible[period] = min(left, possible[period] + len(days))
    periods = {period: Due(owed[period], in_period[period], possible[period]) for period in owed}
    return Chances(problem.gap(cadre), made, months, periods)
