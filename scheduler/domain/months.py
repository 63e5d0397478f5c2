"""Calendar months as values one can count with."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from scheduler.language import Language, Spoken, say

_TEXT = re.compile(r"([0-9]{4})-([0-9]{2})")

FIRST_YEAR = 1900
LAST_YEAR = 2100


class Month(NamedTuple):
    """A month of a year; ordered, hashable, written ``YYYY-MM``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """The month written as ``YYYY-MM``; ValueError for anything else."""
        match = _TEXT.fullmatch(text)
        if not match:
            raise ValueError(f"not a month YYYY-MM: {text!r}")
        month = cls(int(match[1]), int(match[2]))
        if not (1 <= month.number <= 12 and FIRST_YEAR <= month.year <= LAST_YEAR):
            raise ValueError(f"not a month between {FIRST_YEAR} and {LAST_YEAR}: {text!r}")
        return month

    def said(self, language: Language) -> str:
        """The month as the language writes it in a sentence: 2015-07, 07/2015."""
        return say("dates.month", language, year=f"{self.year:04}", number=f"{self.number:02}")

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """The month that a date lies in."""
        return cls(day.year, day.month)

    @classmethod
    def at(cls, ordinal: int) -> Month:
        """The month with that running number, the inverse of :attr:`ordinal`."""
        return cls(ordinal // 12, ordinal % 12 + 1)

    @property
    def ordinal(self) -> int:
        """A running number: the difference of two ordinals is the months between."""
        return self.year * 12 + self.number - 1

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier if negative)."""
        return Month.at(self.ordinal + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


class Period(NamedTuple):
    """Some months in a row, both ends included; written ``YYYY-MM``, or as the first and the last
    of several.
    """

    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(map(Month.at, range(self.first.ordinal, self.last.ordinal + 1)))

    def holds(self, month: Month) -> bool:
        """Whether the month is one of these."""
        return self.first <= month <= self.last

    def said(self, language: Language) -> str:
        """The ends as the language writes them in a sentence."""
        ends = self.first.said(language), self.last.said(language)
        return ends[0] if self.first == self.last else " – ".join(ends)

    def __str__(self) -> str:
        return self.said("en")


for _kind in (Month, Period):
    Spoken.register(_kind)
