"""Who could go instead: everybody of the tier who can attend the meeting, and what each costs.

The cost is that of a replanning: the best roster in which the substitute goes and the cadre does
not, with as few changes to the published roster as possible once no more visits than necessary are
missed. What lies before the day stays as it is, and on that day the cadre goes nowhere else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler import rules
from scheduler.answers.obstacles import Obstacle, obstacle
from scheduler.answers.replan import VisitChange, changes_between
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.restricted import Best, RestrictedSolver
from scheduler.engine.result import Vector
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from scheduler.rules.violations import Violation


@dataclass(frozen=True)
class Substitute:
    """Somebody who could go: the best roster with it, what it costs more on each level, and what it
    changes beside the visit itself.
    """

    cadre: str
    best: Best
    difference: Vector
    changes: tuple[VisitChange, ...]


@dataclass(frozen=True)
class Substitutes:
    """The answer: who could go, the cheapest first, and why the others cannot.

    ``pinned`` says whether a pin asks for the visit; while it stands nobody can make it instead,
    unless it leaves the cadre another date. ``unable`` are cadres of the tier who may attend the
    branch, but not that meeting. ``unsettled`` could by themselves, but no roster has them there,
    and the obstacle tells why; or none was found in time (None).
    """

    visit: Visit
    pinned: bool
    levels: tuple[str, ...]
    whole: bool
    able: tuple[Substitute, ...]
    unable: tuple[tuple[str, tuple[Violation, ...]], ...]
    unsettled: tuple[tuple[str, Obstacle | None], ...]


def substitutes(
    problem: Problem,
    roster: Roster,
    visit: Visit,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    watch: Watch | None = None,
) -> Substitutes:
    """Who of the tier could make the visit instead; ``roster`` holds it and keeps every rule.

    Nothing changes before ``since``, and up to ``until`` the cadre is away; both are the day of the
    visit unless given. Order: by cost on each level (missed, changes, …), then as in lists for
    people.
    """
    watch = watch or Watch()
    locality = problem.locality(visit.branch)
    pins = problem.requiring_pins.get((visit.cadre, visit.branch), ())
    pinned = any(pin.covers(visit.date) for pin in pins)
    since, until = since or visit.date, until or visit.date
    past = frozenset(other for other in roster if other.date < since)
    over = max(since, problem.elapsed.before) if problem.elapsed else since
    elapsed = Elapsed(over, problem.made | past, problem.former)
    problem = problem.of_instance(problem.instance, elapsed)
    away = {
        Visit(visit.cadre, branch, day)
        for branch, day, *_ in problem.attendable[visit.cadre]
        if visit.date <= day <= until
    }
    restricted = RestrictedSolver(
        problem, roster, visit.month, {locality}, watch, reference=frozenset(roster)
    )
    able, unable = [], []
    unsettled: list[tuple[str, Obstacle | None]] = []
    for cadre in problem.by_name(problem.cadres_by_tier[problem.cadres[visit.cadre].tier]):
        other = visit._replace(cadre=cadre)
        there = cadre == visit.cadre or other in roster.visits
        if there or visit.branch not in problem.may_attend(cadre):
            continue
        if violations := tuple(rules.bars(problem, other)):
            unable.append((cadre, violations))
            continue
        try:
            best = restricted.solve(made={other}, unmade=away)
        except NoPoint as answer:
            unsettled.append((cadre, obstacle(problem, other, away) if answer.proven else None))
            continue
        difference = tuple(b - c for b, c in zip(best.cost, restricted.cost, strict=True))
        kept, planned = (Roster.of(set(r) - {visit, other}) for r in (roster, best.roster))
        changes = tuple(changes_between(problem, kept, planned))
        able.append(Substitute(cadre, best, difference, changes))
    able.sort(key=lambda found: found.difference)
    names = tuple(" + ".join(level) for level in restricted.levels)
    return Substitutes(
        visit, pinned, names, restricted.whole, tuple(able), tuple(unable), tuple(unsettled)
    )
