"""Impossible requests: the smallest conflict is named, each fact is needed, each way out works."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from scheduler.answers.conflicts import (
    MAX_CONFLICTS,
    Conflict,
    Impossible,
    _circumstances,
    cheapest_first,
    find_conflicts,
)
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.records import (
    Area,
    Branch,
    Cadre,
    Leave,
    Organization,
    Pin,
    SingleDate,
)
from scheduler.domain.settings import Rules, Settings
from scheduler.engine.progress import Watch
from scheduler.engine.solve import solve
from scheduler.language import LANGUAGES
from tests.oracles.mip import optimum
from tests.random_instances import random_instance


def instance(**changes: Any) -> Instance:
    """A commune with two hamlets; two women's cadres and one of the district."""
    rules = changes.pop("rules", Rules())
    base = Instance(
        settings=Settings(
            name="t", start="2026-03", levels=("district", "commune", "hamlet"), rules=rules
        ),
        areas=(
            Area(id="d", name="D", level="district", parent=""),
            Area(id="c", name="C", level="commune", parent="d"),
            Area(id="h1", name="H1", level="hamlet", parent="c"),
            Area(id="h2", name="H2", level="hamlet", parent="c"),
        ),
        organizations=(Organization(id="w", name="W"), Organization(id="f", name="F")),
        branches=(
            Branch(id="w1", name="W1", organization="w", area="h1"),
            Branch(id="w2", name="W2", organization="w", area="h2"),
            Branch(id="f1", name="F1", organization="f", area="h1"),
        ),
        cadres=(
            Cadre(id="an", name="An", tier="commune", organization="w", areas=("c",)),
            Cadre(id="binh", name="Bình", tier="commune", organization="w", areas=("c",)),
            Cadre(id="chi", name="Chi", tier="district", organization="w", areas=("c",)),
        ),
        meetings=tuple(
            SingleDate(branch=b, date=dt.date(2026, 3, day), time="08:00")
            for b, day in (("w1", 5), ("w2", 5), ("f1", 6))
        ),
    )
    return base.model_copy(update=changes)


def require(cadre: str, branch: str, **when: Any) -> Pin:
    return Pin(cadre=cadre, branch=branch, decision="require", **when)


def conflicts(**changes: Any) -> list[Conflict]:
    return find_conflicts(Problem(instance(**changes)))


def kinds(conflict: Conflict) -> list[str]:
    return sorted(fact.kind for fact in conflict.facts)


def test_a_pin_against_a_leave() -> None:
    leave = Leave(cadre="an", from_=dt.date(2026, 3, 1), until=dt.date(2026, 3, 9))
    (conflict,) = conflicts(pins=(require("an", "w1"),), leave=(leave,))
    assert kinds(conflict) == ["dates", "leave", "pin"]
    assert {fact.kind for fact in conflict.ways_out} == {"dates", "leave", "pin"}


def test_a_pin_against_the_line_of_the_organisation() -> None:
    (conflict,) = conflicts(pins=(require("an", "f1"),))
    assert kinds(conflict) == ["attends", "pin"]


def test_two_pins_on_one_day() -> None:
    (conflict,) = conflicts(pins=(require("an", "w1"), require("an", "w2")))
    assert kinds(conflict).count("pin") == 2
    assert {fact.kind for fact in conflict.ways_out} >= {"pin"}


def test_a_meeting_wanted_by_more_than_fit() -> None:
    (conflict,) = conflicts(pins=(require("an", "w1"), require("binh", "w1")))
    assert kinds(conflict) == ["capacity", "dates", "pin", "pin"]


def test_company_that_cannot_come() -> None:
    pins = (require("chi", "w1"), require("an", "w2"), require("binh", "w2", month="2026-04"))
    forbidden = Pin(cadre="binh", branch="w1", decision="forbid")
    (conflict,) = conflicts(pins=(*pins, forbidden), rules=Rules(accompany="require"))
    assert "accompany" in kinds(conflict)
    assert kinds(conflict).count("pin") == 2


def test_two_independent_conflicts_are_both_reported() -> None:
    found = conflicts(pins=(require("an", "f1"), require("binh", "w1"), require("chi", "f1")))
    assert [fact.context["cadre"] for c in found for fact in c.facts if fact.kind == "pin"] == [
        "an",
        "chi",
    ]


def test_a_possible_request_has_no_conflict() -> None:
    assert conflicts(pins=(require("an", "w1"), require("binh", "w2"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_said_in_every_language(language: Any) -> None:
    found = conflicts(pins=(require("an", "w1"), require("binh", "w1"), require("an", "f1")))
    lines = list(Impossible(found).sentences(language, lambda table, row: f"{table}:{row}"))
    assert lines
    assert not any("{" in line for line in lines)


def test_the_engine_agrees_that_it_is_infeasible() -> None:
    result = solve(Problem(instance(pins=(require("an", "f1"),))))
    assert (result.status, result.roster) == ("infeasible", None)


# -- by the dozen -------------------------------------------------------------------------------

SEEDS = range(400)
"""Wishes at random; more than 40 of these instances are impossible."""


def wished(seed: int) -> Instance:
    """A random instance with some pins more than fit."""
    base = random_instance(seed)
    rng = random.Random(seed)
    problem = Problem(base)
    pins = [p for p in base.pins if p.decision == "forbid"]
    cadres = rng.sample(sorted(problem.cadres), k=min(2, len(problem.cadres)))
    for cadre in cadres * 2:
        branches = sorted(problem.may_attend(cadre)) or sorted(problem.branches)
        pin = Pin(cadre=cadre, branch=rng.choice(branches), decision="require",
                  month=rng.choice((None, base.settings.start)))  # fmt: skip
        if pin.key_value()[:2] not in {p.key_value()[:2] for p in pins}:
            pins.append(pin)
    return base.model_copy(update={"pins": tuple(pins)})


def feasible(instance: Instance) -> bool:
    """What an independent program says."""
    return optimum(instance) is not None


def bare(problem: Problem, conflict: Conflict) -> Instance:
    """The instance with every fact let go that is not in the conflict."""
    kept = {fact.context["pin"] for fact in conflict.facts if fact.kind == "pin"}
    pins = tuple(p for p in problem.instance.pins if p.decision == "forbid" or p in kept)
    instance = problem.instance.model_copy(update={"pins": pins})
    named = {(fact.kind, fact.table, fact.row) for fact in conflict.facts}
    for fact in _circumstances(instance, problem):
        if (fact.kind, fact.table, fact.row) not in named:
            instance = fact.drop(instance)
    return instance


def test_conflicts_are_minimal_and_every_way_out_works() -> None:
    """Forty impossible instances: no roster with all facts, one with any proper subset of them."""
    impossible = 0
    for seed in SEEDS:
        problem = Problem(wished(seed))
        found = find_conflicts(problem)
        if not found:
            continue
        impossible += 1
        conflict = found[0]
        alone = bare(problem, conflict)
        assert not feasible(alone)
        for dropped in conflict.facts:  # letting go of more can only allow more
            assert feasible(dropped.drop(alone)), (seed, dropped.kind)
        instance = problem.instance
        for other in found[1:]:
            for fact in other.facts:
                instance = fact.drop(instance) if fact.kind == "pin" else instance
        if len(found) < MAX_CONFLICTS:
            for way_out in conflict.ways_out:
                assert feasible(way_out.drop(instance)), (seed, way_out.kind)
        if impossible == 40:
            return
    raise AssertionError(f"only {impossible} impossible instances")


def test_ways_out_come_cheapest_first_with_what_they_cost() -> None:
    pins = (require("an", "w1"), require("binh", "w1"), require("an", "f1"))
    problem = Problem(instance(pins=pins))
    found = cheapest_first(problem, find_conflicts(problem), Watch())
    for conflict in found:
        rest = [f for c in found if c is not conflict for f in c.facts if f.kind == "pin"]
        vectors = []
        for way_out, cost in zip(conflict.ways_out, conflict.costs, strict=True):
            changed = way_out.drop(problem.instance)
            for fact in rest:
                changed = fact.drop(changed)
            assert tuple(cost.values()) == optimum(changed)
            vectors.append(tuple(cost.values()))
        assert vectors == sorted(vectors)
    lines = list(Impossible(found).sentences("en"))
    assert any("the best roster then: missed" in line for line in lines)


def test_without_time_the_ways_out_have_no_cost() -> None:
    problem = Problem(instance(pins=(require("an", "f1"),)))
    (conflict,) = cheapest_first(problem, find_conflicts(problem), Watch(0.0))
    assert set(map(len, conflict.costs)) == {0}
