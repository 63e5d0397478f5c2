"""Who and what a name may stand for; so that it is known which names nobody can be sure of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from scheduler.domain.names import fold
from scheduler.domain.problem import Problem
from scheduler.ledger.records import PlannedVisit


class Namesakes:
    """The bearers of the names in a problem's tables, accents or not."""

    def __init__(self, problem: Problem, planned: Iterable[PlannedVisit]):
        self.problem = problem
        self._cadres = _by_name((row.id, row.name) for row in problem.cadres.values())
        self._branches = _by_name((row.id, row.name) for row in problem.branches.values())
        self._visits: dict[object, set[str]] = defaultdict(set)
        self._places: dict[tuple[str, str], int] = defaultdict(int)
        for one in planned:
            self._visits[self._key(one)].add(one.id)
            self._places[one.visit.cadre, one.visit.branch] += 1

    def _key(self, planned: PlannedVisit) -> object:
        visit, problem = planned.visit, self.problem
        names = problem.cadres[visit.cadre].name, problem.branches[visit.branch].name
        return tuple(fold(name, plain=True) for name in names), visit.date

    def is_only_substitute(self, cadre: str, planned: PlannedVisit) -> bool:
        """Whether nobody else of that name may be meant as the substitute."""
        problem, visit = self.problem, planned.visit
        row = problem.cadres[cadre]
        others = (problem.cadres[one] for one in self._cadres[fold(row.name, plain=True)])
        return not any(
            other.id != cadre
            and other.tier == row.tier
            and (
                visit.branch in problem.may_attend(other.id)
                or other.organization == problem.cadres[visit.cadre].organization
            )
            for other in others
        )

    def is_only_visit(self, planned: PlannedVisit) -> bool:
        """Whether names and date say which visit it is."""
        return len(self._visits[self._key(planned)]) == 1

    def are_only_ones(self, cadre: str, branch: str) -> bool:
        """Whether nobody else and no other branch bears the names."""
        names = self.problem.cadres[cadre].name, self.problem.branches[branch].name
        return (
            len(self._cadres[fold(names[0], plain=True)]) == 1
            and len(self._branches[fold(names[1], plain=True)]) == 1
        )

    def is_planned_too(self, cadre: str, branch: str) -> bool:
        """Whether a visit of that cadre to that branch is planned, on whatever day."""
        return (cadre, branch) in self._places


def _by_name(names: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for own, name in names:
        found[fold(name, plain=True)].append(own)
    return found
