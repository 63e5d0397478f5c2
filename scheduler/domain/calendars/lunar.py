"""The Vietnamese lunar calendar, month by month, as it is reckoned at UTC+7.

It differs from the Chinese calendar (UTC+8) whenever a new moon falls between the two midnights.
Months are found by walking through solar days: the other direction, from a lunar date to a solar
one, answers without complaint for days and leap months that never were.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lunar_vn import solar_to_lunar

from scheduler.domain.months import FIRST_YEAR, LAST_YEAR

FIRST_DAY = dt.date(FIRST_YEAR, 1, 1)
LAST_DAY = dt.date(LAST_YEAR, 12, 31)

_MEAN_MONTH = 29.530588853
"""Days from one new moon to the next, on average."""


class LunarMonth(NamedTuple):
    """A lunar month: first day, length, and name (``number`` of ``year``, leap or not)."""

    start: dt.date
    days: int
    year: int
    number: int
    leap: bool

    @property
    def ordinal(self) -> int:
        """A running number: the difference of two ordinals is the lunar months between."""
        return round((self.start - FIRST_DAY).days / _MEAN_MONTH)


def lunar_month(day: dt.date) -> LunarMonth:
    """The lunar month that holds a date of the years 1900 to 2100; ValueError for others."""
    return _month(day - dt.timedelta(days=solar_to_lunar(day).day - 1))


def lunar_months(first: dt.date, last: dt.date) -> Iterator[LunarMonth]:
    """The lunar months with a day from `first` to `last`, in order, within 1900 to 2100."""
    first, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    if first > last:
        return
    month = lunar_month(first)
    while True:
        yield month
        start = month.start + dt.timedelta(days=month.days)
        if start > last:
            return
        month = _month(start)


@lru_cache(maxsize=4_096)
def _month(start: dt.date) -> LunarMonth:
    lunar = solar_to_lunar(max(start, FIRST_DAY))
    thirtieth = start + dt.timedelta(days=29)
    is_short = thirtieth <= LAST_DAY and solar_to_lunar(thirtieth).day == 1
    return LunarMonth(start, 29 if is_short else 30, lunar.year, lunar.month, lunar.leap)
