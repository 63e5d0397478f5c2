"""One event of a calendar file: what it says, or everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.recurrence import RecurrenceRule, read_rrule
from scheduler.domain.cells import fail
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import FIRST_YEAR, LAST_YEAR
from scheduler.tables.formats.ics.lines import Component, Property
from scheduler.tables.formats.ics.moments import (
    Moment,
    Zones,
    length_of,
    moment_of,
    moments_of,
    read_written,
)

_DAY = 24 * 60
_LONGEST = 31 * _DAY
"""Longest event, in minutes: what lasts longer is no meeting."""
_CANCELLED = ("CANCELLED", "CANCELED")
_FURTHEST = dt.timedelta(days=366)
"""How far all later meetings of a series may be moved."""


@dataclass(frozen=True)
class CalendarEvent:
    """What a VEVENT says of a meeting, or of all meetings of a series."""

    place: str = field(compare=False)
    uid: str
    names: tuple[str, ...]
    """What it calls the branch: X-BRANCH, else SUMMARY."""
    zone: dt.tzinfo
    """The zone whose days its recurrences are."""
    start: Moment | None
    minutes: float
    """How long it lasts; 0 where that is not said."""
    cancelled: bool = False
    doubt: str = ""
    """Its STATUS, where that says neither that it takes place nor that it does not."""
    sequence: int = 0
    stamps: tuple[dt.datetime | None, dt.datetime | None] = field(
        default=(None, None), compare=False
    )
    """LAST-MODIFIED and DTSTAMP."""
    replaces: Moment | None = None
    """RECURRENCE-ID: the one meeting of a series that it speaks of."""
    and_later: bool = False
    """Whether it speaks of all later meetings of the series as well."""
    rules: tuple[RecurrenceRule, ...] = ()
    added: tuple[tuple[Moment, float | None], ...] = ()
    excluded: tuple[Moment, ...] = ()


@dataclass(frozen=True)
class Broken:
    """An event that cannot be read."""

    faults: tuple[Fault, ...]
    day: dt.date | None
    """The one day on which it begins, if that can be told."""


def read_event(
    component: Component, zones: Zones, home: dt.tzinfo, cancelled: bool
) -> CalendarEvent | Broken:
    """What a VEVENT says; with ``cancelled`` its calendar is a cancellation (METHOD:CANCEL)."""
    reader = _Reader(component, zones, home)
    event = reader.read(cancelled)
    if not reader.faults:
        return event
    once = not component.has("RRULE", "RDATE", "RECURRENCE-ID")
    return Broken(tuple(reader.faults), reader.day if once else None)


class _Reader:
    def __init__(self, component: Component, zones: Zones, home: dt.tzinfo):
        self.component, self.zones, self.home = component, zones, home
        self.faults: list[Fault] = []
        self.day: dt.date | None = None
        """The day of DTSTART in whatever zone it is."""

    def read(self, cancelled: bool) -> CalendarEvent:
        start = self._moment("DTSTART")
        day = read_written(self._word("DTSTART"))
        self.day = day.date() if isinstance(day, dt.datetime) else day
        replaces = self._moment("RECURRENCE-ID")
        status = self._word("STATUS")
        cancelled = cancelled or status in _CANCELLED
        if start is None and not self.faults and not cancelled:
            self._fault("ics_no_start")
        zone = (start and start.zone) or self.home
        minutes = self._minutes(start) if start else 0.0
        series = self._series(start, zone) if start else ((), (), ())
        if replaces and (series[0] or series[1]):
            self._fault("ics_exception_recurs")
        and_later = self._range()
        if replaces and start and and_later and abs(start.date - replaces.date) > _FURTHEST:
            self._fault("ics_far", self._one("DTSTART"), days=_FURTHEST.days)
        return CalendarEvent(
            place=self.component.place,
            uid=self._text("UID"),
            names=tuple(filter(None, (self._text("X-BRANCH"), self._text("SUMMARY"))))[:1],
            zone=zone,
            start=start,
            minutes=minutes,
            cancelled=cancelled,
            doubt="" if cancelled or status == "CONFIRMED" else status,
            sequence=self._sequence(),
            stamps=(self._stamp("LAST-MODIFIED"), self._stamp("DTSTAMP")),
            replaces=replaces,
            and_later=and_later,
            rules=series[0],
            added=series[1],
            excluded=series[2],
        )

    # -- properties -------------------------------------------------------------------------------

    def _all(self, name: str) -> list[Property]:
        try:
            return self.component.named(name)
        except InputError as error:
            self.faults += error.faults
            return []

    def _one(self, name: str) -> Property | None:
        found = self._all(name)
        if any(other.value != found[0].value for other in found):
            self._fault("ics_twice", found[1], name=name)
        return found[0] if found else None

    def _text(self, name: str) -> str:
        one = self._one(name)
        return " ".join(one.value.split()) if one else ""

    def _word(self, name: str) -> str:
        one = self._one(name)
        return one.value.strip().upper() if one else ""

    def _sequence(self) -> int:
        text = self._word("SEQUENCE") or "0"
        if not text.isdecimal() or len(text) > 9:
            self._fault("ics_sequence", self._one("SEQUENCE"))
            return 0
        return int(text)

    def _stamp(self, name: str) -> dt.datetime | None:
        """When a version was made; one that cannot be read decides nothing."""
        try:
            one = self._one(name)
            moment = moment_of(one, self.zones) if one else None
        except PydanticCustomError:
            return None
        if moment is None or moment.time is None:
            return None
        local = moment.local(dt.UTC)
        return dt.datetime.combine(local.date, local.time or dt.time())

    def _range(self) -> bool:
        one = self._one("RECURRENCE-ID")
        word = one.parameters.get("RANGE", "").upper() if one else ""
        if word not in ("", "THISANDFUTURE"):
            self._fault("ics_range", one, shown=word)
        return word == "THISANDFUTURE"

    def _moment(self, name: str) -> Moment | None:
        one = self._one(name)
        with self._blaming(one):
            return moment_of(one, self.zones) if one else None
        return None

    # -- how long, how often ----------------------------------------------------------------------

    def _minutes(self, start: Moment) -> float:
        end, duration = self._moment("DTEND"), self._one("DURATION")
        lengths = []
        if end:
            lengths.append((self._one("DTEND"), start.minutes_to(end, self.home)))
        if duration:
            with self._blaming(duration):
                lengths.append((duration, length_of(duration.value)))
        for one, minutes in lengths:
            if minutes < 0:
                self._fault("ics_end_before", one)
            elif minutes > _LONGEST:
                self._fault("ics_long", one, days=_LONGEST // _DAY)
        if len({minutes for _, minutes in lengths}) > 1:
            self._fault("ics_twice", duration, name="DTEND, DURATION")
        return lengths[0][1] if lengths else 0.0

    def _series(
        self, start: Moment, zone: dt.tzinfo
    ) -> tuple[
        tuple[RecurrenceRule, ...], tuple[tuple[Moment, float | None], ...], tuple[Moment, ...]
    ]:
        rules = []
        for one in self._all("RRULE"):
            with self._blaming(one):
                text = "".join(one.value.split()).upper()
                rule = read_rrule(text, zone, start.time or dt.time())
                if rule.lunar and not FIRST_YEAR <= start.date.year <= LAST_YEAR:
                    raise fail("year", first=FIRST_YEAR, last=LAST_YEAR)
                rules.append(rule)
        for one in self._all("EXRULE"):
            self._fault("ics_exrule", one)
        return (
            tuple(rules),
            tuple(self._listed("RDATE")),
            tuple(m for m, _ in self._listed("EXDATE")),
        )

    def _listed(self, name: str) -> list[tuple[Moment, float | None]]:
        found: list[tuple[Moment, float | None]] = []
        for one in self._all(name):
            with self._blaming(one):
                found += moments_of(one, self.zones)
        return found

    # -- faults -----------------------------------------------------------------------------------

    @contextmanager
    def _blaming(self, one: Property | None) -> Iterator[None]:
        """What goes wrong inside is the fault of that property."""
        try:
            yield
        except PydanticCustomError as error:
            context = dict(error.context or {})
            near = str(context.pop("nearest", ""))
            del context["kind"]
            self._fault(error.type, one, near, **context)

    def _fault(
        self, kind: str, one: Property | None = None, nearest: str = "", **context: object
    ) -> None:
        place = self.component.at(one.line) if one else self.component.place
        value, column = None, ""
        if one:
            zone = one.parameters.get("TZID")
            value, column = (zone if zone and "zone" in kind else one.value), one.name
        fault = Fault(kind, "meetings", None, column, value, nearest, context, place)
        if fault not in self.faults:
            self.faults.append(fault)
