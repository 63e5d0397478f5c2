"""What others announce of single dates, and what becomes of the table `meetings` by it.

Whatever is known of a branch on a day when nothing is announced of it stays as it is: who wrote a
row of the table, and from which file, nobody can tell any more. What stays that way beside what is
announced is said, so that a planner can decide.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from scheduler.domain.calendars.meetings import rule_made, starts_at, told
from scheduler.domain.faults import Fault
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import SingleDate
from scheduler.domain.territory import Territory

_NONE: Mapping[str, str] = MappingProxyType({})
Key = tuple[str, dt.date]
"""A branch and a day: a branch meets at most once a day."""


@dataclass(frozen=True)
class Announced:
    """What a file says of one branch on one day."""

    branch: str
    date: dt.date
    place: str
    """Where it stands in the file."""
    says: Literal["held", "cancelled", "gone"] = "held"
    """``gone``: it was held on that day by what was said before, and is not by what holds now."""
    time: str = ""
    minutes: int | None = None

    @property
    def key(self) -> Key:
        return self.branch, self.date


@dataclass
class Taken:
    """The table `meetings` after what was announced, and what became of it."""

    instance: Instance
    added: int = 0
    changed: int = 0
    cancelled: int = 0
    known: int = 0
    """Dates that were there already, as announced."""
    notices: list[Fault] = field(default_factory=list)


def take_in(
    instance: Instance, announced: Iterable[Announced], revised: Mapping[str, str] = _NONE
) -> Taken:
    """Make what is announced rows of the table `meetings`.

    ``revised`` gives the branches of which something was announced anew, on whatever day it was
    before, and where that stands.

    A date that is held becomes a row ``added``; time and length that are not announced are those of
    the meeting that a rule makes that day. One that is not held becomes a row ``cancelled`` where a
    rule or an earlier row makes that meeting. A row ``cancelled`` or ``moved`` is kept where a file
    says otherwise, and that is said.
    """
    one_each, notices = _one_each(announced)
    horizon = instance.settings.horizon
    days = [horizon[0].first_day, horizon[-1].last_day, *(day for _, day in one_each)]
    table = _Table(instance, days)
    taken = Taken(instance, notices=notices)
    for one in one_each.values():
        if one.says == "held":
            table.hold(one, taken)
        else:
            table.call_off(one, taken)
    taken.notices += table.left_over(one_each, revised)
    taken.instance = instance.model_copy(update={"meetings": tuple(table.rows.values())})
    return taken


def _one_each(announced: Iterable[Announced]) -> tuple[dict[Key, Announced], list[Fault]]:
    """What holds of each branch and day: held before not held, the earlier start before a later."""
    strength = {"held": 0, "cancelled": 1, "gone": 2}
    by_key: dict[Key, list[Announced]] = defaultdict(list)
    for one in announced:
        by_key[one.key].append(one)
    found: dict[Key, Announced] = {}
    notices = []
    for key in sorted(by_key, key=lambda key: (key[1], key[0])):
        ranked = sorted(by_key[key], key=lambda a: (strength[a.says], starts_at(a.time)))
        first, *others = dict.fromkeys(ranked)
        found[key] = first
        for other in others:
            if other.says == "held":
                notices.append(_said("same_day", other, time=told(other.time), kept=first.place,
                                     earlier=told(first.time)))  # fmt: skip
    return found, notices


def _said(kind: str, one: Announced, **context: Any) -> Fault:
    context = {"branch": one.branch, "date": one.date, **context}
    return Fault(f"notices.{kind}", "meetings", context=context, place=one.place)


class _Table:
    """The rows of `meetings` by branch and day, and the meetings that rules make there."""

    def __init__(self, instance: Instance, days: list[dt.date]):
        territory = Territory(instance.areas, instance.settings.levels)
        first, last = Month.of(min(days)).first_day, Month.of(max(days)).last_day
        self.made = rule_made(instance, territory, first, last)
        self.horizon = instance.settings.horizon
        self.rows: dict[Key, SingleDate] = {
            (row.branch, row.date): row for row in instance.meetings
        }
        self.moved_to: dict[Key, Key] = {
            (row.branch, row.new_date): key
            for key, row in self.rows.items()
            if row.new_date is not None
        }

    def hold(self, one: Announced, taken: Taken) -> None:
        row = self.rows.get(one.key)
        if row is None and one.key in self.moved_to:
            row = self.rows[self.moved_to[one.key]]
            self._keep(one, row.new_time or row.time or "", "arrives", taken)
        elif row is None:
            self.rows[one.key] = self._new_row(one, taken)
            taken.added += 1
        elif row.status == "added":
            self._update(row, one, taken)
        elif row.status == "moved" and row.new_date in (None, one.date):
            self._keep(one, row.new_time or "", "arrives", taken)
        else:
            taken.notices.append(_said(f"kept_{row.status}", one))

    def _new_row(self, one: Announced, taken: Taken) -> SingleDate:
        made = self.made.get(one.key)
        time, minutes = one.time, one.minutes
        if made is not None:
            time, minutes = time or made.time, minutes or made.minutes
            if time != made.time:
                taken.notices.append(
                    _said("other_than_rule", one, time=told(time), made=told(made.time))
                )
        return SingleDate(branch=one.branch, date=one.date, time=time or None, minutes=minutes)

    def _update(self, row: SingleDate, one: Announced, taken: Taken) -> None:
        time, minutes = one.time or row.time, one.minutes or row.minutes
        if (time, minutes) == (row.time, row.minutes):
            taken.known += 1
            return
        self.rows[one.key] = row.model_copy(update={"time": time, "minutes": minutes})
        taken.changed += 1
        taken.notices.append(
            _said("changed", one, before=_times(row.time, row.minutes), now=_times(time, minutes))
        )

    def _keep(self, one: Announced, time: str, kind: str, taken: Taken) -> None:
        """The meeting was moved to that day already."""
        taken.known += 1
        if one.time and one.time != time:
            taken.notices.append(_said(kind, one, time=told(one.time), known=told(time)))

    def call_off(self, one: Announced, taken: Taken) -> None:
        key = one.key if one.key in self.rows else self.moved_to.get(one.key, one.key)
        row = self.rows.get(key)
        if row is None and one.key not in self.made:
            if one.says == "cancelled":
                taken.notices.append(_said("nothing_to_cancel", one, others=self._met(one)))
        elif row is not None and (
            row.status == "cancelled" or row.new_date not in (None, one.date)
        ):
            taken.known += one.says == "cancelled"
        else:
            self.rows[key] = SingleDate(branch=key[0], date=key[1], status="cancelled")
            taken.cancelled += 1
            taken.notices.append(_said("cancelled" if row is None else "withdrawn", one))

    def _met(self, one: Announced) -> tuple[dt.date, ...]:
        """The days of that month on which the branch meets as far as the tables say."""
        month = Month.of(one.date)
        days = {day for branch, day in self.made if branch == one.branch}
        days |= {row.date for row in self.rows.values()
                 if row.branch == one.branch and row.status == "added"}  # fmt: skip
        off = {day for (branch, day), row in self.rows.items()
               if branch == one.branch and row.status != "added"}  # fmt: skip
        days |= {day for branch, day in self.moved_to if branch == one.branch}
        return tuple(sorted(day for day in days - off if Month.of(day) == month))

    def left_over(
        self, announced: Mapping[Key, Announced], revised: Mapping[str, str]
    ) -> Iterator[Fault]:
        """Dates that stand beside those that are announced now: of the same branch and month, and
        of branches of which something was announced anew.
        """
        places = {(one.branch, Month.of(one.date)): one.place for one in announced.values()}
        for key, row in self.rows.items():
            month = Month.of(row.date)
            again = revised.get(row.branch, "") if month in self.horizon else ""
            place = places.get((row.branch, month)) or again
            if place and row.status == "added" and key not in announced:
                yield _said("left_over", Announced(row.branch, row.date, place))


def _times(time: str | None, minutes: int | None) -> tuple[object, ...]:
    return (told(time or ""), *([f"{minutes}′"] if minutes else []))
