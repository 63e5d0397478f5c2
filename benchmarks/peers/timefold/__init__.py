"""Timefold Solver, a local search in Java, by its Python package and as its makers recommend.

The visits that a cadre owes are planning entities, and a meeting that they can attend, or none, is
what an entity is given. Construction heuristic and local search (late acceptance) are those that
Timefold takes by itself; it ends by the time limit alone, and knows no bound.
"""

from __future__ import annotations

import importlib.util

from benchmarks.peers import Attempt
from scheduler.domain.problem import Problem
from scheduler.rules import levels_of


def missing() -> str | None:
    """What it cannot run without, in a sentence; None where all is there."""
    if not importlib.util.find_spec("timefold"):
        return "Timefold is left out: its package is not installed (pip install -e '.[peers]')."
    import jpype

    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        return "Timefold is left out: there is no Java here (it needs Java 17 or newer)."
    return None


def solve(problem: Problem, seconds: float) -> Attempt:
    """One search of so many seconds; Java's start, the translation of the constraints and the way
    of the data to Java and back come on top, as a server would do them beforehand.
    """
    from benchmarks.peers.timefold.schedule import Planning  # starts Java
    from benchmarks.peers.timefold.search import best

    planning = Planning(problem)
    schedule = planning.schedule()
    company = problem.rules.accompany == "require"
    if not schedule.slots:
        return Attempt(None if schedule.demands else planning.roster(schedule), ())
    found = best(schedule, levels_of(problem), company, seconds)
    return Attempt(planning.roster(found) if found.score.is_feasible else None, ())
