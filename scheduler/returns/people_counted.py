"""How many attended of how many members, by two cells that may say both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from scheduler.domain.faults import Fault, quoted
from scheduler.returns.counts import Count, count_of
from scheduler.returns.read_rows import ReadRow


@dataclass
class Counted:
    """Attendance and members, and why they are not sure: ``why`` keeps them from being recorded at
    all, ``odd`` until somebody has decided.
    """

    attendance: int | None = None
    members: int | None = None
    why: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)


def counted(row: ReadRow) -> Counted:
    """What the row says of how many people were there, and how many there are."""
    found = Counted()
    attendance, members = (_count(row, name, found) for name in ("attendance", "members"))
    found.attendance, found.members = attendance.people, members.people
    for one, of, other in (("attendance", attendance.of, members), ("members", members.of, None)):
        if of is None:
            continue
        if other is not None:
            _take_members(row, found, of, other)
        elif attendance.people in (None, members.people):
            found.attendance, found.members = members.people, of
        else:
            found.why.append(_two(row, one, str(members.people), "attendance"))
    if found.attendance is not None and found.members is not None:
        found.odd += over_members(found.attendance, found.members, row.place)
    return found


def over_members(attendance: int | None, members: int | None, place: str) -> Iterable[Fault]:
    """The doubt about more people than there are."""
    if attendance is not None and members is not None and attendance > members:
        context = {"attendance": attendance, "members": members}
        yield Fault("returns.over_members", context=context, place=place)


def _take_members(row: ReadRow, found: Counted, of: int, members: Count) -> None:
    if members.people is None and members.sure:
        found.members = of
    elif members.people != of:
        found.why.append(_two(row, "attendance", str(of), "members"))


def _two(row: ReadRow, column: str, read: str, other: str) -> Fault:
    context = {
        "value": quoted(row.text(column)), "read": read, "column": row.title(other),
        "other": quoted(row.text(other)),
    }  # fmt: skip
    return Fault("returns.two_counts", context=context, place=row.place)


def _count(row: ReadRow, column: str, found: Counted) -> Count:
    value = row.values.get(column)
    count = count_of(value)
    if count.sure:
        return count
    context = {"value": quoted(row.text(column)), "column": row.title(column)}
    found.why.append(Fault("returns.unclear_count", context=context, place=row.place))
    if isinstance(value, dt.date):  # a spreadsheet took 8/12 for a date
        return Count(value.day, value.month, sure=False)
    return count
