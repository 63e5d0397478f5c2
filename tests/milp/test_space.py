"""Spaces: independent parts together are the whole."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from tests.milp.programs import points, random_space, space_of


@pytest.mark.parametrize("seed", range(150))
def test_points_are_the_product_of_the_parts_points(seed: int) -> None:
    space = random_space(random.Random(seed))
    whole = {tuple(point) for point in points(space)}
    if space.contradictory:
        assert not whole
        return
    parts = space.parts()
    built = set()
    for choice in itertools.product(*(list(points(part)) for part, _ in parts)):
        point = space.low.copy()
        for (_, columns), values in zip(parts, choice, strict=True):
            point[columns] = values
        built.add(tuple(point))
    assert built == whole


def test_two_parts_and_a_fixed_variable() -> None:
    rows = [([1, 1, 0, 0, 0], 0, 1), ([0, 0, 1, 1, 1], 0, 2)]
    space = space_of(rows, [0, 0, 0, 0, 1], [1, 1, 1, 1, 1])
    parts = space.parts()
    assert [columns.tolist() for _, columns in parts] == [[0, 1], [2, 3]]
    assert parts[1][0].row_high.tolist() == [1]  # the fixed variable has used one of the two


def test_variables_bound_by_no_row_form_one_part() -> None:
    space = space_of([([1, 1, 0, 0], 0, 1)], [0] * 4, [1] * 4)
    assert [columns.tolist() for _, columns in space.parts()] == [[0, 1], [2, 3]]


def test_matrix_products_are_exact() -> None:
    space = space_of([([2, 0, 3], 0, 9), ([0, 0, 0], 0, 0), ([1, 1, 1], 0, 9)], [0] * 3, [3] * 3)
    assert space.matrix.times(np.array([1, 2, 3])).tolist() == [11, 0, 6]
    assert space.matrix.transposed_times(np.array([1, 5, 2])).tolist() == [4, 2, 5]
