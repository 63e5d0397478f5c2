"""A bound for `waiting` by prices: what the localities would pay for the cadres' visits.

Give every visit of a cadre in a month a price ≥ 0. Each locality then goes by itself: its cheapest
course through the months, paying for each month in which it is visited the least price of a cadre
who could come, is a shortest path. For any prices μ and any roster,

    waiting ≥ Σ_localities (ages on the cheapest course + prices paid on it)
              − Σ_cadres, months price × quota,

because what a roster's visited localities would pay at least (one visit each, at the least price)
is no more than what its visits are worth, and no cadre makes more visits than the quota. The best
prices are found by subgradient steps in floating point; the bound is then computed in whole
numbers.

The source of the idea is Lagrangian relaxation of the coupling rows (Held and Karp 1970; Fisher
1981); the value of the best prices is that of the linear relaxation of the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.engine.progress import Watch
from scheduler.engine.space import Integers
from scheduler.rules.waiting import stretch

STEPS = 12_000
"""Subgradient steps at most."""

SETTLING = 15
"""Steps after which the first step has shrunk to half."""

PATIENCE = 1_000
"""Steps without progress after which the search ends."""

MEAN, SQUARE = 0.95, 0.999
"""Memory of the steps for the direction and its size, as in Adam."""

SCALE = 2**10
"""Prices are rounded to whole parts of this."""

_NEVER = 2**40
"""Price of a month in which nobody can come; larger than any path."""

Array = npt.NDArray[Any]


def waiting_bound(problem: Problem, watch: Watch) -> int:
    """A number that `waiting` is not below in any roster of the problem, whose cadres are all of
    one tier.
    """
    market = _Market.of(problem)
    prices = np.rint(_search(market, watch) * SCALE).astype(np.int64)
    total, _ = market.settle(prices, SCALE)
    return max(0, -(-int(total) // SCALE))


@dataclass(frozen=True)
class _Market:
    """Who can come where and when, and what each stretch without a visit costs.

    ``cadres``, ``localities`` and ``months`` (from 0) list the possible visits, sorted by cell, a
    locality in a month; ``first`` is where each cell begins and ``cell`` which one it is.
    ``quota`` is (cadres × months); ``stretches`` (months + 1 × months + 2 × localities) costs the
    way from one visit to the next, months counted as in :func:`scheduler.rules.waiting.stretch`.
    """

    cadres: Integers
    months: Integers
    first: Integers
    cell: Integers
    quota: Integers
    stretches: Integers

    @classmethod
    def of(cls, problem: Problem) -> _Market:
        horizon = {month: number for number, month in enumerate(problem.horizon)}
        place = {key[1]: number for number, key in enumerate(problem.ages_at_start)}
        quota = np.zeros((len(problem.cadres), len(horizon)), dtype=np.int64)
        possible = set()
        for number, (cadre, row) in enumerate(problem.cadres.items()):
            for meeting in problem.attendable[cadre]:
                column = horizon[Month.of(meeting.date)]
                quota[number, column] = row.visits_per_month
                where = place[problem.locality(meeting.branch)]
                possible.add((where * len(horizon) + column, number, column))
        table = np.array(sorted(possible), dtype=np.int64).reshape(-1, 3)
        cells, first = np.unique(table[:, 0], return_index=True)
        months = len(horizon)
        stretches = np.zeros((months + 1, months + 2, len(place)), dtype=np.int64)
        for (_, locality), age in problem.ages_at_start.items():
            for tail in range(months + 1):
                for head in range(tail + 1, months + 2):
                    cost = stretch(tail, head, age) * problem.territory[locality].priority
                    stretches[tail, head, place[locality]] = cost
        return cls(table[:, 1], table[:, 2], first, cells, quota, stretches)

    def settle(self, prices: Array, scale: int) -> tuple[Any, Array]:
        """The bound for these prices, times the scale, and the visits bought beyond the quota.

        Exact where the prices are whole.
        """
        months, localities = self.quota.shape[1], self.stretches.shape[2]
        offers = prices[self.cadres, self.months]
        least = np.minimum.reduceat(offers, self.first) if len(self.first) else offers
        entry = np.full(localities * months, _NEVER, dtype=prices.dtype)
        entry[self.cell] = least
        entry = entry.reshape(localities, months)
        cheapest = np.zeros((months + 2, localities), dtype=prices.dtype)
        before = np.zeros((months + 2, localities), dtype=np.int64)
        for head in range(1, months + 2):
            ways = cheapest[:head] + scale * self.stretches[:head, head]
            before[head] = ways.argmin(axis=0)
            cheapest[head] = np.take_along_axis(ways, before[head][None], 0)[0]
            if head <= months:
                cheapest[head] += entry[:, head - 1]
        total = cheapest[months + 1].sum() - (prices * self.quota).sum()
        return total, self._bought(before, offers, least) - self.quota

    def _bought(self, before: Integers, offers: Array, least: Array) -> Array:
        """Visits bought of each cadre in each month; equally cheap cadres share one."""
        months, localities = self.quota.shape[1], before.shape[1]
        visited = np.zeros((localities, months))
        at, rows = before[months + 1], np.arange(localities)
        while (at > 0).any():
            on = at > 0
            visited[rows[on], at[on] - 1] = 1
            at = np.where(on, before[at, rows], 0)
        sizes = np.diff(self.first, append=len(offers))
        cheap = offers <= np.repeat(least, sizes)
        sellers = np.add.reduceat(cheap, self.first) if len(self.first) else cheap
        share = cheap * np.repeat(visited.reshape(-1)[self.cell] / sellers, sizes)
        bought = np.zeros(self.quota.shape)
        np.add.at(bought, (self.cadres, self.months), share)
        return bought


def _search(market: _Market, watch: Watch) -> Array:
    """Good prices, by subgradient steps with Adam's scaling (Kingma and Ba 2015)."""
    prices = best = np.zeros(market.quota.shape)
    top, since = -np.inf, 0
    mean, square = np.zeros_like(prices), np.zeros_like(prices)
    rate = 2.0 * float(market.stretches[0, -1].mean()) / len(prices[0])
    for step in range(1, STEPS + 1):
        total, excess = market.settle(prices, 1)
        if total > top * (1 + 1e-6):
            since = 0
        if total > top:
            top, best = float(total), prices
        since += 1
        if since > PATIENCE or watch.over:
            break
        mean = MEAN * mean + (1 - MEAN) * excess
        square = SQUARE * square + (1 - SQUARE) * excess**2
        push = mean / (1 - MEAN**step) / (np.sqrt(square / (1 - SQUARE**step)) + 1e-9)
        prices = np.maximum(0.0, prices + rate / (1 + step / SETTLING) * push)
    return best
