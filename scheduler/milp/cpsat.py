"""CP-SAT behind one function: the best whole point of a space, or a proof that there is none.

What was learnt about this solver the hard way is applied here and nowhere else: the presolve step
that can certify a wrong optimum is off (google/or-tools#5293), its signal handling is off and it
runs in a thread of its own, so that Ctrl-C reaches us; values are read only from an answer that has
some; and limits are deterministic unless the user set a wall-clock limit.
"""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

# The helper module loads in a tenth of the time of cp_model, which imports pandas.
from ortools.sat.python import cp_model_helper as cp_sat

from scheduler.milp import runner
from scheduler.milp.errors import TooLarge, WrongAnswer, WrongVersion
from scheduler.milp.matrix import Integers, segment_sums
from scheduler.milp.model import INFINITY
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch

SOLVER_VERSION = "9.15.6755"
"""The only solver version whose answers were tested against the oracles."""


@dataclass(frozen=True)
class Answer:
    """``optimal``: a best point; ``feasible``: a point; ``infeasible``, ``unknown``: none.

    ``bound`` holds for every point of the space, unless the status is ``unknown`` (then it is
    None).
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    point: Integers | None = None
    bound: int | None = None


def check_version() -> None:
    """Refuse to start on a solver that was not tested: raises WrongVersion."""
    found = importlib.metadata.version("ortools")
    if found != SOLVER_VERSION:
        raise WrongVersion(f"ortools {SOLVER_VERSION} is required, found {found}")


def best_point(
    space: Space,
    cost: Integers | None,
    watch: Watch,
    *,
    hint: Integers | None = None,
    limit: float | None = None,
) -> Answer:
    """The point of least cost (any point where cost is None).

    ``hint`` is a guess at the point; ``limit`` is deterministic time, that of the watch if None.
    Raises TooLarge and WrongAnswer.
    """
    if watch.over:
        return Answer("unknown")
    model = _build(space, cost, hint)
    wrapper = cp_sat.SolveWrapper()
    wrapper.set_parameters(
        parameters_of(watch, watch.params.limits.search if limit is None else limit)
    )
    response = runner.run(lambda: wrapper.solve(model), wrapper.stop_search, watch)  # type: ignore[no-untyped-call]
    status = response.status
    if status == cp_sat.CpSolverStatus.INFEASIBLE:
        return Answer("infeasible")
    if status not in (cp_sat.CpSolverStatus.OPTIMAL, cp_sat.CpSolverStatus.FEASIBLE):
        if status == cp_sat.CpSolverStatus.MODEL_INVALID:
            raise WrongAnswer(cp_sat.CpSatHelper.validate_model(model))
        return Answer("unknown")
    point = np.array(list(response.solution), dtype=np.int64)
    if not space.allows(point):
        raise WrongAnswer("the solver's answer breaks a row of its own model")
    if cost is None:
        return Answer("optimal", point)
    value = int(np.sum(cost * point))
    if status == cp_sat.CpSolverStatus.OPTIMAL:
        if value != round(response.objective_value):
            raise WrongAnswer(f"the solver's cost {response.objective_value} is not {value}")
        return Answer("optimal", point, value)
    return Answer("feasible", point, int(np.ceil(response.best_objective_bound - 1e-6)))


def _build(space: Space, cost: Integers | None, hint: Integers | None) -> Any:
    model = cp_sat.CpModelProto()
    for low, high in zip(space.low.tolist(), space.high.tolist(), strict=True):
        model.variables.add().domain.extend([low, high])
    start = space.matrix.start.tolist()
    columns, values = space.matrix.columns.tolist(), space.matrix.values.tolist()
    row_low, row_high = space.row_low.tolist(), space.row_high.tolist()
    for row in range(space.matrix.height):
        linear = model.constraints.add().linear
        linear.vars.extend(columns[start[row] : start[row + 1]])
        linear.coeffs.extend(values[start[row] : start[row + 1]])
        # INFINITY exceeds what any row can reach (see RosterModel.row), so it leaves the side open.
        linear.domain.extend([row_low[row], row_high[row]])
    _guard(space, cost)
    if cost is not None:
        used = np.flatnonzero(cost)
        model.objective.vars.extend(used.tolist())
        model.objective.coeffs.extend(cost[used].tolist())
    if hint is not None:
        model.solution_hint.vars.extend(range(len(hint)))
        model.solution_hint.values.extend(hint.tolist())
    return model


def _guard(space: Space, cost: Integers | None) -> None:
    """Refuse rows and objectives beyond 2**31, where the solver has certified wrong optima."""
    magnitude = np.maximum(np.abs(space.low), np.abs(space.high))
    reach = segment_sums(
        np.abs(space.matrix.values) * magnitude[space.matrix.columns], space.matrix.start
    )
    largest = int(reach.max(initial=0))
    if cost is not None:
        largest = max(largest, int(np.sum(np.abs(cost) * magnitude)))
    if largest >= INFINITY:
        raise TooLarge(f"a row or objective reaches {largest}, beyond {INFINITY}")


def parameters_of(watch: Watch, limit: float) -> Any:
    """The parameters of one search; ``limit`` is deterministic time."""
    parameters = cp_sat.SatParameters()
    parameters.catch_sigint_signal = False
    parameters.presolve_inclusion_work_limit = 0
    parameters.random_seed = 1
    parameters.linearization_level = 2
    parameters.max_deterministic_time = limit
    parameters.num_workers = 1  # what several find together depends on how many they are
    if watch.remaining is not None:
        parameters.max_time_in_seconds = watch.remaining
    return parameters
