"""The peer Timefold: its constraints say what the SPEC says, and its search finds small optima."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.peers import timefold
from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from tests.benchmarks.test_peers import PROBLEMS, posed

pytestmark = pytest.mark.skipif(timefold.missing() is not None, reason=str(timefold.missing()))


def filled(planning: Any, roster: Roster) -> Any:
    """The planning solution in which the slots hold the roster's visits."""
    schedule = planning.schedule()
    left = set(roster) - planning.problem.made
    names, meetings = [*planning.cadres], planning.meetings
    for slot in schedule.slots:
        own = sorted(v for v in left if v.cadre == names[slot.cadre.id])
        fitting = [v for v in own if meetings[v.branch, v.date] in slot.options]
        if fitting:
            slot.meeting = meetings[fitting[0].branch, fitting[0].date]
            left.remove(fitting[0])
    assert not left
    return schedule


def anyhow(planning: Any, rng: random.Random) -> Any:
    """A planning solution in which the slots hold what chance brings, lawful or not."""
    schedule = planning.schedule()
    for slot in schedule.slots:
        if not slot.pinned:
            slot.meeting = rng.choice([None, *slot.options, *slot.options])
    return schedule


def schedules(planning: Any, best: Roster | None) -> Iterator[Any]:
    yield planning.schedule()
    if best is not None:
        yield filled(planning, best)
    for seed in range(8):
        yield anyhow(planning, random.Random(seed))


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_score_is_what_the_audit_finds(name: str) -> None:
    from benchmarks.peers.timefold.schedule import Planning
    from benchmarks.peers.timefold.search import score_of
    from scheduler.engine.solve import solve

    problem, _ = posed(name)
    planning = Planning(problem)
    levels, required = rules.levels_of(problem), problem.rules.accompany == "require"
    for schedule in schedules(planning, solve(problem).roster):
        roster = planning.roster(schedule)
        score = score_of(schedule, levels, required)
        assert tuple(-cost for cost in score.soft_scores) == rules.vector(problem, roster)
        assert score.is_feasible == (not list(rules.audit(problem, roster)))
