"""Dates, moments, lengths and time zones of a calendar file."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scheduler.domain.calendars.copied_rule import read_moment
from scheduler.domain.calendars.recurrence import read_rrule
from scheduler.domain.calendars.zones import zone_named
from scheduler.domain.cells import fail
from scheduler.domain.names import nearest
from scheduler.tables.formats.ics.lines import Component, Property

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?)?")
_MAX_CHANGES = 1_000
"""Most single changes of the clock (RDATE) that a definition of a time zone may list."""


@dataclass(frozen=True)
class Moment:
    """A day, or a time on a day: of a zone, or (None) of wherever one is."""

    date: dt.date
    time: dt.time | None = None
    zone: dt.tzinfo | None = None

    def on_day(self, day: dt.date, shift: dt.timedelta = dt.timedelta()) -> Moment:
        """The same time on another day, and so many days later."""
        return Moment(day + shift, self.time, self.zone)

    def local(self, zone: dt.tzinfo) -> Moment:
        """The same moment as the clocks of that zone show it; a day is the same everywhere."""
        if self.time is None or self.zone is None:
            return Moment(self.date, self.time, None)
        try:
            there = dt.datetime.combine(self.date, self.time, self.zone).astimezone(zone)
        except OverflowError:  # the first or last hours of time
            return Moment(self.date, self.time, None)
        return Moment(there.date(), there.time(), None)

    def minutes_to(self, end: Moment, home: dt.tzinfo) -> float:
        """Minutes from this moment to another; negative when that one is earlier."""
        zones = (self.zone or home, end.zone or home)
        begin, close = (
            dt.datetime.combine(one.date, one.time or dt.time(), zone)
            for one, zone in zip((self, end), zones, strict=True)
        )
        return (close - begin) / dt.timedelta(minutes=1)


class Zones:
    """The time zones that a calendar may name: those that it defines itself, those that others in
    the file define, and those known everywhere.
    """

    def __init__(self, own: Iterable[Component], others: Mapping[str, Component]):
        self._definitions = {**others, **definitions(own)}
        self._found: dict[str, dt.tzinfo] = {}

    def __getitem__(self, name: str) -> dt.tzinfo:
        """The zone of that name; cell errors ``ics_zone``, ``ics_zone_broken``."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> dt.tzinfo:
        definition = self._definitions.get(name.casefold())
        zone = (_defined(tuple(_text(definition))) if definition else None) or zone_named(name)
        if zone is not None:
            return zone
        if definition:
            raise fail("ics_zone_broken", line=definition.line)
        raise fail("ics_zone", nearest=nearest(name, zoneinfo.available_timezones()))


def definitions(components: Iterable[Component]) -> dict[str, Component]:
    """The definitions of time zones by name; later ones stand for earlier ones."""
    return {one.text("TZID").casefold(): one for one in components if one.name == "VTIMEZONE"}


@lru_cache(maxsize=256)
def _defined(lines: tuple[str, ...]) -> dt.tzinfo | None:
    """The zone that the lines of a VTIMEZONE define, or None when it cannot be trusted.

    The package that reads it looks for changes of the clock one by one, so only what changes
    yearly, and does so at all, may be given to it.
    """
    from icalendar import Timezone

    try:
        for line in lines:
            name, _, value = line.partition(":")
            if name.partition(";")[0].upper() == "RRULE":
                rule = read_rrule("".join(value.split()).upper(), dt.UTC)
                if rule.frequency != "YEARLY":
                    return None
        if (
            sum(line.count(",") + 1 for line in lines if line.upper().startswith("RDATE"))
            > _MAX_CHANGES
        ):
            return None
        zone: dt.tzinfo = Timezone.from_ical("\r\n".join(lines)).to_tz(lookup_tzid=False)  # type: ignore[attr-defined]
        dt.datetime(2000, 1, 1, tzinfo=zone).utcoffset()
    except Exception:  # the package raises whatever a broken definition makes Python raise
        return None
    return zone


def _text(one: Component) -> Iterator[str]:
    yield f"BEGIN:{one.name}"
    yield from (raw.decode(errors="replace") for _, _, raw in one.lines)
    for part in one.parts:
        yield from _text(part)
    yield f"END:{one.name}"


def moment_of(one: Property, zones: Zones) -> Moment:
    """The moment that a property gives; cell errors ``ics_moment``, ``ics_zone`` …"""
    return _moment(one.value, one.parameters, zones)


def read_written(text: str) -> dt.date | dt.datetime | None:
    """A date or moment as RFC 5545 writes it, or with the hyphens and colons of ISO 8601."""
    text = text.strip().upper()
    return read_moment(re.sub("[-:]", "", text) if _ISO.fullmatch(text) else text)


def _moment(text: str, parameters: Mapping[str, str], zones: Zones) -> Moment:
    found = read_written(text)
    if found is None:
        raise fail("ics_moment")
    if not isinstance(found, dt.datetime) or parameters.get("VALUE", "").upper() == "DATE":
        return Moment(found.date() if isinstance(found, dt.datetime) else found)
    zone = found.tzinfo
    if zone is None and parameters.get("TZID"):
        zone = zones[parameters["TZID"]]
    return Moment(found.date(), found.time(), zone)


def moments_of(one: Property, zones: Zones) -> Iterator[tuple[Moment, float | None]]:
    """The moments that EXDATE or RDATE list, each with its own length in minutes if it has one."""
    for text in one.value.split(","):
        begin, slash, end = text.partition("/")
        moment = _moment(begin, one.parameters, zones)
        if not slash:
            yield moment, None
        elif end.strip().upper().startswith(("P", "+P", "-P")):
            yield moment, length_of(end)
        else:
            yield moment, moment.minutes_to(_moment(end, one.parameters, zones), dt.UTC)


def length_of(text: str) -> float:
    """The minutes of a DURATION; cell error ``ics_duration``."""
    from icalendar import vDuration

    try:
        length: Any = vDuration.from_ical(text.strip().upper())  # type: ignore[no-untyped-call]
        return float(length / dt.timedelta(minutes=1))
    except (ValueError, OverflowError):
        raise fail("ics_duration") from None
