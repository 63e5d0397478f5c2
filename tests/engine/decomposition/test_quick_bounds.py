"""Bounds by counting against optima found by an oracle that shares no code with the program."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from scheduler import rules
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.decomposition.quick_bounds import Counting
from scheduler.engine.exact import Exact
from scheduler.engine.feasibility import pinned_visits
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from tests.disruptions import disrupted, gone
from tests.oracles.mip import Program
from tests.random_instances import random_instance


def varied(seed: int) -> Instance:
    """Two to six months, up to three visitors, gaps up to five, more visits owed than usual."""
    rng = random.Random(seed)
    instance = random_instance(seed, months=2 + seed % 5)
    own = instance.settings.rules.model_copy(
        update={"visitors_per_meeting": 1 + seed % 3, "gap_months": rng.choice((0, 2, 3, 5))}
    )
    settings = instance.settings.model_copy(update={"rules": own})
    cadres = tuple(
        row.model_copy(update={"visits_per_month": rng.choice((row.visits_per_month, 2, 3))})
        for row in instance.cadres
    )
    return instance.model_copy(update={"settings": settings, "cadres": cadres})


def known_rosters(problem: Problem, seed: int, reference: frozenset[Visit]) -> Iterator[Roster]:
    """A first roster, the best, and some between them: of the best a part, filled up."""
    try:
        pinned = pinned_visits(problem, Watch())
    except NoPoint:
        return
    best, _ = Exact(TaskContext(problem, reference)).solve(Watch())
    yield best
    rng = random.Random(seed)
    for share in (0.0, 0.7):
        kept = Roster.of({*pinned, *(v for v in best if rng.random() < share)})
        if (found := construct_roster(problem, kept, seed)) is not None:
            yield found


def check(
    problem: Problem, optimum: tuple[int, ...], reference: frozenset[Visit], seed: int
) -> None:
    """No bound is above the optimum, whatever roster is known, and whatever else is proven."""
    levels = rules.levels_of(problem, reference)
    for roster in known_rosters(problem, seed, reference):
        counting = Counting(TaskContext(problem, reference))
        vector = rules.vector(problem, roster, reference)
        for proven in range(len(levels) + 1):
            known = (*optimum[:proven], *(0 for _ in levels[proven:]))
            found = counting.bounds(vector, known)
            assert all(b <= v for b, v in zip(found.totals, optimum, strict=True)), levels
            for names, each, cost in zip(levels, found.each, optimum, strict=True):
                assert sum(each.values()) <= cost or len(names) > 1


@pytest.mark.parametrize("seed", range(120))
def test_no_count_is_above_the_optimum(seed: int) -> None:
    instance = varied(seed)
    optimum = Program(instance).solve()
    if optimum is not None:
        check(Problem(instance), optimum, frozenset(), seed)


@pytest.mark.parametrize("seed", range(50))
def test_nor_where_a_part_of_the_horizon_is_over(seed: int) -> None:
    instance = varied(seed)
    try:
        published, _ = Exact(TaskContext(Problem(instance))).solve(Watch())
    except NoPoint:
        return
    rng = random.Random(seed)
    days = sorted(visit.date for visit in published)
    if not days:
        return
    since = rng.choice(days)
    now = disrupted(instance, published, since, rng)
    past = frozenset(visit for visit in published if visit.date < since)
    elapsed = Elapsed(since, past, gone(instance, now, past))
    reference = frozenset(published)
    optimum = Program(now, reference, elapsed).solve()
    if optimum is not None:
        check(Problem(now, elapsed=elapsed), optimum, reference, seed)
