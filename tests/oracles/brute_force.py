"""The best of all rosters, found by looking at every one of them."""

from __future__ import annotations

from itertools import product

from scheduler.domain.instance import Instance
from tests.oracles.literal import Triple, World

MOST = 4_000
"""Rosters that are worth looking at one by one."""


def rosters(world: World) -> int:
    """How many choices of visits within every cadre's monthly quota of 1 there are."""
    return _count(_choices(world))


def best_vector(instance: Instance) -> tuple[int, ...] | None:
    """The lexicographically smallest vector of level values; None if no roster keeps the rules.

    Every subset of the possible visits is tried, but those with two visits of one cadre in a month
    only where the quota allows it.
    """
    world = World(instance)
    choices = _choices(world)
    if _count(choices) > MOST:
        raise ValueError("too many rosters to look at one by one")
    vectors = []
    for chosen in product(*choices):
        visits = [*world.made, *(visit for part in chosen for visit in part)]
        if not world.broken(visits):
            vectors.append(world.vector(visits))
    return min(vectors, default=None)


def _choices(world: World) -> list[list[tuple[Triple, ...]]]:
    """For each cadre and month, the sets of visits that they may make in it."""
    months: dict[tuple[str, tuple[int, int]], list[Triple]] = {}
    for visit in world.candidates():
        months.setdefault((visit[0], (visit[2].year, visit[2].month)), []).append(visit)
    found = []
    for (cadre, _), visits in months.items():
        sets: list[tuple[Triple, ...]] = [()]
        for visit in visits:
            sets += [(*s, visit) for s in sets if len(s) < world.cadres[cadre].visits_per_month]
        found.append(sets)
    return found


def _count(choices: list[list[tuple[Triple, ...]]]) -> int:
    total = 1
    for sets in choices:
        total *= len(sets)
    return total
