"""Who bears what cannot be done, and who goes where: small cases with a right answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.records import PastVisit
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.params import SolveParams
from scheduler.engine.solve import solve
from scheduler.milp.params import MilpParams
from scheduler.tables.read import read_instance

CASES = Path(__file__).parents[1] / "cases"


def jointly(problem: Problem) -> Roster:
    result = solve(problem)
    assert result.status == "optimal"
    assert result.roster is not None
    return result.roster


def month_by_month(problem: Problem) -> Roster:
    """Each month planned by itself, what was planned before being its history."""
    made: list[Visit] = []
    for month in problem.horizon:
        settings = problem.settings.with_horizon(month, 1)
        history = tuple(PastVisit(cadre=v.cadre, branch=v.branch, date=v.date) for v in made)
        update = {"settings": settings, "history": history}
        made += jointly(Problem(problem.instance.model_copy(update=update)))
    return Roster.of(made)


def in_stages(problem: Problem) -> Roster:
    """As a horizon too long for one search is planned."""
    params = SolveParams(workers=1, milp=MilpParams(decompose_above=0))
    result = solve(problem, params=params)
    assert result.roster is not None
    return result.roster


WAYS = pytest.mark.parametrize("plan", [jointly, month_by_month, in_stages])


@WAYS
def test_peers_share_what_cannot_be_done(plan: Callable[[Problem], Roster]) -> None:
    problem = Problem(read_instance(CASES / "fair-six-and-nothing").instance)
    roster = plan(problem)
    assert Counter(visit.cadre for visit in roster) == {"an": 3, "binh": 3}
    found = rules.values(problem, roster)
    unfair = Roster(tuple(visit._replace(cadre="an") for visit in roster))
    other = rules.values(problem, unfair)
    names = ("missed", "early_returns", "waiting")
    assert [found[name] for name in names] == [other[name] for name in names]
    assert (found["uneven"], other["uneven"]) == (0, 3)


@WAYS
def test_two_cadres_of_two_places_take_turns(plan: Callable[[Problem], Roster]) -> None:
    roster = plan(Problem(read_instance(CASES / "fair-two-places").instance))
    assert set(Counter((visit.cadre, visit.branch) for visit in roster).values()) == {3}
    assert len(roster) == 12
