"""What binds: places left behind cost what an independent program says; rules have their price."""

from __future__ import annotations

import pytest

from scheduler.answers.sensitivity import binding, without_each_rule
from scheduler.answers.whatif import what_if
from scheduler.domain.edits import apply
from scheduler.domain.problem import Problem
from scheduler.engine.solve import solve
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
