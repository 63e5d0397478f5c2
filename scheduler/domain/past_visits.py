"""Visits made before a horizon."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.branch_map import BranchMap
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import PastVisit


@dataclass(frozen=True)
class PastVisits:
    """Visits made before a horizon, each cadre's in order of date; and where they led."""

    visits: tuple[PastVisit, ...]
    branch_map: BranchMap

    @classmethod
    def of(cls, instance: Instance, branch_map: BranchMap) -> PastVisits:
        """Those that the history tells of, in order of date; later records are not the past."""
        start = instance.settings.start
        rows = (row for row in instance.history if row.counts and row.date < start.first_day)
        by_date = sorted(rows, key=lambda row: (row.date, row.cadre, row.branch))
        return cls(tuple(by_date), branch_map)

    def of_cadres(self, cadres: Iterable[str]) -> PastVisits:
        """Those of these cadres, one after the other."""
        rows = (row for cadre in cadres for row in self.by_cadre.get(cadre, ()))
        return PastVisits(tuple(rows), self.branch_map)

    @cached_property
    def by_cadre(self) -> Mapping[str, tuple[PastVisit, ...]]:
        """Cadre to their visits."""
        visits: dict[str, list[PastVisit]] = defaultdict(list)
        for row in self.visits:
            visits[row.cadre].append(row)
        return {cadre: tuple(own) for cadre, own in visits.items()}

    @cached_property
    def months(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """(cadre, locality) to the running numbers of the months of visits there."""
        months: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in self.visits:
            locality = self.branch_map.locality(row.branch)
            months[row.cadre, locality].append(Month.of(row.date).ordinal)
        return {place: tuple(own) for place, own in months.items()}

    @cached_property
    def made(self) -> Counter[tuple[str, Month]]:
        """(cadre, month) to the visits made then."""
        return Counter((row.cadre, Month.of(row.date)) for row in self.visits)
