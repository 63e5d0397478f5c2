"""The lexicographic driver against enumeration, on programs with and without integrality gaps."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.milp.errors import NoPoint
from scheduler.milp.lexicographic import solve_lexicographic
from scheduler.milp.params import MilpParams
from scheduler.milp.watch import Watch
from tests.milp.programs import points, random_costs, random_space, space_of, vector


@pytest.mark.parametrize("factor", [1, 50])
@pytest.mark.parametrize("searched", [False, True], ids=["as it is", "searched, never enumerated"])
@pytest.mark.parametrize("seed", range(300))
def test_every_level_is_the_optimum_and_proven(seed: int, searched: bool, factor: int) -> None:
    params = MilpParams(enumerate_up_to=0, near_share=0.95) if searched else MilpParams()
    rng = random.Random(seed)
    space = random_space(rng)
    costs = [factor * cost for cost in random_costs(rng, space.matrix.width)]
    every = list(points(space))
    if not every:
        with pytest.raises(NoPoint) as answer:
            solve_lexicographic(space, costs, Watch(params=params))
        assert answer.value.proven
        return
    best = min(vector(costs, point) for point in every)
    solution = solve_lexicographic(space, costs, Watch(params=params))
    assert space.allows(solution.point)
    assert vector(costs, solution.point) == best
    assert solution.bounds == best


@pytest.mark.parametrize("seed", range(60))
def test_out_of_time_it_keeps_the_start_and_honest_bounds(seed: int) -> None:
    rng = random.Random(5000 + seed)
    space = random_space(rng)
    costs = random_costs(rng, space.matrix.width)
    every = list(points(space))
    if not every:
        return
    best = min(vector(costs, point) for point in every)
    start = rng.choice(every)
    solution = solve_lexicographic(space, costs, Watch(time_limit=0.0), start)
    assert space.allows(solution.point)
    assert vector(costs, solution.point) <= vector(costs, start)
    assert all(bound <= value for bound, value in zip(solution.bounds, best, strict=True))


def test_without_a_start_and_without_time_there_is_no_answer() -> None:
    space = space_of([([1] * 9, 1, 1)], [0] * 9, [1] * 9)
    with pytest.raises(NoPoint) as answer:
        solve_lexicographic(space, [np.arange(9)], Watch(time_limit=0.0))
    assert not answer.value.proven


def test_a_small_part_is_looked_at_point_by_point() -> None:
    space = space_of([([1, 1], 1, 1)], [0, 0], [1, 1])
    solution = solve_lexicographic(
        space, [np.array([1, 1]), np.array([1, 2])], Watch(time_limit=0.0)
    )
    assert solution.point.tolist() == [1, 0]
    assert solution.bounds == (1, 1)


def test_an_odd_cycle_has_a_real_gap_and_is_still_proven() -> None:
    # Three people, each pair shares a place for one: the relaxation takes a half of each (1.5).
    rows = [([1, 1, 0], 0, 1), ([0, 1, 1], 0, 1), ([1, 0, 1], 0, 1)]
    solution = solve_lexicographic(
        space_of(rows, [0] * 3, [1] * 3), [np.array([-1, -1, -1])], Watch()
    )
    assert solution.bounds == (-1,)
    assert int(solution.point.sum()) == 1
