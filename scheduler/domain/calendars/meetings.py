"""From calendars to meetings: rules, shifts, holidays, closures, and single dates on top."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from scheduler.domain.calendars.holidays import public_holidays
from scheduler.domain.calendars.recurrence import RecurrenceRule
from scheduler.domain.calendars.rule_cell import parse_rule
from scheduler.domain.faults import Fault
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import Branch, CalendarRule, Closure
from scheduler.domain.territory import Territory
from scheduler.language import Phrase

Cause = Literal["holiday", "closure", "cancelled", "moved"]
"""Why a rule's date is dropped: a public holiday without shift, a closure, a single date."""

MARGIN = dt.timedelta(days=21)
"""How far a shifted date may come from outside the window: longer than any run of days off."""

_SESSION_STARTS = {"morning": "07:30", "afternoon": "13:30", "evening": "18:30"}


class Meeting(NamedTuple):
    """One dated occurrence of a branch's calendar; `time` is HH:MM, a session word, or ""."""

    branch: str
    date: dt.date
    time: str
    minutes: int | None


class Dropped(NamedTuple):
    """A date on which a rule would have a branch meet, and it does not."""

    branch: str
    date: dt.date
    cause: Cause
    reason: str = ""
    """Of a closure, if it gives one."""
    new_date: dt.date | None = None
    """Of a moved meeting."""


def starts_at(time: str) -> str:
    """HH:MM of a time or session word, for sorting; "" comes last."""
    return _SESSION_STARTS.get(time, time or "99:99")


def told(time: str) -> str | Phrase:
    """The time of a meeting as a sentence tells it."""
    return Phrase(f"results.{time or 'no_time'}") if time in ("", *_SESSION_STARTS) else time


def meetings_of(
    instance: Instance, territory: Territory, first: dt.date, last: dt.date
) -> tuple[Meeting, ...]:
    """Every meeting that takes place from `first` to `last`, in order of date and branch."""
    return dates_of(instance, territory, first, last)[0]


def dates_of(
    instance: Instance, territory: Territory, first: dt.date, last: dt.date
) -> tuple[tuple[Meeting, ...], tuple[Dropped, ...]]:
    """The meetings from `first` to `last`, and the dates of rules on which none takes place, each
    in order of date and branch.
    """
    moved = [row.date for row in instance.meetings if row.status == "moved"]
    earliest, latest = min([first, *moved]), max([last, *moved])
    made, dropped = _by_rules(instance, territory, earliest, latest)
    singles = _single(instance, made)
    for row in instance.meetings:
        if row.status != "added" and (row.branch, row.date) in made:
            del made[row.branch, row.date]
            lost_date = Dropped(row.branch, row.date, row.status, new_date=row.new_date)
            dropped[row.branch, row.date] = lost_date
    for meeting in singles:
        made[meeting.branch, meeting.date] = meeting
    kept = (meeting for meeting in made.values() if first <= meeting.date <= last)
    lost = (date for at, date in dropped.items() if at not in made and first <= date.date <= last)
    return (
        tuple(sorted(kept, key=lambda meeting: (meeting.date, meeting.branch))),
        tuple(sorted(lost, key=lambda date: (date.date, date.branch))),
    )


def to_be_announced(
    instance: Instance, meetings: Iterable[Meeting], horizon: Sequence[Month]
) -> list[tuple[str, Month]]:
    """(branch, month) without a date, in order of branch and month."""
    known = {(meeting.branch, Month.of(meeting.date)) for meeting in meetings}
    branches = sorted(branch.id for branch in instance.branches)
    return [(b, month) for b in branches for month in horizon if (b, month) not in known]


def without_calendar(instance: Instance, territory: Territory) -> frozenset[str]:
    """The branches of which no calendar rule speaks."""
    spoken_of = _Branches(instance, territory)
    spoken = {branch.id for row in instance.calendars for branch in spoken_of(row)}
    return frozenset(spoken_of.by_id.keys() - spoken)


def _single(instance: Instance, made: Mapping[tuple[str, dt.date], Meeting]) -> list[Meeting]:
    """The meetings that single dates add or move; a later start gives way to an earlier one.

    A moved meeting keeps the time and length that it had, where the row gives no others.
    """
    rows = []
    for row in instance.meetings:
        if row.status == "added":
            rows.append(Meeting(row.branch, row.date, row.time or "", row.minutes))
        elif row.status == "moved":
            was = made.get((row.branch, row.date), Meeting(row.branch, row.date, "", None))
            day, time = row.new_date or row.date, row.new_time or row.time or was.time
            rows.append(Meeting(row.branch, day, time, row.minutes or was.minutes))
    return sorted(rows, key=_late_first)


def _late_first(meeting: Meeting) -> tuple[str, dt.date, list[int], int]:
    late = [-ord(letter) for letter in starts_at(meeting.time)]
    return meeting.branch, meeting.date, late, -(meeting.minutes or 0)


def rule_made(
    instance: Instance, territory: Territory, first: dt.date, last: dt.date
) -> dict[tuple[str, dt.date], Meeting]:
    """The meetings that the rules alone make from `first` to `last`, by branch and date."""
    return _by_rules(instance, territory, first, last)[0]


def _by_rules(
    instance: Instance, territory: Territory, first: dt.date, last: dt.date
) -> tuple[dict[tuple[str, dt.date], Meeting], dict[tuple[str, dt.date], Dropped]]:
    """The meetings that the rules make, and the dates that holidays and closures take, by branch
    and date. A date can be in both, where two rules speak of a branch.
    """
    start, end = first - MARGIN, last + MARGIN
    off = public_holidays(instance.settings.holidays, range(start.year, end.year + 1))
    closed = _closed(instance, territory)
    spoken_of = _Branches(instance, territory)
    made: dict[tuple[str, dt.date], Meeting] = {}
    dropped: dict[tuple[str, dt.date], Dropped] = {}
    zone = instance.settings.zone
    for row in instance.calendars:
        rule = parse_rule(row.rule, zone)
        dates = [day for day in final_dates(rule, row, start, end, off) if first <= day <= last]
        for branch in spoken_of(row) if dates else ():
            for day in dates:
                if row.shift == "none" and day in off:
                    dropped[branch.id, day] = Dropped(branch.id, day, "holiday")
                    continue
                closures = closed.get(branch.id, ())
                if closure := next((c for c in closures if c.from_ <= day <= c.until), None):
                    dropped[branch.id, day] = Dropped(branch.id, day, "closure", closure.reason)
                    continue
                meeting = Meeting(branch.id, day, row.time, row.minutes)
                other = made.get((branch.id, day))
                if other is None or _late_first(meeting) > _late_first(other):
                    made[branch.id, day] = meeting
    return made, dropped


def final_dates(
    rule: RecurrenceRule, row: CalendarRule, start: dt.date, end: dt.date, off: frozenset[dt.date]
) -> Iterator[dt.date]:
    """The rule's nominal dates, shifted; without shift on public holidays too."""
    until = min(end, row.until) if row.until else end
    for day in rule.dates(start, until, row.from_):
        if row.shift != "none":
            step = dt.timedelta(days=1 if row.shift == "next" else -1)
            while day.weekday() >= 5 or day in off:
                day += step
        yield day


class _Branches:
    """The branches that a calendar rule or closure speaks of."""

    def __init__(self, instance: Instance, territory: Territory):
        self.every = sorted(instance.branches, key=lambda branch: branch.id)
        self.by_id = {branch.id: branch for branch in self.every}
        self.territory = territory
        self.inside: dict[str, list[Branch]] = defaultdict(list)
        for branch in self.every:
            for area in territory.ancestors(branch.area):
                self.inside[area].append(branch)

    def __call__(self, row: CalendarRule | Closure) -> list[Branch]:
        named = row.branch if isinstance(row, CalendarRule) else ""
        found = [self.by_id[named]] if named else self.inside[row.area] if row.area else self.every
        if named and row.area:
            found = [b for b in found if row.area in self.territory.ancestors(b.area)]
        if row.organization:
            found = [branch for branch in found if branch.organization == row.organization]
        return found


def _closed(instance: Instance, territory: Territory) -> dict[str, list[Closure]]:
    """Branch to the closures that concern it."""
    spoken_of = _Branches(instance, territory)
    closed: dict[str, list[Closure]] = defaultdict(list)
    for row in instance.closures:
        for branch in spoken_of(row):
            closed[branch.id].append(row)
    return closed


def find_notices(instance: Instance, territory: Territory) -> list[Fault]:
    """Single dates that cancel or move a meeting which no rule makes."""
    rows = [(n, row) for n, row in enumerate(instance.meetings) if row.status != "added"]
    if not rows:
        return []
    days = [row.date for _, row in rows]
    made = rule_made(instance, territory, min(days), max(days))
    return [
        Fault("no_such_meeting", "meetings", number, "date", row.date.isoformat())
        for number, row in rows
        if (row.branch, row.date) not in made
    ]
