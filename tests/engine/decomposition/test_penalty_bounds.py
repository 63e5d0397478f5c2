"""Bounds under penalties, alone and among all others, against optima found by an oracle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.bounds import Bounds
from scheduler.engine.decomposition.parts import Part, parts_of
from scheduler.engine.decomposition.penalty_bounds import PenaltyBounds
from scheduler.engine.params import BoundParams, SolveParams
from scheduler.engine.pool import WorkerPool
from scheduler.milp.watch import Watch
from tests.engine.decomposition.varied import known_rosters, varied
from tests.oracles.mip import Program

ANY_GAP = SolveParams(workers=1, bounds=BoundParams(penalty_gap=1.0))
"""Penalties however much is open: instances are too small for gaps of a tenth."""

SEEDS = range(64)


@cache
def known_of(seed: int) -> tuple[Problem, tuple[int, ...], list[Roster]] | None:
    """The problem of that seed, its optimum and some rosters; None if there is none."""
    instance = varied(seed)
    optimum = Program(instance).solve()
    if optimum is None:
        return None
    problem = Problem(instance)
    return problem, optimum, list(known_rosters(problem, seed, frozenset()))


def nothing(_level: int, _part: Part) -> int:
    """Of no part anything is known."""
    return 0


def no_more_than(vector: Sequence[int], _part: Part, levels: int) -> tuple[int, ...]:
    """No part costs more than all of them together."""
    return tuple(vector[:levels])


def penalties(problem: Problem, vector: tuple[int, ...], optimum: tuple[int, ...]) -> list[int]:
    """All bounds under penalties on the first level on which a roster is not the best."""
    context = TaskContext(problem, params=ANY_GAP)
    first = next(n for n, value in enumerate(vector) if value > optimum[n])
    values = (*optimum[:first], *(0 for _ in optimum[first:]))
    with WorkerPool(context, Watch(), 0) as pool:
        found = PenaltyBounds(context, pool, parts_of(problem))
        while found.pump(vector, values, nothing, lambda part, n: no_more_than(vector, part, n)):
            pass
        return found.values(vector)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_penalty_gives_more_than_the_optimum(seed: int) -> None:
    if (case := known_of(seed)) is None:
        return
    problem, optimum, rosters = case
    for vector in {rules.vector(problem, roster) for roster in rosters} - {optimum}:
        found = penalties(problem, vector, optimum)
        assert all(b <= v for b, v in zip(found, optimum, strict=True)), (vector, optimum, found)


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_do_all_bounds_together(seed: int) -> None:
    """Whatever roster is known, each bound holds of the optimum; and as better ones become known,
    the bounds that went before still do.
    """
    if (case := known_of(seed)) is None:
        return
    problem, optimum, rosters = case
    vectors = sorted({rules.vector(problem, roster) for roster in rosters}, reverse=True)
    with WorkerPool(TaskContext(problem, params=ANY_GAP), Watch(), 0) as pool:
        bounds = Bounds(pool.context, pool, parts_of(problem))
        for vector in vectors:
            while bounds.pump(vector):
                pass
            assert all(b <= v for b, v in zip(bounds.values, optimum, strict=True)), vector


def test_penalties_see_below_a_level_that_is_open() -> None:
    """Of all that is to be had there they find a good part, in most instances something."""
    found = there = 0
    for seed in range(30):
        if (case := known_of(seed)) is None:
            continue
        problem, optimum, rosters = case
        for vector in {rules.vector(problem, roster) for roster in rosters} - {optimum}:
            first = next(n for n, value in enumerate(vector) if value > optimum[n])
            bounds = penalties(problem, vector, optimum)
            found += sum(max(0, bound) for bound in bounds[first + 1 :])
            there += sum(optimum[first + 1 :])
    assert found >= 0.3 * there
