"""The facts that can stand in the way of a request: what each says and where it stands.

Every fact can be let go as a whole, which tells whether a conflict needs it. What a planner is
offered is smaller (:mod:`scheduler.answers.ways`): one day, area or number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from scheduler import rules
from scheduler.answers import ways
from scheduler.answers.over import Over, what_is_over
from scheduler.domain.dropped_dates import FEW, lost_on
from scheduler.domain.edit import changed_row, without_row
from scheduler.domain.fact import Fact, required
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, Cadre, Closure, Leave, Pin, Record, SingleDate
from scheduler.language import Phrase
from scheduler.rules.pins import when

MOST_DATES = 12
"""Dates of a branch that are told, those nearest to what is wanted."""


def pins(problem: Problem, whole: Problem) -> Iterator[Fact]:
    """The `require` pins of a part of the whole problem, from the last row to the first."""
    for pin in reversed(required(problem)):
        yield _pin(whole, pin, "pin")


def circumstances(problem: Problem, whole: Problem) -> Iterator[Fact | Over]:
    """Everything else that can stand in their way, the most general first, what is over last."""
    pinned = required(problem)
    branches = list(dict.fromkeys(pin.branch for pin in pinned))
    named = {pin.cadre for pin in pinned}
    for rule in rules.all_rules():
        named.update(rule.helpers(problem, set(branches)))
    cadres = [cadre for cadre in problem.instance.cadres if cadre.id in named]
    for rule in reversed(rules.all_rules()):
        if fact := rule.fact(problem):
            yield fact
    for branch in branches:
        yield from _branch(problem, whole, problem.branches[branch])
    yield from _dates_off(problem, whole, set(branches))
    for organization in dict.fromkeys(cadre.organization for cadre in cadres):
        yield from _line(whole, organization)
    for cadre in cadres:
        yield from _cadre(whole, cadre)
    for pin in problem.instance.pins:
        if pin.decision == "forbid" and pin.cadre in named and pin.branch in branches:
            yield _pin(whole, pin, "forbid")
    for leave in problem.instance.leave:
        if leave.cadre in named:
            yield _leave(whole, leave)
    yield from what_is_over(problem)


def _row(whole: Problem, record: Record) -> int:
    """Where the record stands in its table of the whole instance."""
    return whole.instance.table(record.table).index(record)


# -- pins, rules, branches ------------------------------------------------------------------------


def _pin(whole: Problem, pin: Pin, kind: str) -> Fact:
    context = {
        "cadre": pin.cadre, "name": whole.cadres[pin.cadre].name, "branch": pin.branch,
        "when": when(pin), "pin": pin,
    }  # fmt: skip
    return Fact(kind, "pins", _row(whole, pin), context, (without_row(pin),))


def _branch(problem: Problem, whole: Problem, branch: Branch) -> Iterator[Fact]:
    place = _row(whole, branch)
    dates = [meeting.date for meeting in problem.meetings_by_branch.get(branch.id, ())]
    own = [pin for pin in required(problem) if pin.branch == branch.id]
    wanted = [pin.date for pin in own if pin.date] or list(_days(problem))
    nearest = sorted(dates, key=lambda day: (ways.distance(day, wanted), day))
    told = sorted(nearest[:MOST_DATES])
    more = ("…",) if len(dates) > len(told) else ()
    holidays = [d for d in lost_on(problem, branch.id, wanted) if d.date.cause == "holiday"]
    not_on = Phrase("conflicts.not_on", {"dates": tuple(holidays[:FEW])}) if holidays else ""
    context: dict[str, Any] = {"branch": branch.id, "dates": (*told, *more), "not_on": not_on}
    drop = (ways.meeting_on(branch.id, wanted),)
    yield Fact("dates", "branches", place, context, drop, partial(ways.one_meeting, branch.id))
    if branch.requires:
        context = {"branch": branch.id, "skills": ", ".join(branch.requires)}
        yield Fact("requires", "branches", place, context, (changed_row(branch, {"requires": []}),))


def _dates_off(problem: Problem, whole: Problem, branches: set[str]) -> Iterator[Fact]:
    """Closures, and single dates that cancel or move a meeting, of the branches."""
    first, last = problem.horizon[0].first_day, problem.horizon[-1].last_day
    context: dict[str, Any]
    for closure in problem.instance.closures:
        near = closure.from_ <= last and closure.until >= first
        if near and any(_closes(problem, closure, problem.branches[b]) for b in branches):
            context = {"from": closure.from_, "until": closure.until}
            yield Fact(
                "closure", "closures", _row(whole, closure), context, (without_row(closure),)
            )
    for row in problem.instance.meetings:
        if row.branch in branches and row.status != "added" and first <= row.date <= last:
            place = _row(whole, row)
            context = {"branch": row.branch, "date": row.date}
            if row.status == "cancelled":
                yield Fact("cancelled", "meetings", place, context, (without_row(row),))
            elif row.new_date:
                yield _moved(row, row.new_date, place)


def _closes(problem: Problem, closure: Closure, branch: Branch) -> bool:
    inside = not closure.area or closure.area in problem.territory.ancestors(branch.area)
    return inside and closure.organization in ("", branch.organization)


def _moved(row: SingleDate, new_date: dt.date, place: int) -> Fact:
    """A moved meeting: letting that go means that it may be on either date."""
    context = {"branch": row.branch, "date": row.date, "new_date": new_date}
    drop = (ways.meeting_on(row.branch, (row.date, new_date)),)
    return Fact("moved", "meetings", place, context, drop, partial(ways.not_moved, row, new_date))


# -- organisations and cadres ---------------------------------------------------------------------


def _line(whole: Problem, organization: str) -> Iterator[Fact]:
    row = whole.organizations[organization]
    if row.attends == ("all",):
        return
    context = {"organization": organization, "attends": ", ".join(row.attends)}
    drop = (changed_row(row, {"attends": ["all"]}),)
    smaller = partial(ways.more_organizations, row)
    yield Fact("attends", "organizations", _row(whole, row), context, drop, smaller)


def _cadre(whole: Problem, cadre: Cadre) -> Iterator[Fact]:
    place = _row(whole, cadre)
    about = {"cadre": cadre.id, "name": cadre.name}
    context: dict[str, Any]
    if cadre.visits_per_month < ways.MOST_VISITS:
        kind = "quota" if cadre.every_months == 1 else "quota_every"
        context = about | {"limit": cadre.visits_per_month, "every": cadre.every_months}
        drop = (changed_row(cadre, {"visits_per_month": ways.MOST_VISITS}),)
        yield Fact(kind, "cadres", place, context, drop, partial(ways.more_visits, cadre))
    if cadre.from_ or cadre.until:
        context = about | {"from": cadre.from_ or "…", "until": cadre.until or "…"}
        drop = (changed_row(cadre, {"from": "", "until": ""}),)
        smaller = partial(ways.longer_employment, cadre)
        yield Fact("employment", "cadres", place, context, drop, smaller)
    tops = [area.id for area in whole.territory.areas.values() if not area.parent]
    context = about | {"areas": ", ".join(cadre.areas)}
    drop = (changed_row(cadre, {"areas": tops}),)
    yield Fact("areas", "cadres", place, context, drop, partial(ways.other_areas, cadre))


def _leave(whole: Problem, leave: Leave) -> Fact:
    context = {
        "cadre": leave.cadre, "name": whole.cadres[leave.cadre].name,
        "from": leave.from_, "until": leave.until,
    }  # fmt: skip
    smaller = partial(ways.interrupted_leave, leave)
    return Fact("leave", "leave", _row(whole, leave), context, (without_row(leave),), smaller)


def _days(problem: Problem) -> Iterator[dt.date]:
    day = problem.horizon[0].first_day
    while day <= problem.horizon[-1].last_day:
        yield day
        day += dt.timedelta(days=1)
