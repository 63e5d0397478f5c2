"""The peers solve the same problem as the engine: judged by the audit and the rules' own values."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from benchmarks.peers import Attempt
from benchmarks.side_by_side import PEERS, TIMEFOLD
from scheduler import rules
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.problem import Problem
from scheduler.engine.solve import solve
from scheduler.generator.generate import generate
from scheduler.generator.read_recipe import read_recipe
from scheduler.tables.read import read_instance
from tests.cli.door import FIRST_STEPS
from tests.disruptions import disrupted, gone
from tests.oracles.literal import World
from tests.random_instances import random_instance

TWO_VISITS = Path(__file__).parent / "two_visits.toml"
ENDING = [peer for peer in PEERS if peer != TIMEFOLD]  # which ends by the time limit alone
EXACT = [peer for peer in ENDING if peer != "spreadsheet"]
PLENTY = 600.0
"""Seconds: no search of these problems takes more than two."""


def first_steps() -> Problem:
    return Problem(read_instance(FIRST_STEPS).instance)


def two_visits() -> Problem:
    """With a past; two visits a month, two visitors a meeting, two areas a cadre."""
    return Problem(generate(read_recipe(TWO_VISITS), seed=3))


def anything(seed: int) -> Problem:
    """Whatever rules, levels, pins, periods and facts the seed brings."""
    return Problem(random_instance(seed))


def begun(seed: int) -> Problem:
    """A horizon of which a part is over, after things happened to its tables."""
    instance = random_instance(seed)
    published = solve(Problem(instance)).roster
    assert published is not None
    rng = random.Random(seed)
    since = rng.choice(World(instance).days)
    now = disrupted(instance, published, since, rng)
    past = frozenset(visit for visit in published if visit.date < since)
    return Problem(now, elapsed=Elapsed(since, past, gone(instance, now, past)))


PROBLEMS: dict[str, Callable[[], Problem]] = {
    "first-steps": first_steps,
    "two-visits": two_visits,
    **{f"random-{seed}": partial(anything, seed) for seed in (0, 1, 3, 4, 7, 8, 9, 21, 29, 39)},
    **{f"begun-{seed}": partial(begun, seed) for seed in (3, 7, 21, 28, 29)},
}


@cache
def posed(name: str) -> tuple[Problem, tuple[int, ...] | None]:
    """The problem and the proven best value of each level; None where there is no roster."""
    problem = PROBLEMS[name]()
    result = solve(problem)
    assert result.status in ("optimal", "infeasible")
    if result.roster is None:
        return problem, None
    return problem, tuple(level.value for level in result.levels)


def attempt(peer: str, problem: Problem) -> Attempt:
    found: Attempt = importlib.import_module(f"benchmarks.peers.{peer}").solve(problem, PLENTY)
    return found


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("peer", EXACT)
def test_a_solver_proves_the_values_that_the_engine_proves(peer: str, name: str) -> None:
    problem, best = posed(name)
    found = attempt(peer, problem)
    if found.roster is None:
        assert best is None
        return
    assert not list(rules.audit(problem, found.roster))
    assert rules.vector(problem, found.roster) == found.bounds == best


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_spreadsheet_is_lawful_and_never_better_than_the_optimum(name: str) -> None:
    problem, best = posed(name)
    found = attempt("spreadsheet", problem)
    if found.roster is None:
        assert best is None
        return
    assert not list(rules.audit(problem, found.roster))
    assert best is not None
    assert rules.vector(problem, found.roster) >= best


@pytest.mark.parametrize("peer", ENDING)
def test_what_a_peer_does_is_not_the_least_it_could(peer: str) -> None:
    """It plans visits of its own, beside facts and pins."""
    problem, _ = posed("two-visits")
    found = attempt(peer, problem)
    assert found.roster is not None
    assert len(found.roster) > len(problem.cadres)


def test_the_problems_ask_for_everything() -> None:
    """Every objective and every kind of rule has something to do in one of them."""
    problems = [posed(name)[0] for name in PROBLEMS]
    levels = {name for problem in problems for level in rules.levels_of(problem) for name in level}
    assert levels == rules.all_objectives().keys() - {rules.CHANGES}
    assert {problem.rules.accompany for problem in problems} == {"off", "prefer", "require"}
    assert any(len(level) > 1 for problem in problems for level in rules.levels_of(problem))
    for has in (
        lambda p: p.past, lambda p: p.made, lambda p: p.unmade, lambda p: p.requiring_pins,
        lambda p: p.former.cadres or p.former.branches,
        lambda p: any(row.every_months > 1 for row in p.cadres.values()),
    ):  # fmt: skip
        assert any(map(has, problems))
    assert {best is None for best in (posed(name)[1] for name in PROBLEMS)} == {True, False}
