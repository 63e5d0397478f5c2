"""A roster to begin from: its lawful part is kept and filled up, however early the search ends."""

from __future__ import annotations

import random

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine import solve as stages
from scheduler.engine.feasibility import pinned_visits
from scheduler.engine.hint import lawful_part
from scheduler.milp.watch import Watch
from tests.oracles.literal import World
from tests.random_instances import random_instance
from tests.tiny import roster, tiny


def spoilt(problem: Problem, good: Roster, rng: random.Random) -> Roster:
    """A roster with some visits that are another's, on another day, or nobody's at all."""
    visits = []
    for visit in good:
        cadre, branch = rng.choice(sorted(problem.cadres)), rng.choice(sorted(problem.branches))
        day = rng.choice(sorted({day for _, day in problem.meetings} | {visit.date}))
        visits += rng.choice(
            [[visit]] * 4
            + [[visit._replace(cadre=cadre)], [visit, visit._replace(cadre=cadre)], []]
            + [[visit._replace(branch=branch)], [visit._replace(date=day)]]
            + [[visit, Visit("nobody", branch, day)], [visit, visit]]
        )
    return Roster(tuple(visits))


@pytest.mark.parametrize("seed", range(120))
def test_the_lawful_part_is_lawful_and_nothing_of_the_hint_could_be_added(seed: int) -> None:
    instance = random_instance(seed, months=1 + seed % 3)
    problem, world = Problem(instance), World(instance)
    best = stages.solve(problem).roster
    if best is None:
        return
    hint = spoilt(problem, best, random.Random(seed))
    pinned = pinned_visits(problem, Watch())
    part = lawful_part(problem, hint, pinned)
    assert world.broken(part) == set()
    assert set(part) <= {*hint, *pinned, *problem.made}
    for visit in {*hint} - {*part}:
        known = visit.cadre in world.cadres and visit.branch in world.branches
        assert not known or world.broken([*part, visit])


@pytest.mark.parametrize("months", [1, 3])
@pytest.mark.parametrize("seed", range(40))
def test_a_solve_is_never_worse_than_the_lawful_part_of_its_hint(seed: int, months: int) -> None:
    problem = Problem(random_instance(seed, months=months))
    best = stages.solve(problem).roster
    if best is None:
        return
    hint = spoilt(problem, best, random.Random(seed))
    part = lawful_part(problem, hint, pinned_visits(problem, Watch()))
    result = stages.solve(problem, hint=hint, time_limit=0.0)
    assert result.roster is not None
    assert tuple(x.value for x in result.levels) <= rules.vector(problem, part)


def test_what_fits_is_kept_in_order_of_date_and_the_rest_is_filled_up() -> None:
    hint = roster("an@w2@07-10", "an@w1@07-05", "binh@w1@07-05", "hoa@w3@07-15", "x@w3@07-15")
    part = lawful_part(tiny(), hint, Roster(()))
    assert part == roster("an@w1@07-05", "hoa@w3@07-15")
    required = lawful_part(tiny({"accompany": "require"}), hint, Roster(()))
    assert required == roster("an@w1@07-05")  # em of the communes could come along with hoa
    result = stages.solve(tiny(), hint=hint, time_limit=0.0)
    assert result.roster is not None
    assert len(result.roster) > len(part)
