"""Rotation scheduling with proof: who visits which branch meeting, fairly in rotation.

The four nouns and one verb of the Python interface::

    import scheduler

    problem = scheduler.read("instances/first-steps")
    result = scheduler.solve(problem)
    print(result.status, result.objectives)
    violations, values = scheduler.audit(problem, result.roster)
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scheduler.domain.problem import Problem
    from scheduler.domain.roster import Roster
    from scheduler.engine.result import Result
    from scheduler.rules.violations import Violation

__version__ = "0.1.0"
__all__ = ["audit", "read", "solve"]


def read(path: str | Path) -> Problem:
    """The problem in a CSV folder, a workbook or a JSON file; InputError with every fault."""
    from scheduler.domain.problem import Problem
    from scheduler.tables.read import read_instance

    return Problem(read_instance(Path(path)).instance, checked=True)


def solve(problem: Problem, **options: Any) -> Result:
    """The best roster with its proof; options as of :func:`scheduler.engine.solve.solve`."""
    from scheduler.engine.solve import solve as engine_solve

    return engine_solve(problem, **options)


def audit(problem: Problem, roster: Roster) -> tuple[list[Violation], dict[str, int]]:
    """Every violation, and every objective's value, from the problem and the roster alone."""
    from scheduler import rules

    return list(rules.audit(problem, roster)), rules.values(problem, roster)
