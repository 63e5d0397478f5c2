"""All that was sent of one event under its UID: which version holds, and on which days.

An event is sent again whenever it changes, with a higher SEQUENCE. The meetings of a series are
told apart by the day on which they would be by the rule alone: a branch meets at most once a day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from scheduler.domain.calendars.announced import Announced
from scheduler.domain.faults import Fault
from scheduler.tables.formats.ics.branches import Branches
from scheduler.tables.formats.ics.days import MINUTES_OF_DAY, Occurrence, Window, occurrences
from scheduler.tables.formats.ics.events import CalendarEvent

_NO_SHIFT, _ONE_DAY = dt.timedelta(), dt.timedelta(days=1)
_EARLIEST = dt.datetime.min


@dataclass
class Sent:
    """What the events of one UID come to."""

    announced: list[Announced] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    outside: int = 0
    """Events that hold and say nothing of the days that matter."""
    revised: dict[str, str] = field(default_factory=dict)
    """Branches of which something was sent again, or cancelled, and where."""


def resolve(events: Iterable[CalendarEvent], branches: Branches, window: Window) -> Sent:
    """What holds of all that was sent under one UID."""
    return _Resolving(tuple(events), branches, window).resolve()


def _newest(versions: list[CalendarEvent]) -> tuple[list[CalendarEvent], list[CalendarEvent]]:
    """The version that holds (several where nothing tells which), and those that it supersedes."""
    dated = all(one.stamps[0] for one in versions)

    def rank(one: CalendarEvent) -> tuple[int, dt.datetime, dt.datetime]:
        modified, made = (stamp or _EARLIEST for stamp in one.stamps)
        return one.sequence, modified if dated else _EARLIEST, made

    best = max(map(rank, versions))
    newest = list(dict.fromkeys(one for one in versions if rank(one) == best))
    return newest, [one for one in versions if rank(one) < best]


class _Resolving:
    """The events of one UID while it is found out what holds of them."""

    def __init__(self, events: tuple[CalendarEvent, ...], branches: Branches, window: Window):
        self.events, self.branches, self.window = events, branches, window
        self.sent = Sent()
        self.superseded: list[CalendarEvent] = []
        # A day of another time zone is never further away.
        self._wide = window.first - 2 * _ONE_DAY, window.last + 2 * _ONE_DAY

    def resolve(self) -> Sent:
        masters = [one for one in self.events if one.replaces is None]
        master = self._choose(masters) if masters else None
        changes = self._changes(master)
        spoken = [self._of_change(change, day, master) for day, change in changes.items()]
        if master is not None:
            spoken.insert(0, self._of_master(master, changes))
        for announced in map(list, spoken):
            self.sent.announced += announced
            self.sent.outside += not announced
        for event in self.superseded:
            self.sent.announced += self._gone(event)
        for event in (*changes.values(), *([master] if master else [])):
            if event.sequence or event.cancelled:
                for branch in self.branches.of(event):
                    self.sent.revised[branch] = event.place
        return self.sent

    # -- which version holds ----------------------------------------------------------------------

    def _choose(self, versions: list[CalendarEvent]) -> CalendarEvent:
        newest, older = _newest(versions)
        self.superseded += older
        if any(map(self._matters, newest)):
            for other in newest[1:]:
                self._fault("ics_versions", other, other=newest[0].place, sequence=other.sequence)
        return newest[0]

    def _matters(self, event: CalendarEvent) -> bool:
        """Whether it may say something of the days that matter."""
        first, last = self._wide
        return event.start is None or bool(occurrences(event, first, last))

    def _changes(self, master: CalendarEvent | None) -> dict[dt.date, CalendarEvent]:
        """The changed meetings of the series, by the day that each would be on by the rule."""
        zone = master.zone if master else self.window.home
        by_day: dict[dt.date, list[CalendarEvent]] = defaultdict(list)
        for one in self.events:
            if one.replaces is not None:
                by_day[one.replaces.local(zone).date].append(one)
        changes = {day: self._choose(by_day[day]) for day in sorted(by_day)}
        if master is None:
            return changes
        return {day: one for day, one in changes.items() if self._still_holds(one, day, master)}

    def _still_holds(self, change: CalendarEvent, day: dt.date, master: CalendarEvent) -> bool:
        """A change goes with the version of the series that it was made to."""
        if change.sequence >= master.sequence:
            return change.sequence > master.sequence or not master.cancelled
        if not master.cancelled:
            if occurrences(master, day, day):
                return True
            if self._concerns(change, day):
                self._note("ics_stale", change, day=day, later=master.place)
        self.superseded.append(change)
        return False

    # -- what it says -----------------------------------------------------------------------------

    def _of_master(
        self, master: CalendarEvent, changes: dict[dt.date, CalendarEvent]
    ) -> Iterator[Announced]:
        if master.start is None:
            yield from self._undated_cancellation(master)
            return
        excluded = {one.local(master.zone).date for one in master.excluded}
        later = [(day, one) for day, one in changes.items() if one.and_later]
        shifts = [_NO_SHIFT, *(_shift(one, day) for day, one in later)]
        first, last = self._wide
        found = occurrences(master, first - max(shifts), last - min(shifts))
        self._note_first(master)
        for day in sorted(excluded - set(found)):
            if self.window.holds(day):
                self._note("ics_exdate", master, day=day)
        for day, meetings in found.items():
            before = [(begin, one) for begin, one in later if begin < day]
            if day in changes:
                continue
            if master.cancelled:
                yield from self._say(master, meetings, "cancelled")
            elif day in excluded:
                yield from self._say(master, meetings, "gone")
            elif before:
                yield from self._changed_too(master, meetings, day, *before[-1])
            else:
                yield from self._say(master, meetings, "held")

    def _changed_too(
        self,
        master: CalendarEvent,
        meetings: list[Occurrence],
        day: dt.date,
        begin: dt.date,
        change: CalendarEvent,
    ) -> Iterator[Announced]:
        """A meeting after the one from which a change holds for all later ones."""
        if change.cancelled or change.start is None:
            yield from self._say(change, meetings, "cancelled")
            return
        moved = change.start.on_day(day, _shift(change, begin))
        yield from self._say(master, meetings, "gone")
        yield from self._say(change, [Occurrence(moved, change.minutes)], "held")

    def _of_change(
        self, change: CalendarEvent, day: dt.date, master: CalendarEvent | None
    ) -> Iterator[Announced]:
        assert change.replaces is not None
        was = occurrences(master, day, day).get(day, []) if master else []
        if master is not None and not was and self._concerns(change, day):
            self._note("ics_orphan", change, day=day)
        was = was or [Occurrence(change.replaces, 0)]
        if change.cancelled:
            yield from self._say(change, was, "cancelled")
        elif change.start is not None:
            yield from self._say(change, was, "gone")
            yield from self._say(change, [Occurrence(change.start, change.minutes)], "held")

    def _gone(self, event: CalendarEvent) -> Iterator[Announced]:
        """What a version said that holds no more."""
        if event.cancelled or event.start is None:
            return
        excluded = {one.local(event.zone).date for one in event.excluded}
        for day, meetings in occurrences(event, *self._wide).items():
            if day not in excluded:
                yield from self._say(event, meetings, "gone")

    def _undated_cancellation(self, master: CalendarEvent) -> Iterator[Announced]:
        """A cancellation that says no date calls off what was sent before."""
        before = [one for one in self.superseded if one.start is not None]
        if not before:
            self._fault("ics_cancel_undated", master)
        for event in before:
            for one in self._gone(event):
                yield Announced(one.branch, one.date, master.place, "cancelled")

    def _say(
        self, event: CalendarEvent, meetings: list[Occurrence],
        says: Literal["held", "cancelled", "gone"],
    ) -> Iterator[Announced]:  # fmt: skip
        """What it means for its branches on the days that matter."""
        for meeting in meetings:
            there, minutes = meeting.seen_from(self.window.home), meeting.minutes
            if not self.window.holds(there.date):
                continue
            for branch in self._branches_of(event, says):
                if says != "held":
                    yield Announced(branch, there.date, event.place, says)
                    continue
                if minutes > MINUTES_OF_DAY:
                    self._note("ics_days", event, branch=branch)
                if event.doubt:
                    tentative = event.doubt == "TENTATIVE"
                    kind = "ics_tentative" if tentative else "ics_status"
                    self._note(kind, event, branch=branch, status=event.doubt)
                time = f"{there.time:%H:%M}" if there.time is not None else ""
                known = time and 0 < minutes <= MINUTES_OF_DAY
                length = round(minutes) or None if known else None
                yield Announced(branch, there.date, event.place, "held", time, length)

    def _branches_of(self, event: CalendarEvent, says: str) -> tuple[str, ...]:
        """Its branches; where it names none those of what else was sent under its UID."""
        if found := self.branches.of(event):
            return found
        for other in self.events:
            if found := self.branches.of(other):
                if event.names and says == "held":
                    self._note("ics_renamed", event, name=event.names[0], branch=found)
                return found
        faults = self.branches.faults(event)
        self.sent.faults += [fault for fault in faults if fault not in self.sent.faults]
        return ()

    # -- what is worth a word ---------------------------------------------------------------------

    def _concerns(self, change: CalendarEvent, day: dt.date) -> bool:
        days = [day, *([self.window.day(change.start)] if change.start else [])]
        return any(map(self.window.holds, days))

    def _note_first(self, master: CalendarEvent) -> None:
        start = master.start
        if start is None or master.cancelled or not self.window.holds(start.date):
            return
        fit = [bool(rule.dates(start.date, start.date, start.date)) for rule in master.rules]
        if fit and not any(fit):
            self._note("ics_first", master, day=start.date)

    def _note(self, kind: str, event: CalendarEvent, **context: Any) -> None:
        note = Fault(f"notices.{kind}", "meetings", context=context, place=event.place)
        if note not in self.sent.notices:
            self.sent.notices.append(note)

    def _fault(self, kind: str, event: CalendarEvent, **context: Any) -> None:
        self.sent.faults.append(Fault(kind, "meetings", context=context, place=event.place))


def _shift(change: CalendarEvent, day: dt.date) -> dt.timedelta:
    """By how many days a change that holds for all later meetings moves them."""
    if change.start is None:
        return _NO_SHIFT
    return change.start.date - day
