"""Sparse matrices of whole numbers, with exact products."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Matrix:
    """Coefficients, compressed by rows: row i holds the entries ``start[i]:start[i + 1]``."""

    start: Integers
    columns: Integers
    values: Integers
    width: int

    @property
    def height(self) -> int:
        return len(self.start) - 1

    @cached_property
    def entry_rows(self) -> Integers:
        """The row of each entry."""
        return np.repeat(np.arange(self.height), np.diff(self.start))

    @cached_property
    def _by_column(self) -> tuple[Integers, Integers]:
        order = np.argsort(self.columns, kind="stable")
        return order, np.searchsorted(self.columns[order], np.arange(self.width + 1))

    def times(self, point: Integers) -> Integers:
        """Matrix × point, exact."""
        return segment_sums(self.values * point[self.columns], self.start)

    def transposed_times(self, weights: Integers) -> Integers:
        """Weights × matrix, exact."""
        order, start = self._by_column
        return segment_sums((self.values * weights[self.entry_rows])[order], start)

    def with_row(self, columns: Integers, values: Integers) -> Matrix:
        """The matrix with one more row at the end."""
        return Matrix(
            np.append(self.start, self.start[-1] + len(columns)),
            np.concatenate([self.columns, columns]),
            np.concatenate([self.values, values]),
            self.width,
        )

    def part(self, rows: Integers, columns: Integers, position: Integers) -> Matrix:
        """The rows and columns chosen; entries of other columns are dropped.

        ``position`` gives each column its number among those chosen (its other values are not
        read), so that cutting many small parts costs no more than their entries.
        """
        sizes = self.start[rows + 1] - self.start[rows]
        ends = np.cumsum(sizes)
        entries = np.arange(int(sizes.sum())) + np.repeat(self.start[rows] - (ends - sizes), sizes)
        kept = position[self.columns[entries]] >= 0
        counts = segment_sums(kept.astype(np.int64), np.concatenate([[0], ends]))
        entries = entries[kept]
        return Matrix(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            position[self.columns[entries]],
            self.values[entries],
            len(columns),
        )


def segment_sums(entries: Integers, start: Integers) -> Integers:
    """Sum of the entries of each segment; empty segments sum to 0."""
    total = np.concatenate([[0], np.cumsum(entries)])
    sums: Integers = total[start[1:]] - total[start[:-1]]
    return sums
