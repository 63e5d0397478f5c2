"""What must happen to the optimum when the instance changes in a way whose effect is known."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest

from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.records import Leave, Pin, SingleDate
from scheduler.domain.roster import Roster
from scheduler.engine.result import Result
from scheduler.engine.solve import solve
from tests.random_instances import random_instance

SEEDS = range(24)


@cache
def solved(seed: int) -> Result:
    return solve(Problem(random_instance(seed)))


def vector(result: Result) -> tuple[int, ...] | None:
    return tuple(level.value for level in result.levels) if result.roster is not None else None


def renamed(instance: Instance) -> Instance:
    """Every id of a cadre, branch or area with its letters turned round and another start."""
    ids = {row.id for row in (*instance.cadres, *instance.branches, *instance.areas)}
    word = re.compile(r'(?<=[";])(' + "|".join(map(re.escape, sorted(ids))) + ')(?=[";])')
    text = word.sub(lambda found: f"z{found[1][::-1]}·{found[1]}", instance.model_dump_json())
    return Instance.model_validate_json(text)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    instance, rng = random_instance(seed), random.Random(seed)
    tables = {
        name: tuple(rng.sample(rows, len(rows)))
        for name in Instance.model_fields
        if name != "settings" and (rows := instance.table(name))
    }
    again = solve(Problem(instance.model_copy(update=tables)))
    assert again.roster == solved(seed).roster
    assert again.objectives == solved(seed).objectives


@pytest.mark.parametrize("seed", SEEDS)
def test_names_change_no_value(seed: int) -> None:
    assert vector(solve(Problem(renamed(random_instance(seed))))) == vector(solved(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pin_from_the_optimum_costs_nothing(seed: int) -> None:
    instance, roster = random_instance(seed), solved(seed).roster
    if not roster:
        return
    visit = random.Random(seed).choice(list(roster))
    pin = Pin(cadre=visit.cadre, branch=visit.branch, decision="require", date=visit.date)
    pinned = instance.model_copy(update={"pins": (*instance.pins, pin)})
    assert solve(Problem(pinned, checked=True)).roster == roster


@pytest.mark.parametrize("seed", SEEDS)
def test_forbidding_what_the_optimum_leaves_out_costs_nothing(seed: int) -> None:
    instance, roster = random_instance(seed), solved(seed).roster
    if roster is None or instance.settings.rules.accompany != "off":
        return  # a visit that cannot be made is company that cannot be missed
    problem = Problem(instance)
    made = {(visit.cadre, visit.branch) for visit in roster}
    possible = {(c, m.branch) for c, meetings in problem.attendable.items() for m in meetings}
    for cadre, branch in sorted(possible - made - set(problem.pins.forbidding))[:2]:
        pin = Pin(cadre=cadre, branch=branch, decision="forbid")
        without = instance.model_copy(update={"pins": (*instance.pins, pin)})
        assert vector(solve(Problem(without, checked=True))) == vector(solved(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_meeting_more_never_hurts(seed: int) -> None:
    instance, rng = random_instance(seed), random.Random(seed)
    before = vector(solved(seed))
    branch = rng.choice(instance.branches).id
    day = rng.choice(instance.settings.horizon).first_day.replace(day=27)
    if (branch, day) in {(row.branch, row.date) for row in instance.meetings}:
        return
    added = SingleDate(branch=branch, date=day)
    more = instance.model_copy(update={"meetings": (*instance.meetings, added)})
    after = vector(solve(Problem(more, checked=True)))
    assert before is None or (after is not None and after <= before)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leave_in_two_pieces_is_one_leave(seed: int) -> None:
    instance = random_instance(seed)
    pieces = dict.fromkeys(
        piece
        for row in instance.leave
        for piece in (
            Leave(cadre=row.cadre, from_=row.from_, until=row.from_),
            Leave(cadre=row.cadre, from_=row.from_, until=row.until),
        )
    )
    assert solve(Problem(instance.model_copy(update={"leave": tuple(pieces)}))).roster == (
        solved(seed).roster
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_two_copies_cost_twice_as_much(seed: int) -> None:
    """Independent parts add up, on every level."""
    instance = random_instance(seed)
    other = renamed(instance)
    both = Instance(
        settings=instance.settings,
        **{
            name: (*instance.table(name), *other.table(name))
            for name in Instance.model_fields
            if name not in ("settings", "organizations", "calendars")
        },
        organizations=instance.organizations,
        calendars=(
            *instance.calendars,
            *(r for r in other.calendars if r not in instance.calendars),
        ),
    )
    result = solve(Problem(both, checked=True))
    before = vector(solved(seed))
    assert vector(result) == (None if before is None else tuple(2 * value for value in before))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_as_a_hint_is_kept(seed: int) -> None:
    roster = solved(seed).roster
    if roster is not None:
        hinted = solve(Problem(random_instance(seed)), hint=roster)
        assert hinted.roster == roster
        assert Roster.of(roster) == roster
