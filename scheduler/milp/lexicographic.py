"""Lexicographic optimisation: minimise a list of costs over a space, the most important first.

The way that almost always succeeds (a month is nearly a network, so its relaxations are nearly
whole):

1. Relax level after level. Each relaxation proves a bound and leaves the face of points that
   attain it; the next level is relaxed over that face.
2. Ask CP-SAT for one whole point of the last face. If there is one, it attains every bound, so it
   is optimal on every level at once, and everything is proven.

A face falls into independent parts, and each part goes on by itself: independent parts share no
row, so the lexicographic optimum of the whole is the sum of the parts' optima. Where a part of the
last face holds no whole point, the deepest face in which its part does hold one decides the levels
above; the next level has a real gap there and is minimised by CP-SAT, near the relaxation: among
the points that reduced-cost fixing leaves within a reach that grows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.milp.certificate import Certificate, certify
from scheduler.milp.cpsat import best_point
from scheduler.milp.errors import NoPoint
from scheduler.milp.faces import Gap, find_gaps, relax_levels, some_point, whole_point
from scheduler.milp.kernels import close_gap
from scheduler.milp.matrix import Integers
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class Solution:
    """A point of the space and, for each level, a lower bound on its cost.

    The bound of a level holds for the lexicographic optimum, and for every point as good as it on
    all earlier levels.
    """

    point: Integers
    bounds: tuple[int, ...]


def solve_lexicographic(
    space: Space,
    costs: Sequence[Integers],
    watch: Watch,
    start: Integers | None = None,
    *,
    ties: Integers | None = None,
) -> Solution:
    """The lexicographically best point of the space.

    ``start`` is a point of the space to fall back on and to begin from. Of the best points one is
    taken where ``ties`` cost little: the least where that is found easily, and the same one every
    time where it is not. Raises :class:`NoPoint`.
    """
    if space.contradictory:
        raise NoPoint(proven=True)
    parts = space.parts()
    if len(parts) == 1 and np.all(space.free):
        return _solve_part(space, costs, watch, start, ties)
    point = space.low.copy()
    fixed = ~space.free
    bounds = [int(np.sum(cost[fixed] * point[fixed])) for cost in costs]
    for part, columns in parts:
        own = None if start is None else start[columns]
        own_ties = None if ties is None else ties[columns]
        solution = _solve_part(part, [cost[columns] for cost in costs], watch, own, own_ties)
        point[columns] = solution.point
        bounds = [total + bound for total, bound in zip(bounds, solution.bounds, strict=True)]
    return Solution(point, tuple(bounds))


def _solve_part(
    space: Space,
    costs: Sequence[Integers],
    watch: Watch,
    start: Integers | None,
    ties: Integers | None,
) -> Solution:
    few = watch.params.enumerate_up_to
    if 0 < space.matrix.width <= few and space.box <= few:
        return _best_of(space.points(), costs, ties)
    proofs, faces = relax_levels(space, costs, watch)
    if costs and not proofs:
        solution = Solution(some_point(space, watch, start), ())
    else:
        solution = _solve_levels(costs[: len(proofs)], proofs, faces, watch, start, ties)
    # Levels whose relaxation was too much effort fall as they may.
    given_up = (space.least(cost) for cost in costs[len(proofs) :])
    return Solution(solution.point, (*solution.bounds, *given_up))


def _best_of(points: Integers, costs: Sequence[Integers], ties: Integers | None) -> Solution:
    if not len(points):
        raise NoPoint(proven=True)
    totals = [points @ cost for cost in costs]
    keys = totals if ties is None else [*totals, points @ ties]
    best = np.lexsort(keys[::-1])[0] if keys else 0
    return Solution(points[best], tuple(int(total[best]) for total in totals))


def _solve_levels(
    costs: Sequence[Integers],
    proofs: Sequence[Certificate],
    faces: Sequence[Space],
    watch: Watch,
    start: Integers | None,
    ties: Integers | None,
) -> Solution:
    vertex = proofs[-1].rounded_vertex() if proofs else None
    point, failed = whole_point(faces[-1], vertex, ties, watch, start)
    if not costs and failed.any():
        return Solution(np.where(failed, some_point(faces[-1], watch, start), point), ())
    gaps: list[Gap] = []
    for depth in range(len(costs) - 1, -1, -1):
        gaps, failed = find_gaps(proofs[depth], depth, gaps, failed, watch, start)
    anew = np.zeros_like(failed)
    for gap in gaps:
        anew[gap.columns] = True
    # Parts without a gap attain every bound.
    bounds = [int(np.sum((cost * point)[~anew])) for cost in costs]
    for gap in gaps:
        own = [cost[gap.columns] for cost in costs]
        # Levels above are attained by every point of the face, so any point tells their cost.
        above = [_cost(cost, gap.start) for cost in own[: gap.depth]]
        own_ties = None if ties is None else ties[gap.columns]
        solution = _minimise_first(own[gap.depth :], gap.proof, watch, gap.start, own_ties)
        point[gap.columns] = solution.point
        for level, bound in enumerate([*above, *solution.bounds]):
            bounds[level] += bound
    return Solution(point, tuple(bounds))


def _minimise_first(
    costs: Sequence[Integers],
    proof: Certificate,
    watch: Watch,
    start: Integers,
    ties: Integers | None,
) -> Solution:
    """Minimise the first level of the proof's space by search, then the others over the rest."""
    closing = close_gap(proof, watch)
    if closing.left is not None and closing.point is not None:
        rest = solve_lexicographic(closing.left, costs[1:], watch, closing.point, ties=ties)
        return Solution(rest.point, (closing.bound, *rest.bounds))
    if closing.point is not None and _cost(proof.cost, closing.point) < _cost(proof.cost, start):
        start = closing.point
    point, bound = _search_near(proof, watch, start, closing.bound)
    value = _cost(proof.cost, point)
    near = proof.fix_by_reduced_cost(value - proof.bound)  # holds every point that is no dearer
    if bound < value:
        answer = best_point(near, proof.cost, watch, hint=point)
        if answer.point is not None and _cost(proof.cost, answer.point) <= value:
            point, value = answer.point, _cost(proof.cost, answer.point)
        if answer.bound is not None:
            bound = max(bound, min(value, answer.bound))
    if bound == value:
        left = certify(near, proof.cost, watch).points_like(point)
        rest = solve_lexicographic(left, costs[1:], watch, point, ties=ties)
        return Solution(rest.point, (bound, *rest.bounds))
    left = proof.points_of_cost(value)
    rest = solve_lexicographic(left, costs[1:], watch, point, ties=ties)
    # Not proven: the optimum may be better here and worse on later levels, so only bounds over all
    # that is left hold.
    later = [certify(left, cost, watch).bound for cost in costs[1:]]
    return Solution(rest.point, (bound, *later))


def _search_near(
    proof: Certificate, watch: Watch, start: Integers, bound: int
) -> tuple[Integers, int]:
    """The best point found near the relaxation's optimum, and a proven lower bound, of which
    ``bound`` is known before.

    Reduced-cost fixing leaves every point of cost up to bound + extra in a space that is small and
    falls into parts. Its minimum is the minimum of all if it is not above that; otherwise it says
    how much wider that space must be to hold the minimum for certain.
    """
    point, cost = start, proof.cost
    extra, enough = max(1, bound - proof.bound), 0.0
    while bound < _cost(cost, point) and not watch.over:
        near = proof.fix_by_reduced_cost(extra)
        size = np.count_nonzero(near.free)
        if size > watch.params.near_share * proof.space.matrix.width:
            break
        # A space that has hardly grown is as empty as the one before.
        if size < enough and extra < _cost(cost, point) - proof.bound:
            extra *= 2
            continue
        try:
            solution = solve_lexicographic(near, [cost], watch)
        except NoPoint as answer:
            if not answer.proven:
                break
            enough = watch.params.near_growth * size
            bound, extra = max(bound, proof.bound + extra + 1), 2 * extra
            continue
        if _cost(cost, solution.point) < _cost(cost, point):
            point = solution.point
        inside, outside = solution.bounds[0], proof.bound + extra + 1
        bound = max(bound, min(inside, outside))
        if inside < outside:  # all that is cheap was seen; what is left open there stays open
            break
        extra = _cost(cost, solution.point) - proof.bound
    return point, min(bound, _cost(cost, point))


def _cost(cost: Integers, point: Integers) -> int:
    return int(np.sum(cost * point))
