"""`waiting` without the coupling of localities through cadres: a shortest path for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.engine.decomposition.parts import Part
from scheduler.milp.matrix import Integers
from scheduler.rules.waiting import stretch

_NEVER = 2**40
"""Multiplier of a month in which nobody can come; larger than the cost of any path."""

Array = npt.NDArray[Any]
TierLocality = tuple[str, str]
"""A locality as a tier sees it: (tier, locality)."""


@dataclass(frozen=True)
class ShortestPaths:
    """The cheapest paths: what each locality's costs, what a visit in a month costs it (months ×
    localities), and how many visits beyond the quota they make (cadres × months).
    """

    costs: Array
    visit_costs: Array
    subgradient: Array


@dataclass(frozen=True)
class WaitingRelaxation:
    """Who can come where and when, and what each stretch without a visit costs.

    ``cadres`` and ``months`` (from 0) list the possible visits, sorted by cell, a locality in a
    month; ``first`` is where each cell begins and ``cell`` which one it is. ``free_cells`` are the
    cells with a visit that is a fact: another costs nothing there. ``quota`` is (cadres × months),
    what facts leave of it; ``stretches`` (months + 1 × months + 2 × localities) costs the way from
    one visit to the next, months counted as in :func:`scheduler.rules.waiting.stretch`.
    """

    localities: tuple[TierLocality, ...]
    priorities: Integers
    part_of_locality: Integers
    part_of_cadre: Integers
    cadres: Integers
    months: Integers
    first: Integers
    cell: Integers
    free_cells: Integers
    quota: Integers
    stretches: Integers

    @classmethod
    def of(cls, problem: Problem, parts: Sequence[Part]) -> WaitingRelaxation:
        months = {month: number for number, month in enumerate(problem.horizon)}
        localities = {
            (part.tier, locality): number
            for number, part in enumerate(parts)
            for locality in sorted(part.localities)
        }
        column = {own: number for number, own in enumerate(localities)}
        cadres = [cadre for part in parts for cadre in part.cadres]
        quota = np.zeros((len(cadres), len(months)), dtype=np.int64)
        facts = [visit for visit in problem.made if visit.cadre in set(cadres)]
        made = problem.by_period(facts)
        seen = {(problem.cadres[v.cadre].tier, problem.locality(v.branch), v.month) for v in facts}
        free_cells = [
            column[x, y] * len(months) + months[m] for x, y, m in seen if (x, y) in column
        ]
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
        ages = [problem.ages_at_start[own] for own in localities]
        priorities = [problem.territory[locality].priority for _, locality in localities]
        return cls(
            tuple(localities), np.array(priorities, dtype=np.int64),
            np.fromiter(localities.values(), dtype=np.int64),
            np.repeat(np.arange(len(parts)), [len(part.cadres) for part in parts]),
            table[:, 1], table[:, 0] % len(months), first, cells,
            np.array(sorted(free_cells), dtype=np.int64), quota,
            _stretches(len(months), ages) * np.array(priorities, dtype=np.int64),
        )  # fmt: skip

    def shortest_paths(self, multipliers: Array, scale: int) -> ShortestPaths:
        """The cheapest paths at these multipliers; costs and multipliers times the scale.

        Exact where the multipliers are whole.
        """
        months, localities = self.quota.shape[1], len(self.localities)
        single = multipliers[self.cadres, self.months]
        least = np.minimum.reduceat(single, self.first) if len(self.first) else single
        visit_costs = np.full(localities * months, _NEVER, dtype=multipliers.dtype)
        visit_costs[self.cell] = least
        visit_costs[self.free_cells] = 0
        visit_costs = visit_costs.reshape(localities, months).T
        cheapest = np.zeros((months + 2, localities), dtype=multipliers.dtype)
        before = np.zeros((months + 2, localities), dtype=np.int64)
        for head in range(1, months + 2):
            ways = cheapest[:head] + scale * self.stretches[:head, head]
            before[head] = ways.argmin(axis=0)
            cheapest[head] = np.take_along_axis(ways, before[head][None], 0)[0]
            if head <= months:
                cheapest[head] += visit_costs[head - 1]
        visits = self._visits_made(before, single, least)
        return ShortestPaths(cheapest[months + 1], visit_costs, visits - self.quota)

    def cost_to_go(self, paths: ShortestPaths, scale: int) -> Array:
        """As in :class:`LagrangianDual`, times the scale."""
        months, localities = self.quota.shape[1], len(self.localities)
        cost_to_go = np.zeros((months + 2, localities), dtype=np.int64)
        for tail in range(months, 0, -1):
            ways = scale * self.stretches[tail, tail + 1 :] + cost_to_go[tail + 1 :]
            cost_to_go[tail] = paths.visit_costs[tail - 1] + ways.min(axis=0)
        return cost_to_go

    def _visits_made(self, before: Integers, single: Array, least: Array) -> Array:
        """Visits made of each cadre in each month; equally cheap cadres share one."""
        months, localities = self.quota.shape[1], before.shape[1]
        visited = np.zeros((localities, months))
        at, rows = before[months + 1], np.arange(localities)
        while (at > 0).any():
            on = at > 0
            visited[rows[on], at[on] - 1] = 1
            at = np.where(on, before[at, rows], 0)
        visited.reshape(-1)[self.free_cells] = 0
        sizes = np.diff(self.first, append=len(single))
        cheap = single <= np.repeat(least, sizes)
        equal = np.add.reduceat(cheap, self.first) if len(self.first) else cheap
        share = cheap * np.repeat(visited.reshape(-1)[self.cell] / equal, sizes)
        visits = np.zeros(self.quota.shape)
        np.add.at(visits, (self.cadres, self.months), share)
        return visits


def _stretches(months: int, ages: Sequence[int]) -> Integers:
    table = np.zeros((months + 1, months + 2, len(ages)), dtype=np.int64)
    for head in range(1, months + 2):
        table[0, head] = [stretch(0, head, age) for age in ages]
        for tail in range(1, min(head, months + 1)):
            table[tail, head] = stretch(tail, head, 0)
    return table
