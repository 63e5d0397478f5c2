"""How far the rotation has come round: who went where, which place waits, and for how long.

A *circuit* is what should be reached in the course of time: of a cadre the localities they may go
to, of a locality the tiers that may come, of a tier its localities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.rules import waiting

Ages = tuple[int, ...]
"""The age of a locality for a tier in each month of the horizon (SPEC §5, `waiting`)."""


@dataclass(frozen=True)
class Circuit:
    """How complete a circuit is within the horizon."""

    size: int
    reached: int
    months_to_completion: int | None
    """Months from the first of the horizon until the last one was first reached; None if never."""
    longest_wait: int
    """For a cadre the most months in a row that one of their localities saw no visit of theirs,
    within the horizon; otherwise the largest age, what came before the horizon included.
    """

    @property
    def share(self) -> float:
        """Part of the circuit that was reached; 1 where there is nothing to reach."""
        return self.reached / self.size if self.size else 1.0


@dataclass(frozen=True)
class Rotation:
    """The circuits of a roster and the ages behind them, worked out when they are asked for."""

    problem: Problem
    within: Collection[str] | None
    """The localities that are looked at; None for all."""
    of_cadre: Mapping[tuple[str, str], Collection[int]]
    """By (cadre, locality) the months of visits, counted from 1."""
    of_tier: Mapping[tuple[str, str], Collection[int]]
    """By (tier, locality) the months of visits, counted from 1."""

    @cached_property
    def ages(self) -> Mapping[tuple[str, str], Ages]:
        """By (tier, locality)."""
        months = len(self.problem.horizon)
        return {
            key: _ages(self.of_tier.get(key, ()), age, months)
            for key, age in self.problem.ages_at_start.items()
            if self.within is None or key[1] in self.within
        }

    @cached_property
    def cadres(self) -> Mapping[str, Circuit]:
        """By cadre, over the localities they may go to."""
        months, found = len(self.problem.horizon), {}
        for cadre in self.problem.cadres:
            localities = {
                self.problem.locality(branch) for branch in self.problem.may_attend(cadre)
            }
            localities &= localities if self.within is None else set(self.within)
            visits = [self.of_cadre.get((cadre, locality), ()) for locality in sorted(localities)]
            wait = max((max(_ages(made, 1, months)) for made in visits), default=0)
            found[cadre] = _circuit(visits, wait)
        return found

    @cached_property
    def localities(self) -> Mapping[str, Circuit]:
        """By locality, over the tiers that may come."""
        tiers_of: dict[str, list[str]] = {}
        for tier, locality in self.ages:
            tiers_of.setdefault(locality, []).append(tier)
        return {
            locality: self._circuit_of([(tier, locality) for tier in tiers])
            for locality, tiers in sorted(tiers_of.items())
        }

    @cached_property
    def tiers(self) -> Mapping[str, Circuit]:
        """By tier, over its localities."""
        return {
            tier: self._circuit_of([key for key in self.ages if key[0] == tier])
            for tier in self.problem.tiers
        }

    def _circuit_of(self, keys: Sequence[tuple[str, str]]) -> Circuit:
        wait = max((max(self.ages[key]) for key in keys), default=0)
        return _circuit([self.of_tier.get(key, ()) for key in keys], wait)

    def ages_at_end(self, tier: str) -> Counter[int]:
        """How many localities have each age in the last month."""
        return Counter(ages[-1] for (own, _), ages in self.ages.items() if own == tier)

    def summary(self) -> dict[str, Any]:
        """What `summary.json` says of it."""
        return {
            "tiers": {
                tier: _facts(circuit, "localities")
                | {"ages": {str(a): n for a, n in sorted(self.ages_at_end(tier).items())}}
                for tier, circuit in self.tiers.items()
            },
            "cadres": {c: _facts(circuit, "localities") for c, circuit in self.cadres.items()},
            "localities": {a: _facts(circuit, "tiers") for a, circuit in self.localities.items()},
        }


def _facts(circuit: Circuit, counted: str) -> dict[str, Any]:
    facts = asdict(circuit)
    return {counted: facts.pop("size"), "share": round(circuit.share, 4)} | facts


def rotation_of(
    problem: Problem, roster: Roster, within: Collection[str] | None = None
) -> Rotation:
    """Follow every cadre, locality and tier through the horizon; visits by or to somebody unknown,
    and outside the horizon, are not counted. ``within`` limits the localities; None to none.
    """
    place = {month: number for number, month in enumerate(problem.horizon, start=1)}
    own: dict[tuple[str, str], set[int]] = {}
    of_tier: dict[tuple[str, str], set[int]] = {}
    for visit in roster:
        if (
            visit.cadre not in problem.cadres
            or visit.branch not in problem.branches
            or visit.month not in place
        ):
            continue
        locality, month = problem.locality(visit.branch), place[visit.month]
        own.setdefault((visit.cadre, locality), set()).add(month)
        of_tier.setdefault((problem.cadres[visit.cadre].tier, locality), set()).add(month)
    return Rotation(problem, within, own, of_tier)


def _ages(visited: Collection[int], age_at_start: int, months: int) -> Ages:
    return tuple(waiting.ages(age_at_start, (n in visited for n in range(1, months + 1))))


def _circuit(visits: Iterable[Collection[int]], longest_wait: int) -> Circuit:
    firsts = [min(months, default=None) for months in visits]
    reached = [first for first in firsts if first is not None]
    complete = len(reached) == len(firsts) and bool(firsts)
    return Circuit(len(firsts), len(reached), max(reached) if complete else None, longest_wait)
