"""HiGHS on the same problem: this project's tight linear rows, solved as a MIP level by level."""

from __future__ import annotations

import datetime as dt
import math

from ortools.math_opt.python import mathopt

from benchmarks.peers import Attempt, Clock
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.model import INFINITY
from scheduler.rules import levels_of


def solve(problem: Problem, seconds: float) -> Attempt:
    """Level by level, each level's value kept as a row for the next."""
    clock = Clock(seconds, len(levels_of(problem)))
    linear = RosterModel.of(problem)
    model = mathopt.Model()
    variables = [
        model.add_integer_variable(lb=low, ub=high)
        for low, high in zip(linear.low, linear.high, strict=True)
    ]
    for row in linear.rows:
        terms = zip(row.variables, row.coefficients, strict=True)
        model.add_linear_constraint(
            lb=row.low if row.low > -INFINITY else -float("inf"),
            ub=row.high if row.high < INFINITY else float("inf"),
            expr=mathopt.fast_sum(variables[v] * c for v, c in terms),
        )
    roster: Roster | None = None
    bounds: list[int | None] = []
    for level in levels_of(problem):
        cost = linear.weighted(level)
        total = mathopt.fast_sum(variables[v] * c for v, c in cost.terms.items())
        model.minimize(total)
        for seconds_now in (clock.for_this_level(), clock.left):
            limit = dt.timedelta(seconds=min(seconds_now, clock.left))
            params = mathopt.SolveParameters(time_limit=limit, relative_gap_tolerance=0.0)
            answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=params)
            if answer.has_primal_feasible_solution():
                break
        else:
            bounds.append(None)
            break
        bounds.append(math.ceil(answer.best_objective_bound() - 1e-6) + cost.constant)
        values = answer.variable_values(variables)
        roster = Roster.of(c.visit for c in linear.candidates if values[c.variable] > 0.5)
        model.add_linear_constraint(total <= round(answer.objective_value()))
    return Attempt(roster, tuple(bounds))
