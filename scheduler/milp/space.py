"""A part of a linear model as arrays: the points still allowed while level after level is decided.

A :class:`Space` starts as the whole model. Deciding a level shrinks it to the points that are best
on that level, by tightening bounds and rows alone; a row is added only where a proof leaves a gap.
Independent parts are spaces of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from scheduler.milp.components import Components, connected
from scheduler.milp.matrix import Integers, Matrix, segment_sums
from scheduler.milp.model import Cost, LinearModel


@dataclass(frozen=True)
class Space:
    """Whole points x with ``low ≤ x ≤ high`` and ``row_low ≤ matrix × x ≤ row_high``.

    ``names`` are the model's variables that the columns stand for.
    """

    matrix: Matrix
    low: Integers
    high: Integers
    row_low: Integers
    row_high: Integers
    names: Integers

    @classmethod
    def of(cls, model: LinearModel) -> Space:
        """All points of the model."""
        sizes = [len(row.variables) for row in model.rows]
        return cls(
            Matrix(
                np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
                _flat(row.variables for row in model.rows),
                _flat(row.coefficients for row in model.rows),
                len(model.low),
            ),
            np.array(model.low, dtype=np.int64),
            np.array(model.high, dtype=np.int64),
            np.array([row.low for row in model.rows], dtype=np.int64),
            np.array([row.high for row in model.rows], dtype=np.int64),
            np.arange(len(model.low), dtype=np.int64),
        )

    @property
    def free(self) -> npt.NDArray[np.bool_]:
        """Which variables are not fixed."""
        mask: npt.NDArray[np.bool_] = self.low < self.high
        return mask

    def costs(self, cost: Cost) -> Integers:
        """The cost's coefficients as a vector over the columns."""
        return self.vector(cost.terms)

    def least(self, cost: Integers) -> int:
        """What no point of the space costs less than, by the variables' bounds alone."""
        return int(np.sum(np.minimum(cost * self.low, cost * self.high)))

    def vector(self, terms: Mapping[int, int]) -> Integers:
        """A mapping from model variable to number as a vector over the columns;

        0 where it is silent.
        """
        return np.array([terms.get(name, 0) for name in self.names.tolist()], dtype=np.int64)

    def tightened(
        self, low: Integers, high: Integers, row_low: Integers, row_high: Integers
    ) -> Space:
        """The same matrix with other bounds."""
        return replace(self, low=low, high=high, row_low=row_low, row_high=row_high)

    def with_row(self, coefficients: Integers, low: int, high: int) -> Space:
        """The space cut by one more row over all its columns."""
        columns = np.flatnonzero(coefficients)
        return replace(
            self,
            matrix=self.matrix.with_row(columns, coefficients[columns]),
            row_low=np.append(self.row_low, low),
            row_high=np.append(self.row_high, high),
        )

    def allows(self, point: Integers) -> bool:
        """Whether the point lies in the space."""
        activity = self.matrix.times(point)
        return bool(
            np.all((self.low <= point) & (point <= self.high))
            and np.all((self.row_low <= activity) & (activity <= self.row_high))
        )

    @property
    def box(self) -> int:
        """Points within the variables' bounds alone."""
        return math.prod((self.high - self.low + 1).tolist())

    def points(self) -> Integers:
        """All points, one a row; for a space with a small box."""
        ranges = (np.arange(low, high + 1) for low, high in zip(self.low, self.high, strict=True))
        points = np.stack(np.meshgrid(*ranges, indexing="ij"), axis=-1).reshape(-1, len(self.low))
        return points[[self.allows(point) for point in points]]

    @cached_property
    def _reach(self) -> tuple[Integers, Integers]:
        """The least and the most that each row can come to within the variables' bounds."""
        ends = (
            self.low[self.matrix.columns] * self.matrix.values,
            self.high[self.matrix.columns] * self.matrix.values,
        )
        least = segment_sums(np.minimum(*ends), self.matrix.start)
        return least, segment_sums(np.maximum(*ends), self.matrix.start)

    @property
    def contradictory(self) -> bool:
        """Whether some row cannot hold, so that the space is plainly empty."""
        least, most = self._reach
        return bool(np.any((most < self.row_low) | (least > self.row_high)))

    @cached_property
    def fixed_activity(self) -> Integers:
        """What the fixed variables contribute to each row."""
        return self.matrix.times(np.where(self.free, 0, self.low))

    @cached_property
    def components(self) -> Components:
        """Which columns and rows depend on each other."""
        least, most = self._reach
        rows = np.flatnonzero((least < self.row_low) | (most > self.row_high))
        return connected(self.matrix, rows, self.free)

    def parts(self) -> list[tuple[Space, Integers]]:
        """The independent parts: spaces that share no row, each with the columns it has here."""
        position = np.where(self.free, 0, -1)
        parts = []
        for columns, own in self.components.groups():
            position[columns] = np.arange(len(columns))
            part = Space(
                self.matrix.part(own, columns, position),
                self.low[columns],
                self.high[columns],
                self.row_low[own] - self.fixed_activity[own],
                self.row_high[own] - self.fixed_activity[own],
                self.names[columns],
            )
            parts.append((part, columns))
        return parts


def _flat(sequences: Iterable[Iterable[int]]) -> Integers:
    return np.fromiter(chain.from_iterable(sequences), dtype=np.int64)
