"""Missed: visits that are due and not made (objective `missed`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.granted import Counted, Granted, Share
from scheduler.rules.posting import Model, parted
from scheduler.rules.rule import Objective, Repair, State


def all_owed(problem: Problem) -> Iterator[tuple[str, Month, int]]:
    """Every cadre and month of the horizon with visits due and not made before it; how many."""
    for cadre in problem.cadres:
        for month in problem.horizon:
            if owed := problem.owed(cadre, month):
                yield cadre, month, owed


def cells(problem: Problem, roster: Roster) -> list[tuple[str, Month]]:
    """Every cadre and month with a visit due and not made that some meeting is left for."""
    made, facts = problem.by_period(roster), problem.by_period(problem.made)
    found = []
    for cadre, month, owed in all_owed(problem):
        period = problem.period(cadre, month)
        left = sum(len(problem.attendable_in.get((cadre, m), ())) for m in period.months)
        planned = made[cadre, period] - facts[cadre, period]
        if made[cadre, period] < owed and planned < left:
            found.append((cadre, month))
    return sorted(found)


class Missed(Objective):
    """Visits that are due and not made."""

    name = "missed"
    each_alone = True
    each_month = True

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Σ over cadres and months of max(0, visits due − visits made)."""
        made = problem.by_period(roster)
        return sum(
            max(0, owed - made[cadre, problem.period(cadre, month)])
            for cadre, month, owed in all_owed(problem)
        )

    def post(self, model: Model) -> None:
        """Σ max(0, due − facts) − Σ visits, over periods of which visits are due within the
        horizon.

        What is open there is never more than facts leave of what is due, so no term is negative.
        """
        settled, open_ = parted(model.candidates)
        problem = model.problem
        made = problem.by_period(candidate.visit for candidate in settled)
        due = {(c, problem.period(c, month)): owed for c, month, owed in all_owed(problem)}
        left = sum(max(0, owed - made[cell]) for cell, owed in due.items())
        counted = (c for c in open_ if (c.cadre, problem.period(c.cadre, c.month)) in due)
        model.cost(self.name, ((c.variable, -1) for c in counted), left)

    def state(self, problem: Problem) -> State:
        """Nothing: the construction does not look at it."""
        return State()

    def counted(self, granted: Granted) -> Counted:
        """Visits due for which there are too few days with a meeting."""
        each = {
            cadre: sum(due.short for due in own.periods.values())
            for cadre, own in granted.chances.items()
        }
        return Counted(sum(each.values()), each)

    def grant(self, granted: Granted, most: int, shares: Sequence[Share] = ()) -> Granted:
        """What is possible of what is due is made, but for so many visits in all."""
        found = self.counted(granted)
        groups = tuple(
            Share(own.cadres, max(0, own.most - sum(found.each[cadre] for cadre in own.cadres)))
            for own in shares
        )
        return replace(granted, unmade=max(0, most - found.total), groups=groups)

    def amiss(self, problem: Problem, roster: Roster) -> Iterator[Repair]:
        """Whoever misses a visit, with those who could make room."""
        for cadre, month in cells(problem, roster):
            tier = problem.cadres_by_tier[problem.cadres[cadre].tier]
            wanted = problem.may_attend(cadre)
            rivals = (c for c in tier if c == cadre or problem.may_attend(c) & wanted)
            period = problem.period(cadre, month)
            yield Repair(tuple(rivals), tuple(filter(period.holds, problem.horizon)))
