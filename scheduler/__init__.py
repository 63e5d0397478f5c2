"""Rotation scheduling with proof: who visits which branch meeting, fairly in rotation.

The Python interface is this module: what is named here stays. A problem is read, solved and
audited; then it is asked::

    import scheduler

    problem = scheduler.read("instances/first-steps")
    result = scheduler.solve(problem)
    violations, values = scheduler.audit(problem, result.roster)

    scheduler.explain(problem, result.roster, "an", problem.horizon[0])
    study = scheduler.what_if(problem, scheduler.staffing([0.8, 0.9, 1.1]))
    scheduler.frames.kpis(study)

Everything that comes back is a frozen dataclass; :mod:`scheduler.frames` turns it into pandas.
"""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler import frames as frames
    from scheduler.answers.explain import Explanation
    from scheduler.answers.replan import Replan
    from scheduler.answers.substitute import Substitutes
    from scheduler.answers.whatif import WhatIf
    from scheduler.domain.months import Month
    from scheduler.domain.problem import Problem
    from scheduler.domain.roster import Roster
    from scheduler.domain.scenario import Scenario
    from scheduler.engine.result import Result
    from scheduler.rules.violations import Violation

__version__ = "0.1.0"
__all__ = [
    "audit",
    "each_cadre_leaves",
    "explain",
    "frames",
    "gaps",
    "read",
    "read_roster",
    "replan",
    "scenarios",
    "solve",
    "staffing",
    "substitutes",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name == "frames":  # pandas takes its time to load
        return importlib.import_module("scheduler.frames")
    raise AttributeError(f"module 'scheduler' has no attribute {name!r}")


def read(path: str | Path, start: str | None = None, months: int | None = None) -> Problem:
    """The problem in a CSV folder, a workbook or a JSON file.

    ``start`` (YYYY-MM) and ``months`` replace the instance's own horizon. Raises InputError with
    every fault.
    """
    from scheduler.domain.checks import find_horizon_faults
    from scheduler.domain.faults import InputError
    from scheduler.domain.months import Month
    from scheduler.domain.problem import Problem
    from scheduler.tables.read import read_instance

    instance = read_instance(Path(path)).instance
    first = None if start is None else Month.parse(start)
    settings = instance.settings.with_horizon(first, months)
    if faults := list(find_horizon_faults(settings)):
        raise InputError(faults)
    return Problem(instance.model_copy(update={"settings": settings}), checked=True)


def read_roster(path: str | Path) -> Roster:
    """The roster in a CSV or workbook, or in the folder of a solve; InputError with every fault."""
    from scheduler.tables.results import roster_path
    from scheduler.tables.roster_file import read_roster as read_file

    return read_file(roster_path(Path(path))).roster


def solve(problem: Problem, **options: Any) -> Result:
    """The best roster with its proof; options as of :func:`scheduler.engine.solve.solve`:
    ``seed``, ``workers``, ``time_limit`` (seconds), ``hint`` (a roster), ``progress``, ``stop``.
    """
    from scheduler.engine.solve import solve as engine_solve

    return engine_solve(problem, **options)


def audit(problem: Problem, roster: Roster) -> tuple[list[Violation], dict[str, int]]:
    """Every violation, and every objective's value, from the problem and the roster alone."""
    from scheduler import rules

    return list(rules.audit(problem, roster)), rules.values(problem, roster)


def explain(
    problem: Problem, roster: Roster, cadre: str, month: str | Month, **options: Any
) -> list[Explanation]:
    """Why each visit of the cadre in the month (YYYY-MM), or why none; what alternatives cost.

    Options as of :func:`scheduler.answers.explain.explain`: ``branch``, ``instead_of``, ``most``.
    """
    from scheduler.answers.explain import explain as answer
    from scheduler.domain.months import Month

    when = Month.parse(month) if isinstance(month, str) else month
    return answer(problem, roster, cadre, when, **options)


def substitutes(
    problem: Problem, roster: Roster, cadre: str, day: dt.date, **options: Any
) -> Substitutes:
    """Who could make the cadre's visit of that day, the cheapest first; KeyError without one.

    Options: ``since`` (first date that may change) and ``until`` (last day that the cadre is away),
    both that of the visit unless given.
    """
    from scheduler.answers.substitute import substitutes as answer

    visit = next((v for v in roster if (v.cadre, v.date) == (cadre, day)), None)
    if visit is None:
        raise KeyError(f"{cadre} has no visit on {day}")
    return answer(problem, roster, visit, **options)


def replan(problem: Problem, published: Roster, since: dt.date, **options: Any) -> Replan:
    """The rest of a published roster planned anew, with fewest changes; options as of `solve`."""
    from scheduler.answers.replan import replan as answer

    return answer(problem, published, since, **options)


def what_if(problem: Problem, scenarios: Sequence[Scenario], **options: Any) -> WhatIf:
    """The base and every scenario solved; options as of :func:`scheduler.answers.whatif.what_if`:
    ``seed``, ``workers``, ``time_limit`` (seconds for each), ``told``, ``stop``.
    """
    from scheduler.answers.whatif import what_if as answer

    return answer(problem, scenarios, **options)


def scenarios(source: str | Path | Mapping[str, Any]) -> list[Scenario]:
    """The scenarios of a TOML file, or of a mapping like one; InputError with every fault."""
    from scheduler.tables.scenario_file import read_scenarios, scenarios_of

    return scenarios_of(source) if isinstance(source, Mapping) else read_scenarios(Path(source))


def staffing(shares: Sequence[float]) -> list[Scenario]:
    """Scenarios with so many times the cadres."""
    from scheduler.answers.whatif import staffing as study

    return study(shares)


def gaps(months: Sequence[int]) -> list[Scenario]:
    """Scenarios with other rotation gaps."""
    from scheduler.answers.whatif import gaps as study

    return study(months)


def each_cadre_leaves(problem: Problem) -> list[Scenario]:
    """A scenario for each cadre, in which they are gone."""
    from scheduler.answers.whatif import each_cadre_leaves as study

    return study(problem)
