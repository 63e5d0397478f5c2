"""What to plan anew together: the cadres of an area over a window of months.

The cadres with an area inside one area form a group; the areas of the territory, from the top down,
give groups within groups. A cadre of several areas is planned with one of them, in the next round
with the next: so groups side by side share no cadre. A small group is planned over the whole
horizon at once, a larger one over windows as wide as its size allows, and the windows shift from
round to round.

What is plainly amiss gets neighbourhoods of its own: each objective says where, and who should be
planned anew together (:meth:`~scheduler.rules.rule.Objective.amiss`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler import rules
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.candidates import Cell
from scheduler.engine.params import LnsParams
from scheduler.rules.rule import Objective, Repair

TOP = ""
"""Stands for the whole territory."""


@dataclass(frozen=True)
class Neighbourhood:
    """The cells of some cadres over a window of months."""

    area: str
    cadres: tuple[str, ...]
    months: tuple[Month, ...]

    @property
    def cells(self) -> frozenset[Cell]:
        return frozenset((cadre, month) for cadre in self.cadres for month in self.months)


@dataclass(frozen=True)
class _Group:
    area: str
    depth: int
    cadres: tuple[str, ...]
    width: int


class Neighbourhoods:
    """The neighbourhoods of a problem, in rounds of batches."""

    def __init__(self, problem: Problem, params: LnsParams):
        self.problem = problem
        self.params = params
        turns = max((len(row.areas) for row in problem.cadres.values()), default=1)
        self._groups = [list(self._find_groups(turn)) for turn in range(turns)]

    def round(self, number: int) -> Iterator[list[Neighbourhood]]:
        """The widest areas first, in batches to be planned together."""
        turns = len(self._groups)
        groups = self._groups[number % turns]
        # Where the turns come round evenly too, a step aside lets every turn meet both shifts.
        shifted = (number + (number // turns if turns % 2 == 0 else 0)) % 2 == 1
        for depth in sorted({group.depth for group in groups}):
            windows = [self._windows(group, shifted) for group in groups if group.depth == depth]
            if len(windows) > 1 or number % self.params.lone_group_every == 0 or len(groups) == 1:
                for place in range(max(map(len, windows))):
                    yield [own[place] for own in windows if place < len(own)]

    def defects(self, roster: Roster) -> Iterator[list[Neighbourhood]]:
        """Around what the roster's objectives find amiss, a batch for each that looks for it."""
        for objective in rules.used_objectives(self.problem):
            if type(objective).amiss is Objective.amiss:
                continue
            yield [
                Neighbourhood(repair.area or TOP, repair.cadres, repair.months)
                for repair in objective.amiss(self.problem, roster)
                if not repair.at_once or self._fits(repair)
            ]

    def _windows(self, group: _Group, shifted: bool) -> list[Neighbourhood]:
        horizon, width = self.problem.horizon, group.width
        shift = width // 2 if shifted and width < len(horizon) else 0
        starts = range(-shift, len(horizon), width)
        return [
            Neighbourhood(group.area, group.cadres, horizon[max(0, start) : start + width])
            for start in starts
        ]

    def _find_groups(self, turn: int) -> Iterator[_Group]:
        members: dict[str, list[str]] = defaultdict(list)
        own: dict[str, list[str]] = defaultdict(list)
        for cadre, row in self.problem.cadres.items():
            if not row.areas:
                continue  # a former cadre: nothing to plan
            area = row.areas[turn % len(row.areas)]
            above = [*self.problem.territory.ancestors(area), TOP]
            own[above[0]].append(cadre)
            for area in above:
                members[area].append(cadre)
        seen: set[tuple[str, ...]] = set()
        for area in sorted(members, key=lambda area: (self._depth(area), area)):
            cadres = self._small_enough(members[area], own[area])
            if cadres and cadres not in seen:
                seen.add(cadres)
                yield _Group(area, self._depth(area), cadres, self._width(cadres))

    def _depth(self, area: str) -> int:
        return len(self.problem.territory.ancestors(area)) if area else 0

    def _small_enough(self, members: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
        for cadres in (tuple(members), tuple(own)):
            if self._a_month(cadres) <= self.params.group_visits:
                return cadres
        return ()

    def _width(self, cadres: Sequence[str]) -> int:
        widest = min(self.params.window_months, len(self.problem.horizon))
        fitting = int(self.params.window_visits / max(1.0, self._a_month(cadres)))
        return max(1, min(widest, fitting))

    def _fits(self, repair: Repair) -> bool:
        """Whether these cadres can be planned over these months at once."""
        return self._a_month(repair.cadres) * len(repair.months) <= self.params.window_visits

    def _a_month(self, cadres: Sequence[str]) -> float:
        """Possible visits in an average month."""
        possible = sum(len(self.problem.attendable[cadre]) for cadre in cadres)
        return possible / len(self.problem.horizon)
