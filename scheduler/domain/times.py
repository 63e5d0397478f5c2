"""Times of day as people and spreadsheet programs write them.

Each reader gives the time HH:MM where the writing has one meaning only, and else an
:class:`scheduler.domain.dates.Unclear`. Spreadsheets store a time as a fraction of a day.
"""

from __future__ import annotations

import datetime as dt
import re

from scheduler.domain.dates import (
    DAY_SECONDS,
    LARGEST_SERIAL,
    NUMBER,
    Unclear,
    in_plain_signs,
    plain,
)
from scheduler.domain.names import fold

NEAR_A_MINUTE = 5
"""A stored time so many seconds off a whole minute is that minute: 0.3333 is 08:00."""

_LEAD = r"(?:(?:vào |vao )?(?:lúc |luc )|at |@ ?)?"
_MINUTES = (
    r" ?(:|h|g|giờ|gio|o'clock) ?"
    r"(?:([0-9]{1,2})(?::([0-9]{2}))? ?(?:phút|phut|ph|p|')?|(rưỡi|ruoi))?"
)
_HALF = r"am|pm|a\.m\.|p\.m\."
_PART = rf" ?({_HALF}|sa|ch|(?:buổi |buoi )?(?:sáng|sang|trưa|trua|chiều|chieu|tối|toi))"
_TIME = re.compile(rf"{_LEAD}([0-9]{{1,2}})(?:{_MINUTES})?{_PART}?")
_TIME_IN_TEXT = re.compile(
    rf"(?<![\w:.,/-])({_LEAD})[0-9]{{1,2}}(?:{_MINUTES}(?:{_PART})?| ?(?:{_HALF})(?! ?l[iị]ch))"
    r"(?![\w:.,/-]*\w)"
)
_BEFORE_A_LUNAR_DAY = {"ngày", "ngay", "mùng", "mung", "mồng", "mong", "và", "va", ",", "rằm"}
"""After these, a number and `am` are a day of the lunar calendar (âm lịch), not a time."""
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_POINT_TIME = re.compile(r"([0-9]{1,2})[.,]([0-9]{2})")

_HALVES = {"am": "am", "a.m.": "am", "sa": "am", "pm": "pm", "p.m.": "pm", "ch": "pm"}
_PARTS_OF_DAY = {
    "sang": range(1, 12), "trua": range(10, 14), "chieu": range(12, 19), "toi": range(18, 24),
}  # fmt: skip
"""Vietnamese words for a part of the day, without diacritics, and the hours that lie in it."""


def time_of_text(text: str) -> str | Unclear:
    """The time HH:MM that a text writes: 8:00, 08:00:00, 8h, 8h30, 14g30, 7 giờ rưỡi, 2:30 PM.

    Vietnamese words may lack their diacritics.
    """
    words = plain(text)
    match = _TIME.fullmatch(words)
    if not match:
        if usual := in_plain_signs(text):
            meant = time_of_text(usual)
            return Unclear("time_signs", meant if isinstance(meant, str) else meant.nearest)
        return _decimal_time(words)
    hour, sign, minute, second, half, part = match.groups()
    minute = "30" if half else minute
    found = _in_part_of_day(int(hour), part)
    if found is None or int(minute or 0) > 59 or int(second or 0) > 59:
        return Unclear("time")
    time = f"{found:02d}:{int(minute or 0):02d}"
    if not sign and not part:
        return Unclear("time", time)
    if len(minute or ("" if sign == ":" else "00")) < 2:
        return Unclear("time", time)
    if int(second or 0):
        return clock(dt.time(found, int(minute), int(second)))
    return time


def _in_part_of_day(hour: int, word: str | None) -> int | None:
    """The hour from 0 to 23 that is meant by that hour with that word after it."""
    if word is None:
        return hour if hour < 24 else None
    half = _HALVES.get(word)
    if half == "am":
        return hour % 12 if 1 <= hour <= 12 else None
    if half == "pm":
        return hour % 12 + 12 if 1 <= hour <= 12 else hour if 13 <= hour < 24 else None
    hours = _PARTS_OF_DAY[fold(word, plain=True).removeprefix("buoi ")]
    return next((h for h in (hour, hour + 12) if hour and h in hours), None)


def times_within(text: str) -> tuple[list[str], str]:
    """What a longer text says of the time, as it stands there, and the rest of the text.

    Only what has a sign of hours beside it is one: 19h, 7:30, 7 giờ rưỡi, 7 pm; not 15.
    """
    words = plain(text)
    found: list[str] = []
    rest, at = "", 0
    for match in _TIME_IN_TEXT.finditer(words):
        before = words[: match.start()].replace(",", " , ").split()[-1:]
        if not match[1] and match[0].endswith("am") and set(before) & _BEFORE_A_LUNAR_DAY:
            continue
        found.append(match[0].strip())
        rest, at = f"{rest}{words[at : match.start()]} ", match.end()
    return found, " ".join((rest + words[at:]).split())


def _decimal_time(words: str) -> Unclear:
    if point := _POINT_TIME.fullmatch(words):
        typed = _typed(int(point[1]), int(point[2]))
        if typed.nearest and int(point[1]):
            return typed
    if digits := _DIGITS.fullmatch(words):
        return _typed(int(digits[1]), int(digits[2]))
    if not NUMBER.fullmatch(words):
        return Unclear("time")
    return likely_time(float(words.replace(",", ".")))


def _typed(hour: int, minute: int) -> Unclear:
    """A time that is typed with another sign between hour and minute, or none."""
    return Unclear("time", f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else "")


def likely_time(number: float) -> Unclear:
    """The time that a number most likely is, where it need not be a fraction of a day."""
    found = time_of_number(number)
    return _stored_time(found) if isinstance(found, str) else found


def _stored_time(time: str) -> Unclear:
    return Unclear("time_number", time, {"time": time})


def time_of_number(number: float) -> str | Unclear:
    """The time HH:MM that a spreadsheet stores as that fraction of a day."""
    if 0 < number < 1:
        seconds = round(number * DAY_SECONDS, 3)
        found = _whole_minute(seconds)
        return found or _stored_time(_nearest_minute(seconds))
    if 1 <= number < 24:  # 8 from 8:00, 7.3 from 7.30; but 8.5 may be half past eight
        hour, minute = divmod(round(number * 100), 100)
        meant = hour < 24 and minute < 60 and minute != 50
        return Unclear("time", f"{hour:02d}:{minute:02d}" if meant else "")
    if 100 <= number < 2400 and number % 1 == 0:  # 1430 for 14:30
        return _typed(int(number) // 100, int(number) % 100)
    if 24 < number < LARGEST_SERIAL and number % 1:  # a date with a time
        return _stored_time(_nearest_minute(round(number % 1 * DAY_SECONDS, 3)))
    return Unclear("time")


def clock(value: dt.time) -> str | Unclear:
    """The time HH:MM of a clock time that is within seconds of a whole minute."""
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return _whole_minute(seconds) or Unclear("time_seconds", _nearest_minute(seconds))


def _whole_minute(seconds: float) -> str:
    """The minute of the day that is so near, or ""."""
    minute = round(seconds / 60)
    near = abs(seconds - minute * 60) <= NEAR_A_MINUTE and minute < 24 * 60
    return f"{minute // 60:02d}:{minute % 60:02d}" if near else ""


def _nearest_minute(seconds: float) -> str:
    minute = min(round(seconds / 60), 24 * 60 - 1)
    return f"{minute // 60:02d}:{minute % 60:02d}"
