"""Kernels close gaps where they are: against enumeration, on programs made of odd cycles."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from scheduler.milp.certificate import Certificate, certify
from scheduler.milp.kernels import Closing, close_gap
from scheduler.milp.matrix import Integers
from scheduler.milp.model import INFINITY
from scheduler.milp.params import Limits, MilpParams
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch
from tests.milp.programs import points, random_costs, random_space, space_of

SEEDS = range(150)
WIDE = MilpParams(near_share=1.0)


def chained_cycles(rng: random.Random) -> tuple[Space, Integers]:
    """Triangles of people of whom each pair shares a place for one, in a chain of loose links."""
    count = rng.randint(2, 4)
    width = 3 * count
    rows = []
    for first in range(0, width, 3):
        for left_out in range(3):
            pair = [first + n for n in range(3) if n != left_out]
            rows.append(([int(n in pair) for n in range(width)], -INFINITY, 1))
    for first in range(0, width - 3, 3):
        link = [0] * width
        link[first + rng.randrange(3)], link[first + 3 + rng.randrange(3)] = 1, rng.choice([1, -1])
        rows.append((link, -INFINITY, rng.choice([1, 1, 2])))
    cost = np.array([-rng.randint(1, 3) for _ in range(width)], dtype=np.int64)
    return space_of(rows, [0] * width, [1] * width), cost


def check(proof: Certificate, closing: Closing) -> None:
    """Whether what the closing says is so, by looking at every point of the proof's part."""
    costs = {tuple(point): int(np.sum(proof.cost * point)) for point in points(proof.space)}
    assert all(cost >= closing.bound for cost in costs.values())
    if closing.point is not None:
        assert tuple(closing.point) in costs
    if closing.left is not None:
        best = {point for point, cost in costs.items() if cost == closing.bound}
        assert best
        assert {tuple(point) for point in points(closing.left)} == best


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_closed_leaves_all_the_best_points_and_only_they(seed: int) -> None:
    space, cost = chained_cycles(random.Random(seed))
    for part, _ in certify(space, cost, Watch()).parts():
        check(part, close_gap(part, Watch(params=WIDE)))


@pytest.mark.parametrize("seed", SEEDS)
def test_it_holds_for_any_program(seed: int) -> None:
    rng = random.Random(7000 + seed)
    space = random_space(rng)
    cost = random_costs(rng, space.matrix.width)[0]
    for part, _ in certify(space, cost, Watch()).parts():
        check(part, close_gap(part, Watch(params=WIDE)))


def test_gaps_are_closed() -> None:
    closed = 0
    for seed in SEEDS:
        space, cost = chained_cycles(random.Random(seed))
        for part, _ in certify(space, cost, Watch()).parts():
            found = close_gap(part, Watch(params=WIDE))
            closed += found.left is not None and found.bound > part.bound
    assert closed >= 50


def test_without_effort_nothing_is_claimed() -> None:
    space, cost = chained_cycles(random.Random(1))
    idle = replace(WIDE, limits=Limits(kernel=0.0))
    for part, _ in certify(space, cost, Watch()).parts():
        closing = close_gap(part, Watch(params=idle))
        check(part, closing)
    late = close_gap(certify(space, cost, Watch()), Watch(time_limit=0.0))
    assert (late.point, late.left) == (None, None)
