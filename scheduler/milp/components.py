"""Which columns and rows of a space depend on each other: its connected components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.milp.matrix import Integers, Matrix


@dataclass(frozen=True)
class Components:
    """The component (from 0, by first column) of each column and each row of a space.

    -1 stands for fixed columns, and for rows that hold anyway or touch no free column. Free columns
    that no row binds form one component together.
    """

    of_columns: Integers
    of_rows: Integers
    count: int

    def groups(self) -> list[tuple[Integers, Integers]]:
        """(columns, rows) of each component."""
        return list(
            zip(*(_members(n, self.count) for n in (self.of_columns, self.of_rows)), strict=True)
        )


def _members(component: Integers, count: int) -> list[Integers]:
    """The places that hold each component's number, in order."""
    order = np.argsort(component, kind="stable")
    ends = np.searchsorted(component[order], np.arange(count + 1))
    return [order[ends[n] : ends[n + 1]] for n in range(count)]


def connected(matrix: Matrix, rows: Integers, free: npt.NDArray[np.bool_]) -> Components:
    """Components of the free columns, joined by the given rows.

    Every column carries the least column number that it was heard to hang together with; rows pass
    it on among their members, and columns on to the one that they name, until nothing changes.
    """
    label = np.arange(matrix.width)
    counted = np.zeros(matrix.height, dtype=bool)
    counted[rows] = True
    kept = counted[matrix.entry_rows] & free[matrix.columns]
    members, of_entry = matrix.columns[kept], matrix.entry_rows[kept]
    starts = np.flatnonzero(np.diff(of_entry, prepend=-1))
    sizes = np.diff(starts, append=len(members))
    while len(members):
        least = np.repeat(np.minimum.reduceat(label[members], starts), sizes)
        heard = label.copy()
        np.minimum.at(heard, label[members], least)
        np.minimum.at(heard, members, least)
        heard = heard[heard]
        if np.array_equal(heard, label):
            break
        label = heard
    bound = np.zeros(matrix.width, dtype=bool)
    bound[members] = True
    # Columns that no row binds are one component, named by the first of them.
    lone = np.flatnonzero(free & ~bound)
    label[lone] = lone[0] if len(lone) else 0
    columns = np.flatnonzero(free)
    names, number = np.unique(label[columns], return_inverse=True)
    of_columns = np.full(matrix.width, -1, dtype=np.int64)
    of_columns[columns] = number
    of_rows = np.full(matrix.height, -1, dtype=np.int64)
    of_rows[of_entry] = of_columns[members]
    return Components(of_columns, of_rows, len(names))
