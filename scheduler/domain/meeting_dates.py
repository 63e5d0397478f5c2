"""When meetings of a horizon take place, and when they would by their calendars and do not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from scheduler.domain.calendars.meetings import Dropped, Meeting, dates_of
from scheduler.domain.instance import Instance
from scheduler.domain.territory import Territory

Dated = TypeVar("Dated", Meeting, Dropped)


@dataclass(frozen=True)
class MeetingDates:
    """The meetings of an instance in its horizon."""

    instance: Instance
    territory: Territory

    @cached_property
    def _dates(self) -> tuple[Sequence[Meeting], Sequence[Dropped]]:
        horizon = self.instance.settings.horizon
        return dates_of(self.instance, self.territory, horizon[0].first_day, horizon[-1].last_day)

    @cached_property
    def meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        """The meetings by (branch, date), in order of date and branch."""
        return {(meeting.branch, meeting.date): meeting for meeting in self._dates[0]}

    @cached_property
    def by_branch(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Branch to its meetings, in order of date."""
        return _by_branch(self._dates[0])

    @cached_property
    def dropped(self) -> Mapping[str, tuple[Dropped, ...]]:
        """Branch to its dates on which a rule has it meet, and it does not."""
        return _by_branch(self._dates[1])


def _by_branch(dates: Iterable[Dated]) -> dict[str, tuple[Dated, ...]]:
    groups: dict[str, list[Dated]] = defaultdict(list)
    for date in dates:
        groups[date.branch].append(date)
    return {branch: tuple(group) for branch, group in groups.items()}
