"""Linear relaxation of a space, and a bound from it that holds whatever the floating point did.

The relaxation is solved by GLOP. Its dual values y are only a guess here: scaled to whole numbers
Y ≈ D × y, they give by weak duality, in exact integer arithmetic, for every whole point x of an
independent part of the space

    D × cost(x) ≥ L = Σ_rows Y × (their binding side) + Σ_variables min(R × low, R × high),
    with R = D × cost − Yᵀ A,

so ⌈L / D⌉ bounds the part's cost from below for any Y, and the sum over the parts bounds the
whole. A point whose part costs v can afford a slack of D × v − L there: the reduced costs R and
the weights Y say how far each variable and row may then leave its bound. Where the slack is 0 those
tightened bounds describe the points of cost v exactly (complementary slackness).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.milp.matrix import Integers
from scheduler.milp.model import INFINITY
from scheduler.milp.relaxation import solve_relaxation
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch

_SAFE = 2**60
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Certificate:
    """A proof that no point of the space costs less than ``bound``.

    ``weights`` and ``reduced`` are Y and R above, ``totals`` are the L of the space's components,
    ``scale`` is D and ``constant`` the cost of the fixed variables. ``vertex`` is the solution of
    the relaxation (floats), or None where it was not solved.
    """

    space: Space
    cost: Integers
    scale: int
    constant: int
    totals: Integers
    weights: Integers
    reduced: Integers
    vertex: npt.NDArray[np.float64] | None

    @property
    def part_bounds(self) -> Integers:
        """The bound of each component's cost."""
        bounds: Integers = -(-self.totals // self.scale)
        return bounds

    @property
    def bound(self) -> int:
        return self.constant + int(np.sum(self.part_bounds))

    def points_of_cost(self, value: int) -> Space:
        """The points of the space that cost at most `value`, for a value not below the bound."""
        extra = value - self.bound
        if extra:
            return self.fix_by_reduced_cost(extra).with_row(self.cost, -INFINITY, value)
        return self._points_above(np.zeros_like(self.totals))

    def points_like(self, best: Integers) -> Space:
        """The points of the space that cost as little as this one, if none costs less.

        Then it costs the least in each independent part, and no row need tie them together.
        """
        of_columns, free = self.space.components.of_columns, self.space.free
        spent = np.zeros_like(self.totals)
        np.add.at(spent, of_columns[free], (self.cost * best)[free])
        return self._points_above(spent - self.part_bounds)

    def _points_above(self, extra: Integers) -> Space:
        """The points that cost at most so much above the bound in each component."""
        face, of_columns = self.fix_by_reduced_cost(extra), self.space.components.of_columns
        for part in np.flatnonzero(self._slack(extra)).tolist():
            own = np.where(of_columns == part, self.cost, 0)
            face = face.with_row(own, -INFINITY, int(self.part_bounds[part] + extra[part]))
        return face

    def fix_by_reduced_cost(self, extra: int | Integers) -> Space:
        """Reduced-cost fixing: a space with every point that costs at most the bound and `extra`.

        `extra` is for all components together or for each by itself. The space may hold dearer
        points too; in return no row ties its independent parts together.
        """
        parts, slack = self.space.components, self._slack(extra)
        return self.within(_spread(slack, parts.of_columns), _spread(slack, parts.of_rows))

    def within(self, slack: Integers, row_slack: Integers) -> Space:
        """The points at which no column and no row costs more than its slack above its cheap bound,
        in units of cost × scale.
        """
        space = self.space
        low, high = _tightened(space.low, space.high, self.reduced, slack)
        rows = _tightened(space.row_low, space.row_high, self.weights, row_slack)
        return space.tightened(low, high, *rows)

    def _slack(self, extra: int | Integers) -> Integers:
        """What a point `extra` above the bound may spend in each component."""
        slack: Integers = self.scale * (self.part_bounds + extra) - self.totals
        return slack

    def parts(self) -> Iterator[tuple[Certificate, Integers]]:
        """The proof of each independent part, with the columns that the part has here."""
        found = zip(self.space.parts(), self.space.components.groups(), self.totals, strict=True)
        for (part, columns), (_, rows), total in found:
            yield (
                Certificate(
                    part, self.cost[columns], self.scale, 0, np.array([total]),
                    self.weights[rows], self.reduced[columns],
                    None if self.vertex is None else self.vertex[columns],
                ),
                columns,
            )  # fmt: skip

    def rounded_vertex(self) -> Integers | None:
        """The vertex rounded to whole numbers; not always a point of the space."""
        return None if self.vertex is None else np.rint(self.vertex).astype(np.int64)


def _spread(slack: Integers, component: Integers) -> Integers:
    """The slack of each column's or row's component; 0 where it belongs to none."""
    spread: Integers = np.append(slack, 0)[component]
    return spread


def _tightened(
    low: Integers, high: Integers, reduced: Integers, slack: Integers
) -> tuple[Integers, Integers]:
    """The bounds that a point must keep: it pays ``reduced`` a unit away from its cheap bound, out
    of ``slack``.
    """
    steps = slack // np.maximum(np.abs(reduced), 1)
    new_high = np.where(reduced > 0, np.minimum(high, low + steps), high)
    new_low = np.where(reduced < 0, np.maximum(low, high - steps), low)
    return new_low, new_high


def certify(space: Space, cost: Integers, watch: Watch) -> Certificate:
    """Solve the relaxation and turn its dual values into an exact proof.

    The proof is trivial (all weights 0) where the relaxation has no solution or time ran out.
    """
    vertex, duals, goal = solve_relaxation(space, cost, watch)
    best = _proof(space, cost, np.zeros(space.matrix.height), 1, vertex)
    largest = int(np.abs(cost).max(initial=0)) * (space.matrix.width + space.matrix.height + 1)
    for scale in watch.params.dual_scales:
        if duals is None or scale * max(largest, 1) > _SAFE or best.bound >= goal - _TOLERANCE:
            break
        proof = _proof(space, cost, duals, scale, vertex)
        if proof.bound > best.bound:
            best = proof
    return best


def _proof(
    space: Space,
    cost: Integers,
    duals: npt.NDArray[np.float64],
    scale: int,
    vertex: npt.NDArray[np.float64] | None,
) -> Certificate:
    parts = space.components
    weights = np.rint(duals * scale).astype(np.int64)
    weights[parts.of_rows < 0] = 0  # rows that bind nothing must not tie components together
    weights[(weights > 0) & (space.row_low <= -INFINITY)] = 0
    weights[(weights < 0) & (space.row_high >= INFINITY)] = 0
    reduced = scale * cost - space.matrix.transposed_times(weights)
    sides = np.where(weights > 0, space.row_low, space.row_high) - space.fixed_activity
    totals = np.zeros(parts.count, dtype=np.int64)
    of_row, of_column = parts.of_rows >= 0, space.free
    np.add.at(totals, parts.of_rows[of_row], (weights * sides)[of_row])
    cheap = reduced * np.where(reduced > 0, space.low, space.high)
    np.add.at(totals, parts.of_columns[of_column], cheap[of_column])
    constant = int(np.sum(np.where(space.free, 0, cost * space.low)))
    return Certificate(space, cost, scale, constant, totals, weights, reduced, vertex)
