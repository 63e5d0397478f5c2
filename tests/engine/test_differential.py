"""The engine against an independent MIP, and the rules against the specification read literally."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.solve import solve
from tests.oracles.brute_force import MOST, best_vector, rosters
from tests.oracles.literal import Triple, World
from tests.oracles.mip import optimum
from tests.random_instances import random_instance

SEEDS = range(320)
OFFENCES = {
    "meeting": "no_meeting", "area": "cannot_attend", "organization": "cannot_attend",
    "skills": "cannot_attend", "employment": "cannot_attend", "leave": "cannot_attend",
    "forbidden": "cannot_attend",
}  # fmt: skip
"""What the audit tells apart and the literal reading does not."""


@pytest.mark.parametrize("seed", SEEDS)
def test_every_level_equals_that_of_the_mip(seed: int) -> None:
    instance = random_instance(seed)
    result = solve(Problem(instance))
    expected = optimum(instance)
    if expected is None:
        assert result.status == "infeasible"
        assert result.roster is None
        return
    assert result.status == "optimal"
    assert tuple(level.value for level in result.levels) == expected
    assert tuple(level.bound for level in result.levels) == expected
    assert result.roster is not None
    world = World(instance)
    assert world.broken(result.roster) == set()
    assert world.vector(result.roster) == expected


@pytest.mark.parametrize("seed", range(0, 150, 3))
def test_tiny_instances_against_looking_at_every_roster(seed: int) -> None:
    instance = random_instance(seed, tiny=True)
    if rosters(World(instance)) > MOST:
        return
    result = solve(Problem(instance))
    found = tuple(level.value for level in result.levels) if result.roster is not None else None
    assert found == best_vector(instance)


@pytest.mark.parametrize("seed", range(100))
def test_the_audit_reads_any_roster_as_the_specification_does(seed: int) -> None:
    instance = random_instance(seed)
    problem, world = Problem(instance), World(instance)
    rng = random.Random(seed)
    for _ in range(5):
        visits = _scribbled(world, rng)
        roster = Roster(tuple(Visit(*visit) for visit in visits))
        names = {OFFENCES.get(v.rule, v.rule) for v in rules.audit(problem, roster)}
        broken = world.broken(visits)
        if "no_meeting" in broken:  # the audit goes on to what else is wrong with that visit
            names.discard("cannot_attend")
            broken.discard("cannot_attend")
        assert names == broken
        values = rules.values(problem, roster)
        assert {name: values[name] for name in world.values(visits)} == world.values(visits)


@pytest.mark.parametrize("kind", ["quota", "capacity", "foreign", "beyond", "any"])
@pytest.mark.parametrize("seed", range(60))
def test_values_of_rosters_that_break_every_rule(seed: int, kind: str) -> None:
    """More visits than are owed or received, of strangers, on any day, some of them twice."""
    instance = random_instance(seed)
    problem, world = Problem(instance), World(instance)
    rng = random.Random(seed)
    for _ in range(4):
        visits = [_unlawful(kind, world, rng) for _ in range(rng.randint(3, 14))]
        if rng.random() < 0.5:
            visits = list(dict.fromkeys(visits))
        values = rules.values(problem, Roster(tuple(Visit(*visit) for visit in visits)))
        assert {name: values[name] for name in world.values(visits)} == world.values(visits)
        assert min(values.values()) >= 0


def _unlawful(kind: str, world: World, rng: random.Random) -> Triple:
    cadres, meetings, possible = list(world.cadres), sorted(world.meetings), world.candidates()
    day = rng.choice(world.days)
    match kind:
        case "quota" if possible:  # much for the first two
            own = [visit for visit in possible if visit[0] in cadres[:2]]
            return rng.choice(own or possible)
        case "capacity" if meetings:  # many in the same two places
            return (rng.choice(cadres), *rng.choice(meetings[:2]))
        case "any" if possible:
            return rng.choice(possible)
        case "beyond":
            day += dt.timedelta(days=rng.choice([-90, -30, 0, 40, 200]))
    return rng.choice(cadres), rng.choice(list(world.branches)), day


def _scribbled(world: World, rng: random.Random) -> list[Triple]:
    """Some visits, most of them possible ones, without a thought for any rule."""
    possible = world.candidates()
    visits = rng.sample(possible, min(len(possible), rng.randint(0, 8)))
    if rng.random() < 0.3:
        visits.append(
            (
                rng.choice(list(world.cadres)),
                rng.choice(list(world.branches)),
                rng.choice(world.days),
            )
        )
    return visits
