"""The engine's one entry: reproducible, honest when cut short, never worse than its fallback."""

from __future__ import annotations

import random
import threading
from functools import cache
from pathlib import Path

import pytest

from scheduler import rules
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.exact import Exact
from scheduler.engine.feasibility import pinned_visits
from scheduler.engine.params import SolveParams
from scheduler.engine.progress import Event
from scheduler.engine.result import Result
from scheduler.engine.solve import solve
from scheduler.milp.watch import Watch
from scheduler.tables.read import read_instance
from tests.random_instances import random_instance

INSTANCES = Path(__file__).parents[2] / "instances"


@cache
def instance(name: str) -> Instance:
    return read_instance(INSTANCES / name).instance


def solved(name: str, **options: object) -> Result:
    return solve(Problem(instance(name)), **options)  # type: ignore[arg-type]


def shuffled(whole: Instance, seed: int) -> Instance:
    """The same instance with the rows of every table in another order."""
    rng = random.Random(seed)
    tables = {
        name: tuple(rng.sample(rows, len(rows)))
        for name in Instance.model_fields
        if name != "settings" and (rows := whole.table(name))
    }
    return whole.model_copy(update=tables)


@pytest.mark.parametrize("name", ["first-steps", "district-health"])
def test_every_level_is_proven(name: str) -> None:
    result = solved(name)
    assert result.status == "optimal"
    assert result.reproducible
    assert all(level.value == level.bound for level in result.levels)


@pytest.mark.parametrize("seed", range(3))
def test_row_order_changes_nothing(seed: int) -> None:
    whole = instance("first-steps")
    assert solve(Problem(shuffled(whole, seed))).roster == solved("first-steps").roster


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_the_number_of_workers_changes_nothing(workers: int) -> None:
    assert (
        solved("district-health", params=SolveParams(workers=workers)).roster
        == solved("district-health").roster
    )


def test_the_seed_decides_only_among_equals() -> None:
    results = [solved("district-health", seed=seed) for seed in range(4)]
    assert len({result.objectives for result in results}) == 1
    assert len({result.roster for result in results}) > 1


def test_without_time_the_greedy_roster_is_kept_with_honest_bounds() -> None:
    best = solved("district-health")
    cut = solved("district-health", time_limit=0.0)
    assert cut.status == "feasible"
    assert not cut.reproducible
    assert not cut.interrupted
    for mine, optimum in zip(cut.levels, best.levels, strict=True):
        assert mine.bound <= optimum.value


def test_without_time_an_objective_of_a_weighted_level_keeps_the_bound_that_holds_anyway() -> None:
    problem = Problem(instance("district-health"))
    exact, levels = Exact(TaskContext(problem)), rules.levels_of(problem)
    weighted = [level for level in levels if len(level) > 1]
    assert weighted
    for place, level in enumerate(levels):
        for name in level:
            assert exact.bound_alone(name, place, Watch(time_limit=0.0)) == 0


def test_a_stop_keeps_what_there_is() -> None:
    stop = threading.Event()

    def listener(event: Event) -> None:
        if event.phase == "levels":
            stop.set()

    result = solved("district-health", progress=listener, stop=stop)
    assert result.interrupted
    assert result.roster is not None
    assert not any(rules.audit(Problem(instance("district-health")), result.roster))


def test_bounds_found_before_a_stop_are_kept() -> None:
    best = solved("district-health")
    stop = threading.Event()

    def listener(event: Event) -> None:
        if event.phase == "levels":
            stop.set()

    cut = solved("district-health", progress=listener, stop=stop)
    for mine, optimum in zip(cut.levels, best.levels, strict=True):
        assert mine.bound <= optimum.value
    assert cut.levels[-1].bound > 0


def test_a_hint_is_never_made_worse() -> None:
    best = solved("first-steps")
    kept = solved("first-steps", hint=best.roster, time_limit=0.0)
    assert kept.roster == best.roster


@pytest.mark.parametrize("name", ["first-steps", "district-health"])
def test_the_greedy_roster_keeps_every_rule(name: str) -> None:
    problem = Problem(instance(name))
    roster = construct_roster(problem, pinned_visits(problem, Watch()), 0)
    assert roster is not None
    assert not any(rules.audit(problem, roster))


def test_a_whole_province_is_proven() -> None:
    result = solved("tra-vinh-2015")
    assert result.status == "optimal"
    assert [level.value for level in result.levels] == [level.bound for level in result.levels]


@pytest.mark.parametrize("seed", range(30))
def test_a_solve_without_a_fallback_finds_the_same(seed: int) -> None:
    problem = Problem(random_instance(seed, months=1))
    plain, bare = (solve(problem, params=SolveParams(anytime=anytime)) for anytime in (True, False))
    assert (plain.status, plain.roster) == (bare.status, bare.roster)
    assert plain.levels == bare.levels


def test_without_time_there_is_a_roster_all_the_same() -> None:
    result = solved("tra-vinh-2015", time_limit=0.0, params=SolveParams(anytime=False))
    assert result.status == "feasible"
    assert not result.reproducible
