"""Prices of the cadres' visits: a bound for `waiting`, and what the months to come are worth.

Give every visit of a cadre in a month a price ≥ 0. Each locality then goes by itself: its cheapest
course through the months, paying for each month in which it is visited the least price of a cadre
who could come, is a shortest path. For any prices and any roster,

    waiting ≥ Σ_localities (ages on the cheapest course + prices paid on it)
              − Σ_cadres, months price × quota,

because what a roster's visited localities would pay at least (one visit each, at the least price)
is no more than what its visits are worth, and no cadre makes more visits than the quota. The best
prices are found by subgradient steps in floating point; the bound is then computed in whole
numbers.

The same courses tell, from any month on, what a locality of some age will still cost, the
competition of all others for the cadres included: a first roster looks ahead by it.

The source of the idea is Lagrangian relaxation of the coupling rows (Held and Karp 1970; Fisher
1981), and for looking ahead the index of restless bandits (Whittle 1988); the value of the best
prices is that of the linear relaxation of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.engine.crew import Site
from scheduler.engine.linear.space import Integers
from scheduler.engine.months.parts import Part
from scheduler.engine.progress import Watch
from scheduler.rules.waiting import stretch

GLANCE = 300
"""Subgradient steps after which prices are good enough to look ahead by."""

STEPS = 12_000
"""Subgradient steps for a bound, at most."""

PATIENCE = 500
"""Steps without progress after which the search ends."""

SETTLING = 15
"""Steps after which the first step has shrunk to half."""

MEAN, SQUARE = 0.95, 0.999
"""Memory of the steps for the direction and its size, as in Adam (Kingma and Ba 2015)."""

SCALE = 2**10
"""Prices are rounded to whole parts of this."""

_NEVER = 2**40
"""Price of a month in which nobody can come; larger than any path."""

Array = npt.NDArray[Any]
Place = tuple[str, str]
"""A locality as a tier sees it: (tier, locality)."""


@dataclass(frozen=True)
class Priced:
    """What good prices say.

    ``bounds`` are numbers that `waiting` is not below in each of the parts priced together.
    ``worth`` (months + 2 × places) is what a place costs from the visit in a month on, the price of
    that visit included; the last row stands for no more visit.
    """

    bounds: tuple[int, ...]
    places: tuple[Place, ...]
    priorities: Integers
    worth: Integers


def price(site: Site, watch: Watch, parts: Sequence[Part], steps: int) -> Priced:
    """Find good prices for parts of one tier; they share the steps, not the visits."""
    market = _Market.of(site.problem, parts)
    prices = np.rint(_search(market, steps, watch) * SCALE).astype(np.int64)
    course = market.settle(prices, SCALE)
    bounds = np.zeros(len(parts), dtype=np.int64)
    np.add.at(bounds, market.part_of_place, course.costs)
    np.subtract.at(bounds, market.part_of_cadre, (prices * market.quota).sum(axis=1))
    whole = np.maximum(0, -(-bounds // SCALE))
    worth = market.worth(course, SCALE) // SCALE
    return Priced(tuple(whole.tolist()), market.places, market.priorities, worth)


class Outlook:
    """What the months after the one that is planned are reckoned to cost."""

    def __init__(self, priced: Iterable[Priced]):
        self._at = {
            place: (own.worth[:, column], int(own.priorities[column]))
            for own in priced
            for column, place in enumerate(own.places)
        }

    def after(self, month: int, tier: str, locality: str, age: int) -> int:
        """From the month after this one (counted from 1) on, for a locality of this age in it."""
        worth, priority = self._at[tier, locality]
        idle = np.arange(len(worth) - month - 1)
        ways = (idle * age + idle * (idle + 1) // 2) * priority + worth[month + 1 :]
        return int(ways.min())


@dataclass(frozen=True)
class _Course:
    """The cheapest courses: what each place's costs, what a visit in a month costs it (months ×
    places), and how many visits beyond the quota they buy (cadres × months).
    """

    costs: Array
    entry: Array
    excess: Array


@dataclass(frozen=True)
class _Market:
    """Who can come where and when, and what each stretch without a visit costs.

    ``cadres`` and ``months`` (from 0) list the possible visits, sorted by cell, a place in a month;
    ``first`` is where each cell begins and ``cell`` which one it is. ``paid`` are the cells with a
    visit that is a fact: another costs nothing there. ``quota`` is (cadres × months), what facts
    leave of it; ``stretches`` (months + 1 × months + 2 × places) costs the way from one visit to
    the next, months counted as in :func:`scheduler.rules.waiting.stretch`.
    """

    places: tuple[Place, ...]
    priorities: Integers
    part_of_place: Integers
    part_of_cadre: Integers
    cadres: Integers
    months: Integers
    first: Integers
    cell: Integers
    paid: Integers
    quota: Integers
    stretches: Integers

    @classmethod
    def of(cls, problem: Problem, parts: Sequence[Part]) -> _Market:
        months = {month: number for number, month in enumerate(problem.horizon)}
        places = {
            (part.tier, locality): number
            for number, part in enumerate(parts)
            for locality in sorted(part.localities)
        }
        column = {place: number for number, place in enumerate(places)}
        cadres = [cadre for part in parts for cadre in part.cadres]
        quota = np.zeros((len(cadres), len(months)), dtype=np.int64)
        facts = [visit for visit in problem.made if visit.cadre in set(cadres)]
        made = problem.by_period(facts)
        seen = {(problem.cadres[v.cadre].tier, problem.locality(v.branch), v.month) for v in facts}
        paid = [column[x, y] * len(months) + months[m] for x, y, m in seen if (x, y) in column]
        visits = []  # (cell, cadre) as arrays, one array a cadre
        for number, cadre in enumerate(cadres):
            row = problem.cadres[cadre]
            cells_of = set()
            for meeting in problem.attendable[cadre] if row.visits_per_month else ():
                month = months[Month.of(meeting.date)]
                # Of a period of several months each month may have all of it: a looser relaxation.
                period = problem.period(cadre, problem.horizon[month])
                left = problem.quota(cadre, period) - made[cadre, period]
                quota[number, month] = max(0, left)
                where = column[row.tier, problem.locality(meeting.branch)]
                cells_of.add(where * len(months) + month)
            own = np.fromiter(cells_of, dtype=np.int64)
            visits.append(np.stack([own, np.full(len(own), number)], axis=1))
        table = np.concatenate(visits) if visits else np.zeros((0, 2), dtype=np.int64)
        table = table[np.lexsort((table[:, 1], table[:, 0]))]
        cells, first = np.unique(table[:, 0], return_index=True)
        ages = [problem.ages_at_start[place] for place in places]
        priorities = [problem.territory[locality].priority for _, locality in places]
        return cls(
            tuple(places), np.array(priorities, dtype=np.int64),
            np.fromiter(places.values(), dtype=np.int64),
            np.repeat(np.arange(len(parts)), [len(part.cadres) for part in parts]),
            table[:, 1], table[:, 0] % len(months), first, cells,
            np.array(sorted(paid), dtype=np.int64), quota,
            _stretches(len(months), ages) * np.array(priorities, dtype=np.int64),
        )  # fmt: skip

    def settle(self, prices: Array, scale: int) -> _Course:
        """The cheapest courses at these prices; costs and prices times the scale.

        Exact where the prices are whole.
        """
        months, places = self.quota.shape[1], len(self.places)
        offers = prices[self.cadres, self.months]
        least = np.minimum.reduceat(offers, self.first) if len(self.first) else offers
        entry = np.full(places * months, _NEVER, dtype=prices.dtype)
        entry[self.cell] = least
        entry[self.paid] = 0
        entry = entry.reshape(places, months).T
        cheapest = np.zeros((months + 2, places), dtype=prices.dtype)
        before = np.zeros((months + 2, places), dtype=np.int64)
        for head in range(1, months + 2):
            ways = cheapest[:head] + scale * self.stretches[:head, head]
            before[head] = ways.argmin(axis=0)
            cheapest[head] = np.take_along_axis(ways, before[head][None], 0)[0]
            if head <= months:
                cheapest[head] += entry[head - 1]
        bought = self._bought(before, offers, least)
        return _Course(cheapest[months + 1], entry, bought - self.quota)

    def worth(self, course: _Course, scale: int) -> Array:
        """As in :class:`Priced`, times the scale."""
        months, places = self.quota.shape[1], len(self.places)
        worth = np.zeros((months + 2, places), dtype=np.int64)
        for tail in range(months, 0, -1):
            ways = scale * self.stretches[tail, tail + 1 :] + worth[tail + 1 :]
            worth[tail] = course.entry[tail - 1] + ways.min(axis=0)
        return worth

    def _bought(self, before: Integers, offers: Array, least: Array) -> Array:
        """Visits bought of each cadre in each month; equally cheap cadres share one."""
        months, places = self.quota.shape[1], before.shape[1]
        visited = np.zeros((places, months))
        at, rows = before[months + 1], np.arange(places)
        while (at > 0).any():
            on = at > 0
            visited[rows[on], at[on] - 1] = 1
            at = np.where(on, before[at, rows], 0)
        visited.reshape(-1)[self.paid] = 0
        sizes = np.diff(self.first, append=len(offers))
        cheap = offers <= np.repeat(least, sizes)
        sellers = np.add.reduceat(cheap, self.first) if len(self.first) else cheap
        share = cheap * np.repeat(visited.reshape(-1)[self.cell] / sellers, sizes)
        bought = np.zeros(self.quota.shape)
        np.add.at(bought, (self.cadres, self.months), share)
        return bought


def _stretches(months: int, ages: Sequence[int]) -> Integers:
    table = np.zeros((months + 1, months + 2, len(ages)), dtype=np.int64)
    for head in range(1, months + 2):
        table[0, head] = [stretch(0, head, age) for age in ages]
        for tail in range(1, min(head, months + 1)):
            table[tail, head] = stretch(tail, head, 0)
    return table


def _search(market: _Market, steps: int, watch: Watch) -> Array:
    """Good prices, by subgradient steps with Adam's scaling."""
    prices = best = np.zeros(market.quota.shape)
    if not market.places:
        return prices
    top, since = -np.inf, 0
    mean, square = np.zeros_like(prices), np.zeros_like(prices)
    rate = 2.0 * float(market.stretches[0, -1].mean()) / market.quota.shape[1]
    for step in range(1, steps + 1):
        course = market.settle(prices, 1)
        total = float(course.costs.sum() - (prices * market.quota).sum())
        if total > top * (1 + 1e-6):
            since = 0
        if total > top:
            top, best = total, prices
        since += 1
        if since > PATIENCE or watch.over:
            break
        mean = MEAN * mean + (1 - MEAN) * course.excess
        square = SQUARE * square + (1 - SQUARE) * course.excess**2
        push = mean / (1 - MEAN**step) / (np.sqrt(square / (1 - SQUARE**step)) + 1e-9)
        prices = np.maximum(0.0, prices + rate / (1 + step / SETTLING) * push)
    return best
