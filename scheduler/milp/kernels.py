"""A gap that is closed where it is: around where the relaxation's vertex is not whole.

A kernel is some columns S of a part, and the rows T that touch no others. With the weights Y and
the reduced costs R of the part's proof (:mod:`scheduler.milp.certificate`), for each of its points

    D × cost(x) = l(x_S) + Σ_rows not in T Y × (row's activity) + Σ_columns not in S R × x,
    with l = R + Yᵀ A over T,

and all but l(x_S) is bounded as in that proof. So the least of l over the whole points of the
kernel alone, which a search finds quickly because it is small, takes the place of what the
relaxation knows of it (a Lagrangian relaxation: rows that reach out of the kernel are priced). What
lies outside is as tight as before: the points of the least cost are described by one row over the
kernel and by none over all columns.

The other way round, a point is sought that is the rounded vertex outside the kernel. Where it costs
no more than the bound, it is the best, and the gap is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.milp.certificate import Certificate
from scheduler.milp.cpsat import best_point
from scheduler.milp.matrix import Integers, segment_sums
from scheduler.milp.model import INFINITY
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch

Chosen = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Closing:
    """What is known of a part's least cost: the best ``point`` found, if any, and a ``bound``.

    ``left`` are the part's points that cost as much as the bound; None where the point costs more.
    ``cut`` says that a search came to its limit: wider kernels are no easier.
    """

    point: Integers | None
    bound: int
    left: Space | None = None
    cut: bool = False


@dataclass(frozen=True)
class _Piece:
    """An independent piece of a kernel: its columns and rows in the part, l, and the least of l as
    the relaxation knows it (``relaxed``) and as a search does (``least``: what it has proven, also
    where it was ``cut`` at its limit).
    """

    columns: Integers
    rows: Integers
    cost: Integers
    relaxed: int
    least: int
    cut: bool

    @property
    def gain(self) -> int:
        return self.least - self.relaxed


def close_gap(proof: Certificate, watch: Watch) -> Closing:
    """Try kernels around where the vertex of the proof's part is not whole, from small to large."""
    best = Closing(None, proof.bound)
    if proof.vertex is None:
        return best
    vertex = np.rint(proof.vertex).astype(np.int64)
    for kernel in _kernels(proof, watch):
        if watch.over:
            break
        best = _tried(proof, kernel, vertex, best, watch)
        if best.left is not None or best.cut:
            break
    return best


def _kernels(proof: Certificate, watch: Watch) -> Iterator[Chosen]:
    """The columns within so many rows of those at which the vertex is not whole."""
    assert proof.vertex is not None
    matrix = proof.space.matrix
    kernel = np.abs(proof.vertex - np.rint(proof.vertex)) > watch.params.whole_within
    while kernel.any():
        touched = np.zeros(matrix.height, dtype=bool)
        touched[matrix.entry_rows[kernel[matrix.columns]]] = True
        wider = kernel.copy()
        wider[matrix.columns[touched[matrix.entry_rows]]] = True
        if np.count_nonzero(wider) > watch.params.near_share * matrix.width:
            return
        yield wider
        if np.array_equal(wider, kernel):
            return
        kernel = wider


def _tried(
    proof: Certificate, kernel: Chosen, vertex: Integers, best: Closing, watch: Watch
) -> Closing:
    """What is known once one more kernel has been looked at."""
    pieces = list(_pieces(proof, kernel, watch))
    total = int(proof.totals.sum()) + sum(piece.gain for piece in pieces)
    bound = max(best.bound, proof.constant - (-total // proof.scale))
    point = _point_around(proof, kernel, vertex, watch)
    if point is None or (best.point is not None and _costs(proof, point, best.point)):
        point = best.point
    if point is None or int(np.sum(proof.cost * point)) > bound:
        return Closing(point, bound, cut=any(piece.cut for piece in pieces))
    return Closing(point, bound, _points_of_bound(proof, pieces, bound))


def _costs(proof: Certificate, point: Integers, other: Integers) -> bool:
    """Whether the point costs no less than the other."""
    return bool(np.sum(proof.cost * point) >= np.sum(proof.cost * other))


def _pieces(proof: Certificate, kernel: Chosen, watch: Watch) -> Iterator[_Piece]:
    """The pieces of the kernel in which a search knows more than the relaxation, or was cut."""
    space, weights = proof.space, proof.weights
    matrix = space.matrix
    members = segment_sums(kernel[matrix.columns].astype(np.int64), matrix.start)
    inner = (members == np.diff(matrix.start)) & (members > 0)
    columns, rows = np.flatnonzero(kernel), np.flatnonzero(inner)
    position = np.full(matrix.width, -1, dtype=np.int64)
    position[columns] = np.arange(len(columns))
    whole = Space(
        matrix.part(rows, columns, position), space.low[columns], space.high[columns],
        space.row_low[rows], space.row_high[rows], columns,
    )  # fmt: skip
    cost = proof.reduced + matrix.transposed_times(np.where(inner, weights, 0))
    sides = np.where(weights > 0, space.row_low, space.row_high)
    cheap = np.minimum(proof.reduced * space.low, proof.reduced * space.high)
    for (piece, _), (_, own) in zip(whole.parts(), whole.components.groups(), strict=True):
        held = rows[own]
        relaxed = int(np.sum((weights * sides)[held]) + np.sum(cheap[piece.names]))
        if _reach(piece, cost[piece.names]) >= INFINITY:
            continue
        answer = best_point(piece, cost[piece.names], watch, limit=watch.params.limits.kernel)
        least = relaxed if answer.bound is None else max(relaxed, answer.bound)
        cut = answer.status in ("unknown", "feasible")
        if least > relaxed or cut:
            yield _Piece(piece.names, held, cost[piece.names], relaxed, least, cut)


def _reach(space: Space, cost: Integers) -> int:
    return int(np.sum(np.abs(cost) * np.maximum(np.abs(space.low), np.abs(space.high))))


def _point_around(
    proof: Certificate, kernel: Chosen, vertex: Integers, watch: Watch
) -> Integers | None:
    """The cheapest point found that is the rounded vertex outside the kernel."""
    space = proof.space
    low, high = np.where(kernel, space.low, vertex), np.where(kernel, space.high, vertex)
    near = space.tightened(low, high, space.row_low, space.row_high)
    if near.contradictory:
        return None
    point = near.low.copy()
    for part, columns in near.parts():
        answer = best_point(part, proof.cost[columns], watch, limit=watch.params.limits.kernel)
        if answer.point is None:
            return None
        point[columns] = answer.point
    return point


def _points_of_bound(proof: Certificate, pieces: list[_Piece], bound: int) -> Space:
    """The part's points that cost as much as the bound, which is the least.

    What they may spend beyond the least of every term is less than one unit of cost.
    """
    total = int(proof.totals.sum()) + sum(piece.gain for piece in pieces)
    spare = proof.scale * (bound - proof.constant) - total
    gains = np.zeros(proof.space.matrix.width, dtype=np.int64)
    row_gains = np.zeros(proof.space.matrix.height, dtype=np.int64)
    for piece in pieces:
        gains[piece.columns] = piece.gain
        row_gains[piece.rows] = piece.gain
    left = proof.within(gains + spare, row_gains + spare)
    for piece in pieces:
        row = np.zeros_like(gains)
        row[piece.columns] = piece.cost
        left = left.with_row(row, -INFINITY, piece.least + spare)
    return left.with_row(proof.cost, -INFINITY, bound) if spare else left
