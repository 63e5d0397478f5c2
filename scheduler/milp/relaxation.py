"""The linear relaxation of a space, solved by GLOP in floating point."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

# The helper module loads in a tenth of the time of its parent, which imports pandas.
from ortools.linear_solver.python import model_builder_helper as glop

from scheduler.milp import runner
from scheduler.milp.matrix import Integers
from scheduler.milp.model import INFINITY
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch


def solve_relaxation(
    space: Space, cost: Integers, watch: Watch
) -> tuple[npt.NDArray[np.float64] | None, npt.NDArray[np.float64] | None, float]:
    """(vertex, dual values, objective); Nones where the relaxation was not solved to the end."""
    columns, rows = np.flatnonzero(space.free), np.flatnonzero(space.components.of_rows >= 0)
    helper = _model(space, cost, columns, rows)
    solver = _solved(helper, space, watch)
    if solver is None:
        return None, None, float("inf")
    vertex = space.low.astype(np.float64)
    vertex[columns] = solver.variable_values()
    duals = np.zeros(space.matrix.height)
    duals[rows] = solver.dual_values()
    fixed = int(np.sum(np.where(space.free, 0, cost * space.low)))
    return vertex, duals, float(solver.objective_value()) + fixed


def _solved(helper: Any, space: Space, watch: Watch) -> Any:
    """The solver that solved the relaxation, or None: of the ways to solve it the first that comes
    to an end within its limit.

    Every simplex can go round in circles for ever, on a few hundred columns too.
    """
    params = watch.params
    size = space.matrix.width + space.matrix.height
    plenty = params.simplex_limit + size / params.simplex_size
    left = params.limits.relaxation or plenty * len(params.simplex_ways)
    for way in params.simplex_ways:
        limit = min(left, plenty)
        if watch.over or limit <= 0:
            break
        solver = glop.ModelSolverHelper("glop")
        solver.set_solver_specific_parameters(f"{way} max_deterministic_time: {limit}")
        if watch.remaining is not None:
            solver.set_time_limit_in_seconds(watch.remaining)
        if space.matrix.width < params.interruptible_from:
            solver.solve(helper)
        else:
            runner.run(lambda s=solver: s.solve(helper), solver.interrupt_solve, watch)  # type: ignore[misc]
        if solver.status() == glop.SolveStatus.OPTIMAL:
            return solver
        if solver.status() == glop.SolveStatus.INFEASIBLE:
            break
        left -= limit
    return None


def _model(space: Space, cost: Integers, columns: Integers, rows: Integers) -> Any:
    """The relaxation over the free columns and the rows that bind them."""
    # The type stubs of this module name no array type that NumPy has.
    helper: Any = glop.ModelBuilderHelper()
    bounds = (side[columns].astype(np.float64) for side in (space.low, space.high))
    helper.add_var_array_with_bounds(*bounds, np.zeros(len(columns), dtype=bool), "")
    costly = np.flatnonzero(cost[columns])
    helper.set_objective_coefficients(costly.tolist(), cost[columns[costly]].tolist())
    position = np.full(space.matrix.width, -1, dtype=np.int64)
    position[columns] = np.arange(len(columns))
    matrix = space.matrix.part(rows, columns, position)
    low, high, fixed = space.row_low[rows], space.row_high[rows], space.fixed_activity[rows]
    lows = np.where(low > -INFINITY, low - fixed, -np.inf)
    highs = np.where(high < INFINITY, high - fixed, np.inf)
    for low, high in zip(lows.tolist(), highs.tolist(), strict=True):
        constraint = helper.add_linear_constraint()
        helper.set_constraint_lower_bound(constraint, low)
        helper.set_constraint_upper_bound(constraint, high)
    entries = (matrix.entry_rows, matrix.columns, matrix.values)
    for row, column, value in zip(*(array.tolist() for array in entries), strict=True):
        helper.add_term_to_constraint(row, column, value)
    return helper
