"""Bounds by counting against optima found by an oracle that shares no code with the program."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from scheduler import rules
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.candidates import candidates_of
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.parts import parts_of
from scheduler.engine.decomposition.quick_bounds import Counting
from scheduler.engine.exact import Exact
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from scheduler.rules.chances import Chances, Due, Opening
from scheduler.rules.granted import Share, nothing_granted
from scheduler.rules.missed import all_owed
from scheduler.rules.quota import Quota
from scheduler.rules.spacing import Forced, forced_returns
from tests.disruptions import disrupted, gone
from tests.engine.decomposition.varied import known_rosters, varied
from tests.oracles.mip import Program

HORIZON = tuple(Month(2015, number) for number in range(1, 7))


def check(
    problem: Problem, optimum: tuple[int, ...], reference: frozenset[Visit], seed: int
) -> None:
    """No bound is above the optimum, whatever roster is known, and whatever else is proven."""
    levels = rules.levels_of(problem, reference)
    for roster in known_rosters(problem, seed, reference):
        counting = Counting(TaskContext(problem, reference), Watch())
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


def any_roster(problem: Problem, rng: random.Random) -> Roster:
    """A roster that keeps quotas and nothing else, of a part of what is possible: at random, or the
    nearest places first.
    """
    room = Quota().state(problem)
    planned = sorted(problem.made)
    for made in planned:
        room.add(made)
    possible = [candidate.visit for candidate in candidates_of(problem) if not candidate.settled]
    rng.shuffle(possible)
    if rng.random() < 0.7:
        possible.sort(key=lambda visit: problem.travel(visit.cadre, visit.branch))
    share = rng.choice((1.0, 1.0, 0.9, 0.6))
    for visit in possible:
        if room.allows(visit) and rng.random() < share:
            room.add(visit)
            planned.append(visit)
    return Roster.of(planned)


def misses_of_parts(problem: Problem, roster: Roster) -> list[Share]:
    """What the cadres of each part miss in it."""
    made = problem.by_period(roster)
    misses = Counter[str]()
    for cadre, month, owed in all_owed(problem):
        misses[cadre] += max(0, owed - made[cadre, problem.period(cadre, month)])
    return [Share(own.cadres, sum(misses[c] for c in own.cadres)) for own in parts_of(problem)]


@pytest.mark.parametrize("seed", range(300))
def test_whatever_a_roster_costs_counts_hold_of_it_where_that_is_granted(seed: int) -> None:
    """Not of the best alone, but of any that misses as many visits and returns as often."""
    problem, rng = Problem(varied(seed)), random.Random(seed)
    objectives = rules.all_objectives()
    for _ in range(12):
        roster = any_roster(problem, rng)
        costs = rules.values(problem, roster)
        granted = nothing_granted(problem)
        for name in rng.sample(("missed", "early_returns"), 2):
            shares = misses_of_parts(problem, roster) if name == "missed" else ()
            more = rng.choice((0, 0, 1))
            granted = objectives[name].grant(granted, costs[name] + more, shares)
            for other, cost in costs.items():
                found = objectives[other].counted(granted)
                assert found.total <= cost, (other, found, cost)
                assert sum(found.each.values()) <= cost


def alone(places: str, visits: int, gap: int, made: tuple[tuple[int, str], ...] = ()) -> Chances:
    """A cadre who owes so many visits a month to places of one letter each, the same each month."""
    months = {month.ordinal: Opening(frozenset(places), visits) for month in HORIZON}
    periods = {Period(month, month): Due(visits, 0, visits) for month in HORIZON}
    return Chances(gap, made, months, periods)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        (alone("abcdef", 1, 6), 0),
        (alone("abcd", 1, 6), 1 + 2 + 1),  # windows that hold five, six, and five months
        (alone("abcd", 2, 3), 4 * 2),  # four whole windows of six visits to four places
        (alone("a", 1, 2), 5),
    ],
)
def test_visits_beyond_the_localities_of_a_window_return(chances: Chances, expected: int) -> None:
    least = {period: due.least for period, due in chances.periods.items()}
    assert forced_returns(HORIZON, chances, least) == Forced(0, expected, chances.gap)


def test_places_of_the_past_are_taken() -> None:
    """In the month before the first `a` was seen: every visit there is early, and one in every
    other month would be none.
    """
    before = HORIZON[0].ordinal - 1
    chances = alone("a", 1, 2, ((before, "a"),))
    least = {period: due.least for period, due in chances.periods.items()}
    assert forced_returns(HORIZON, chances, least) == Forced(0, 6, 2)
    assert chances.spaced == {"a": 3}  # February, April, June
