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
import numpy.typing as npt

from scheduler.milp.cpsat import best_point
from scheduler.milp.errors import NoPoint
from scheduler.milp.relaxation import Certificate, certify
from scheduler.milp.space import Integers, Space
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
    space: Space, costs: Sequence[Integers], watch: Watch, start: Integers | None = None
) -> Solution:
    """The lexicographically best point of the space.

    ``start`` is a point of the space to fall back on and to begin from. Raises :class:`NoPoint`.
    """
    if space.contradictory:
        raise NoPoint(proven=True)
    parts = space.parts()
    if len(parts) == 1 and np.all(space.free):
        return _solve_part(space, costs, watch, start)
    point = space.low.copy()
    fixed = ~space.free
    bounds = [int(np.sum(cost[fixed] * point[fixed])) for cost in costs]
    for part, columns in parts:
        own = None if start is None else start[columns]
        solution = _solve_part(part, [cost[columns] for cost in costs], watch, own)
        point[columns] = solution.point
        bounds = [total + bound for total, bound in zip(bounds, solution.bounds, strict=True)]
    return Solution(point, tuple(bounds))


def _solve_part(
    space: Space, costs: Sequence[Integers], watch: Watch, start: Integers | None
) -> Solution:
    few = watch.params.enumerate_up_to
    if 0 < space.matrix.width <= few and space.box <= few:
        return _best_of(space.points(), costs)
    proofs, faces = _descend(space, costs, watch)
    if not proofs:
        solution = Solution(_some_point(space, watch, start), ())
    else:
        solution = _solve_levels(space, costs[: len(proofs)], proofs, faces, watch, start)
    # Levels whose relaxation was too much effort fall as they may.
    given_up = (space.least(cost) for cost in costs[len(proofs) :])
    return Solution(solution.point, (*solution.bounds, *given_up))


def _best_of(points: Integers, costs: Sequence[Integers]) -> Solution:
    if not len(points):
        raise NoPoint(proven=True)
    totals = [points @ cost for cost in costs]
    best = np.lexsort(totals[::-1])[0] if totals else 0
    return Solution(points[best], tuple(int(total[best]) for total in totals))


def _some_point(space: Space, watch: Watch, start: Integers | None) -> Integers:
    """The start if there is one, else any point of the space; raises :class:`NoPoint`."""
    if start is not None:
        return start
    answer = best_point(space, None, watch)
    if answer.point is None:
        raise NoPoint(proven=answer.status == "infeasible")
    return answer.point


def _solve_levels(
    space: Space,
    costs: Sequence[Integers],
    proofs: Sequence[Certificate],
    faces: Sequence[Space],
    watch: Watch,
    start: Integers | None,
) -> Solution:
    point, failed = _whole_point(faces[-1], proofs[-1].rounded_vertex(), watch)
    gaps: list[_Gap] = []
    for depth in range(len(costs) - 1, -1, -1):
        gaps, failed = _gaps(proofs[depth], depth, gaps, failed, watch, start)
    anew = np.zeros(space.matrix.width, dtype=bool)
    for gap in gaps:
        anew[gap.columns] = True
    # Parts without a gap attain every bound.
    bounds = [int(np.sum((cost * point)[~anew])) for cost in costs]
    for gap in gaps:
        own = [cost[gap.columns] for cost in costs]
        # Levels above are attained by every point of the face, so any point tells their cost.
        above = [_cost(cost, gap.start) for cost in own[: gap.depth]]
        solution = _minimise_first(own[gap.depth :], gap.proof, watch, gap.start)
        point[gap.columns] = solution.point
        for level, bound in enumerate([*above, *solution.bounds]):
            bounds[level] += bound
    return Solution(point, tuple(bounds))


@dataclass(frozen=True)
class _Gap:
    """An independent part of the face before level ``depth``, with points but none at that level's
    bound.

    ``proof`` is the part's proof of that bound, ``columns`` are its place in the space, ``start``
    is one of its points.
    """

    depth: int
    proof: Certificate
    columns: Integers
    start: Integers


def _gaps(
    proof: Certificate,
    depth: int,
    deeper: Sequence[_Gap],
    failed: npt.NDArray[np.bool_],
    watch: Watch,
    start: Integers | None,
) -> tuple[list[_Gap], npt.NDArray[np.bool_]]:
    """The gaps of a level and of those below it, and the columns of the parts without any point.

    ``failed`` are the columns of parts without a point once this level attains its bound. A part of
    the face before that holds some of them takes in the ``deeper`` gaps that lie in it. At depth 0
    the face is the whole space, ``start`` a point of it; there NoPoint is raised.
    """
    if not failed.any():
        return [*deeper], failed
    if proof.space.contradictory:
        return [], np.ones_like(failed)
    gaps, left = [], np.zeros_like(failed)
    taken = np.zeros_like(failed)
    for own, columns in proof.parts():
        if not failed[columns].any():
            continue
        taken[columns] = True
        if depth:
            point = best_point(own.space, None, watch, limit=watch.params.limits.check).point
        else:
            point = _some_point(own.space, watch, None if start is None else start[columns])
        if point is None:
            left[columns] = True
        else:
            gaps.append(_Gap(depth, own, columns, point))
    return [*gaps, *(gap for gap in deeper if not taken[gap.columns].any())], left


def _descend(
    space: Space, costs: Sequence[Integers], watch: Watch
) -> tuple[list[Certificate], list[Space]]:
    """Relax level after level, up to the first that is more effort than the watch allows.

    The faces are the space itself, then one after each level.
    """
    proofs: list[Certificate] = []
    faces = [space]
    for cost in costs:
        proof = certify(faces[-1], cost, watch)
        if proof.vertex is None and watch.params.limits.relaxation is not None:
            break
        proofs.append(proof)
        faces.append(proof.points_of_cost(proof.bound))
    return proofs, faces


def _whole_point(
    face: Space, vertex: Integers | None, watch: Watch
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """A point of the face where CP-SAT finds one, and the columns of the parts where it does not.

    A vertex that is a point already is handed over whole. Otherwise only the parts in which it is
    not one are searched.
    """
    everything = np.ones(face.matrix.width, dtype=bool)
    if face.contradictory:
        return face.low, everything
    if vertex is None or face.allows(vertex):
        answer = best_point(face, None, watch, hint=vertex, limit=watch.params.limits.check)
        return (face.low, everything) if answer.point is None else (answer.point, ~everything)
    point = np.where(face.free, vertex, face.low)
    failed = ~everything
    for part, columns in face.parts():
        if not part.allows(vertex[columns]):
            answer = best_point(part, None, watch, limit=watch.params.limits.check)
            if answer.point is None:
                failed[columns] = True
            else:
                point[columns] = answer.point
    return point, failed


def _minimise_first(
    costs: Sequence[Integers], proof: Certificate, watch: Watch, start: Integers
) -> Solution:
    """Minimise the first level of the proof's space by search, then the others over the rest."""
    point, bound = _search_near(proof, watch, start)
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
        rest = solve_lexicographic(left, costs[1:], watch, point)
        return Solution(rest.point, (bound, *rest.bounds))
    left = proof.points_of_cost(value)
    rest = solve_lexicographic(left, costs[1:], watch, point)
    # Not proven: the optimum may be better here and worse on later levels, so only bounds over all
    # that is left hold.
    later = [certify(left, cost, watch).bound for cost in costs[1:]]
    return Solution(rest.point, (bound, *later))


def _search_near(proof: Certificate, watch: Watch, start: Integers) -> tuple[Integers, int]:
    """The best point found near the relaxation's optimum, and a proven lower bound.

    Reduced-cost fixing leaves every point of cost up to bound + extra in a space that is small and
    falls into parts. Its minimum is the minimum of all if it is not above that; otherwise it says
    how much wider that space must be to hold the minimum for certain.
    """
    point, bound, cost = start, proof.bound, proof.cost
    extra, enough = 1, 0.0
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
            bound, extra = proof.bound + extra + 1, 2 * extra
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
