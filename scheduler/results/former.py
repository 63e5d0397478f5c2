"""People and places of a published roster that no table has any more, in the roster's own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.cells import SESSIONS
from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.names import fold
from scheduler.domain.problem import Problem
from scheduler.domain.records import Area, Branch, Cadre
from scheduler.domain.roster import Visit
from scheduler.domain.territory import Territory
from scheduler.results.roster import level_columns
from scheduler.results.roster_file import RosterFile


def former_of(problem: Problem, file: RosterFile, before: dt.date) -> Former:
    """Whoever made, and whatever received, a visit before the date and is in no table any more, as
    far as the roster says what must be known of them: of a cadre the tier, of a branch the area.

    Their meetings, and those that other branches had by the roster and have by no rule any more,
    keep their time.
    """
    known = {name: problem.instance.ids(name) for name in ("cadres", "branches", "areas")}
    cadres: dict[str, Cadre] = {}
    branches: dict[str, Branch] = {}
    areas: dict[str, Area] = {}
    meetings: dict[tuple[str, dt.date], Meeting] = {}
    for visit, said in zip(file.roster, file.said, strict=True):
        if visit.date >= before:
            continue
        if visit.cadre not in known["cadres"] and said.get("tier"):
            cadres[visit.cadre] = _cadre(problem, visit, said)
        if visit.branch not in known["branches"] and (area := said.get("area")):
            branches[visit.branch] = _branch(visit, said)
            if area not in known["areas"]:
                areas[area] = _area(problem, area, said)
        if (visit.branch, visit.date) not in problem.meetings:
            meetings[visit.branch, visit.date] = _meeting(visit, said)
    return Former(
        tuple(cadres.values()), tuple(branches.values()), tuple(areas.values()),
        tuple(meetings.values()),
    )  # fmt: skip


def elapsed_of(problem: Problem, file: RosterFile, before: dt.date) -> Elapsed:
    """What is over before the date, by the roster. Visits by or to somebody of whom nothing is
    known are left out: an audit tells of them.
    """
    former = former_of(problem, file, before)
    cadres = problem.instance.ids("cadres") | former.cadre_ids
    branches = problem.instance.ids("branches") | former.branch_ids
    made = (v for v in file.roster if v.date < before and v.month in problem.horizon)
    known = frozenset(v for v in made if v.cadre in cadres and v.branch in branches)
    return Elapsed(before, known, former)


def _meeting(visit: Visit, said: Mapping[str, str]) -> Meeting:
    time, minutes = said.get("time", ""), said.get("minutes", "")
    length = int(minutes) if minutes.isdecimal() else None
    return Meeting(visit.branch, visit.date, SESSIONS.get(time.casefold(), time), length)


def _cadre(problem: Problem, visit: Visit, said: Mapping[str, str]) -> Cadre:
    """Somebody who is gone: they owe nothing and can go nowhere."""
    tier = problem.settings.level_meant(said["tier"]) or said["tier"]
    return Cadre.model_construct(
        id=visit.cadre, name=said.get("cadre_name") or visit.cadre, tier=tier,
        organization=said.get("organization", ""), areas=(), visits_per_month=0,
    )  # fmt: skip


def _branch(visit: Visit, said: Mapping[str, str]) -> Branch:
    return Branch.model_construct(
        id=visit.branch, name=said.get("branch_name") or visit.branch,
        organization=said.get("branch_organization", ""), area=said["area"],
    )  # fmt: skip


def _area(problem: Problem, area: str, said: Mapping[str, str]) -> Area:
    """The area that is gone, below the lowest of those above it that there still is."""
    columns = level_columns(problem.settings.levels, problem.settings.level_names)
    told = {level: said.get(column.name, "") for level, column in columns.items()}
    *above, own = [level for level in told if told[level]] or [problem.settings.levels[-1]]
    names = [told[level] for level in above]
    parents = (
        _named(problem.territory, above[:depth], names[:depth])
        for depth in range(len(above), 0, -1)
    )
    parent = next((found for found in parents if found), "")
    return Area.model_construct(id=area, name=told[own] or area, level=own, parent=parent)


def _named(territory: Territory, levels: Sequence[str], names: Sequence[str]) -> str:
    """The one area of the last of these levels with these names, itself and above; or ""."""
    found = [
        area
        for area in territory.at_level(levels[-1])
        if all(
            (above := territory.ancestor_at(area, level))
            and fold(territory[above].name) == fold(name)
            for level, name in zip(levels, names, strict=True)
        )
    ]
    return found[0] if len(found) == 1 else ""
