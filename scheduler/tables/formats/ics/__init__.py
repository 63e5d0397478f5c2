"""What calendar files (.ics, RFC 5545) announce of branch meetings.

An event belongs to the branch named by its property ``X-BRANCH``, else by its summary: the branch's
id, or its name where only one branch bears it; several are separated by `;`. Of an event that was
sent several times the last version holds, in whichever of the files it stands; what it cancels or
moves is told too. Times are those of the instance's time zone; one without a zone is meant where
the branch is. Only days of the horizon matter.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler.domain.calendars.announced import Announced
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.tables.formats.decoding import read_bytes
from scheduler.tables.formats.ics.branches import Branches
from scheduler.tables.formats.ics.days import Window
from scheduler.tables.formats.ics.events import CalendarEvent, read_event
from scheduler.tables.formats.ics.lines import Component, read_calendars
from scheduler.tables.formats.ics.moments import Zones, definitions
from scheduler.tables.formats.ics.series import resolve

_MAX_COUNTED = 3_000_000
"""Most meetings that all rules with a COUNT may be counted through."""
_ANNOUNCING = ("", "PUBLISH", "REQUEST")
_MARGIN = dt.timedelta(days=2)


@dataclass
class CalendarFiles:
    """What calendar files announce, and what was passed over in them."""

    announced: list[Announced] = field(default_factory=list)
    revised: dict[str, str] = field(default_factory=dict)
    """Branches of which something was sent again, on whatever day it was before, and where."""
    notices: list[Fault] = field(default_factory=list)


def read_ics(
    paths: Iterable[Path], instance: Instance, encoding: str | None = None
) -> CalendarFiles:
    """What the files together announce for the instance's horizon.

    Raises :class:`InputError` with every event that cannot be read or names no branch: nothing is
    taken in while one of them may be a meeting.
    """
    horizon = instance.settings.horizon
    window = Window(horizon[0].first_day, horizon[-1].last_day, instance.settings.zone)
    reading = _Reading(window, encoding)
    for path in paths:
        reading.read(path)
    reading.resolve(Branches(instance))
    if reading.faults:
        raise InputError(reading.faults, "cli.advice_on_calendars" if reading.bad_events else "")
    return reading.found


class _Reading:
    """The events of all files, by UID."""

    def __init__(self, window: Window, encoding: str | None):
        self.window, self.encoding = window, encoding
        self.found = CalendarFiles()
        self.faults: list[Fault] = []
        self.by_uid: dict[str, list[CalendarEvent]] = defaultdict(list)
        self.files: list[str] = []
        self.outside = 0
        self.bad_events = False
        """Whether an event is at fault, and not a file."""

    def read(self, path: Path) -> None:
        try:
            if not path.is_file():
                raise InputError([Fault("no_file", value=str(path), place=path.name or str(path))])
            calendars, faults, notices = read_calendars(read_bytes(path), path.name, self.encoding)
        except InputError as error:
            self.faults += error.faults
            return
        self.faults += faults
        self.found.notices += notices
        self.files.append(path.name)
        parts = [part for calendar in calendars for part in calendar.parts]
        defined = definitions(parts)
        for calendar in calendars:
            self._read_calendar(calendar, Zones(calendar.parts, defined))
        self._note_others(path.name, parts)

    def _read_calendar(self, calendar: Component, zones: Zones) -> None:
        events = [part for part in calendar.parts if part.name == "VEVENT"]
        method = calendar.text("METHOD").upper()
        if method not in (*_ANNOUNCING, "CANCEL"):
            self._note("ics_method", calendar.place, method=method, count=len(events))
            return
        for component in events:
            event = read_event(component, zones, self.window.home, method == "CANCEL")
            if isinstance(event, CalendarEvent):
                self.by_uid[event.uid or event.place].append(event)
            elif event.day and not self._is_near(event.day):
                self.outside += 1
            else:
                self.faults += event.faults
                self.bad_events = True

    def _is_near(self, day: dt.date) -> bool:
        """Whether a day of any time zone may be one that matters."""
        return self.window.first - _MARGIN <= day <= self.window.last + _MARGIN

    def resolve(self, branches: Branches) -> None:
        if self._counted() > _MAX_COUNTED:
            place = ", ".join(self.files)
            self.faults.append(Fault("ics_counted", context={"limit": _MAX_COUNTED}, place=place))
            return
        for events in self.by_uid.values():
            sent = resolve(events, branches, self.window)
            self.found.announced += sent.announced
            self.found.revised |= sent.revised
            self.found.notices += sent.notices
            self.faults += sent.faults
            self.bad_events |= bool(sent.faults)
            self.outside += sent.outside
        if self.outside:
            first, last = self.window.first, self.window.last
            place = ", ".join(self.files)
            self._note("ics_outside", place, count=self.outside, first=first, last=last)

    def _counted(self) -> int:
        """Meetings that rules with a COUNT are counted through; others are looked up at once."""
        return sum(
            min(rule.count, max(0, (self.window.last - event.start.date).days))
            for events in self.by_uid.values()
            for event in events
            for rule in event.rules
            if rule.count is not None and event.start is not None
        )

    def _note_others(self, file: str, parts: list[Component]) -> None:
        others = [part for part in parts if part.name not in ("VEVENT", "VTIMEZONE")]
        if others:
            names = ", ".join(sorted({part.name for part in others}))
            self._note("ics_others", others[0].place, count=len(others), names=names)
        elif not any(part.name == "VEVENT" for part in parts):
            self._note("ics_empty", file)

    def _note(self, kind: str, place: str, **context: Any) -> None:
        self.found.notices.append(Fault(f"notices.{kind}", context=context, place=place))
