"""When a calendar rule says that a branch meets: RFC 5545 rules, short forms, the lunar calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dateutil.rrule import rrulestr
from lunar_vn import solar_to_lunar

from scheduler.domain.cells import fail, parse_day
from scheduler.domain.names import nearest

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_SOLAR_PARTS = (
    "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST", "UNTIL", "COUNT",
)  # fmt: skip
_LUNAR_PARTS = ("RSCALE", "FREQ", "INTERVAL", "BYMONTHDAY", "BYMONTH", "SKIP")
_WEEKDAYS = {
    "MO": "MO", "TU": "TU", "WE": "WE", "TH": "TH", "FR": "FR", "SA": "SA", "SU": "SU",
    "T2": "MO", "T3": "TU", "T4": "WE", "T5": "TH", "T6": "FR", "T7": "SA", "CN": "SU",
}  # fmt: skip
_SHORT_DAY = re.compile(r"-?[0-9]{1,2}")
_SHORT_WEEKDAY = re.compile(r"(-?[1-5])\s*([A-Z]{2}|T[2-7])")
_SHORT_LUNAR = re.compile(r"L\s*(-?[0-9]{1,2})")
_NUMBERS = re.compile(r"-?[0-9]{1,3}(?:,-?[0-9]{1,3})*")
_BYDAY = re.compile(r"(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[0-9]{1,2})?(?:MO|TU|WE|TH|FR|SA|SU))*")
_LUNAR_MONTHS = re.compile(r"[0-9]{1,2}L?(?:,[0-9]{1,2}L?)*")


@dataclass(frozen=True)
class Rule:
    """A parsed rule. ``parts`` are RFC 5545 / RFC 7529 parts in upper case."""

    parts: tuple[tuple[str, str], ...]

    @property
    def _part(self) -> Mapping[str, str]:
        return dict(self.parts)

    @property
    def is_lunar(self) -> bool:
        return "RSCALE" in self._part

    @property
    def needs_anchor(self) -> bool:
        """Whether the rule counts from a start, so that its row must say `from`."""
        return int(self._part.get("INTERVAL", "1")) > 1 or "COUNT" in self._part

    def dates(self, first: dt.date, last: dt.date, anchor: dt.date | None = None) -> list[dt.date]:
        """The rule's dates from `first` to `last`, not before the anchor, counted from the anchor."""
        return list(_dates(self, first, last, anchor))


def parse_rule(text: str) -> Rule:
    """The rule of a cell; raises the cell errors ``rule``, ``rule_part`` or ``rule_never``."""
    short = text.strip().upper()
    if _SHORT_DAY.fullmatch(short):
        return _checked({"FREQ": "MONTHLY", "BYMONTHDAY": str(int(short))})
    if (match := _SHORT_WEEKDAY.fullmatch(short)) and match[2] in _WEEKDAYS:
        return _checked({"FREQ": "MONTHLY", "BYDAY": match[1] + _WEEKDAYS[match[2]]})
    if match := _SHORT_LUNAR.fullmatch(short):
        day = str(int(match[1]))
        return _checked({"RSCALE": "VIETNAMESE", "FREQ": "MONTHLY", "BYMONTHDAY": day})
    parts: dict[str, str] = {}
    for piece in short.removeprefix("RRULE:").rstrip(";").split(";"):
        name, equals, value = piece.partition("=")
        if not equals or name in parts:
            raise fail("rule")
        parts[name.strip()] = value.strip()
    return _checked(parts)


def _checked(parts: dict[str, str]) -> Rule:
    known = _LUNAR_PARTS if "RSCALE" in parts else _SOLAR_PARTS
    for name in parts:
        if name not in known:
            raise fail("rule_part", part=name, nearest=nearest(name, known))
    if parts.get("FREQ") not in (("MONTHLY", "YEARLY") if "RSCALE" in parts else FREQUENCIES):
        raise fail("rule_frequency", nearest=nearest(parts.get("FREQ", ""), FREQUENCIES))
    for name, value in parts.items():
        if not _sound(name, value, "RSCALE" in parts):
            raise fail("rule_value", part=name, text=value)
    if "RSCALE" in parts and "BYMONTHDAY" not in parts:
        raise fail("rule")
    rule = Rule(tuple(sorted(parts.items())))
    start = dt.date(2000, 1, 1)  # any eight years hold a leap year and every weekday of every date
    if "UNTIL" not in parts and not rule.dates(start, dt.date(2010, 12, 31), start):
        raise fail("rule_never")
    return rule


def _sound(name: str, value: str, lunar: bool) -> bool:
    match name:
        case "FREQ":
            return True
        case "RSCALE":
            return value == "VIETNAMESE"
        case "SKIP":
            return value in ("OMIT", "BACKWARD", "FORWARD")
        case "INTERVAL" | "COUNT":
            return value.isascii() and value.isdigit() and 1 <= int(value) <= 1000
        case "BYMONTHDAY":
            most = 30 if lunar else 31
            return bool(_NUMBERS.fullmatch(value)) and all(
                1 <= abs(int(n)) <= most for n in value.split(",")
            )
        case "BYMONTH":
            pattern = _LUNAR_MONTHS if lunar else _NUMBERS
            return bool(pattern.fullmatch(value)) and all(
                1 <= int(n.rstrip("L")) <= 12 for n in value.split(",")
            )
        case "BYDAY":
            return bool(_BYDAY.fullmatch(value))
        case "BYSETPOS":
            return bool(_NUMBERS.fullmatch(value)) and "0" not in value.split(",")
        case "WKST":
            return value in _WEEKDAYS
        case _:
            return bool(re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", value)) and _day(value) is not None


def _day(value: str) -> dt.date | None:
    try:
        return dt.date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return None


@cache
def _dates(rule: Rule, first: dt.date, last: dt.date, anchor: dt.date | None) -> tuple[dt.date, ...]:
    start = max(first, anchor) if anchor else first
    if start > last:
        return ()
    if rule.is_lunar:
        return tuple(_lunar(rule, start, last, anchor))
    parts = rule._part
    text = ";".join(f"{k}={v[:8] if k == 'UNTIL' else v}" for k, v in parts.items())
    # Counted by calendar periods: a monthly rule starts on the first of the anchor's month.
    origin = anchor or first
    if "COUNT" not in parts:
        origin = origin.replace(day=1) if parts["FREQ"] == "MONTHLY" else origin
        origin = origin.replace(month=1, day=1) if parts["FREQ"] == "YEARLY" else origin
    if parts["FREQ"] == "MONTHLY" and "BYDAY" not in parts and "BYMONTHDAY" not in parts:
        origin = anchor or first  # the day of the month is the anchor's own
    found = rrulestr(text, dtstart=dt.datetime.combine(origin, dt.time()))
    return tuple(
        moment.date()
        for moment in found.between(
            dt.datetime.combine(start, dt.time()), dt.datetime.combine(last, dt.time()), inc=True
        )
    )


@dataclass(frozen=True)
class _LunarMonth:
    start: dt.date
    days: int
    number: int
    leap: bool


def _lunar(
    rule: Rule, first: dt.date, last: dt.date, anchor: dt.date | None
) -> Iterator[dt.date]:
    parts = rule._part
    interval = int(parts.get("INTERVAL", "1"))
    skip = parts.get("SKIP", "OMIT")
    months = parts["BYMONTH"].split(",") if "BYMONTH" in parts else None
    found = set()
    years = -1
    for count, month in enumerate(_lunar_months(anchor or first, last)):
        if month.number == 1 and not month.leap:
            years += 1
        turn = count if parts["FREQ"] == "MONTHLY" else max(years, 0)
        if turn % interval:
            continue
        if months is not None and f"{month.number}{'L' if month.leap else ''}" not in months:
            continue
        for text in parts["BYMONTHDAY"].split(","):
            day = int(text) if int(text) > 0 else month.days + 1 + int(text)
            if not 1 <= day <= month.days:
                if skip == "OMIT":
                    continue
                day = month.days + (skip == "FORWARD") if day > 0 else 1 - (skip == "BACKWARD")
            found.add(month.start + dt.timedelta(days=day - 1))
    yield from sorted(day for day in found if first <= day <= last)


def _lunar_months(first: dt.date, last: dt.date) -> Iterator[_LunarMonth]:
    """The Vietnamese lunar months (UTC+7) from the one that holds `first` to the one with `last`."""
    start = first - dt.timedelta(days=_lunar_day(first)[0] - 1)
    while start <= last:
        number, leap = _lunar_day(start)[1:]
        days = 29 if _lunar_day(start + dt.timedelta(days=29))[0] == 1 else 30
        yield _LunarMonth(start, days, number, leap)
        start += dt.timedelta(days=days)


@cache
def _lunar_day(day: dt.date) -> tuple[int, int, bool]:
    """(day, month, leap month?) of a date in the Vietnamese lunar calendar."""
    lunar = solar_to_lunar(day)
    return lunar.day, lunar.month, lunar.leap
