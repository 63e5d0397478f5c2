"""Bounds of single months against optima found by an oracle, and where company is scarce."""

from __future__ import annotations

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.month_bounds import MonthBounds
from scheduler.engine.decomposition.quick_bounds import Counting
from scheduler.engine.exact import Exact
from scheduler.engine.pool import WorkerPool
from scheduler.milp.watch import Watch
from tests.engine.decomposition.varied import known_rosters, varied
from tests.oracles.mip import Program
from tests.tiny import tiny


def bounds_of(problem: Problem, vector: tuple[int, ...], known: tuple[int, ...]) -> list[int]:
    """All month bounds that follow when a roster costs ``vector`` and the bounds ``known`` hold."""
    context = TaskContext(problem)
    granted = Counting(context, Watch()).bounds(vector, known).granted
    every, zeros = len(vector), [0] * len(vector)
    with WorkerPool(context, Watch(), 0) as pool:
        months = MonthBounds(context, pool)
        while months.pump([1] * every, zeros, granted, every):
            pass
        return months.values(every)


@pytest.mark.parametrize("seed", range(60))
def test_no_sum_of_months_is_above_the_optimum(seed: int) -> None:
    instance = varied(seed)
    optimum = Program(instance).solve()
    if optimum is None:
        return
    problem = Problem(instance)
    for roster in known_rosters(problem, seed, frozenset()):
        vector = rules.vector(problem, roster)
        for known in (optimum, (0,) * len(optimum)):
            found = bounds_of(problem, vector, known)
            assert all(b <= v for b, v in zip(found, optimum, strict=True))


def test_one_who_cannot_be_everywhere_leaves_visits_without_company() -> None:
    """`giang` makes two visits a month in `c1`, where `an` makes one and `chi` could come along but
    owes none: in each month one visit stays without company.
    """
    instance = tiny({"accompany": "prefer"}).instance
    changes = {"giang": {"areas": ("c1",)}, "an": {}, "chi": {"visits_per_month": 0}}
    cadres = tuple(
        row.model_copy(update=changes[row.id]) for row in instance.cadres if row.id in changes
    )
    problem = Problem(instance.model_copy(update={"cadres": cadres}))
    names = [name for level in rules.levels_of(problem) for name in level]
    place = names.index("unaccompanied")
    _, optimum = Exact(TaskContext(problem)).solve(Watch())
    assert optimum[place] == bounds_of(problem, optimum, optimum)[place] == 3
