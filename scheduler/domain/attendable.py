"""Which meetings each cadre can attend, by the tables and what is over (SPEC §4)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.meeting_dates import MeetingDates
from scheduler.domain.months import Month
from scheduler.domain.people import People, Reach
from scheduler.domain.pin_pairs import PinPairs
from scheduler.domain.roster import Visit


@dataclass(frozen=True)
class Attendable:
    """The meetings that cadres can attend; in order of date and branch everywhere."""

    people: People
    reach: Reach
    dates: MeetingDates
    pins: PinPairs
    before: dt.date
    """Nothing is planned any more before that date."""
    over: Set[Visit]
    """Visits that are made, or recorded as not made."""

    @cached_property
    def by_the_tables(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Cadre to the meetings they can attend (SPEC §4, a to f)."""
        people, meetings = self.people, self.dates.by_branch
        return {
            cadre: tuple(
                sorted(
                    (
                        meeting
                        for branch in self.reach.branches[cadre]
                        for meeting in meetings.get(branch, ())
                        if people.employed(cadre, meeting.date)
                        and people.leave_on(cadre, meeting.date) is None
                        and self.pins.forbidden(cadre, branch, meeting.date) is None
                    ),
                    key=lambda meeting: (meeting.date, meeting.branch),
                )
            )
            for cadre in people.cadres
        }

    @cached_property
    def by_cadre(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Cadre to the meetings that may still be planned for them."""
        before, over = self.before, self.over
        if before == dt.date.min and not over:
            return self.by_the_tables
        return {
            cadre: tuple(
                m for m in meetings if m.date >= before and (cadre, m.branch, m.date) not in over
            )
            for cadre, meetings in self.by_the_tables.items()
        }

    @cached_property
    def by_month(self) -> Mapping[tuple[str, Month], tuple[Meeting, ...]]:
        """(cadre, month) to what may be planned for them then."""
        groups: dict[tuple[str, Month], list[Meeting]] = defaultdict(list)
        for cadre, meetings in self.by_cadre.items():
            for meeting in meetings:
                groups[cadre, Month.of(meeting.date)].append(meeting)
        return {cell: tuple(group) for cell, group in groups.items()}

    @cached_property
    def visits_by_month(self) -> Mapping[tuple[str, Month], tuple[Visit, ...]]:
        """The same as visits."""
        return {
            cell: tuple(Visit(cell[0], meeting.branch, meeting.date) for meeting in meetings)
            for cell, meetings in self.by_month.items()
        }

    @cached_property
    def able_tiers(self) -> Mapping[tuple[str, dt.date], frozenset[str]]:
        """Meeting to the tiers with a cadre who can attend it, whether or not a visit is due."""
        tiers: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
        for cadre, meetings in self.by_the_tables.items():
            tier = self.people.cadres[cadre].tier
            for meeting in meetings:
                tiers[meeting.branch, meeting.date].add(tier)
        return {meeting: frozenset(able) for meeting, able in tiers.items()}
