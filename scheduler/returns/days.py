"""Dates as clerks write them: day first, without the year, as a number of a spreadsheet."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from scheduler.domain.dates import EPOCH_1900, Unclear, day_of_number, day_of_text, plain
from scheduler.domain.months import FIRST_YEAR, LAST_YEAR

MONTH_DAYS = 31
"""Most days between two dates that are not more than a month apart."""

_BEFORE = re.compile(r"(?:(?:thứ|thu)\s+\w+|chủ nhật|cn|t[2-7]|\w+day)?[\s,]*(?:ngày\s*|ngay\s*)?")
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})(?:\s*\2\s*([0-9]{4}|[0-9]{2}))?[-/.]?"
)
_IN_WORDS = re.compile(
    r"([0-9]{1,2})\s*th(?:áng|ang|g)\s*([0-9]{1,2})(?:\s*n(?:ă|a)m\s*([0-9]{4}))?"
)


@dataclass(frozen=True)
class Day:
    """A date that a cell says. One that is not ``sure`` is only what it most likely means, or None
    where that is anybody's guess. ``turned`` is the same date with day and month changed over,
    where there is one.
    """

    date: dt.date | None
    sure: bool = True

    @property
    def turned(self) -> dt.date | None:
        """The date with day and month changed over; None where there is no other."""
        if self.date is None or self.date.day == self.date.month:
            return None
        return _date(self.date.year, self.date.day, self.date.month)


def day_of(value: object, near: dt.date | None, epoch: dt.datetime = EPOCH_1900) -> Day | None:
    """The date in a cell, None of a blank one; a year that is missing is the one that brings it
    nearest to the date ``near``, without which it is not sure.

    A number counts days from the epoch.
    """
    if value is None or isinstance(value, bool):
        return None if value is None else Day(None, sure=False)
    if isinstance(value, dt.datetime):
        return Day(value.date())
    if isinstance(value, dt.date):
        return Day(value)
    if isinstance(value, int | float):
        return _counted(float(value), near, epoch)
    if not isinstance(value, str):
        return Day(None, sure=False)
    text = plain(unicodedata.normalize("NFKC", value)).strip(" .,;*")
    return _written(text, near, epoch) if text else None


def _counted(number: float, near: dt.date | None, epoch: dt.datetime) -> Day:
    found = day_of_number(number, epoch)
    if isinstance(found, dt.date):
        return Day(found)
    if found.kind == "day_number_time":
        return Day(found.context["day"])
    if found.kind == "day_or_digits":
        return _one_of(found, near)
    # 8.7 is what a spreadsheet makes of a date typed with a point: of 8.10 the nought is lost
    whole, _, part = f"{number:.2f}".partition(".")
    likely = _near(int(part.rstrip("0") or 0), int(whole), near) if number < 32 else None
    return Day(likely, sure=False)


def _written(text: str, near: dt.date | None, epoch: dt.datetime) -> Day:
    bare = text[_BEFORE.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing too
    if match := _DAY_FIRST.fullmatch(bare):
        return _day_first(int(match[1]), int(match[3]), match[4], near)
    if match := _IN_WORDS.fullmatch(bare):
        return _day_first(int(match[1]), int(match[2]), match[3], near)
    found = day_of_text(bare, epoch)
    if isinstance(found, dt.date):
        return Day(found)
    if found.kind == "day_number":  # digits alone: a number of days if it is about that time
        counted: dt.date = found.context["day"]
        return Day(counted, near is not None and abs((counted - near).days) <= MONTH_DAYS)
    if found.kind == "day_or_digits":
        return _one_of(found, near)
    return _likely(found)


def _one_of(found: Unclear, near: dt.date | None) -> Day:
    """A number that counts days, or is the digits of a date: the one of both that is about that
    time, where the other is not.
    """
    days: tuple[dt.date, dt.date] = (found.context["day"], found.context["other"])
    close = [day for day in days if near and abs((day - near).days) <= MONTH_DAYS]
    return Day(close[0]) if len(close) == 1 else Day(None, sure=False)


def _likely(found: Unclear) -> Day:
    likely = dt.date.fromisoformat(found.nearest) if found.nearest else None
    return Day(likely, sure=found.kind == "day_time" and likely is not None)


def _day_first(day: int, month: int, year: str | None, near: dt.date | None) -> Day:
    if year is None:
        found = _near(month, day, near)
        return Day(found or _near(day, month, near), sure=found is not None)
    whole = int(year) if len(year) == 4 else 2000 + int(year)
    found = _date(whole, month, day)
    return Day(found or _date(whole, day, month), sure=found is not None)


def _near(month: int, day: int, near: dt.date | None) -> dt.date | None:
    """The day of that month, in the year that brings it nearest to the date."""
    if near is None:
        return None
    years = (near.year + step for step in (-1, 0, 1))
    days = [found for year in years if (found := _date(year, month, day))]
    return min(days, key=lambda found: abs(found - near), default=None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None
