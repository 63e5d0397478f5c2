"""How facts could be otherwise: edits that change less than letting one go, the smallest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from scheduler.domain.edit import Add, Edit, Put, changed_row, without_row
from scheduler.domain.fact import Trial, Way, required
from scheduler.domain.records import Cadre, Leave, Organization, SingleDate

MOST_DAYS = 62
"""Single days that are tried for a meeting, a presence or an employment before several."""
MOST_VISITS = 31
"""A quota that binds nobody: visits a month."""

_DAY = dt.timedelta(days=1)
_Days = tuple[dt.date, ...]


# -- dates ----------------------------------------------------------------------------------------


def meeting_on(branch: str, days: Iterable[dt.date]) -> Edit:
    """The edit that has the branch meet on these days, whatever single dates say."""
    rows = [{"branch": branch, "date": day, "time": "morning"} for day in sorted(set(days))]
    return Edit(put=Put(table="meetings", rows=rows))


def one_meeting(branch: str, trial: Trial) -> Iterator[Way]:
    """A meeting more, on the day nearest to one that there is; or several."""
    known = [meeting.date for meeting in trial.problem.meetings_by_branch.get(branch, ())]
    rows = (row for row in trial.problem.instance.meetings if row.status != "added")
    off = {row.date for row in rows if row.branch == branch}  # facts with their own ways out
    possible = {v.date for v in trial.wanted() if v.branch == branch} - {*known, *off}
    nearest = sorted(possible, key=lambda day: (distance(day, known), day))
    for days in _one_or_several(nearest, trial, branch=branch):
        if not off.issuperset(days):
            yield Way((meeting_on(branch, days),), {"days": days})


def distance(day: dt.date, dates: Iterable[dt.date]) -> dt.timedelta:
    """From the nearest of the dates; 0 where there are none."""
    return min((abs(day - date) for date in dates), default=dt.timedelta())


def not_moved(row: SingleDate, new_date: dt.date, trial: Trial) -> Iterator[Way]:
    """The moved meeting on its old date; or on both."""
    back = without_row(row)
    yield Way((back,))
    moved = trial.problem.meeting(row.branch, new_date)
    both = {row.date: row.time, new_date: row.new_time or row.time or moved.time}
    if (row.branch, row.date) in trial.after(back).meetings:
        del both[row.date]  # by its calendar it meets then
    rows = [_filled({"branch": row.branch, "date": d, "time": time}) for d, time in both.items()]
    yield Way((back, Edit(put=Put(table="meetings", rows=rows))))


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {column: cell for column, cell in cells.items() if cell}


# -- organisations and cadres ---------------------------------------------------------------------


def more_organizations(row: Organization, trial: Trial) -> Iterator[Way]:
    """Another organisation whose branches its cadres attend; or all that are wanted."""
    problem = trial.problem
    wanted = {problem.branches[pin.branch].organization for pin in required(problem)}
    more = sorted(wanted - set(problem.attended_organizations(row.id)))
    for others in (*((name,) for name in more), tuple(more)):
        change = changed_row(row, {"attends": (*row.attends, *others)})
        yield Way((change,), {"others": ", ".join(others)})


def more_visits(cadre: Cadre, _trial: Trial) -> Iterator[Way]:
    """More visits a month, or in each period."""
    for more in range(cadre.visits_per_month + 1, MOST_VISITS + 1):
        yield Way((changed_row(cadre, {"visits_per_month": more}),), {"limit": more})


def longer_employment(cadre: Cadre, trial: Trial) -> Iterator[Way]:
    """An employment that reaches to the nearest day outside it that would do; or to several."""
    days = {v.date for v in trial.wanted() if v.cadre == cadre.id}
    outside = [day for day in days if not trial.problem.employed(cadre.id, day)]
    nearest = sorted(outside, key=lambda day: (sum(_beyond(cadre, day), dt.timedelta()), day))
    for chosen in _one_or_several(nearest, trial, cadre=cadre.id):
        from_ = cadre.from_ and min([cadre.from_, *chosen])
        until = cadre.until and max([cadre.until, *chosen])
        other = {"from": from_} if from_ != cadre.from_ else {}
        other |= {"until": until} if until != cadre.until else {}
        yield Way((changed_row(cadre, other),), {"from": from_ or "…", "until": until or "…"})


def _beyond(cadre: Cadre, day: dt.date) -> Iterator[dt.timedelta]:
    """How far the day lies before the cadre's employment, or behind it."""
    if cadre.from_ and day < cadre.from_:
        yield cadre.from_ - day
    if cadre.until and day > cadre.until:
        yield day - cadre.until


def other_areas(cadre: Cadre, trial: Trial) -> Iterator[Way]:
    """One area more, of the level that the cadre has; in place of another where no more fit."""
    problem = trial.problem
    territory = problem.territory
    pinned = [problem.branches[pin.branch].area for pin in required(problem)]
    levels = dict.fromkeys(territory[area].level for area in cadre.areas)
    near = sorted(
        {territory.ancestor_at(area, level) or area for area in pinned for level in levels}
    )
    tops = [area.id for area in territory.areas.values() if not area.parent]
    for area in (area for area in (*near, *tops) if area not in cadre.areas):
        if len(cadre.areas) < problem.settings.max_areas:
            chosen = [(*cadre.areas, area)]
        else:
            chosen = [tuple(area if a == old else a for a in cadre.areas) for old in cadre.areas]
        for areas in chosen:
            yield Way((changed_row(cadre, {"areas": areas}),), {"areas": ", ".join(areas)})


def interrupted_leave(leave: Leave, trial: Trial) -> Iterator[Way]:
    """The leave without a day that would do; or without several."""
    wanted = {v.date for v in trial.wanted() if v.cadre == leave.cadre}
    within = sorted(day for day in wanted if leave.from_ <= day <= leave.until)
    for days in _one_or_several(within, trial, cadre=leave.cadre):
        chosen = tuple(day for day in days if leave.from_ <= day <= leave.until)
        yield Way(_without_days(leave, chosen), {"days": chosen})


def _without_days(leave: Leave, days: _Days) -> tuple[Edit, ...]:
    pieces, start = [], leave.from_
    for day in (*days, leave.until + _DAY):
        if start < day:
            pieces.append(leave.model_copy(update={"from_": start, "until": day - _DAY}))
        start = day + _DAY
    rows = [_filled(piece.model_dump()) for piece in pieces]
    return without_row(leave), *((Edit(add=Add(table="leave", rows=rows)),) if rows else ())


def _one_or_several(
    days: Iterable[dt.date], trial: Trial, branch: str = "", cadre: str = ""
) -> Iterator[_Days]:
    """Each of the first days alone; then those of the branch's or cadre's visits in a roster."""
    for day in islice(days, MOST_DAYS):
        yield (day,)
    own = (v for v in trial.solved() if branch in ("", v.branch) and cadre in ("", v.cadre))
    yield tuple(sorted({visit.date for visit in own}))
