"""What every search works on."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.engine.params import SolveParams


@dataclass(frozen=True)
class TaskContext:
    """A problem, the visits that `changes` counts from, the seed that breaks ties, and how to
    search.
    """

    problem: Problem
    reference: Set[Visit] = frozenset()
    seed: int = 0
    params: SolveParams = field(default_factory=SolveParams)
