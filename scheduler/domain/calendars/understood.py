"""How the rules of an instance were understood: in words, with the next dates that they make."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from scheduler.domain.calendars.holidays import public_holidays
from scheduler.domain.calendars.meetings import MARGIN, final_dates
from scheduler.domain.calendars.occurrences import RecurrenceRule
from scheduler.domain.calendars.rule_cell import parse_rule, phrase_in
from scheduler.domain.calendars.rule_words import RuleWords
from scheduler.domain.instance import Instance
from scheduler.domain.months import LAST_YEAR
from scheduler.domain.records import CalendarRule

SHOWN_DATES = 3
"""Dates that are shown of a rule."""
_AHEAD = (dt.timedelta(days=400), dt.timedelta(days=4_400))
"""How far they are looked for: more than a year, then twelve."""


@dataclass(frozen=True)
class UnderstoodRule:
    """A rule of the table `calendars`, however many rows it stands in."""

    written: str
    """As it stands there."""
    rule: RecurrenceRule
    words: RuleWords
    dates: tuple[dt.date, ...]
    """Its first dates from the start of the horizon, at most :data:`SHOWN_DATES`, as `shift` puts
    them.
    """
    without: frozenset[dt.date]
    """Those among them that are public holidays, on which the rule makes no meeting."""
    record: CalendarRule
    """The first row that it stands in."""
    row: int
    """The number of that row, from 0."""
    rows: int
    """In how many it stands with the same `from`, `until` and `shift`."""


def understood_rules(instance: Instance) -> tuple[UnderstoodRule, ...]:
    """The rules of an instance without faults, each once: those in words before all others, which
    are less easily mistaken, and else in the order of their first rows.
    """
    counts: Counter[tuple[object, ...]] = Counter()
    first: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(instance.calendars):
        key = (row.rule, row.from_, row.until, row.shift)
        first.setdefault(key, number)
        counts[key] += 1
    in_order = sorted(first.items(), key=lambda item: (phrase_in(str(item[0][0])) is None, item[1]))
    return tuple(_understood(instance, number, counts[key]) for key, number in in_order)


def _understood(instance: Instance, number: int, rows: int) -> UnderstoodRule:
    row = instance.calendars[number]
    rule = parse_rule(row.rule, instance.settings.zone)
    dates, holidays = _next_dates(instance, row, rule)
    off = frozenset(dates) & holidays if row.shift == "none" else frozenset()
    return UnderstoodRule(row.rule, rule, RuleWords(rule, row.rule), dates, off, row, number, rows)


def _next_dates(
    instance: Instance, row: CalendarRule, rule: RecurrenceRule
) -> tuple[tuple[dt.date, ...], frozenset[dt.date]]:
    """The first dates of the horizon and after it, and the public holidays of that time."""
    first = instance.settings.horizon[0].first_day
    found: list[dt.date] = []
    off: frozenset[dt.date] = frozenset()
    for ahead in _AHEAD:
        last = min(first + ahead, dt.date(LAST_YEAR, 12, 31))
        off = public_holidays(instance.settings.holidays, range(first.year, last.year + 1))
        days = final_dates(rule, row, first - MARGIN, last, off)
        found = sorted({day for day in days if day >= first})
        if len(found) >= SHOWN_DATES:
            break
    return tuple(found[:SHOWN_DATES]), off
