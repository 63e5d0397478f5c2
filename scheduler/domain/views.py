"""What is derived from the tables of an instance and can be handed from problem to problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.branch_map import BranchMap
from scheduler.domain.elapsed import Former
from scheduler.domain.geography import Geography
from scheduler.domain.instance import Instance
from scheduler.domain.meeting_dates import MeetingDates
from scheduler.domain.past_visits import PastVisits
from scheduler.domain.people import People, Reach


@dataclass(frozen=True)
class Views:
    """Derived views of one instance; whatever of them is dear is worked out on demand, once."""

    branch_map: BranchMap
    dates: MeetingDates
    geography: Geography
    people: People
    reach: Reach
    past: PastVisits

    @classmethod
    def of(cls, instance: Instance, former: Former) -> Views:
        """Those of an instance, and of what no table knows any more."""
        branch_map = BranchMap.of(instance, former)
        people = People.of(instance, former)
        return cls(
            branch_map=branch_map,
            dates=MeetingDates(instance, branch_map.territory),
            geography=Geography(branch_map.territory, instance.distances),
            people=people,
            reach=Reach(people, branch_map),
            past=PastVisits.of(instance, branch_map),
        )

    def changed(self, before: Instance, after: Instance, former: Former) -> Views:
        """Those of another instance: the same, where nothing that they depend on differs."""

        def same(tables: Iterable[str], settings: Iterable[str] = ()) -> bool:
            return all(getattr(before, name) is getattr(after, name) for name in tables) and all(
                getattr(before.settings, name) == getattr(after.settings, name) for name in settings
            )

        if not same(("areas", "branches", "organizations"), ("levels",)):
            return Views.of(after, former)
        where, people, dates = self.branch_map, self.people, self.dates
        geography, past = self.geography, self.past
        if not same(("cadres", "leave")):
            people = People.of(after, former)
        if not same(
            ("calendars", "meetings", "closures"), ("start", "months", "timezone", "holidays")
        ):
            dates = MeetingDates(after, where.territory)
        if not same(("distances",)):
            geography = Geography(where.territory, after.distances)
        if not same(("history",), ("start",)):
            past = PastVisits.of(after, where)
        reach = self.reach if same(("cadres",)) else Reach(people, where)
        return Views(where, dates, geography, people, reach, past)
