"""What-if: every scenario is the changed instance solved, near to the base, with honest effects."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from scheduler.answers.compare import effects, level_effects, localities, people
from scheduler.answers.whatif import (
    Kpi,
    WhatIf,
    each_cadre_leaves,
    gaps,
    smallest_staff,
    staffing,
    what_if,
)
from scheduler.domain.edit import Edit
from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.edits.apply import apply
from scheduler.edits.scenario import Scenario
from scheduler.engine.params import SolveParams
from scheduler.engine.solve import solve
from scheduler.milp.params import MilpParams
from scheduler.reports.comparison import effect_in_words
from scheduler.rules import values
from tests.oracles.literal import World
from tests.oracles.mip import Program, optimum
from tests.random_instances import random_instance
from tests.tiny import leave, pin, tiny


def scenario(name: str, *edits: dict[str, Any], repeat: int = 1) -> Scenario:
    return Scenario(
        name=name, edit=tuple(Edit.model_validate(edit) for edit in edits), repeat=repeat
    )


HALF = scenario("half", {"remove": {"table": "cadres", "share": 0.5}})


@pytest.mark.parametrize("seed", range(24))
def test_a_scenario_is_the_changed_instance_solved_with_fewest_changes(seed: int) -> None:
    instance = random_instance(seed)
    problem = Problem(instance)
    if solve(problem).roster is None:
        return
    study = what_if(problem, [HALF], workers=1)
    changed = apply(instance, HALF, 0)
    expected = optimum(changed)
    (outcome,) = study.outcomes
    if expected is None:
        assert outcome.result.status == "infeasible"
        return
    levels = outcome.result.levels
    assert outcome.result.status == "optimal"
    assert tuple(level.value for level in levels)[: len(expected)] == expected
    if not study.base.roster.visits:
        return
    program = Program(changed, frozenset(study.base.roster))
    program.world.settings = program.world.settings.model_copy(
        update={
            "objectives": program.world.settings.objectives.model_copy(
                update={"levels": (*changed.settings.objectives.levels, {"changes": 1})}
            )
        }
    )
    assert program.solve() == tuple(level.value for level in levels)
    assert World(changed).broken(outcome.roster) == set()


@pytest.fixture(scope="module")
def study() -> WhatIf:
    chi_away = scenario(
        "chi away",
        {"add": {"table": "leave",
                 "rows": [{"cadre": "chi", "from": "2015-07-01", "until": "2015-09-30"}]}},
    )  # fmt: skip
    more = scenario("more", {"add": {"table": "cadres", "like": {"id": "em"}, "count": 1}})
    nobody = scenario("nobody", {"remove": {"table": "cadres"}})
    return what_if(tiny(), [chi_away, more, nobody], workers=1)


def test_effects_on_objectives_are_proven_and_others_measured(study: WhatIf) -> None:
    for outcome in study.outcomes:
        for effect in effects(study.base, outcome):
            if effect.base is None or effect.scenario is None:
                continue
            assert (
                effect.low
                == effect.high
                == pytest.approx(effect.scenario.value - effect.base.value)
            )
            objective = effect.base.bound is not None
            assert effect.certainty == ("proven" if objective else "measured")


def test_people_say_who_is_new_gone_or_left_idle(study: WhatIf) -> None:
    found = {
        outcome.name: {row.cadre: row for row in people(study.base, outcome)}
        for outcome in study.outcomes
    }
    assert found["chi away"]["chi"].status == "gone"
    assert found["chi away"]["chi"].due == (3, 0)
    assert found["more"]["em+1"].status == "new"
    assert {row.status for row in found["nobody"].values()} == {"gone"}
    for outcome in study.outcomes:
        for row in found[outcome.name].values():
            assert row.visits[1] - row.visits[0] == len(row.gained) - len(row.lost)


def test_places_that_lose_most_come_first(study: WhatIf) -> None:
    nobody = study.by_name["nobody"][0]
    rows = list(localities(study.base, nobody))
    longer = [(row.age_at_end[1] or 0) - (row.age_at_end[0] or 0) for row in rows]
    assert longer == sorted(longer, reverse=True)
    assert all(row.visits[1] == 0 for row in rows)
    assert {row.longest_wait[1] for row in rows} == {15}  # 12 before, and three months


def test_a_bound_that_is_not_met_leaves_a_range() -> None:
    base = what_if(tiny(), [HALF], workers=1)
    (outcome,) = base.outcomes
    cut = what_if(tiny(), [HALF], workers=1, time_limit=0.0)
    for there in cut.outcomes:
        for effect in effects(base.base, there):
            if effect.certainty == "between":
                proven = {e.kpi: e for e in effects(base.base, outcome)}[effect.kpi]
                assert effect.low is not None
                assert effect.high is not None
                assert proven.low is not None
                assert effect.low <= proven.low <= effect.high


def test_below_an_open_level_rosters_are_compared_and_nothing_is_called_proven() -> None:
    study = what_if(tiny(), [HALF], workers=1)
    (there,) = study.outcomes
    first, *lower = there.result.levels
    open_ = replace(first, bound=first.value - 1)
    cut = replace(there, result=replace(there.result, levels=(open_, *lower)))
    (top, *others) = level_effects(study.base, cut)
    assert (top.certainty, top.high - top.low) == ("between", 1)  # type: ignore[operator]
    assert {effect.certainty for effect in others} == {"measured"}
    upper = set(first.objectives)
    certain = {e.kpi for e in effects(study.base, cut) if e.certainty != "measured"}
    assert certain <= upper
    assert effect_in_words(others[0], "en").startswith("≈")


def test_processes_find_what_one_finds() -> None:
    scenarios = [*staffing([0.5, 0.75, 1.5]), *gaps([1, 2])]
    alone, together = (what_if(tiny(), scenarios, workers=number) for number in (1, 2))
    assert [o.name for o in alone.outcomes] == [o.name for o in together.outcomes]
    assert [o.roster for o in alone.outcomes] == [o.roster for o in together.outcomes]


def test_repetitions_go_over_seeds() -> None:
    study = what_if(tiny(), [scenario("same", repeat=3)], seed=5, workers=1)
    assert [outcome.seed for outcome in study.outcomes] == [5, 6, 7]
    base = [level.value for level in study.base.result.levels]
    for outcome in study.outcomes:
        values = [level.value for level in outcome.result.levels]
        assert values == base
        assert outcome.kpis["changes"] == Kpi(0, 0)
        assert outcome.roster == study.base.roster


def test_each_cadre_leaves_in_turn() -> None:
    problem = tiny(leave=(leave("an", "07-01", "09-30"),))
    names = [s.name for s in each_cadre_leaves(problem)]
    assert names == [f"without {c}" for c in problem.by_name(problem.cadres) if c != "an"]


def test_the_smallest_staff_that_keeps_a_promise() -> None:
    study = what_if(tiny(), staffing([0.0, 0.5, 1.5]), workers=1)
    everywhere = [o for o in (study.base, *study.outcomes) if o.kpis["longest_wait"].value <= 13]
    found = smallest_staff(study, 13)
    fewest = min((o.kpis["cadres"].value for o in everywhere), default=None)
    assert (found.kpis["cadres"].value if found else None) == fewest
    assert smallest_staff(study, 0) is None


def test_without_a_place_that_can_be_visited_nobody_waits() -> None:
    tables = ("calendars", "branches")
    alone = scenario("no branches", *({"remove": {"table": table}} for table in tables))
    study = what_if(tiny(), [alone], workers=1)
    found = smallest_staff(study, 0)
    assert found is not None
    assert found.name == "no branches"


def test_an_infeasible_scenario_is_one_of_the_answers() -> None:
    away = scenario(
        "away",
        {"add": {"table": "leave",
                 "rows": [{"cadre": "an", "from": "2015-07-01", "until": "2015-09-30"}]}},
    )  # fmt: skip
    study = what_if(tiny(pins=(pin("an", "w1", "require"),)), [away], workers=1)
    (outcome,) = study.outcomes
    assert (outcome.result.status, dict(outcome.kpis)) == ("infeasible", {})
    assert all(effect.low is None for effect in effects(study.base, outcome))


def test_the_faults_of_all_scenarios_are_raised_before_anything_is_solved() -> None:
    typo = scenario("typo", {"rules": {"gap": 3}}, repeat=2)
    nobody = scenario("nobody", {"remove": {"table": "cadres", "where": {"id": "nobody"}}})
    told: list[object] = []
    with pytest.raises(InputError) as error:
        what_if(tiny(), [typo, HALF, nobody], workers=1, told=lambda *done: told.append(done))
    assert [fault.kind for fault in error.value.faults] == ["toml_key", "nothing_matches"]
    assert not told


def test_a_stop_keeps_what_is_done() -> None:
    stop = threading.Event()
    study = what_if(
        tiny(), [HALF, *gaps([1, 2])], workers=1, stop=stop,
        told=lambda name, *_: stop.set() if name == "half" else None,
    )  # fmt: skip
    assert study.interrupted
    assert [outcome.name for outcome in study.outcomes] == ["half"]


def test_a_scenario_that_mends_the_base_stands_for_itself() -> None:
    pins = (pin("an", "w1", "require"), pin("an", "f2", "require"))
    mended = scenario("mended", {"remove": {"table": "pins", "where": {"branch": "f2"}}})
    study = what_if(tiny(pins=pins), [HALF, mended], workers=1)
    assert study.base.result.status == "infeasible"
    alone = solve(tiny(pins=pins[:1]))
    (own,) = study.by_name["mended"]
    assert own.result.status == "optimal"
    assert [(row.name, row.value) for row in own.result.objectives] == [
        (row.name, row.value) for row in alone.objectives
    ]
    assert all(effect.low is None for effect in effects(study.base, own))


# -- several months, where not everything is proven ------------------------------------------------

STAGES = SolveParams(milp=MilpParams(decompose_above=0))
"""No problem of several months is small enough for one search."""
LOOSER = scenario("looser", {"rules": {"visitors_per_meeting": 3, "gap_months": 0}})


@pytest.mark.parametrize("seed", range(16))
def test_over_several_months_no_change_is_no_effect_and_more_room_never_worse(seed: int) -> None:
    problem = Problem(random_instance(seed, months=2 + seed % 3))
    rules = problem.rules
    same = scenario("same", {"rules": {"gap_months": rules.gap_months}})
    study = what_if(problem, [same, LOOSER, HALF], workers=1, params=STAGES)
    if study.base.result.roster is None:
        return
    unchanged, looser, half = study.outcomes
    assert unchanged.roster == study.base.roster
    assert unchanged.kpis == {**study.base.kpis, "changes": Kpi(0, 0)}
    assert all(effect.low == effect.high == 0 for effect in effects(study.base, unchanged))
    # As the looser instance counts what the base does, and what the looser roster costs.
    reference = frozenset(study.base.roster)
    kept = values(looser.problem, study.base.roster, reference)
    levels = looser.result.levels
    as_it_was = [sum(kept[n] * w for n, w in level.objectives.items()) for level in levels]
    assert [level.value for level in levels] <= as_it_was
    lost = [visit for visit in half.roster if visit.cadre not in half.problem.cadres]
    assert not lost
