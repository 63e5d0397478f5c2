"""Lagrangian relaxation of `waiting`: a bound for it, and what the months to come will cost.

Give every visit of a cadre in a month a multiplier ≥ 0, a price. Each locality then goes by itself:
its cheapest course through the months, paying for each month in which it is visited the least
multiplier of a cadre who could come, is a shortest path. For any multipliers and any roster,

    waiting ≥ Σ_localities (ages on the cheapest path + multipliers paid on it)
              − Σ_cadres, months multiplier × quota,

because what a roster's visited localities would pay at least (one visit each, at the least
multiplier) is no more than the multipliers of its visits, and no cadre makes more visits than the
quota. The best multipliers are found by subgradient steps in floating point; the bound is then
computed in whole numbers.

The same paths tell, from any month on, what a locality of some age will still cost (the
cost-to-go), the competition of all others for the cadres included: the construction heuristic looks
ahead by it.

The source of the idea is Lagrangian relaxation of the coupling rows (Held and Karp 1970; Fisher
1981), and for looking ahead the index of restless bandits (Whittle 1988); the value of the best
multipliers is that of the linear relaxation of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.parts import Part
from scheduler.engine.decomposition.waiting_relaxation import (
    Array,
    TierLocality,
    WaitingRelaxation,
)
from scheduler.engine.params import LagrangianParams
from scheduler.milp.matrix import Integers
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class LagrangianDual:
    """What good multipliers say.

    ``bounds`` are numbers that `waiting` is not below in each of the parts relaxed together.
    ``cost_to_go`` (months + 2 × localities) is what a locality costs from the visit in a month
    on, the multiplier of that visit included; the last row stands for no more visit.
    """

    bounds: tuple[int, ...]
    localities: tuple[TierLocality, ...]
    priorities: Integers
    cost_to_go: Integers


def solve_dual(
    context: TaskContext, watch: Watch, parts: Sequence[Part], steps: int
) -> LagrangianDual:
    """Find good multipliers for parts of one tier; they share the steps, not the visits."""
    relaxation = WaitingRelaxation.of(context.problem, parts)
    params = context.params.lagrangian
    scale = params.denominator
    found = _subgradient_ascent(relaxation, steps, params, watch)
    multipliers = np.rint(found * scale).astype(np.int64)
    paths = relaxation.shortest_paths(multipliers, scale)
    bounds = np.zeros(len(parts), dtype=np.int64)
    np.add.at(bounds, relaxation.part_of_locality, paths.costs)
    np.subtract.at(bounds, relaxation.part_of_cadre, (multipliers * relaxation.quota).sum(axis=1))
    whole = np.maximum(0, -(-bounds // scale))
    cost_to_go = relaxation.cost_to_go(paths, scale) // scale
    return LagrangianDual(
        tuple(whole.tolist()), relaxation.localities, relaxation.priorities, cost_to_go
    )


class CostToGoTable:
    """What the months after the one that is planned are reckoned to cost."""

    def __init__(self, duals: Iterable[LagrangianDual]):
        self._at = {
            key: (own.cost_to_go[:, column], int(own.priorities[column]))
            for own in duals
            for column, key in enumerate(own.localities)
        }

    def __call__(self, month: int, tier: str, locality: str, age: int) -> int:
        """From the month after this one (counted from 1) on, for a locality of this age in it."""
        cost_to_go, priority = self._at[tier, locality]
        idle = np.arange(len(cost_to_go) - month - 1)
        ways = (idle * age + idle * (idle + 1) // 2) * priority + cost_to_go[month + 1 :]
        return int(ways.min())


def _subgradient_ascent(
    relaxation: WaitingRelaxation, steps: int, params: LagrangianParams, watch: Watch
) -> Array:
    """Good multipliers, by subgradient steps with Adam's scaling."""
    multipliers = best = np.zeros(relaxation.quota.shape)
    if not relaxation.localities:
        return multipliers
    top, since = -np.inf, 0
    keep, keep_square = params.mean_decay, params.square_decay
    mean, square = np.zeros_like(multipliers), np.zeros_like(multipliers)
    rate = 2.0 * float(relaxation.stretches[0, -1].mean()) / relaxation.quota.shape[1]
    for step in range(1, steps + 1):
        paths = relaxation.shortest_paths(multipliers, 1)
        total = float(paths.costs.sum() - (multipliers * relaxation.quota).sum())
        if total > top * (1 + 1e-6):
            since = 0
        if total > top:
            top, best = total, multipliers
        since += 1
        if since > params.patience or watch.over:
            break
        mean = keep * mean + (1 - keep) * paths.subgradient
        square = keep_square * square + (1 - keep_square) * paths.subgradient**2
        size = np.sqrt(square / (1 - keep_square**step)) + 1e-9
        push = mean / (1 - keep**step) / size
        multipliers = np.maximum(0.0, multipliers + rate / (1 + step / params.half_life) * push)
    return best
