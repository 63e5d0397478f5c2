"""What places wait at least, if their visits lay as well as can be: `waiting` bounded by counts.

Forget on which months there are meetings. With n visits in a horizon a place waits least when the
months between them are alike, and the n-th visit saves no more than the one before; so the visits
that a group of cadres can make go where they save most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from scheduler.domain.problem import Problem
from scheduler.rules.chances import Chances


def least_waiting(problem: Problem, chances: Mapping[str, Chances]) -> int:
    """A bound for `waiting` of every roster."""
    months = len(problem.horizon)
    visited = Counter(
        {(problem.cadres[v.cadre].tier, problem.locality(v.branch), v.month) for v in problem.made}
    )
    facts = Counter((tier, locality) for tier, locality, _ in visited)
    total = 0
    for tier, places, visits in _groups(problem, chances):
        savings: list[int] = []
        for place in places:
            age = problem.ages_at_start[tier, place]
            made = min(facts[tier, place], months)
            priority = problem.territory[place].priority
            ways = _ideal(age, months)[made:]
            total += priority * ways[0]
            savings += (priority * (less - more) for less, more in pairwise(ways))
        total -= sum(sorted(savings, reverse=True)[:visits])
    return total


def _groups(
    problem: Problem, chances: Mapping[str, Chances]
) -> Iterator[tuple[str, Sequence[str], int]]:
    """Tier, localities that wait for it, and visits still possible there; of each group of cadres
    who share localities. Localities to which nobody can go any more are a group without visits.
    """
    of_tier: dict[str, set[str]] = defaultdict(set)
    for tier, locality in problem.ages_at_start:
        of_tier[tier].add(locality)
    for tier, waiting in of_tier.items():
        reach = {
            cadre: frozenset().union(*(own.localities for own in of_cadre.months.values()))
            for cadre, of_cadre in chances.items()
            if problem.cadres[cadre].tier == tier
        }
        root = _joined(reach)
        places: dict[Hashable, list[str]] = defaultdict(list)
        for locality in sorted(waiting):
            places[root.get(locality)].append(locality)
        visits: Counter[Hashable] = Counter()
        for cadre, localities in reach.items():
            if localities:
                possible = sum(due.possible for due in chances[cadre].periods.values())
                visits[root[min(localities)]] += possible
        for name, own in places.items():
            yield tier, own, visits[name] if name is not None else 0


def _joined(reach: Mapping[str, frozenset[str]]) -> Mapping[str, str]:
    """Locality to the one that stands for its group."""
    above: dict[str, str] = {}

    def root(locality: str) -> str:
        while above.setdefault(locality, locality) != locality:
            above[locality] = above[above[locality]]
            locality = above[locality]
        return locality

    for localities in reach.values():
        for locality in localities:
            above[root(locality)] = root(min(localities))
    return {locality: root(locality) for locality in above}


@cache
def _ideal(age: int, months: int) -> tuple[int, ...]:
    """What a place of that age in the first month waits at least with 0, 1, 2 … visits."""
    return tuple(
        min(
            _first(age, before) + _between(months - visits - before, visits)
            for before in (range(months - visits + 1) if visits else (months,))
        )
        for visits in range(months + 1)
    )


def _first(age: int, months: int) -> int:
    """Ages in so many months before the first visit."""
    return months * age + months * (months - 1) // 2


def _between(months: int, visits: int) -> int:
    """Ages in so many months without a visit, spread evenly behind the visits."""
    if not visits:
        return 0
    few, more = divmod(months, visits)
    return (visits - more) * few * (few + 1) // 2 + more * (few + 1) * (few + 2) // 2
