"""Dates and months as people and spreadsheet programs write them.

Each reader gives the value where the writing has one meaning only, and else an :class:`Unclear`
that names the true cause; times of day have theirs in :mod:`scheduler.domain.times`.

Spreadsheets count days from an epoch: 46089 is 8 March 2026. A number is only certain where the
epoch is known, so a text of digits never is.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scheduler.domain.months import FIRST_YEAR, LAST_YEAR, Month
from scheduler.domain.names import DASHES

EPOCH_1900 = dt.datetime(1899, 12, 30)
"""Day 0 of most workbooks: right from 1 March 1900, as they count a 29 February 1900."""
FIRST_SERIAL_YEAR = 1990
"""Numbers that stand for days before this year stand for something else."""
LARGEST_SERIAL = 2_958_465
"""The last day that spreadsheets know, 31 December 9999."""
DAY_SECONDS = 86_400

Order = Literal["day", "month", "either"]
"""What stands first in a date of two numbers and a year, as far as the date itself tells."""

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_DAY_AND_NAME = re.compile(r"(?:ngày )?([0-9]{1,2})[-/., ]+([a-z]+|th(?:áng|g) ?[0-9]{1,2})"
                           r"[-/., ]+(?:năm )?([0-9]{4}|[0-9]{2})")  # fmt: skip
_NAME_AND_DAY = re.compile(r"([a-z]+)[. ]+([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_CLOCK_AT_END = re.compile(
    r"(?:t|\s+)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(z|[+-][0-9]{2}:?[0-9]{2}|[ap]\.?m\.?|sa|ch)?$"
)
_NO_YEAR = re.compile(r"[0-9]{1,2}[-/][0-9]{1,2}[-/]?")
_DASHES = str.maketrans(DASHES)
NUMBER = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,20})?")
_EIGHT_DIGITS = re.compile(r"[0-9]{8}")

_MONTH_OF_YEAR = re.compile(r"(?:tháng |tháng|thg ?|t)?([0-9]{1,2})(?:[-/. ]| năm )([0-9]{4})")
_YEAR_AND_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})|([0-9]{4})([0-9]{2})")
_NAME_OF_YEAR = re.compile(r"([a-z]+|th(?:áng|g) ?[0-9]{1,2})[-/., ]+([0-9]{4}|[0-9]{2})")

_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_NAMES = {
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    "sept": 9,
}


@dataclass(frozen=True)
class Unclear:
    """Why something is no date, month or time for certain, and which one it most likely is."""

    kind: str
    nearest: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


# -- days ------------------------------------------------------------------------------------------


def day_of_text(text: str, epoch: dt.datetime = EPOCH_1900) -> dt.date | Unclear:
    """The date that a text writes; one without its year first has the day first.

    Digits alone most likely count days from the epoch.
    """
    if _ISO.fullmatch(text):  # in nearly all cells, and much faster
        return _existing(text[:4], text[5:7], text[8:])
    words = plain(text)
    clock = _CLOCK_AT_END.search(words)
    if not clock:
        found = _bare_day(words, epoch)
        if isinstance(found, Unclear) and (usual := in_plain_signs(text)):
            meant = day_of_text(usual, epoch)
            near = meant.isoformat() if isinstance(meant, dt.date) else meant.nearest
            return Unclear("day_signs", near)
        return found
    found = _bare_day(words[: clock.start()], epoch)
    if not isinstance(found, dt.date):
        return found
    hour, minute, second, zone = clock.groups()
    if int(hour) == int(minute) == int(second or 0) == 0 and not zone:
        return found
    # The clock of another country or zone casts doubt on what stands first, and on the day itself.
    sure = not zone or _YEAR_FIRST.match(words)
    return Unclear("day_time", found.isoformat() if sure else "")


def plain(text: str) -> str:
    """The text in small letters (NFC) and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def in_plain_signs(text: str) -> str:
    """The text with the usual digits and signs for full-width ones (NFKC) and for long dashes; ""
    where it has no others.
    """
    usual = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return usual if usual != unicodedata.normalize("NFC", text) and usual.isascii() else ""


def _bare_day(words: str, epoch: dt.datetime) -> dt.date | Unclear:
    if match := _YEAR_FIRST.fullmatch(words):
        return _existing(match[1], match[3], match[4])
    if match := _YEAR_LAST.fullmatch(words):
        return _year_last(match[1], match[3], match[4])
    if match := _DAY_AND_NAME.fullmatch(words):
        return _named_month(match[1], match[2], match[3])
    if match := _NAME_AND_DAY.fullmatch(words):
        return _named_month(match[2], match[1], match[3])
    if _NO_YEAR.fullmatch(words):
        return Unclear("day_year")
    if _EIGHT_DIGITS.fullmatch(words):
        return _eight_digits(words)
    if NUMBER.fullmatch(words):
        return likely_day(float(words.replace(",", ".")), epoch)
    return Unclear("day")


def _date(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _existing(year: str, month: str, day: str) -> dt.date | Unclear:
    """The date, or that its month has no such day."""
    if found := _date(year, month, day):
        return found
    if not (1 <= int(month) <= 12 and 28 < int(day) <= 31 and int(year)):
        return Unclear("day")
    last = dt.date(int(year), int(month), calendar.monthrange(int(year), int(month))[1])
    return Unclear("day_missing", last.isoformat(), {"last": last})


def _year_last(first: str, second: str, year: str) -> dt.date | Unclear:
    whole = year if len(year) == 4 else f"20{year}"
    found, turned = _date(whole, second, first), _date(whole, first, second)
    if len(year) == 2:
        likely = found or turned
        return Unclear("day_year", likely.isoformat() if likely else "")
    if found:
        return found
    if turned:
        return Unclear("day_month_first", turned.isoformat())
    return _existing(whole, second, first)


def _named_month(day: str, name: str, year: str) -> dt.date | Unclear:
    month = _month_number(name)
    if not month:
        return Unclear("day")
    found = _existing(year if len(year) == 4 else f"20{year}", str(month), day)
    if isinstance(found, dt.date) and len(year) == 2:
        return Unclear("day_year", found.isoformat())
    return found


def _month_number(name: str) -> int:
    """The number of a month of that name, such as mar, march or tháng 3; 0 for none."""
    digits = re.fullmatch(r"th(?:áng|g) ?([0-9]+)", name)
    return int(digits[1]) if digits else _MONTH_NAMES.get(name, 0)


def _eight_digits(text: str) -> Unclear:
    found = [
        day
        for day in (_date(text[:4], text[4:6], text[6:]), _date(text[4:], text[2:4], text[:2]))
        if day and FIRST_SERIAL_YEAR <= day.year <= LAST_YEAR
    ]
    return _stored("day_digits", found[0]) if len(found) == 1 else Unclear("day")


def _stored(kind: str, day: dt.date) -> Unclear:
    return Unclear(kind, day.isoformat(), {"day": day})


def day_of_number(number: float, epoch: dt.datetime) -> dt.date | Unclear:
    """The date that a spreadsheet stores as that number of days after its epoch."""
    if 10_000_000 <= number < 100_000_000 and number % 1 == 0:
        return _eight_digits(str(int(number)))
    day = _counted(number, epoch)
    typed = f"{int(number):06d}" if isinstance(day, dt.date) else ""
    other = _date(f"20{typed[4:]}", typed[2:4], typed[:2]) if typed else None
    return Unclear("day_or_digits", "", {"day": day, "other": other}) if other else day


def _counted(number: float, epoch: dt.datetime) -> dt.date | Unclear:
    if not 1 <= number <= LARGEST_SERIAL - (epoch - EPOCH_1900).days:
        return Unclear("day")
    moment = moment_of_number(number, epoch)
    day = moment.date()
    if not FIRST_SERIAL_YEAR <= day.year <= LAST_YEAR:
        limits = {"first": FIRST_SERIAL_YEAR, "last": LAST_YEAR}
        return Unclear("day_far", "", {"day": day, **limits})
    if moment.time() != dt.time():
        return _stored("day_number_time", day)
    return day


def likely_day(number: float, epoch: dt.datetime = EPOCH_1900) -> Unclear:
    """The date that a number most likely is, though nothing says that it counts days."""
    found = day_of_number(number, epoch)
    return _stored("day_number", found) if isinstance(found, dt.date) else found


def day_of_moment(moment: dt.datetime) -> dt.date | Unclear:
    """The date of a moment at midnight, to the second: spreadsheets store fractions."""
    day = moment.date()
    after = (moment - dt.datetime.combine(day, dt.time())).total_seconds()
    if after < 0.5:
        return day
    if after >= DAY_SECONDS - 0.5 and day < dt.date.max:
        return day + dt.timedelta(days=1)
    return Unclear("day_time", day.isoformat())


def moment_of_number(number: float, epoch: dt.datetime) -> dt.datetime:
    """Date and time, to the second, of so many days after the epoch (at most the year 9999)."""
    early = epoch == EPOCH_1900 and number < 60  # before the 29 February 1900 that never was
    return epoch + dt.timedelta(days=int(early), seconds=round(number * DAY_SECONDS))


def order_of(text: str) -> Order | None:
    """What stands first in a date such as 03/20/2026; None where that is not the question."""
    words = text.strip().casefold()
    match = _YEAR_LAST.match(words)
    if not match or (match.end() < len(words) and words[match.end()] not in "t \u00a0"):
        return None
    first, second = int(match[1]), int(match[3])
    if first == second or not (1 <= min(first, second) <= 12 and max(first, second) <= 31):
        return None
    if max(first, second) > 12:
        return "day" if first > 12 else "month"
    return "either"


def day_month_first(text: str) -> dt.date | None:
    """The date of a text for which :func:`order_of` has an answer, read month first."""
    match = _YEAR_LAST.match(text.strip())
    if not match:
        return None
    year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
    return _date(year, match[1], match[3])


# -- months ----------------------------------------------------------------------------------------


def month_of_text(text: str) -> Month | Unclear:
    """The month that a text writes: 2026-03, 03/2026, tháng 3/2026, Mar 2026, or its first day."""
    words = plain(text)
    if match := _MONTH_OF_YEAR.fullmatch(words):
        return _month(match[2], match[1]) or Unclear("month")
    if match := _YEAR_AND_MONTH.fullmatch(words):
        found = _month(match[1] or match[3], match[2] or match[4])
        return found if found and match[1] else Unclear("month", str(found or ""))
    if match := _NAME_OF_YEAR.fullmatch(words):
        year = match[2] if len(match[2]) == 4 else f"20{match[2]}"
        found = _month(year, _month_number(match[1]))
        return found if found and len(match[2]) == 4 else Unclear("month", str(found or ""))
    day = day_of_text(text)
    if isinstance(day, dt.date):
        return month_of_day(day, sure=order_of(text) is None)
    if day.kind == "day_number":
        return _stored_month(Month.of(day.context["day"]))
    return Unclear("month")


def _month(year: str | int, number: str | int) -> Month | None:
    month = Month(int(year), int(number))
    sound = 1 <= month.number <= 12 and FIRST_YEAR <= month.year <= LAST_YEAR
    return month if sound else None


def month_of_day(day: dt.date, sure: bool = True) -> Month | Unclear:
    """The month for which a spreadsheet stores its first day; ``sure`` if the date is certain."""
    if day.day == 1 and FIRST_YEAR <= day.year <= LAST_YEAR:
        return Month.of(day)
    return Unclear("month_day", str(Month.of(day)) if sure else "")


def month_of_number(number: float, epoch: dt.datetime) -> Month | Unclear:
    """The month for which a spreadsheet stores its first day as that number."""
    if not 1 <= number <= LARGEST_SERIAL:
        return Unclear("month")
    text = f"{number:.4f}".removesuffix(".0000")
    if isinstance(found := month_of_text(text), Month):  # 3.2026, from 03.2026
        return Unclear("month", str(found))
    if isinstance(found, Unclear) and found.kind == "month" and found.nearest:  # 202603
        return found
    day = _counted(number, epoch)
    return month_of_day(day) if isinstance(day, dt.date) else Unclear("month")


def likely_month(number: float) -> Unclear:
    """The month that a number most likely is, if the epoch is not known."""
    found = month_of_number(number, EPOCH_1900)
    return _stored_month(found) if isinstance(found, Month) else found


def _stored_month(month: Month) -> Unclear:
    return Unclear("month_number", str(month), {"month": str(month)})
