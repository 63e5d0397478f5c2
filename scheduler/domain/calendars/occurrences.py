"""The dates on which a rule falls.

A rule (:mod:`scheduler.domain.calendars.recurrence` reads them) is a row of periods, every so many
days, weeks, months or years, and a choice of days in each. Only the periods that touch the window
asked for are ever looked at, so that no rule can run for ever.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from scheduler.domain.calendars.lunar import LunarMonth, lunar_month, lunar_months
from scheduler.domain.cells import fail
from scheduler.domain.months import FIRST_YEAR, LAST_YEAR, Month

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
Skip = Literal["OMIT", "BACKWARD", "FORWARD"]

_DAY = dt.timedelta(days=1)
_LUNAR_MARGIN = dt.timedelta(days=31)
"""Days that a lunar month does not have may be skipped into the month before or after."""


class NthWeekday(NamedTuple):
    """The nth such weekday of a month or year, from the end if negative; 0 is every one."""

    nth: int
    weekday: int
    """Monday is 0."""


class MonthName(NamedTuple):
    """A month of a year by its number; only lunar months can be leap."""

    number: int
    leap: bool = False


@dataclass(frozen=True)
class RecurrenceRule:
    """Which days a rule chooses; each field as the RRULE part that it is named after."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[NthWeekday, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[MonthName, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0
    count: int | None = None
    until: dt.date | None = None
    lunar: bool = False
    skip: Skip = "OMIT"
    start: dt.date | None = None
    """DTSTART of a copied rule: the anchor where there is no other."""
    times: tuple[tuple[int, int | None], ...] = ()
    """Hour and minute of the meetings, where the rule tells them; its dates do not depend on it."""
    has_length: bool = False
    """Whether the rule was copied with DTEND or DURATION."""

    @property
    def needs_anchor(self) -> bool:
        """Whether a date must be given that the rule counts from, or takes its day from."""
        counts = self.interval > 1 or self.count is not None or self._lacks_days
        return counts and self.start is None

    @property
    def _lacks_days(self) -> bool:
        return self.frequency != "DAILY" and not (self.weekdays or self.month_days)

    def dates(self, first: dt.date, last: dt.date, anchor: dt.date | None = None) -> list[dt.date]:
        """The rule's dates from `first` to `last`, in order, none of them before the anchor.

        The anchor is the `from` of the rule's row, or the rule's own start. With an interval,
        periods are counted from the one that holds the anchor: every third month from 2015-02-20 is
        February, May, August …

        Raises the cell error ``rule_anchor`` when the rule needs an anchor and has none.
        """
        if anchor is None and self.needs_anchor:
            raise fail("rule_anchor")
        anchor = anchor or self.start
        if anchor is None:
            return list(_dates(self, 0, first, last))
        rule = self._completed(anchor)
        phase = _period_of(rule, anchor) % rule.interval
        if rule.count is None:
            return [day for day in _dates(rule, phase, first, last) if day >= anchor]
        counted = [day for day in _dates(rule, phase, anchor, last) if day >= anchor][: rule.count]
        return [day for day in counted if day >= first]

    def ever_matches(self) -> bool:
        """False when no date from 1900 to 2100 can fulfil the rule, whatever it counts from."""
        if self._lacks_days:
            return True
        rule = replace(self, interval=1)
        years = range(FIRST_YEAR, LAST_YEAR + 1)
        return any(_chosen(rule, 0, dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in years)

    def _completed(self, anchor: dt.date) -> RecurrenceRule:
        """The rule with the days that it takes from the anchor said outright."""
        if not self._lacks_days:
            return self
        if self.frequency == "WEEKLY":
            return replace(self, weekdays=(NthWeekday(0, anchor.weekday()),))
        yearly = self.frequency == "YEARLY" and not self.months
        months = (MonthName(anchor.month),) if yearly else self.months
        return replace(self, months=months, month_days=(anchor.day,))


@lru_cache(maxsize=16_384)
def _dates(rule: RecurrenceRule, phase: int, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Cached without the anchor: rules of the same phase share their dates."""
    if rule.until is not None:
        last = min(last, rule.until)
    return tuple(_chosen(rule, phase, first, last)) if first <= last else ()


def _chosen(rule: RecurrenceRule, phase: int, first: dt.date, last: dt.date) -> list[dt.date]:
    """The days that the rule chooses from `first` to `last`, in order."""
    if rule.lunar:
        return _lunar_days(rule, phase, first, last)
    chosen: list[dt.date] = []
    for days in _solar_periods(rule, phase, first, last):
        chosen += _at_positions(days, rule.positions) if rule.positions else days
    return [day for day in chosen if first <= day <= last]


def _at_positions(days: list[dt.date], positions: Iterable[int]) -> list[dt.date]:
    places = {place - 1 if place > 0 else len(days) + place for place in positions}
    return [day for place, day in enumerate(days) if place in places]


def _period_of(rule: RecurrenceRule, day: dt.date) -> int:
    """The running number of the period that holds the day."""
    if rule.lunar:
        month = lunar_month(day)
        return month.year if rule.frequency == "YEARLY" else month.ordinal
    match rule.frequency:
        case "DAILY":
            return day.toordinal()
        case "WEEKLY":
            return (day.toordinal() - 1 - rule.week_start) // 7
        case "MONTHLY":
            return Month.of(day).ordinal
        case "YEARLY":
            return day.year


# -- solar periods --------------------------------------------------------------------------------


def _solar_periods(
    rule: RecurrenceRule, phase: int, first: dt.date, last: dt.date
) -> Iterator[list[dt.date]]:
    """The days chosen in each period that counts and touches the window, whole periods each."""
    earliest, latest = _period_of(rule, first), _period_of(rule, last)
    start = earliest + (phase - earliest) % rule.interval
    for period in range(start, latest + 1, rule.interval):
        spans = _spans(rule, period)
        found = {day for span in spans for day in _days_within(rule, *span)}
        yield [day for day in map(dt.date.fromordinal, sorted(found)) if _fits(rule, day)]


def _spans(rule: RecurrenceRule, period: int) -> list[tuple[int, int]]:
    """First and last day (as ordinals) of the spans of a period that weekdays are counted in."""
    match rule.frequency:
        case "DAILY":
            return [(period, period)]
        case "WEEKLY":
            start = period * 7 + 1 + rule.week_start
            return [(start, start + 6)]
        case "MONTHLY":
            return [_month_span(Month.at(period))]
        case "YEARLY" if rule.months:
            return [_month_span(Month(period, month.number)) for month in rule.months]
        case "YEARLY":
            return [(dt.date(period, 1, 1).toordinal(), dt.date(period, 12, 31).toordinal())]


def _month_span(month: Month) -> tuple[int, int]:
    return month.first_day.toordinal(), month.last_day.toordinal()


def _days_within(rule: RecurrenceRule, start: int, end: int) -> Iterable[int]:
    if not rule.weekdays:
        return range(start, end + 1)
    return {day for choice in rule.weekdays for day in _weekday_within(choice, start, end)}


def _weekday_within(choice: NthWeekday, start: int, end: int) -> Iterable[int]:
    earliest = start + (choice.weekday - (start - 1)) % 7  # day 1 of the ordinals was a Monday
    every = range(earliest, end + 1, 7)
    if not choice.nth:
        return every
    place = choice.nth - 1 if choice.nth > 0 else len(every) + choice.nth
    return every[place : place + 1] if 0 <= place < len(every) else ()


def _fits(rule: RecurrenceRule, day: dt.date) -> bool:
    if rule.months and (day.month, False) not in rule.months:
        return False
    if not rule.month_days or day.day in rule.month_days:
        return True
    length = calendar.monthrange(day.year, day.month)[1]
    return day.day - length - 1 in rule.month_days


# -- lunar months ---------------------------------------------------------------------------------


def _lunar_days(rule: RecurrenceRule, phase: int, first: dt.date, last: dt.date) -> list[dt.date]:
    months = list(lunar_months(first - _LUNAR_MARGIN, last + _LUNAR_MARGIN))
    yearly = rule.frequency == "YEARLY"
    found: set[dt.date] = set()
    for number, month in enumerate(months):
        period = month.year if yearly else month.ordinal
        if period % rule.interval == phase and _is_named(rule, months, number):
            found.update(_days_of_lunar_month(rule, month))
    return sorted(day for day in found if first <= day <= last)


def _is_named(rule: RecurrenceRule, months: list[LunarMonth], number: int) -> bool:
    """Whether the rule speaks of the month, itself or in place of a leap month that is not."""
    month = months[number]
    if not rule.months or (month.number, month.leap) in rule.months:
        return True
    if month.leap or rule.skip == "OMIT":
        return False
    if rule.skip == "BACKWARD":
        followed_by_leap = number + 1 < len(months) and months[number + 1].leap
        return (month.number, True) in rule.months and not followed_by_leap
    after_leap = number > 0 and months[number - 1].leap
    return ((month.number + 10) % 12 + 1, True) in rule.months and not after_leap


def _days_of_lunar_month(rule: RecurrenceRule, month: LunarMonth) -> Iterator[dt.date]:
    for day in rule.month_days:
        place = day if day > 0 else month.days + 1 + day
        if not 1 <= place <= month.days:
            if rule.skip == "OMIT":
                continue
            before = 0 if place < 1 else month.days
            place = before if rule.skip == "BACKWARD" else before + 1
        yield month.start + (place - 1) * _DAY
