"""On which days an event takes place, and which days matter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.domain.months import FIRST_YEAR, LAST_YEAR
from scheduler.tables.formats.ics.events import CalendarEvent
from scheduler.tables.formats.ics.moments import Moment

MINUTES_OF_DAY = 24 * 60


class Occurrence(NamedTuple):
    """One meeting: when it begins, and how many minutes it lasts (0 where that is not said)."""

    begin: Moment
    minutes: float

    def seen_from(self, home: dt.tzinfo) -> Moment:
        """When it begins where the branches are.

        What begins at midnight, there or in its own zone, and lasts whole days is no more than a
        day: its time is not known.
        """
        there = self.begin.local(home)
        if self.minutes and not self.minutes % MINUTES_OF_DAY:
            for one in (self.begin, there):
                if one.time == dt.time():
                    return Moment(one.date)
        return there


@dataclass(frozen=True)
class Window:
    """The days that matter, and the time zone they are days of."""

    first: dt.date
    last: dt.date
    home: dt.tzinfo

    def day(self, moment: Moment) -> dt.date:
        """The day of a moment where the branches are."""
        return moment.local(self.home).date

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def occurrences(
    event: CalendarEvent, first: dt.date, last: dt.date
) -> dict[dt.date, list[Occurrence]]:
    """The meetings of an event by the day they would be on by its rules, EXDATE not looked at.

    The start is one of them also where it is none of the rule's days (RFC 5545 §3.8.5.3).
    """
    found: dict[dt.date, set[Occurrence]] = defaultdict(set)
    if event.start is not None:
        found[event.start.date].add(Occurrence(event.start, event.minutes))
        # Programs write their first and their last year for "always".
        known = first.year >= FIRST_YEAR and last.year <= LAST_YEAR
        for rule in event.rules if known else ():
            for day in rule.dates(first, last, event.start.date):
                for time in _times(event.start, rule.times):
                    begin = Moment(day, time, event.start.zone)
                    found[day].add(Occurrence(begin, event.minutes))
    for moment, minutes in event.added:
        length = event.minutes if minutes is None else minutes
        found[moment.local(event.zone).date].add(Occurrence(moment, length))
    return {
        day: sorted(found[day], key=lambda one: one.begin.time or dt.time())
        for day in sorted(found)
        if first <= day <= last
    }


def _times(start: Moment, told: tuple[tuple[int, int | None], ...]) -> Iterator[dt.time | None]:
    """The times of the meetings on a day of the rule: those of BYHOUR and BYMINUTE, if given."""
    if start.time is None or not told:
        yield start.time
    for hour, minute in told if start.time is not None else ():
        yield dt.time(hour, minute or 0)
