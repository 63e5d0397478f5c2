"""Reading RRULEs: RFC 5545, RFC 7529 for the Vietnamese lunar calendar, short forms.

========================================================  =========================================
``15`` · ``-1``                                           the 15th · the last day of every month
``1SA`` · ``-1SU`` · ``1T7`` · ``-1CN``                   the first Saturday · the last Sunday
``L15`` · ``L-1``                                         the 15th · the last day of lunar months
``FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15``                 every third month from the row's `from`
``FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1``         the last working day
``RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=5``  five days into the lunar year
========================================================  =========================================

:mod:`scheduler.domain.calendars.rule_cell` reads what else may stand in the cell of a rule.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast, get_args

from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.copied_rule import last_day
from scheduler.domain.calendars.occurrences import (
    Frequency,
    MonthName,
    NthWeekday,
    RecurrenceRule,
    Skip,
)
from scheduler.domain.cells import fail
from scheduler.domain.dates import in_plain_signs
from scheduler.domain.names import nearest

__all__ = ["RecurrenceRule", "is_short", "read_rrule"]

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_VIETNAMESE_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_WEEKDAY = {name: n for names in (_WEEKDAYS, _VIETNAMESE_WEEKDAYS) for n, name in enumerate(names)}

_SOLAR_PARTS = (
    "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "COUNT", "UNTIL",
    "BYHOUR", "BYMINUTE", "BYSECOND",
)  # fmt: skip
_TIME_PARTS = {"BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 60}
"""Parts that give the time of day, and their largest value."""
_LUNAR_PARTS = ("RSCALE", "FREQ", "INTERVAL", "BYMONTHDAY", "BYMONTH", "SKIP")
_FREQUENCIES: tuple[str, ...] = get_args(Frequency)
_LUNAR_FREQUENCIES = ("MONTHLY", "YEARLY")
_MAX_INTERVAL = 1_000
_MAX_COUNT = 1_000_000

_SHORT_DAY = re.compile(r"-?[0-9]{1,2}")
_SHORT_WEEKDAY = re.compile(r"(-?[1-5])([A-Z][A-Z2-7])")
_SHORT_LUNAR = re.compile(r"L(-?[0-9]{1,2})")
_WHOLE = re.compile(r"[0-9]{1,9}")
_SIGNED = re.compile(r"[+-]?[0-9]{1,3}")
_BYDAY = re.compile(r"([+-]?[0-9]{1,2})?([A-Z]{2})")
_BYMONTH = re.compile(r"([0-9]{1,2})(L?)")


@lru_cache(maxsize=16_384)
def read_rrule(text: str, zone: dt.tzinfo, time: dt.time | None = None) -> RecurrenceRule:
    """What an RRULE, or a short form, means for an event that begins at that time of the zone.

    Raises a cell error: ``rule`` (no rule at all), ``rule_part``, ``rule_repeated``,
    ``rule_missing``, ``rule_both``, ``rule_never``, or ``rule_`` and the name of the part whose
    value is wrong (``rule_interval``, ``rule_byday`` …).
    """
    parts = _parts(text)
    _check_names(parts)
    rule = _rule(parts, zone, time)
    if not rule.ever_matches():
        raise fail("rule_never")
    return rule


def is_short(text: str) -> bool:
    """Whether a text in capitals has the look of a short form, whether or not it is sound."""
    return any(form.fullmatch(text) for form in (_SHORT_DAY, _SHORT_WEEKDAY, _SHORT_LUNAR))


def _parts(text: str) -> Mapping[str, str]:
    if _SHORT_DAY.fullmatch(text):
        return {"FREQ": "MONTHLY", "BYMONTHDAY": text}
    if (match := _SHORT_WEEKDAY.fullmatch(text)) and match[2] in _WEEKDAY:
        return {"FREQ": "MONTHLY", "BYDAY": match[1] + _WEEKDAYS[_WEEKDAY[match[2]]]}
    if match := _SHORT_LUNAR.fullmatch(text):
        return {"RSCALE": "VIETNAMESE", "FREQ": "MONTHLY", "BYMONTHDAY": match[1]}
    parts: dict[str, str] = {}
    for piece in text.removesuffix(";").split(";"):
        name, equals, value = piece.partition("=")
        if not equals:
            raise _no_rule(text)
        if name in parts:
            raise fail("rule_repeated", part=name)
        parts[name] = value
    if parts.get("RSCALE") == "GREGORIAN":  # what every rule is without RSCALE and SKIP
        del parts["RSCALE"]
        if parts.get("SKIP") == "OMIT":
            del parts["SKIP"]
    return parts


def _no_rule(text: str) -> PydanticCustomError:
    """Why a text without any `=` is none of the short forms."""
    if usual := in_plain_signs(text):
        return fail("rule", nearest=usual)
    pieces = re.split("[,;]", text)
    if len(pieces) > 1 and all(map(is_short, pieces)):
        return fail("rule_several", count=len(pieces))
    return fail("rule")


def _check_names(parts: Mapping[str, str]) -> None:
    lunar = "RSCALE" in parts
    known: Iterable[str] = _LUNAR_PARTS if lunar else _SOLAR_PARTS
    if parts.get("FREQ") == "WEEKLY":
        known = [name for name in known if name != "BYMONTHDAY"]  # RFC 5545 §3.3.10
    for name in parts:
        if name not in known:
            raise fail("rule_part", part=name, parts=", ".join(known), nearest=nearest(name, known))
    for name in ("FREQ", "BYMONTHDAY") if lunar else ("FREQ",):
        if name not in parts:
            raise fail("rule_missing", part=name)
    if "COUNT" in parts and "UNTIL" in parts:
        raise fail("rule_both")


def _rule(parts: Mapping[str, str], zone: dt.tzinfo, time: dt.time | None) -> RecurrenceRule:
    lunar = "RSCALE" in parts
    if lunar and parts["RSCALE"] != "VIETNAMESE":
        raise fail("rule_rscale", nearest="RSCALE=VIETNAMESE")
    frequency = _word("FREQ", parts["FREQ"], _LUNAR_FREQUENCIES if lunar else _FREQUENCIES)
    fields: dict[str, Any] = {"frequency": cast(Frequency, frequency), "lunar": lunar}
    if "INTERVAL" in parts:
        fields["interval"] = _whole("INTERVAL", parts["INTERVAL"], _MAX_INTERVAL)
    if "COUNT" in parts:
        fields["count"] = _whole("COUNT", parts["COUNT"], _MAX_COUNT)
    if "UNTIL" in parts:
        if (last := last_day(parts["UNTIL"], zone, time)) is None:
            raise fail("rule_until")
        fields["until"] = last
    if "SKIP" in parts:
        fields["skip"] = _word("SKIP", parts["SKIP"], get_args(Skip))
    if "WKST" in parts:
        fields["week_start"] = _WEEKDAYS.index(_word("WKST", parts["WKST"], _WEEKDAYS))
    if "BYMONTHDAY" in parts:
        fields["month_days"] = _signed("BYMONTHDAY", parts["BYMONTHDAY"], 30 if lunar else 31)
    if "BYMONTH" in parts:
        fields["months"] = _months(parts["BYMONTH"], lunar)
    if "BYDAY" in parts:
        fields["weekdays"] = _weekdays(parts["BYDAY"], frequency in ("MONTHLY", "YEARLY"))
    if "BYSETPOS" in parts:
        if not any(name in parts for name in ("BYDAY", "BYMONTHDAY", "BYMONTH")):
            raise fail("rule_bysetpos")
        fields["positions"] = _signed("BYSETPOS", parts["BYSETPOS"], 366)
    return RecurrenceRule(**fields, times=_times(parts, time))


def _times(parts: Mapping[str, str], time: dt.time | None) -> tuple[tuple[int, int | None], ...]:
    """The times of day that the rule gives, else the one given for it, as (hour, minute)."""
    given: dict[str, list[int]] = {}
    for part, limit in _TIME_PARTS.items():
        numbers = parts[part].split(",") if part in parts else []
        if not all(_WHOLE.fullmatch(number) and int(number) <= limit for number in numbers):
            raise fail("rule_byhour", part=part, limit=limit)
        given[part] = sorted({int(number) for number in numbers})
    hours = given["BYHOUR"] or ([time.hour] if time else [])
    minutes: list[int] | list[None] = given["BYMINUTE"] or ([time.minute] if time else [None])
    return tuple((hour, minute) for hour in hours for minute in minutes)


def _word(part: str, value: str, words: tuple[str, ...]) -> str:
    if value not in words:
        near = nearest(value, words)
        raise fail(
            f"rule_{part.lower()}", words=", ".join(words), nearest=f"{part}={near}" if near else ""
        )
    return value


def _whole(part: str, value: str, limit: int) -> int:
    if not _WHOLE.fullmatch(value) or not 1 <= int(value) <= limit:
        raise fail(f"rule_{part.lower()}", limit=limit)
    return int(value)


def _signed(part: str, value: str, limit: int) -> tuple[int, ...]:
    numbers = value.split(",")
    if not all(_SIGNED.fullmatch(n) and 1 <= abs(int(n)) <= limit for n in numbers):
        raise fail(f"rule_{part.lower()}", limit=limit)
    return tuple(sorted({int(number) for number in numbers}))


def _months(value: str, lunar: bool) -> tuple[MonthName, ...]:
    matches = [_BYMONTH.fullmatch(month) for month in value.split(",")]
    months = {MonthName(int(match[1]), bool(match[2])) for match in matches if match}
    if not all(matches) or not all(1 <= m.number <= 12 and m.leap <= lunar for m in months):
        raise fail("rule_bymonth")
    return tuple(sorted(months))


def _weekdays(value: str, numbered: bool) -> tuple[NthWeekday, ...]:
    weekdays = set()
    for text in value.split(","):
        match = _BYDAY.fullmatch(text)
        if not match or match[2] not in _WEEKDAYS:
            raise fail("rule_byday")
        if match[1] is not None and (not numbered or not 1 <= abs(int(match[1])) <= 53):
            raise fail("rule_byday")
        weekdays.add(NthWeekday(int(match[1] or 0), _WEEKDAYS.index(match[2])))
    return tuple(sorted(weekdays))
