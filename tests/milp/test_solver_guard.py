"""The solver's known wrong answer, and the guards against it (docs/decisions/0001)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler.milp import cpsat
from scheduler.milp.errors import TooLarge
from scheduler.milp.watch import Watch
from tests.milp.programs import space_of

COEFFICIENTS = [878344983, 983033052, 1128352905, 1033915436, 1761214976]
RIGHT, COSTS, OFFSET = 4057566196, [-4, -2, -1, -1, -4], 3


def _enforced_row(**parameters: object) -> int:
    """google/or-tools#5293: an int32 wraps when an enforced row's coefficients exceed 2**31."""
    model = cp_model.CpModel()
    b = [model.new_bool_var("") for _ in COEFFICIENTS]
    e = model.new_bool_var("")
    model.add_at_most_one([e.negated(), b[0]])
    row = cp_model.LinearExpr.weighted_sum(b, COEFFICIENTS) <= RIGHT
    model.add(row).only_enforce_if(e)
    model.minimize(cp_model.LinearExpr.weighted_sum(b, COSTS) + OFFSET * e)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    for name, value in parameters.items():
        setattr(solver.parameters, name, value)
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def _truth() -> int:
    return min(
        sum(c * v for c, v in zip(COSTS, t, strict=False)) + OFFSET * t[5]
        for t in itertools.product((0, 1), repeat=6)
        if (1 - t[5]) + t[0] <= 1
        and (not t[5] or sum(c * v for c, v in zip(COEFFICIENTS, t, strict=False)) <= RIGHT)
    )


def test_the_parameter_we_set_mends_the_known_wrong_optimum() -> None:
    assert _enforced_row(presolve_inclusion_work_limit=0) == _truth()


def test_our_parameters_set_it() -> None:
    parameters = cpsat.parameters_of(Watch(), 1.0)
    assert parameters.presolve_inclusion_work_limit == 0
    assert not parameters.catch_sigint_signal


def test_rows_beyond_two_to_the_31_are_refused() -> None:
    space = space_of([([2**30, 2**30], 0, 2**30)], [0, 0], [1, 1])
    with pytest.raises(TooLarge):
        cpsat.best_point(space, None, Watch())


def test_objectives_beyond_two_to_the_31_are_refused() -> None:
    space = space_of([([1, 1], 0, 1)], [0, 0], [1, 1])
    with pytest.raises(TooLarge):
        cpsat.best_point(space, np.array([2**30, 2**30]), Watch())


def test_another_solver_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "SOLVER_VERSION", "9.14.0")
    with pytest.raises(Exception, match=r"ortools 9\.14\.0 is required"):
        cpsat.check_version()


def test_an_answer_without_a_point_has_no_values() -> None:
    answer = cpsat.best_point(space_of([([1, 1], 3, 3)], [0, 0], [1, 1]), None, Watch())
    assert (answer.status, answer.point) == ("infeasible", None)
