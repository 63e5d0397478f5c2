"""Random small integer programs, and their optima by enumeration."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence

import numpy as np

from scheduler.milp.matrix import Integers, Matrix
from scheduler.milp.model import INFINITY
from scheduler.milp.space import Space


def space_of(
    rows: Sequence[tuple[Sequence[int], int, int]], low: Sequence[int], high: Sequence[int]
) -> Space:
    """A space from dense rows (coefficients, low, high)."""
    start, columns, values = [0], [], []
    for coefficients, _, _ in rows:
        for column, value in enumerate(coefficients):
            if value:
                columns.append(column)
                values.append(value)
        start.append(len(columns))
    return Space(
        Matrix(_array(start), _array(columns), _array(values), len(low)),
        _array(low),
        _array(high),
        _array([row[1] for row in rows]),
        _array([row[2] for row in rows]),
        np.arange(len(low), dtype=np.int64),
    )


def _array(numbers: Sequence[int]) -> Integers:
    return np.array(numbers, dtype=np.int64)


def random_space(rng: random.Random) -> Space:
    """Up to 8 variables and 7 rows, often with independent parts, fixed variables or no point."""
    width = rng.randint(1, 8)
    low = [rng.choice([0, 0, 0, -1, 1]) for _ in range(width)]
    high = [bound + rng.choice([0, 1, 1, 1, 2]) for bound in low]
    rows = []
    for _ in range(rng.randint(0, 7)):
        density = rng.choice([0.3, 0.6])
        coefficients = [
            rng.choice([1, 1, -1, 2, 3]) if rng.random() < density else 0 for _ in range(width)
        ]
        side = rng.randint(-2, 4)
        kind = rng.random()
        if kind < 0.6:
            rows.append((coefficients, -INFINITY, side))
        elif kind < 0.85:
            rows.append((coefficients, side - 3, INFINITY))
        else:
            rows.append((coefficients, side - 1, side))
    return space_of(rows, low, high)


def random_costs(rng: random.Random, width: int) -> list[Integers]:
    """One to four levels."""
    return [
        _array([rng.choice([0, 0, 1, 1, 2, 3, -1]) for _ in range(width)])
        for _ in range(rng.randint(1, 4))
    ]


def points(space: Space) -> Iterator[Integers]:
    """Every whole point of the space."""
    ranges = (range(a, b + 1) for a, b in zip(space.low.tolist(), space.high.tolist(), strict=True))
    for values in itertools.product(*ranges):
        point = _array(values)
        if space.allows(point):
            yield point


def vector(costs: Sequence[Integers], point: Integers) -> tuple[int, ...]:
    """The costs of a point, level by level."""
    return tuple(int(np.sum(cost * point)) for cost in costs)
