"""The lexicographic driver: settle a list of costs over a space, the most important first.

The way that almost always succeeds (a month is nearly a network, so its relaxations are nearly
whole):

1. Relax level after level. Each relaxation proves a bound and leaves the face of points that
   attain it; the next level is relaxed over that face.
2. Ask CP-SAT for one whole point of the last face. If there is one, it attains every bound, so it
   is optimal on every level at once, and everything is proven.

Where the last face holds no whole point, the deepest face that holds one settles the levels above
it. It falls into independent parts, and each part goes on by itself: independent parts share no
row, so the lexicographic optimum of the whole is the sum of the parts' optima. A part whose very
next level has a real gap is minimised by CP-SAT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.engine.cpsat import best_point
from scheduler.engine.progress import Watch
from scheduler.engine.relaxation import Certificate, certify
from scheduler.engine.space import Integers, Space

CHECK_LIMIT = 20.0
"""Deterministic time for the question whether a face holds a whole point."""


class NoPoint(Exception):
    """The space holds no point (``proven``), or none was found before the end."""

    def __init__(self, proven: bool):
        self.proven = proven
        super().__init__("no point" if proven else "no point found")


@dataclass(frozen=True)
class Settled:
    """A point of the space and, for each level, a lower bound on its cost.

    The bound of a level holds for the lexicographic optimum, and for every point as good as it on
    all earlier levels.
    """

    point: Integers
    bounds: tuple[int, ...]


def settle(
    space: Space, costs: Sequence[Integers], watch: Watch, start: Integers | None = None
) -> Settled:
    """The lexicographically best point of the space.

    ``start`` is a point of the space to fall back on and to begin from. Raises :class:`NoPoint`.
    """
    if space.contradictory:
        raise NoPoint(proven=True)
    parts = space.parts()
    if len(parts) == 1 and np.all(space.free):
        return _settle_part(space, costs, watch, start)
    point = space.low.copy()
    fixed = ~space.free
    bounds = [int(np.sum(cost[fixed] * point[fixed])) for cost in costs]
    for part, columns in parts:
        own = None if start is None else start[columns]
        settled = _settle_part(part, [cost[columns] for cost in costs], watch, own)
        point[columns] = settled.point
        bounds = [total + bound for total, bound in zip(bounds, settled.bounds, strict=True)]
    return Settled(point, tuple(bounds))


def _settle_part(
    space: Space, costs: Sequence[Integers], watch: Watch, start: Integers | None
) -> Settled:
    if not costs and start is not None:
        return Settled(start, ())
    proofs, faces = _descend(space, costs, watch)
    bounds = tuple(proof.bound for proof in proofs)
    depth, point = _deepest(faces, proofs, start, watch)
    if depth == len(costs):
        return Settled(point, bounds)
    if depth > 0:
        rest = settle(faces[depth], costs[depth:], watch, point)
        return Settled(rest.point, bounds[:depth] + rest.bounds)
    return _minimise_first(space, costs, proofs[0], watch, point)


def _descend(
    space: Space, costs: Sequence[Integers], watch: Watch
) -> tuple[list[Certificate], list[Space]]:
    """Relax level after level; the faces are the space itself, then one after each level.

    Ends early where a later level's proof leaves slack: bounding its cost would tie together parts
    that the levels before have made independent, so that level is better settled part by part.
    """
    proofs: list[Certificate] = []
    faces = [space]
    for cost in costs:
        proof = certify(faces[-1], cost, watch)
        if proof.slack and proofs:
            break
        proofs.append(proof)
        faces.append(proof.points_of_cost(proof.bound))
    return proofs, faces


def _deepest(
    faces: Sequence[Space], proofs: Sequence[Certificate], start: Integers | None, watch: Watch
) -> tuple[int, Integers]:
    """The deepest face that holds a whole point, and that point."""
    for depth in range(len(faces) - 1, 0, -1):
        point = _whole_point(faces[depth], proofs[depth - 1].rounded_vertex(), watch)
        if point is not None:
            return depth, point
    if start is not None:
        return 0, start
    answer = best_point(faces[0], None, watch)
    if answer.point is None:
        raise NoPoint(proven=answer.status == "infeasible")
    return 0, answer.point


def _whole_point(face: Space, vertex: Integers | None, watch: Watch) -> Integers | None:
    """A whole point of the face, if CP-SAT finds one; `vertex` is the relaxation's, rounded.

    A vertex that is a point already is handed over whole. Otherwise only the parts in which it is
    not one are searched, and the first without a point ends the matter.
    """
    if vertex is None or face.allows(vertex):
        return best_point(face, None, watch, hint=vertex, limit=CHECK_LIMIT).point
    if face.contradictory:
        return None
    point = np.where(face.free, vertex, face.low)
    for part, columns in face.parts():
        if not part.allows(vertex[columns]):
            answer = best_point(part, None, watch, limit=CHECK_LIMIT)
            if answer.point is None:
                return None
            point[columns] = answer.point
    return point if face.allows(point) else None


def _minimise_first(
    space: Space, costs: Sequence[Integers], proof: Certificate, watch: Watch, start: Integers
) -> Settled:
    """Settle the first level by search, then the others over what is left."""
    answer = best_point(space, costs[0], watch, hint=start)
    point = start
    if answer.point is not None and _cost(costs[0], answer.point) <= _cost(costs[0], start):
        point = answer.point
    value = _cost(costs[0], point)
    bound = proof.bound if answer.bound is None else max(proof.bound, answer.bound)
    left = proof.points_of_cost(value)
    rest = settle(left, costs[1:], watch, point)
    if bound == value:
        return Settled(rest.point, (bound, *rest.bounds))
    # Not proven: the optimum may be better here and worse on later levels, so only bounds over all
    # that is left hold.
    later = [certify(left, cost, watch).bound for cost in costs[1:]]
    return Settled(rest.point, (bound, *later))


def _cost(cost: Integers, point: Integers) -> int:
    return int(np.sum(cost * point))
