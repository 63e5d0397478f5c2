"""The incumbent: the best roster so far, indexed by what its neighbourhoods ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.candidates import Cell
from scheduler.rules.rule import Objective, Rule


@dataclass(frozen=True)
class Subproblem:
    """The part of an incumbent that planning some cells anew depends on: plain data, easy to send.

    ``localities`` are those that a visit in one of the ``cells`` can be to, ``planned`` the cadres
    of the cells and their peers, ``cadres`` also all others who visit the localities; ``visits``
    are all visits of these cadres, ``made`` those among them that are facts.
    """

    cells: frozenset[Cell]
    planned: frozenset[str]
    cadres: frozenset[str]
    localities: frozenset[str]
    visits: tuple[Visit, ...]
    made: frozenset[Visit]

    @property
    def kept(self) -> list[Visit]:
        """The visits outside the cells, and facts."""
        return [
            visit
            for visit in self.visits
            if (visit.cadre, visit.month) not in self.cells or visit in self.made
        ]


class Incumbent:
    """The visits of a roster by cadre and by locality, and when each of those last changed."""

    def __init__(self, problem: Problem, roster: Roster):
        self.problem = problem
        self.clock = 0
        """Counts the replacements."""
        self._by_cadre: dict[str, set[Visit]] = defaultdict(set)
        self._by_locality: dict[str, set[Visit]] = defaultdict(set)
        self._changed: dict[tuple[str, str], int] = defaultdict(int)
        self._add(roster)

    @property
    def roster(self) -> Roster:
        return Roster.of(visit for visits in self._by_cadre.values() for visit in visits)

    def subproblem(self, cells: Set[Cell]) -> Subproblem:
        """What planning these cells anew depends on."""
        planned = {peer for cadre, _ in cells for peer in self._together.get(cadre, {cadre})}
        localities = frozenset().union(*(self._localities_in.get(cell, ()) for cell in cells))
        visitors = {visit.cadre for area in localities for visit in self._by_locality[area]}
        cadres = planned | visitors
        visits = tuple(sorted(visit for cadre in cadres for visit in self._by_cadre[cadre]))
        return Subproblem(
            frozenset(cells),
            frozenset(planned),
            frozenset(cadres),
            localities,
            visits,
            self.problem.made.intersection(visits),
        )

    @cached_property
    def _together(self) -> Mapping[str, Set[str]]:
        """Cadre to all on whose visits depends what a rule or an objective says of theirs."""
        asked: list[Rule | Objective] = [*rules.all_rules(), *rules.used_objectives(self.problem)]
        return rules.judged_together(self.problem, asked)

    @cached_property
    def _localities_in(self) -> dict[Cell, frozenset[str]]:
        locality = self.problem.locality
        return {
            cell: frozenset(locality(meeting.branch) for meeting in meetings)
            for cell, meetings in self.problem.attendable_in.items()
        }

    def changed_since(self, clock: int, subproblem: Subproblem) -> bool:
        """Whether anything that the subproblem depends on was replaced since then."""
        keys = (
            (("cadre", c) for c in subproblem.planned),
            (("area", a) for a in subproblem.localities),
        )
        return any(self._changed[key] > clock for key in chain(*keys))

    def replace(self, cells: Set[Cell], visits: Iterable[Visit]) -> None:
        """Put these visits in the place of all that stand in the cells but facts."""
        new = set(visits)
        old = {v for cadre, month in cells for v in self._by_cadre[cadre] if v.month == month}
        old -= self.problem.made
        self.clock += 1
        for visit in old - new:
            self._by_cadre[visit.cadre].remove(visit)
            self._by_locality[self.problem.locality(visit.branch)].remove(visit)
        self._add(new - old)
        for visit in old ^ new:
            self._changed["cadre", visit.cadre] = self.clock
            self._changed["area", self.problem.locality(visit.branch)] = self.clock

    def _add(self, visits: Iterable[Visit]) -> None:
        for visit in visits:
            self._by_cadre[visit.cadre].add(visit)
            self._by_locality[self.problem.locality(visit.branch)].add(visit)
