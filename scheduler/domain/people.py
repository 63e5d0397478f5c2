"""Who the cadres are, when they are there, and which branches each of them may attend."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.branch_map import BranchMap
from scheduler.domain.elapsed import Former
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month, Period
from scheduler.domain.names import given_name_key
from scheduler.domain.records import Cadre, Leave


@dataclass(frozen=True)
class People:
    """The cadres by id, former ones included, and their leave."""

    cadres: Mapping[str, Cadre]
    tiers: tuple[str, ...]
    """The levels that cadres work for, or did, top down."""
    by_tier: Mapping[str, tuple[str, ...]]
    """The cadres of each tier, without former ones, sorted."""
    leave: Mapping[str, tuple[Leave, ...]]
    """Cadre to their leave, by its beginning."""

    @classmethod
    def of(cls, instance: Instance, former: Former) -> People:
        """Those of an instance, and those whom no table knows any more."""
        rows = (*instance.cadres, *former.cadres)
        used = {row.tier for row in rows}
        tiers = tuple(level for level in instance.settings.levels if level in used)
        leave: dict[str, list[Leave]] = defaultdict(list)
        for absence in sorted(instance.leave, key=lambda row: (row.from_, row.until)):
            leave[absence.cadre].append(absence)
        return cls(
            {row.id: row for row in sorted(rows, key=lambda row: row.id)},
            tiers,
            {t: tuple(sorted(row.id for row in instance.cadres if row.tier == t)) for t in tiers},
            {cadre: tuple(own) for cadre, own in leave.items()},
        )

    def by_name(self, cadres: Iterable[str]) -> list[str]:
        """Cadres as a list for people shows them: by tier, then given name, then id."""
        rank = {tier: place for place, tier in enumerate(self.tiers)}

        def place(row: Cadre) -> tuple[object, ...]:
            last = len(rank)  # a former cadre of a level that is gone
            return rank.get(row.tier, last), given_name_key(row.name, row.sort_name), row.id

        return [row.id for row in sorted(map(self.cadres.__getitem__, cadres), key=place)]

    def employed(self, cadre: str, day: dt.date) -> bool:
        """Whether the date lies between the cadre's `from` and `until`."""
        row = self.cadres[cadre]
        return not ((row.from_ and day < row.from_) or (row.until and day > row.until))

    def leave_on(self, cadre: str, day: dt.date) -> Leave | None:
        """The leave that covers the date, if any."""
        return next(
            (row for row in self.leave.get(cadre, ()) if row.from_ <= day <= row.until), None
        )

    def days_there(self, cadre: str, period: Period) -> tuple[dt.date, ...]:
        """The days of the period on which the cadre is employed and not on leave."""
        first, last = period.first.first_day.toordinal(), period.last.last_day.toordinal()
        days = (dt.date.fromordinal(day) for day in range(first, last + 1))
        return tuple(
            day for day in days if self.employed(cadre, day) and self.leave_on(cadre, day) is None
        )

    def available(self, cadre: str, month: Month) -> bool:
        """Whether the cadre is employed and not on leave on at least one day of the month."""
        row = self.cadres[cadre]
        first = max(month.first_day, row.from_ or month.first_day)
        last = min(month.last_day, row.until or month.last_day)
        day = first
        for leave in self.leave.get(cadre, ()):  # sorted by start: one sweep finds a free day
            if leave.from_ > day:
                break
            day = max(day, leave.until + dt.timedelta(days=1))
        return day <= last


@dataclass(frozen=True)
class Reach:
    """Which branches each cadre may attend: area, organisation and skills allow it (SPEC §4)."""

    people: People
    branch_map: BranchMap

    @cached_property
    def branches(self) -> Mapping[str, frozenset[str]]:
        """Cadre to those branches."""
        where = self.branch_map
        return {
            cadre.id: frozenset(
                branch
                for area in cadre.areas
                for organization in where.attended(cadre.organization)
                for branch in where.inside.get((area, organization), ())
                if set(where.branches[branch].requires) <= set(cadre.skills)
            )
            for cadre in self.people.cadres.values()
        }

    @cached_property
    def localities(self) -> Mapping[str, int]:
        """Cadre to the number of localities with such a branch."""
        return {
            cadre: len(set(map(self.branch_map.locality, branches)))
            for cadre, branches in self.branches.items()
        }
