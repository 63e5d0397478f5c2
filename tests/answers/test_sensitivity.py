"""What binds: places left behind cost what an independent program says; rules have their price."""

from __future__ import annotations

import pytest

from scheduler.answers.sensitivity import binding, one_more_visit, without_each_rule
from scheduler.answers.whatif import what_if
from scheduler.domain.problem import Problem
from scheduler.edits.apply import apply
from scheduler.engine.solve import solve
from scheduler.rules import levels_of
from tests.oracles.literal import month_of
from tests.oracles.mip import Program, optimum
from tests.random_instances import random_instance
from tests.tiny import tiny


@pytest.mark.parametrize("seed", range(36))
def test_a_place_left_behind_costs_what_a_full_solve_says(seed: int) -> None:
    instance = random_instance(seed)
    problem = Problem(instance)
    planned = solve(problem).roster
    if planned is None:
        return
    base = optimum(instance)
    assert base is not None
    for row in binding(problem, planned, problem.horizon[0], most=3).left_behind:
        program = Program(instance)
        there = {
            x: 1.0
            for x, (cadre, branch, day) in zip(program.x, program.visits, strict=True)
            if (program.tier(cadre), program.area(branch)) == (row.tier, row.locality)
            and month_of(day) == row.month
        }
        program.row(there, low=1)
        expected = program.solve()
        if expected is None:
            assert row.difference is None
            continue
        assert row.difference == tuple(e - b for e, b in zip(expected, base, strict=True))
        assert row.best is not None
        assert row.visit in set(row.best.roster)


@pytest.mark.parametrize("seed", range(6))
def test_without_a_rule_the_instance_is_solved_without_it(seed: int) -> None:
    instance = random_instance(seed)
    problem = Problem(instance)
    if solve(problem).roster is None:
        return
    scenarios = without_each_rule(problem)
    study = what_if(problem, scenarios, workers=1)
    for scenario, outcome in zip(scenarios, study.outcomes, strict=True):
        expected = optimum(apply(instance, scenario))
        assert expected is not None
        values = tuple(level.value for level in outcome.result.levels)
        assert values[: len(expected)] == expected


def test_only_what_is_there_can_be_taken_away() -> None:
    names = [scenario.name for scenario in without_each_rule(tiny())]
    assert names == ["visitors_per_meeting = 2", "no holidays", "no skills"]


def test_the_relaxation_points_at_cadres_whose_quota_binds() -> None:
    """It is a hint, not a proof: nearly all whom it names first do shorten waits."""
    asked = gained = 0
    for seed in range(200):
        instance = random_instance(seed, months=1)
        base = optimum(instance)
        levels = levels_of(Problem(instance))
        place = next((n for n, level in enumerate(levels) if set(level) == {"waiting"}), None)
        if base is None or place is None:
            continue
        for scenario in one_more_visit(Problem(instance), 1):
            more = optimum(apply(instance, scenario))
            assert more is not None
            if more[:place] == base[:place]:
                asked += 1
                gained += more[place] < base[place]
    assert asked >= 25
    assert gained >= 0.9 * asked


def test_the_full_months_of_the_tiny_instance() -> None:
    """Giang and Hoa alone go for the province: more of them shortens its waits."""
    names = [scenario.name for scenario in one_more_visit(tiny(), 2)]
    study = what_if(tiny(), one_more_visit(tiny(), 2), workers=1)
    base = study.base.kpis["waiting"].value
    gains = [base - outcome.kpis["waiting"].value for outcome in study.outcomes]
    assert len(names) == 2
    assert gains == sorted(gains, reverse=True)
    assert gains[0] > 0
