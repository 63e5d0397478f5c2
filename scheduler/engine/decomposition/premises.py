"""What bounds may take for granted: levels on which a roster is to cost no more than so much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scheduler.engine.roster_model import RosterModel
from scheduler.milp.certificate import certify
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch


def first_open(vector: Sequence[int], values: Sequence[int]) -> int:
    """The first level (from 0) on which the best roster costs more than the bound; the number of
    levels if there is none.
    """
    open_levels = (n for n, bound in enumerate(values) if vector[n] > bound)
    return next(open_levels, len(values))


def bound_within(
    model: RosterModel,
    watch: Watch,
    weights: Mapping[str, int],
    premise: Iterable[tuple[Mapping[str, int], int]],
) -> int:
    """A bound for the weighted sum of objectives among the model's points that cost no more than
    the premise: weights of objectives, and the most that their sum may be, one after the other.
    """
    space = Space.of(model)
    for own, most in premise:
        cost = model.weighted(own)
        proof = certify(space, space.costs(cost), watch)
        # Not the bound found here: cut short it may be lower, and hold no point at all.
        space = proof.points_of_cost(max(proof.bound, most - cost.constant))
    cost = model.weighted(weights)
    return max(0, certify(space, space.costs(cost), watch).bound + cost.constant)
