"""Meetings from a calendar file (.ics, RFC 5545) as rows of the table `meetings`.

An event belongs to the branch named by its property ``X-BRANCH``, else by its summary: the
branch's id, or its name where only one branch bears it (case, spaces and the place of tone marks
do not matter). Recurring events are expanded within the horizon; cancelled ones are left out.
Times are those of the instance's time zone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.names import fold, nearest
from scheduler.domain.records import SingleDate
from scheduler.tables.decoding import decode, read_bytes

MAX_EVENTS = 100_000
"""Most events of one file, recurrences included."""


def read_ics(path: Path, instance: Instance) -> list[SingleDate]:
    """The meetings within the instance's horizon, in order of date and branch.

    Raises :class:`InputError` with every event that belongs to no branch.
    """
    if not path.is_file():
        raise InputError([Fault("no_file", value=str(path), place=path.name or str(path))])
    zone = ZoneInfo(instance.settings.timezone)
    branches = _branches_by_key(instance)
    found: dict[tuple[str, dt.date], SingleDate] = {}
    faults: dict[str, Fault] = {}
    for event in _events(path, instance):
        named = str(event.get("X-BRANCH") or event.get("SUMMARY") or "").strip()
        branch = branches.get(fold(named), "")
        place = f"{path.name}:UID {event.get('UID', '–')}"
        if not branch:
            near = nearest(named, [row.id for row in instance.branches] + list(branches))
            faults.setdefault(place, Fault("ics_branch", "meetings", None, "SUMMARY", named,
                                           near, place=place))  # fmt: skip
            continue
        row = _single_date(event, branch, zone)
        if row.date.replace(day=1) in {m.first_day for m in instance.settings.horizon}:
            found[branch, row.date] = row
    if faults:
        raise InputError(faults.values())
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]


def _branches_by_key(instance: Instance) -> Mapping[str, str]:
    """Folded id, or folded name of a single branch, to the id."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in instance.branches:
        names[fold(row.name)].add(row.id)
    keys = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
    return keys | {fold(row.id): row.id for row in instance.branches}


def _events(path: Path, instance: Instance) -> list[Any]:
    import icalendar  # here, so that whoever reads no calendar does not wait for it
    import recurring_ical_events

    text = decode(read_bytes(path), path.name)
    try:
        calendar = icalendar.Calendar.from_ical(text)
        horizon = instance.settings.horizon
        # A day more on both sides: a moment in another zone may be a day of the horizon in ours.
        first = horizon[0].first_day - dt.timedelta(days=1)
        last = horizon[-1].last_day + dt.timedelta(days=2)
        query = recurring_ical_events.of(calendar, keep_recurrence_attributes=False)
        events = query.between(first, last)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise InputError([Fault("ics", place=path.name)]) from None
    if len(events) > MAX_EVENTS:
        context = {"limit": MAX_EVENTS}
        raise InputError([Fault("row_count", value=str(len(events)), context=context,
                                place=path.name)])  # fmt: skip
    return [event for event in events if str(event.get("STATUS", "")).upper() != "CANCELLED"]


def _single_date(event: Any, branch: str, zone: ZoneInfo) -> SingleDate:
    start, end = event["DTSTART"].dt, event.get("DTEND")
    if not isinstance(start, dt.datetime):
        return SingleDate(branch=branch, date=start)
    minutes = round((end.dt - start).total_seconds() / 60) if end is not None else 0
    # A time without a zone is meant where the branch is.
    local = start.astimezone(zone) if start.tzinfo is not None else start
    return SingleDate(
        branch=branch, date=local.date(), time=f"{local:%H:%M}", minutes=minutes or None
    )
