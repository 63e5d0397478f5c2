"""What cadres fall short of whatever is planned, and who shares it; what no slot can change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from functools import cached_property

from benchmarks.peers.timefold.domain import Peers
from benchmarks.peers.timefold.measures import excess
from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.rules import missed, uneven

Cell = tuple[str, Period]
"""A cadre in a period in which they owe their visits: for most, a month."""


class Shortfalls:
    """Visits that are due beside facts; ``slots`` are how many can be planned in a cell."""

    def __init__(self, problem: Problem, facts: Set[Visit], slots: Mapping[Cell, int]):
        made = problem.by_period(facts)
        self._problem, self._slots = problem, slots
        self.due = {
            (cadre, period): left
            for cadre, month, owed in missed.all_owed(problem)
            if (left := owed - made[cadre, period := problem.period(cadre, month)]) > 0
        }
        """Cell to the visits that are due and not facts; only where there are any."""
        self._by_cadre: dict[str, int] = defaultdict(int)
        for (cadre, _), left in self.due.items():
            self._by_cadre[cadre] += left

    def of(self, cadre: str) -> int:
        """What the cadre falls short of where nothing is planned."""
        return self._problem.short_before(cadre) + self._by_cadre[cadre]

    @cached_property
    def peers(self) -> Mapping[str, Peers]:
        """Cadre to their group; only those for whom a due visit can be planned."""
        able = {cell[0] for cell in self.due if cell in self._slots}
        found: dict[str, Peers] = {}
        for number, group in enumerate(uneven.groups(self._problem)):
            others = [self.of(cadre) for cadre in group if cadre not in able]
            found |= dict.fromkeys(able.intersection(group), Peers(number, others))
        return found

    def never_made(self) -> int:
        """Visits that are due and that no slot is there for."""
        return sum(max(0, left - self._slots.get(cell, 0)) for cell, left in self.due.items())

    def uneven_anyway(self) -> int:
        """Σ over groups of peers none of whom can plan a due visit."""
        groups = uneven.groups(self._problem)
        alone = (group for group in groups if self.peers.keys().isdisjoint(group))
        return sum(excess([self.of(cadre) for cadre in group]) for group in alone)
