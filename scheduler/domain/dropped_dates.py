"""Dates of calendars on which nobody meets, in words: a holiday's name, a closure's reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from scheduler.domain.calendars.holidays import holiday_name
from scheduler.domain.calendars.meetings import Cause, Dropped
from scheduler.domain.problem import Problem
from scheduler.language import Language, Spoken, day, say

FEW = 3
"""Dates that are named one by one; of more only the first."""


@dataclass(frozen=True)
class Lost(Spoken):
    """A date on which a branch does not meet, with the reason in brackets."""

    date: Dropped
    country: str
    """Of the public holidays."""

    def said(self, language: Language) -> str:
        """With the name of the holiday, the reason of the closure, or the new date."""
        date = self.date
        name = holiday_name(self.country, date.date, language)
        remark = say(
            f"results.lost_{date.cause}", language, name=name, new=date.new_date or date.date
        )
        reason = f": {date.reason}" if date.reason else ""
        return f"{day(date.date, language)} ({remark}{reason})"


def lost_on(problem: Problem, branch: str, days: Container[dt.date]) -> tuple[Lost, ...]:
    """Those of the days on which the branch would meet by its calendar, and does not."""
    dropped = problem.dropped.get(branch, ())
    return tuple(Lost(date, problem.settings.holidays) for date in dropped if date.date in days)


def causes_said(dropped: Iterable[Dropped], country: str, language: Language) -> Iterator[str]:
    """For each cause how many dates it took, which, and what would help.

    ``country`` is that of the public holidays.
    """
    groups: dict[Cause, list[Dropped]] = {cause: [] for cause in get_args(Cause)}
    for date in dropped:
        groups[date.cause].append(date)
    for cause, lost in groups.items():
        if lost:
            told = dates_said(lost, country, language)
            yield say(f"results.why_{cause}", language, count=len(lost), dates=told)


def dates_said(dropped: Iterable[Dropped], country: str, language: Language) -> str:
    """The dates with what is known of their cause, each once; the first ones of many."""
    told = [*dict.fromkeys(date_said(date, country, language) for date in dropped)]
    return ", ".join(told[:FEW]) + (" …" if len(told) > FEW else "")


def date_said(dropped: Dropped, country: str, language: Language) -> str:
    """A date, with the name of the holiday, the reason of the closure, or the new date."""
    written = day(dropped.date, language)
    match dropped.cause:
        case "holiday":
            return day_said(dropped.date, country, language)
        case "moved" if dropped.new_date:
            return say("results.moved_to", language, date=dropped.date, new=dropped.new_date)
    return f"{written} ({dropped.reason})" if dropped.reason else written


def day_said(date: dt.date, country: str, language: Language) -> str:
    """A day, with the name of the public holiday that it is."""
    name = holiday_name(country, date, language)
    return f"{day(date, language)} ({name})" if name else day(date, language)
