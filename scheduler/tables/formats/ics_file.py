"""Writes calendar files (.ics, RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event, Timezone

_MARGIN = dt.timedelta(days=2)


@dataclass(frozen=True)
class CalendarEvent:
    """An event as it is written."""

    uid: str
    """The same in every version of the event."""
    sequence: int
    """The number of the version, from 0."""
    stamp: dt.datetime
    """When the version was made, in UTC."""
    begin: dt.datetime | dt.date
    """With a time zone; of an event of a whole day the date."""
    minutes: int
    """Its length, unless it is of a whole day."""
    summary: str
    place: str = ""
    description: str = ""
    cancelled: bool = False


def time_zone(zone: dt.tzinfo, first: dt.date, last: dt.date) -> Timezone | None:
    """The definition of a time zone for events of these days; None for UTC, which needs none.

    It takes long to make: make one for many files.
    """
    import icalendar

    name = str(zone)
    if zone is dt.UTC or name in ("UTC", "Etc/UTC"):
        return None
    found = icalendar.Timezone.from_tzinfo(zone, name, first - _MARGIN, last + _MARGIN)
    found.pop("COMMENT", None)  # in English, whatever the language of the calendar
    return found


def ics_bytes(
    name: str, events: Iterable[CalendarEvent], zone: Timezone | None, language: str
) -> bytes:
    """The file of a calendar with that name; the bytes depend on the arguments alone."""
    import icalendar  # here, so that whoever writes no calendar does not wait for it

    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//xoayvong//scheduler//{language.upper()}")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    if zone is not None:
        calendar.add_component(zone)
    for event in events:
        calendar.add_component(_component(event))
    content = calendar.to_ical()
    assert isinstance(content, bytes)
    return content


def _component(event: CalendarEvent) -> Event:
    import icalendar

    written = icalendar.Event()
    written.add("UID", event.uid)
    written.add("SEQUENCE", event.sequence)
    written.add("DTSTAMP", event.stamp.astimezone(dt.UTC).replace(microsecond=0))
    written.add("DTSTART", event.begin)
    written.add("DTEND", _end(event))
    written.add("SUMMARY", event.summary)
    if event.place:
        written.add("LOCATION", event.place)
    if event.description:
        written.add("DESCRIPTION", event.description)
    written.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    return written


def _end(event: CalendarEvent) -> dt.datetime | dt.date:
    begin = event.begin
    if not isinstance(begin, dt.datetime):
        return begin + dt.timedelta(days=1)
    end = begin.astimezone(dt.UTC) + dt.timedelta(minutes=event.minutes)
    return end.astimezone(begin.tzinfo)
