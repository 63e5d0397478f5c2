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


def some_point(space: Space, watch: Watch, start: Integers | None) -> Integers:
    """The start if there is one, else any point of the space; raises :class:`NoPoint`."""
    if start is not None:
        return start
    answer = best_point(space, None, watch)
    if answer.point is None:
        raise NoPoint(proven=answer.status == "infeasible")
    return answer.point
