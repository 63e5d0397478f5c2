"""What a question must name: people, branches, months and dates that problem and roster have.

A fault stands at the parameter that it is about, such as ``instead_of``; commands call that an
option of theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from scheduler import rules
from scheduler.answers.replan import faults_of_past
from scheduler.domain.elapsed import Former
from scheduler.domain.faults import Fault
from scheduler.domain.months import Month
from scheduler.domain.names import nearest
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit


def faults_of_explain(
    problem: Problem, cadre: str | None, month: Month | None, branch: str, instead_of: Sequence[str]
) -> Iterator[Fault]:
    """What is wrong with a question why; without a cadre it is what binds the roster."""
    if cadre is not None:
        yield from _unknown_cadre(problem, cadre)
    else:
        for place, given in (("branch", branch), ("instead_of", ", ".join(instead_of))):
            if given:
                yield Fault("explain.needs_cadre", value=given, place=place)
    if branch and branch not in problem.branches:
        near = nearest(branch, problem.branches)
        yield Fault("explain.unknown_branch", value=branch, nearest=near, place="branch")
    for name in instead_of:
        if name not in problem.branches and name not in problem.cadres:
            near = nearest(name, [*problem.branches, *problem.cadres])
            yield Fault("explain.unknown_name", value=name, nearest=near, place="instead_of")
    several = len(problem.horizon) > 1
    if month not in problem.horizon and (month or several):
        yield Fault("explain.month", value=str(month) if month else None, place="month",
                    context={"months": tuple(problem.horizon)})  # fmt: skip


def faults_of_substitutes(
    problem: Problem,
    roster: Roster,
    cadre: str,
    day: dt.date,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Iterator[Fault]:
    """What is wrong with the question who could go instead."""
    faults = list(_unknown_cadre(problem, cadre))
    yield from faults
    dates = [visit.date for visit in roster if visit.cadre == cadre]
    if not faults and day not in dates:
        context = {"dates": tuple(dates)}
        yield Fault("explain.no_such_visit", value=str(day), context=context, place="day")
    if any((visit.cadre, visit.date) == (cadre, day) for visit in problem.made):
        yield Fault("explain.over_visit", value=str(day), context={"day": day}, place="day")
    if since and since > day:
        yield Fault("explain.since", value=str(since), context={"day": day}, place="since")
    if until and until < day:
        yield Fault("explain.until", value=str(until), context={"day": day}, place="until")


def faults_of_replan(
    problem: Problem,
    published: Iterable[tuple[Visit, str]],
    since: dt.date,
    former: Former | None = None,
) -> Iterator[Fault]:
    """What is wrong with a replanning of visits, each given with the place where it stands."""
    published = list(published)
    first, last = problem.horizon[0], problem.horizon[-1]
    ends = {"first": first.first_day, "last": last.last_day}
    if not ends["first"] <= since <= ends["last"]:
        yield Fault("changes.since", value=since.isoformat(), context=ends, place="since")
    for visit, place in published:
        if visit.month not in problem.horizon:
            context = {"first": first, "last": last}
            yield Fault("changes.outside", value=str(visit.date), context=context, place=place)
    yield from faults_of_past(problem, published, since, former or Former())


def faults_of_roster(problem: Problem, roster: Roster) -> Iterator[Fault]:
    """A fault if the roster breaks a rule: only one that keeps them all can be asked about."""
    if broken := sum(1 for _ in rules.audit(problem, roster)):
        yield Fault("explain.not_sound", context={"count": broken}, place="roster")


def _unknown_cadre(problem: Problem, cadre: str) -> Iterator[Fault]:
    if cadre not in problem.cadres:
        near = nearest(cadre, problem.cadres)
        yield Fault("explain.unknown_cadre", value=cadre, nearest=near, place="cadre")
