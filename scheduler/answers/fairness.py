"""How evenly the work lies: visits made of those due, and kilometres for each visit.

Rates, not counts: whoever joined in June, works for one visit a quarter or was on leave owes fewer
visits, and is compared by what each of them costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules import peak_travel


@dataclass(frozen=True)
class Load:
    """What one cadre does within the horizon."""

    due: int
    visits: int
    km: float

    @property
    def km_per_visit(self) -> float | None:
        """None without a visit."""
        return self.km / self.visits if self.visits else None


@dataclass(frozen=True)
class Evenness:
    """What the loads of a tier come to; kilometres are for each visit, round trip."""

    due: int
    visits: int
    km_median: float
    km_largest: float
    apart: float
    """The most that two peers (same tier, same areas) lie apart."""


@dataclass(frozen=True)
class Fairness:
    """The loads of all cadres, and of each tier as a whole."""

    cadres: Mapping[str, Load]
    tiers: Mapping[str, Evenness]

    def summary(self) -> dict[str, Any]:
        """What `summary.json` says of it."""
        return {
            "tiers": {tier: _rounded(asdict(own)) for tier, own in self.tiers.items()},
            "cadres": {
                cadre: _rounded(asdict(load) | {"km_per_visit": load.km_per_visit})
                for cadre, load in self.cadres.items()
            },
        }


def _rounded(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in facts.items()
    }


def fairness_of(problem: Problem, roster: Roster) -> Fairness:
    """Add up each cadre's visits and ways; visits by or to somebody unknown are not counted."""
    visits: dict[str, int] = defaultdict(int)
    units: dict[str, int] = defaultdict(int)
    for visit in roster:
        if visit.cadre in problem.cadres and visit.branch in problem.branches:
            visits[visit.cadre] += 1
            units[visit.cadre] += problem.travel(visit.cadre, visit.branch)
    loads = {
        cadre: Load(
            sum(problem.owed(cadre, month) for month in problem.horizon),
            visits[cadre],
            units[cadre] / 10,
        )
        for cadre in problem.cadres
    }
    peers = peak_travel.peers(problem)
    return Fairness(
        loads,
        {
            tier: _evenness([loads[cadre] for cadre in cadres], _apart(cadres, peers, loads))
            for tier, cadres in problem.cadres_by_tier.items()
        },
    )


def _evenness(loads: list[Load], apart: float) -> Evenness:
    rates = [load.km_per_visit for load in loads if load.km_per_visit is not None]
    return Evenness(
        sum(load.due for load in loads),
        sum(load.visits for load in loads),
        median(rates) if rates else 0.0,
        max(rates, default=0.0),
        apart,
    )


def _apart(
    cadres: tuple[str, ...], peers: Mapping[str, tuple[str, ...]], loads: Mapping[str, Load]
) -> float:
    most = 0.0
    for group in {peers[cadre] for cadre in cadres}:
        rates = [rate for c in group if (rate := loads[c].km_per_visit) is not None]
        if rates:
            most = max(most, max(rates) - min(rates))
    return most
