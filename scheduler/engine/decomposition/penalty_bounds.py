"""Bounds of the levels below the first that is not proven, in spite of it.

A better roster may cost less on the open level and more below, but it costs no more there than the
best one known, `v`. So for any penalty λ ≥ 0 (Lagrangian relaxation of that very row) it costs

    cost ≥ Σ_parts min (cost + λ × open cost) − λ × v

on a level below. The smaller the gap of the open level, the less is lost by a penalty large enough
to hold the parts to what the open level asks of them. Penalties are powers of two: first one at
which the gap would cost an eighth of what is to be gained, then a smaller and a larger one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler import rules
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.in_flight import InFlight
from scheduler.engine.decomposition.part_bounds import bound_together, by_multipliers
from scheduler.engine.decomposition.parts import Part
from scheduler.engine.decomposition.premises import first_open
from scheduler.engine.pool import WorkerPool

SHIFTS = (3, 4, 2)
"""Binary logarithms of the shares of what is to be gained that the gap may cost."""

Known = Callable[[int, Part], int]
"""Level and part to a bound for what the part costs there."""
Premise = Callable[[Part, int], tuple[int, ...]]
"""Part and a number of levels to the most that it costs on each of these, the first ones."""


@dataclass(frozen=True)
class _Trade:
    """A level, the open one above it, and their weights: the penalty is the weights' ratio."""

    level: int
    open_level: int
    weight: int
    penalty: int


@dataclass
class _Pass:
    """One trade over all parts."""

    trade: _Trade
    left: list[Part]
    total: int = 0


class PenaltyBounds:
    """The bounds of each level under penalties, as far as the pool has come."""

    def __init__(self, context: TaskContext, pool: WorkerPool, parts: Sequence[Part]):
        self.context = context
        self.tasks: InFlight[int, int] = InFlight(context, pool)
        """Each about what is known of the part anyway."""
        self.levels = rules.levels_of(context.problem, context.reference)
        self._outside = [
            rules.outside(names, context.problem, context.reference) for names in self.levels
        ]
        self._parts = list(parts)
        self._totals: dict[_Trade, int] = {}
        self._pass: _Pass | None = None

    def values(self, vector: Sequence[int]) -> list[int]:
        """A bound for each level by now, if the best roster known costs ``vector``."""
        found = [0] * len(self.levels)
        for trade, total in self._totals.items():
            inside = vector[trade.open_level] - self._outside[trade.open_level]
            left = -(-(total - trade.penalty * inside) // trade.weight)
            found[trade.level] = max(found[trade.level], left + self._outside[trade.level])
        return found

    def pump(
        self, vector: Sequence[int], values: Sequence[int], known: Known, premise: Premise
    ) -> bool:
        """Take in what is finished, and begin what comes next; False if there is nothing.

        ``vector`` is what the best roster costs on each level by now, ``values`` are the bounds.
        """
        if self._pass is not None and self._goes_on(self._pass, known, premise):
            return True
        trade = self._next(vector, values)
        if trade is None:
            return False
        self._pass = _Pass(trade, [*self._parts])
        return self._goes_on(self._pass, known, premise)

    def _next(self, vector: Sequence[int], values: Sequence[int]) -> _Trade | None:
        gaps = [value - bound for value, bound in zip(vector, values, strict=True)]
        first = first_open(vector, values)
        if first == len(gaps) or not self._adds_up(first):
            return None
        if gaps[first] > self.context.params.bounds.penalty_gap * vector[first]:
            return None  # too much is open
        done = Counter(trade.level for trade in self._totals)
        below = (n for n in range(first + 1, len(gaps)) if gaps[n] > 0 and self._adds_up(n))
        for level in sorted(below, key=lambda n: done[n]):
            for shift in SHIFTS:
                trade = _trade(level, first, gaps, shift)
                if trade not in self._totals:
                    return trade
        return None

    def _adds_up(self, level: int) -> bool:
        """Whether the whole level is the sum of what the parts cost."""
        return all(rules.all_objectives()[name].separable for name in self.levels[level])

    def _goes_on(self, current: _Pass, known: Known, premise: Premise) -> bool:
        """Take in what is finished of the pass, begin what comes next; False at its end."""
        trade = current.trade
        for anyway, bound in self.tasks.taken():
            current.total += max(anyway, bound or 0)
        while current.left and self.tasks.has_room:
            part = current.left.pop(0)
            anyway = trade.weight * known(trade.level, part)
            anyway += trade.penalty * known(trade.open_level, part)
            both = (self.levels[trade.level], self.levels[trade.open_level])
            if any(by_multipliers(self.context, names, part) for names in both):
                current.total += anyway
            else:
                weights = {trade.level: trade.weight, trade.open_level: trade.penalty}
                most = premise(part, trade.open_level)
                self.tasks.begin(anyway, bound_together, part, weights, most)
        if self.tasks:
            return True
        self._totals[trade] = current.total
        self._pass = None
        return False


def _trade(level: int, open_level: int, gaps: Sequence[int], shift: int) -> _Trade:
    """The power of two next below gaps[level] / gaps[open_level] / 2 ** shift, as a ratio."""
    ratio = max(gaps[level], 1).bit_length() - gaps[open_level].bit_length() - shift
    return _Trade(level, open_level, 2 ** max(0, -ratio), 2 ** max(0, ratio))
