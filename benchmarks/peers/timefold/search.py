"""Timefold's solver, told what to plan and for how long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timefold.solver import SolutionManager, SolverFactory
from timefold.solver.config import (
    Duration,
    EnvironmentMode,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)

from benchmarks.peers.timefold.constraints import provider
from benchmarks.peers.timefold.domain import Slot

Levels = Sequence[Mapping[str, int]]


def _factory(kind: type, levels: Levels, company: bool, seconds: float) -> Any:
    return SolverFactory.create(
        SolverConfig(
            solution_class=kind,
            entity_class_list=[Slot],
            environment_mode=EnvironmentMode.NO_ASSERT,  # the others check the search, and slow it
            score_director_factory_config=ScoreDirectorFactoryConfig(
                constraint_provider_function=provider(levels, company)
            ),
            termination_config=TerminationConfig(
                spent_limit=Duration(milliseconds=max(1, round(seconds * 1000)))
            ),
        )
    )


def best(schedule: Any, levels: Levels, company: bool, seconds: float) -> Any:
    """The best planning solution found in that time, with its score."""
    return _factory(type(schedule), levels, company, seconds).build_solver().solve(schedule)


def scorer(kind: type, levels: Levels, company: bool) -> Callable[[Any], Any]:
    """What planning solutions of that class are worth, without a search."""
    manager = SolutionManager.create(_factory(kind, levels, company, 1.0))

    def score(schedule: Any) -> Any:
        return manager.update(schedule)

    return score
