"""The faces that level after level leaves, and where the last of them hold no whole point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scheduler.milp.certificate import Certificate, certify
from scheduler.milp.cpsat import best_point
from scheduler.milp.errors import NoPoint
from scheduler.milp.matrix import Integers
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class Gap:
    """An independent part of the face before level ``depth``, with points but none at that level's
    bound.

    ``proof`` is the part's proof of that bound, ``columns`` are its place in the space, ``start``
    is one of its points.
    """

    depth: int
    proof: Certificate
    columns: Integers
    start: Integers


def find_gaps(
    proof: Certificate,
    depth: int,
    deeper: Sequence[Gap],
    failed: npt.NDArray[np.bool_],
    watch: Watch,
    start: Integers | None,
) -> tuple[list[Gap], npt.NDArray[np.bool_]]:
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
            point = some_point(own.space, watch, None if start is None else start[columns])
        if point is None:
            left[columns] = True
        else:
            gaps.append(Gap(depth, own, columns, point))
    return [*gaps, *(gap for gap in deeper if not taken[gap.columns].any())], left


def relax_levels(
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


def whole_point(
    face: Space,
    vertex: Integers | None,
    ties: Integers | None,
    watch: Watch,
    start: Integers | None,
) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """A point of the face, as far as one is found, and the columns of the parts without one.

    Without ``ties`` it is the vertex where that is a point; only the parts in which it is not are
    searched by CP-SAT. With them it is where the ties cost little: which of the face's points is
    taken needs no proof, only that it is the same every time. ``start`` may be one of the points.
    """
    everything = np.ones(face.matrix.width, dtype=bool)
    if face.contradictory:
        return face.low, everything
    cheap = face
    if ties is not None:
        proof = certify(face, ties, watch)
        cheap = proof.points_of_cost(proof.bound)
        vertex = vertex if proof.vertex is None else proof.rounded_vertex()
    point = face.low if vertex is None else np.where(cheap.free, vertex, cheap.low)
    if vertex is not None and face.allows(point):
        return point, ~everything
    wrong = everything if vertex is None else _where_not_whole(cheap, point)
    failed = ~everything
    for part, columns in face.parts():
        if wrong[columns].any():
            known = None if start is None else start[columns]
            own = None if ties is None else ties[columns]
            found = _cheap_point(part, own, watch, point[columns], known)
            if found is None:
                failed[columns] = True
            else:
                point[columns] = found
    return point, failed


def _where_not_whole(face: Space, point: Integers) -> npt.NDArray[np.bool_]:
    """The columns of the face's parts in which the point is none."""
    wrong = np.zeros(face.matrix.width, dtype=bool)
    for part, columns in face.parts():
        wrong[columns] = not part.allows(point[columns])
    return wrong


def _cheap_point(
    part: Space, ties: Integers | None, watch: Watch, guess: Integers, known: Integers | None
) -> Integers | None:
    """A point of the part where ties cost as little as their limit lets CP-SAT find.

    ``guess`` is where they would cost the least, were it a point; ``known`` may be a point. In a
    large part the search is among the points that agree with a known one and the guess wherever
    these agree (relaxation induced neighbourhood search: Danna, Rothberg and Le Pape 2005).
    """
    params = watch.params
    if known is None or not part.allows(known):
        hint = None if ties is None else guess
        known = best_point(part, None, watch, hint=hint, limit=params.limits.check).point
    if known is None or ties is None:
        return known
    if part.matrix.width > params.ties_up_to:
        agreed = known == guess
        low, high = np.where(agreed, known, part.low), np.where(agreed, known, part.high)
        part = part.tightened(low, high, part.row_low, part.row_high)
    answer = best_point(part, ties, watch, hint=known, limit=params.limits.ties)
    return known if answer.point is None else answer.point


def some_point(space: Space, watch: Watch, start: Integers | None) -> Integers:
    """The start if there is one, else any point of the space; raises :class:`NoPoint`."""
    if start is not None:
        return start
    answer = best_point(space, None, watch)
    if answer.point is None:
        raise NoPoint(proven=answer.status == "infeasible")
    return answer.point
