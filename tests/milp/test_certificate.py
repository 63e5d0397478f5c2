"""Certificates hold for every whole point, whatever the floating point says."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from scheduler.milp import certificate
from scheduler.milp.certificate import certify
from scheduler.milp.matrix import Matrix
from scheduler.milp.model import INFINITY
from scheduler.milp.params import MilpParams
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch
from tests.milp.programs import points, random_costs, random_space, space_of

CIRCLING = Path(__file__).parent / "circling_relaxation.json"
CIRCLING_WAYS = ("use_dual_simplex: true",)
MATRIX = ("start", "columns", "values")


@pytest.mark.parametrize("seed", range(150))
def test_the_bound_is_below_every_point(seed: int) -> None:
    rng = random.Random(seed)
    space = random_space(rng)
    cost = random_costs(rng, space.matrix.width)[0]
    proof = certify(space, cost, Watch())
    assert all(np.sum(cost * point) >= proof.bound for point in points(space))


@pytest.mark.parametrize("seed", range(150))
def test_points_of_a_cost_are_neither_lost_nor_added(seed: int) -> None:
    rng = random.Random(1000 + seed)
    space = random_space(rng)
    cost = random_costs(rng, space.matrix.width)[0]
    proof = certify(space, cost, Watch())
    for value in (proof.bound, proof.bound + 1):
        left = {tuple(p) for p in points(proof.points_of_cost(value))}
        assert left == {tuple(p) for p in points(space) if np.sum(cost * p) <= value}


@pytest.mark.parametrize("seed", range(150))
def test_points_like_the_best_are_all_the_best_and_only_they(seed: int) -> None:
    rng = random.Random(3000 + seed)
    space = random_space(rng)
    cost = random_costs(rng, space.matrix.width)[0]
    every = list(points(space))
    if not every:
        return
    best = min(every, key=lambda point: int(np.sum(cost * point)))
    left = {tuple(p) for p in points(certify(space, cost, Watch()).points_like(best))}
    assert left == {tuple(p) for p in every if np.sum(cost * p) == np.sum(cost * best)}


@pytest.mark.parametrize("seed", range(60))
def test_a_proof_is_the_sum_of_its_parts(seed: int) -> None:
    rng = random.Random(4000 + seed)
    space = random_space(rng)
    cost = random_costs(rng, space.matrix.width)[0]
    proof = certify(space, cost, Watch())
    parts = list(proof.parts())
    assert proof.bound == proof.constant + sum(part.bound for part, _ in parts)
    assert sorted(column for _, columns in parts for column in columns) == sorted(
        np.flatnonzero(space.free)
    )
    for part, columns in parts:
        assert (part.cost == cost[columns]).all()
        assert all(np.sum(part.cost * point) >= part.bound for point in points(part.space))


@pytest.mark.parametrize("seed", range(60))
def test_nonsense_dual_values_make_a_weak_bound_and_never_a_wrong_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(2000 + seed)
    space = random_space(rng)
    cost = random_costs(rng, space.matrix.width)[0]
    nonsense = np.array([rng.uniform(-9, 9) for _ in range(space.matrix.height)])
    monkeypatch.setattr(certificate, "solve_relaxation", lambda *_: (None, nonsense, float("inf")))
    proof = certify(space, cost, Watch())
    assert all(np.sum(cost * point) >= proof.bound for point in points(space))


def test_a_network_is_proven_exactly() -> None:
    # Two people, two places, one each: the relaxation is whole and its proof leaves no slack.
    rows = [([1, 1, 0, 0], 1, 1), ([0, 0, 1, 1], 1, 1), ([1, 0, 1, 0], 0, 1), ([0, 1, 0, 1], 0, 1)]
    proof = certify(space_of(rows, [0] * 4, [1] * 4), np.array([5, 1, 4, 2]), Watch())
    assert proof.bound == 5
    assert (proof.scale * proof.part_bounds == proof.totals).all()


def test_a_relaxation_on_which_a_simplex_goes_in_circles_is_solved_another_way() -> None:
    """GLOP's dual simplex, unperturbed, never comes to an end on these 181 columns."""
    data = json.loads(CIRCLING.read_text(encoding="utf-8"))
    arrays = {name: np.array(numbers, dtype=np.int64) for name, numbers in data.items()}
    cost, (start, columns, values) = arrays.pop("cost"), (arrays.pop(x) for x in MATRIX)
    matrix = Matrix(start, columns, values, len(cost))
    space = Space(matrix=matrix, names=np.arange(len(cost)), **arrays)
    lower, upper = (side.astype(float) for side in (space.row_low, space.row_high))
    lower[lower <= -INFINITY], upper[upper >= INFINITY] = -np.inf, np.inf
    dense = np.zeros((matrix.height, matrix.width))
    dense[matrix.entry_rows, matrix.columns] = matrix.values
    other = milp(
        cost,
        bounds=Bounds(space.low, space.high),
        constraints=LinearConstraint(dense, lower, upper),
    )
    assert other.status == 0
    first, *others = MilpParams().simplex_ways
    for way in (first, *CIRCLING_WAYS):
        proof = certify(space, cost, Watch(params=MilpParams(simplex_ways=(way, *others))))
        assert proof.vertex is not None
        assert proof.bound == math.ceil(other.fun - 1e-6)
