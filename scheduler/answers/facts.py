"""The facts that can stand in the way of a request: what each says, and how it could be otherwise.

Every fact can be let go as a whole, which tells whether a conflict needs it. What a planner is
offered is smaller: the ways out of a fact are concrete edits of the instance, the smallest first,
each naming the one day, area or number that it changes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from scheduler.domain.dropped_dates import FEW, lost_on
from scheduler.domain.problem import Problem
from scheduler.domain.records import Branch, Cadre, Closure, Leave, Pin, SingleDate
from scheduler.domain.roster import Visit
from scheduler.engine.feasibility import pinned_visits
from scheduler.language import Language, Phrase, say
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from scheduler.rules.pins import when

Edit = Callable[[Problem], Problem]

MOST_DAYS = 62
"""Single days that are tried for a meeting, a presence or an employment before several."""
MOST_DATES = 12
"""Dates of a branch that are told, those nearest to what is wanted."""
MOST_VISITS = 31
"""A quota that binds nobody: visits a month."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WayOut:
    """A concrete edit of the instance that ends a conflict.

    ``cost``, once it is known, is what the best roster then comes to: objective to value; None
    where none was found in time. ``proven`` says whether a better one is ruled out.
    """

    kind: str
    context: Mapping[str, Any]
    edit: Edit
    cost: Mapping[str, int] | None = None
    proven: bool = False

    def sentence(self, language: Language) -> str:
        """The edit in words."""
        return say(f"conflicts.drop_{self.kind}", language, **self.context)


@dataclass(frozen=True)
class Fact:
    """A part of the problem: where it stands, what it says, and the edit that lets it go.

    ``row`` counts from 0 in the table of the whole instance; the table is "" for what is over.
    ``smaller`` finds the edits that change less than letting the whole fact go, the smallest first,
    each with what its sentence tells more; None where letting it go is the smallest.
    """

    kind: str
    table: str
    row: int | None
    context: Mapping[str, Any]
    drop: Edit
    smaller: Callable[[Problem], Iterable[tuple[Mapping[str, Any], Edit]]] | None = None

    def sentence(self, language: Language) -> str:
        """The fact in words."""
        return say(f"conflicts.{self.kind}", language, **self.context)

    def ways_out(self, problem: Problem) -> Iterator[WayOut]:
        """Edits that might do, the smallest first; none for what is over."""
        if self.kind in OVER:
            return
        edits: Iterable[tuple[Mapping[str, Any], Edit]]
        edits = [({}, self.drop)] if self.smaller is None else self.smaller(problem)
        for more, edit in edits:
            yield WayOut(self.kind, {**self.context, **more}, edit)


OVER = frozenset({"past", "frozen", "unmade"})
"""Kinds of facts that nobody can change any more."""


def pins(problem: Problem, whole: Problem) -> Iterator[Fact]:
    """The `require` pins of a part of the whole problem, from the last row to the first."""
    for pin in reversed(required(problem)):
        yield _pin(whole, pin, "pin")


def required(problem: Problem) -> list[Pin]:
    """The `require` pins of the table, in its order."""
    return [pin for pin in problem.instance.pins if pin.decision == "require"]


def circumstances(problem: Problem, whole: Problem) -> Iterator[Fact]:
    """Everything else that can stand in their way, the most general first, what is over last."""
    pinned = required(problem)
    branches = list(dict.fromkeys(pin.branch for pin in pinned))
    able = {c for c in problem.cadres if problem.may_attend(c) & set(branches)}
    named = {pin.cadre for pin in pinned}
    if problem.rules.accompany == "require":
        named |= able
    cadres = [cadre for cadre in problem.instance.cadres if cadre.id in named]
    yield Fact("accompany", "instance", None, {}, _with_rules(accompany="prefer"))
    yield _capacity(problem)
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
    yield from _past(problem)


# -- of the past ----------------------------------------------------------------------------------


def _past(problem: Problem) -> Iterator[Fact]:
    """That nothing is planned before the date, each meeting that was visited, and each visit that
    is recorded as not made.
    """
    if problem.elapsed is not None:
        since = problem.elapsed.before
        yield Fact("frozen", "", None, {"since": since}, _open_again)
    for branch, day in sorted({(v.branch, v.date) for v in problem.made}):
        there = frozenset(v for v in problem.made if (v.branch, v.date) == (branch, day))
        context = {
            "branch": branch,
            "date": day,
            "cadres": ", ".join(sorted(v.cadre for v in there)),
        }
        yield Fact("past", "", None, context, _never_recorded(there))
    for visit in sorted(problem.unmade):
        context = {"cadre": visit.cadre, "branch": visit.branch, "date": visit.date}
        yield Fact("unmade", "", None, context, _never_recorded(frozenset({visit})))


def _open_again(problem: Problem) -> Problem:
    """Everything may be planned for any time, beside what was made."""
    elapsed = problem.elapsed and replace(problem.elapsed, before=dt.date.min)
    return Problem(problem.instance, checked=True, elapsed=elapsed)


def _never_recorded(visits: frozenset[Visit]) -> Edit:
    """Nobody knows any more whether these visits were made."""

    def edit(problem: Problem) -> Problem:
        elapsed = problem.elapsed
        if elapsed is not None:
            elapsed = replace(elapsed, made=elapsed.made - visits)
        rows = problem.instance.history
        history = tuple(r for r in rows if (r.cadre, r.branch, r.date) not in visits)
        instance = problem.instance.model_copy(update={"history": history})
        return Problem(instance, checked=True, elapsed=elapsed)

    return edit


# -- pins, rules, branches ------------------------------------------------------------------------


def _pin(whole: Problem, pin: Pin, kind: str) -> Fact:
    context = {
        "cadre": pin.cadre, "name": whole.cadres[pin.cadre].name, "branch": pin.branch,
        "when": when(pin), "pin": pin,
    }  # fmt: skip
    return Fact(kind, "pins", _row(whole, "pins", pin), context, _without("pins", pin))


def _capacity(problem: Problem) -> Fact:
    limit, most = problem.rules.visitors_per_meeting, len(problem.cadres) + 1

    def smaller(_problem: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        for more in range(limit + 1, max(most, limit + 1) + 1):
            yield {"limit": more}, _with_rules(visitors_per_meeting=more)

    drop = _with_rules(visitors_per_meeting=max(most, limit))
    return Fact("capacity", "instance", None, {"limit": limit}, drop, smaller)


def _branch(problem: Problem, whole: Problem, branch: Branch) -> Iterator[Fact]:
    place = _row(whole, "branches", branch)
    dates = [meeting.date for meeting in problem.meetings_by_branch.get(branch.id, ())]
    own = [pin for pin in required(problem) if pin.branch == branch.id]
    wanted = [pin.date for pin in own if pin.date] or list(_days(problem))
    drop = _meeting_on(branch.id, wanted)

    def smaller(now: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        known = [meeting.date for meeting in now.meetings_by_branch.get(branch.id, ())]
        relaxed = drop(now)
        rows = (row for row in now.instance.meetings if row.status != "added")
        off = {row.date for row in rows if row.branch == branch.id}  # facts with their own ways out
        possible = {v.date for v in _wanted(relaxed) if v.branch == branch.id} - {*known, *off}
        nearest = sorted(possible, key=lambda day: (_distance(day, known), day))
        single = ((day,) for day in islice(nearest, MOST_DAYS))
        for days in (*single, _solved(relaxed, lambda visit: visit.branch == branch.id)):
            if not off.issuperset(days):
                yield {"days": tuple(days)}, _meeting_on(branch.id, days)

    told = sorted(sorted(dates, key=lambda day: (_distance(day, wanted), day))[:MOST_DATES])
    more = ("…",) if len(dates) > len(told) else ()
    holidays = [d for d in lost_on(problem, branch.id, wanted) if d.date.cause == "holiday"]
    not_on = Phrase("conflicts.not_on", {"dates": tuple(holidays[:FEW])}) if holidays else ""
    context: dict[str, Any] = {"branch": branch.id, "dates": (*told, *more), "not_on": not_on}
    yield Fact("dates", "branches", place, context, drop, smaller)
    if branch.requires:
        context = {"branch": branch.id, "skills": ", ".join(branch.requires)}
        yield Fact("requires", "branches", place, context, _changed(branch, requires=()))


def _distance(day: dt.date, dates: Iterable[dt.date]) -> dt.timedelta:
    """From the nearest of the dates; 0 where there are none."""
    return min((abs(day - date) for date in dates), default=dt.timedelta())


def _dates_off(problem: Problem, whole: Problem, branches: set[str]) -> Iterator[Fact]:
    """Closures, and single dates that cancel or move a meeting, of the branches."""
    first, last = problem.horizon[0].first_day, problem.horizon[-1].last_day
    context: dict[str, Any]
    for closure in problem.instance.closures:
        near = closure.from_ <= last and closure.until >= first
        if near and any(_closes(problem, closure, problem.branches[b]) for b in branches):
            place = _row(whole, "closures", closure)
            context = {"from": closure.from_, "until": closure.until}
            yield Fact("closure", "closures", place, context, _without("closures", closure))
    for row in problem.instance.meetings:
        if row.branch in branches and row.status != "added" and first <= row.date <= last:
            place = _row(whole, "meetings", row)
            context = {"branch": row.branch, "date": row.date}
            if row.status == "cancelled":
                yield Fact("cancelled", "meetings", place, context, _without("meetings", row))
            elif row.new_date:
                yield _moved(row, place, {**context, "new_date": row.new_date})


def _closes(problem: Problem, closure: Closure, branch: Branch) -> bool:
    inside = not closure.area or closure.area in problem.territory.ancestors(branch.area)
    return inside and closure.organization in ("", branch.organization)


def _moved(row: SingleDate, place: int, context: Mapping[str, Any]) -> Fact:
    """A moved meeting: letting that go means that it may be on either date."""

    def both(problem: Problem) -> Problem:
        assert row.new_date is not None
        others = _rows_without(problem, "meetings", row)
        added = [SingleDate(branch=row.branch, date=row.new_date, time=row.new_time or row.time)]
        if (row.branch, row.date) not in _edited(problem, meetings=others).meetings:
            added.append(SingleDate(branch=row.branch, date=row.date, time=row.time))
        return _edited(problem, meetings=(*others, *added))

    def smaller(_problem: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        yield {}, _without("meetings", row)
        yield {}, both

    return Fact("moved", "meetings", place, context, both, smaller)


def _meeting_on(branch: str, days: Iterable[dt.date]) -> Edit:
    dates = frozenset(days)

    def edit(problem: Problem) -> Problem:
        rows = problem.instance.meetings
        others = tuple(r for r in rows if r.branch != branch or r.date not in dates)
        added = (SingleDate(branch=branch, date=day, time="morning") for day in sorted(dates))
        return _edited(problem, meetings=(*others, *added))

    return edit


# -- organisations and cadres ---------------------------------------------------------------------


def _line(whole: Problem, organization: str) -> Iterator[Fact]:
    row = whole.organizations[organization]
    if row.attends == ("all",):
        return

    def smaller(problem: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        wanted = {problem.branches[pin.branch].organization for pin in required(problem)}
        more = sorted(wanted - set(problem.attended_organizations(organization)))
        for other in (*((name,) for name in more), tuple(more)):
            attends = (*row.attends, *other)
            yield {"others": ", ".join(other)}, _changed(row, attends=attends)

    yield Fact(
        "attends", "organizations", _row(whole, "organizations", row),
        {"organization": organization, "attends": ", ".join(row.attends)},
        _changed(row, attends=("all",)), smaller,
    )  # fmt: skip


def _cadre(whole: Problem, cadre: Cadre) -> Iterator[Fact]:
    place = _row(whole, "cadres", cadre)
    about = {"cadre": cadre.id, "name": cadre.name}
    limit = cadre.visits_per_month

    def more_visits(_problem: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        for more in range(limit + 1, MOST_VISITS + 1):
            yield {"limit": more}, _changed(cadre, visits_per_month=more)

    if limit < MOST_VISITS:
        kind = "quota" if cadre.every_months == 1 else "quota_every"
        yield Fact(
            kind, "cadres", place, about | {"limit": limit, "every": cadre.every_months},
            _changed(cadre, visits_per_month=MOST_VISITS), more_visits,
        )  # fmt: skip
    if cadre.from_ or cadre.until:
        yield _employment(cadre, place, about)
    tops = tuple(area.id for area in whole.territory.areas.values() if not area.parent)
    yield Fact(
        "areas", "cadres", place, about | {"areas": ", ".join(cadre.areas)},
        _changed(cadre, areas=tops), lambda problem: _other_areas(problem, cadre),
    )  # fmt: skip


def _employment(cadre: Cadre, place: int, about: Mapping[str, Any]) -> Fact:
    drop = _changed(cadre, from_=None, until=None)

    def smaller(problem: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        relaxed = drop(problem)
        days = {v.date for v in _wanted(relaxed) if v.cadre == cadre.id}
        outside = [day for day in days if not problem.employed(cadre.id, day)]
        nearest = sorted(outside, key=lambda day: (sum(_beyond(cadre, day), dt.timedelta()), day))
        single = ((day,) for day in islice(nearest, MOST_DAYS))
        for chosen in (*single, _solved(relaxed, lambda visit: visit.cadre == cadre.id)):
            from_ = cadre.from_ and min([cadre.from_, *chosen])
            until = cadre.until and max([cadre.until, *chosen])
            told = {"from": from_ or "…", "until": until or "…"}
            yield told, _changed(cadre, from_=from_, until=until)

    context = {**about, "from": cadre.from_ or "…", "until": cadre.until or "…"}
    return Fact("employment", "cadres", place, context, drop, smaller)


def _beyond(cadre: Cadre, day: dt.date) -> Iterator[dt.timedelta]:
    """How far the day lies before the cadre's employment, or behind it."""
    if cadre.from_ and day < cadre.from_:
        yield cadre.from_ - day
    if cadre.until and day > cadre.until:
        yield day - cadre.until


def _other_areas(problem: Problem, cadre: Cadre) -> Iterator[tuple[Mapping[str, Any], Edit]]:
    """One area more, of the level that the cadre has; in place of another where no more fit."""
    territory = problem.territory
    pinned = [problem.branches[pin.branch].area for pin in required(problem)]
    levels = dict.fromkeys(territory[area].level for area in cadre.areas)
    own = {territory.ancestor_at(area, level) or area for area in pinned for level in levels}
    tops = [area.id for area in territory.areas.values() if not area.parent]
    for area in (*sorted(own - set(cadre.areas)), *tops):
        if len(cadre.areas) < problem.settings.max_areas:
            chosen = [(*cadre.areas, area)]
        else:
            chosen = [tuple(area if a == old else a for a in cadre.areas) for old in cadre.areas]
        for areas in chosen:
            yield {"areas": ", ".join(areas)}, _changed(cadre, areas=areas)


def _leave(whole: Problem, leave: Leave) -> Fact:
    drop = _without("leave", leave)

    def smaller(problem: Problem) -> Iterator[tuple[Mapping[str, Any], Edit]]:
        relaxed = drop(problem)
        wanted = {v.date for v in _wanted(relaxed) if v.cadre == leave.cadre}
        within = sorted(day for day in wanted if leave.from_ <= day <= leave.until)
        single = ((day,) for day in islice(within, MOST_DAYS))
        for days in (*single, _solved(relaxed, lambda visit: visit.cadre == leave.cadre)):
            chosen = [day for day in days if leave.from_ <= day <= leave.until]
            yield {"days": tuple(chosen)}, _interrupted(leave, chosen)

    context = {
        "cadre": leave.cadre, "name": whole.cadres[leave.cadre].name,
        "from": leave.from_, "until": leave.until,
    }  # fmt: skip
    return Fact("leave", "leave", _row(whole, "leave", leave), context, drop, smaller)


def _interrupted(leave: Leave, days: Iterable[dt.date]) -> Edit:
    """The leave without those days."""
    pieces, start = [], leave.from_
    for day in (*sorted(days), leave.until + _DAY):
        if start < day:
            pieces.append(leave.model_copy(update={"from_": start, "until": day - _DAY}))
        start = day + _DAY
    return lambda problem: _edited(
        problem, leave=(*_rows_without(problem, "leave", leave), *pieces)
    )


# -- what could be --------------------------------------------------------------------------------


def _wanted(problem: Problem) -> Iterator[Visit]:
    """The visits that could meet a pin, or (of others than the pinned) keep it company."""
    pins_of: dict[str, list[Pin]] = defaultdict(list)
    for pin in required(problem):
        pins_of[pin.cadre].append(pin)
    branches = {pin.branch for pin in required(problem)}
    for cadre, meetings in problem.attendable.items():
        own = pins_of.get(cadre)
        for branch, day, *_ in meetings:
            if branch in branches and (
                own is None or any(pin.branch == branch and pin.covers(day) for pin in own)
            ):
                yield Visit(cadre, branch, day)


def _solved(problem: Problem, chosen: Callable[[Visit], bool]) -> tuple[dt.date, ...]:
    """The dates of those visits in a roster that meets the pins; empty where there is none."""
    try:
        found = pinned_visits(problem, Watch())
    except NoPoint:
        return ()
    return tuple(sorted({visit.date for visit in found if chosen(visit)}))


def _days(problem: Problem) -> Iterator[dt.date]:
    day = problem.horizon[0].first_day
    while day <= problem.horizon[-1].last_day:
        yield day
        day += _DAY


# -- edits ----------------------------------------------------------------------------------------


def _row(whole: Problem, table: str, record: object) -> int:
    """Where the record stands in the whole instance."""
    return whole.instance.table(table).index(record)


def _edited(problem: Problem, **tables: object) -> Problem:
    instance = problem.instance.model_copy(update=tables)
    return Problem(instance, checked=True, elapsed=problem.elapsed)


def _rows_without(problem: Problem, table: str, record: object) -> tuple[Any, ...]:
    return tuple(row for row in problem.instance.table(table) if row != record)


def _without(table: str, record: object) -> Edit:
    return lambda problem: _edited(problem, **{table: _rows_without(problem, table, record)})


def _changed(record: Any, **update: object) -> Edit:
    """That row of its table with other cells."""
    table = record.table

    def edit(problem: Problem) -> Problem:
        rows = (
            row.model_copy(update=update) if row.id == record.id else row  # type: ignore[attr-defined]
            for row in problem.instance.table(table)
        )
        return _edited(problem, **{table: tuple(rows)})

    return edit


def _with_rules(**update: object) -> Edit:
    def edit(problem: Problem) -> Problem:
        settings = problem.settings
        changed = settings.model_copy(update={"rules": settings.rules.model_copy(update=update)})
        return _edited(problem, settings=changed)

    return edit
