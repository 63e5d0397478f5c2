"""Impossible requests: the smallest conflict is named, each fact is needed, each way out works."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from typing import Any

import pytest

from scheduler.answers.conflicts import MAX_CONFLICTS, cheapest_first, find_conflicts
from scheduler.answers.facts import circumstances
from scheduler.answers.impossible import Conflict, Impossible
from scheduler.answers.over import Over
from scheduler.answers.replan import replan
from scheduler.answers.trials import without
from scheduler.domain.checks import find_faults
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.fact import Fact
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
from scheduler.domain.roster import Roster
from scheduler.domain.settings import Rules, Settings
from scheduler.edits.apply import apply, edited
from scheduler.edits.scenario_file import scenarios_of
from scheduler.edits.toml_text import edits_toml
from scheduler.engine.solve import solve
from scheduler.language import LANGUAGES
from scheduler.milp.watch import Watch
from scheduler.rules.attendance import Attendance
from tests.oracles.mip import optimum
from tests.random_instances import random_instance
from tests.tiny import closure, day, leave, pin, roster, single, tiny


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
    away = Leave(cadre="an", from_=dt.date(2026, 3, 1), until=dt.date(2026, 3, 9))
    (conflict,) = conflicts(pins=(require("an", "w1"),), leave=(away,))
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
    assert not any("{" in line for line in lines if not line.startswith("      "))


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


def bare(problem: Problem, conflict: Conflict) -> Problem:
    """The problem with every fact let go that is not in the conflict."""
    kept = {fact.context["pin"] for fact in conflict.facts if fact.kind == "pin"}
    pins = tuple(p for p in problem.instance.pins if p.decision == "forbid" or p in kept)
    alone = Problem(problem.instance.model_copy(update={"pins": pins}))
    named = set(map(name_of, conflict.facts))
    for fact in circumstances(alone, problem):
        if name_of(fact) not in named:
            alone = without(alone, fact)
    return alone


def name_of(fact: Fact | Over) -> tuple[object, ...]:
    """Its row; of what is over, which has none, the visit that it speaks of."""
    visit = [fact.context.get(key) for key in ("cadre", "branch", "date")]
    return (fact.kind, fact.table, fact.row, *(visit if isinstance(fact, Over) else ()))


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
        assert not feasible(alone.instance)
        for dropped in conflict.facts:  # letting go of more can only allow more
            assert feasible(without(alone, dropped).instance), (seed, dropped.kind)
        rest = problem
        for other in found[1:]:
            for fact in other.facts:
                rest = without(rest, fact) if fact.kind == "pin" else rest
        if len(found) < MAX_CONFLICTS:
            for way_out in conflict.ways_out:
                changed = edited(rest, way_out.edits).instance
                assert not find_faults(changed), (seed, way_out.kind)
                assert feasible(changed), (seed, way_out.kind)
        if impossible == 40:
            return
    raise AssertionError(f"only {impossible} impossible instances")


def possible(problem: Problem) -> bool:
    """What an independent program says of a problem with a past."""
    return optimum(problem.instance, problem.elapsed) is not None


def test_what_is_over_is_named_where_it_stands_in_the_way() -> None:
    """Thirty months that have begun and cannot go on as wished."""
    named = 0
    for seed in SEEDS:
        base = random_instance(seed)
        published = solve(Problem(base)).roster
        if published is None or len(published) < 2:
            continue
        since = sorted(visit.date for visit in published)[len(published) // 2]
        past = frozenset(visit for visit in published if visit.date < since)
        problem = Problem(wished(seed), elapsed=Elapsed(since, past))
        if any(Attendance().audit(problem, Roster.of(past))):
            continue
        found = find_conflicts(problem)
        assert bool(found) == (not possible(problem)), seed
        for conflict in found[:1] if len(found) < MAX_CONFLICTS else ():
            rest = problem
            for fact in (f for other in found[1:] for f in other.facts if f.kind == "pin"):
                rest = without(rest, fact)
            assert not possible(rest)
            assert all(possible(edited(rest, way_out.edits)) for way_out in conflict.ways_out), seed
            assert not {w.kind for w in conflict.ways_out} & {"past", "frozen", "unmade"}
            named += any(isinstance(fact, Over) for fact in conflict.facts)
        if named == 30:
            return
    raise AssertionError(f"only {named} conflicts with the past")


# -- by hand: what is offered is one small edit ---------------------------------------------------

JULY_5 = pin("an", "w1", "require", "07-05")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            {"pins": (JULY_5, pin("an", "w2", "require", "07-10"))},
            {"let an (An) make 2 visits a month"},
        ),
        (
            {"pins": (JULY_5, pin("binh", "w1", "require", "07-05"))},
            {"allow 2 cadres of one tier at one meeting (visitors_per_meeting)"},
        ),
        (
            {"pins": (JULY_5,), "leave": (leave("an", "07-01", "07-30"),)},
            {"let an (An) interrupt the leave from 2015-07-01 until 2015-07-30 on 2015-07-05"},
        ),
        (
            {"pins": (pin("an", "w1", "require", "07-07"),)},
            {"hold a meeting of w1 on 2015-07-07"},
        ),
        (
            {"pins": (pin("an", "w1", "require"),), "leave": (leave("an", "07-05", "09-20"),)},
            {
                "hold a meeting of w1 on 2015-07-04",  # the day nearest to its own
                "let an (An) interrupt the leave from 2015-07-05 until 2015-09-20 on 2015-07-05",
            },
        ),
        (
            {"pins": (JULY_5,), "closures": (closure("07-01", "07-08"),)},
            {
                "hold a meeting of w1 on 2015-07-05",
                "let the meetings take place from 2015-07-01 until 2015-07-08",
            },
        ),
        (
            {"pins": (JULY_5,), "meetings": (single("w1", "07-05", "cancelled"),)},
            {"hold the cancelled meeting of w1 on 2015-07-05"},
        ),
        (
            {"pins": (JULY_5,), "meetings": (single("w1", "07-05", "moved", "07-07"),)},
            {"hold the meeting of w1 on 2015-07-05, where it was before it was moved"},
        ),
        ({"pins": (pin("an", "w3", "require"),)}, {"make an (An) responsible for c1, c2"}),
        (
            {"pins": (pin("dung", "f2", "require", "07-02"),)},
            {"let the employment of dung (Dung) last from 2015-07-02 until 2015-09-01"},
        ),
        ({"pins": (pin("an", "f2", "require"),)}, {"let w attend the branches of f too"}),
        (
            {"pins": (pin("dung", "f1", "require"),)},
            {"do without the skills that f1 requires"},
        ),
    ],
)
def test_each_way_out_is_one_small_edit(rows: dict[str, Any], expected: set[str]) -> None:
    (conflict,) = find_conflicts(tiny(**rows))
    offered = {w.sentence("en") for w in conflict.ways_out if w.kind != "pin"}
    assert offered == expected


def test_a_way_out_is_the_lines_of_a_scenario_file() -> None:
    """Each way out of a few conflicts, read back from its lines, makes a roster possible."""
    requests: list[dict[str, Any]] = [
        {"pins": (JULY_5, pin("an", "w2", "require", "07-10"))},
        {"pins": (JULY_5,), "leave": (leave("an", "07-01", "07-30"),)},
        {"pins": (JULY_5,), "meetings": (single("w1", "07-05", "moved", "07-07"),)},
        {"pins": (pin("dung", "f2", "require", "07-02"),)},
        {"pins": (pin("an", "f2", "require"),)},
    ]
    for rows in requests:
        problem = tiny(**rows)
        (conflict,) = find_conflicts(problem)
        for way_out in conflict.ways_out:
            lines = ["[[scenario]]", 'name = "s"', *edits_toml(way_out.edits)]
            (read,) = scenarios_of(tomllib.loads("\n".join(lines)))
            assert read.edit == way_out.edits
            assert solve(Problem(apply(problem.instance, read))).roster is not None
    leaves = tiny(pins=(JULY_5,), leave=(leave("an", "07-01", "07-30"),))
    assert [*Impossible(find_conflicts(leaves)).sentences("en")][-5:] == [
        "      [[scenario.edit]]",
        '      remove = {table = "leave", where = {cadre = "an", from = 2015-07-01, '
        "until = 2015-07-30}}",
        "      [[scenario.edit]]",
        '      add = {table = "leave", rows = [{cadre = "an", from = 2015-07-01, '
        'until = 2015-07-04}, {cadre = "an", from = 2015-07-06, until = 2015-07-30}]}',
        "The lines under a change say it as a scenario file does (docs/scenarios.md).",
    ]


def test_of_many_dates_those_nearest_to_the_wish_are_told() -> None:
    problem = tiny(pins=(pin("an", "w1", "require", "2016-12-06"),))
    long = problem.settings.with_horizon(None, 36)
    (conflict,) = find_conflicts(Problem(problem.instance.model_copy(update={"settings": long})))
    (dates,) = (f.sentence("en") for f in conflict.facts if f.kind == "dates")
    assert dates.startswith("w1 meets only on: 2016-07-05, 2016-08-05")
    assert dates.endswith("2017-06-05, …")


def test_where_no_area_more_fits_one_is_exchanged() -> None:
    problem = tiny(pins=(pin("an", "w3", "require"),))
    one = problem.settings.model_copy(update={"max_areas": 1})
    instance = problem.instance.model_copy(update={"settings": one})
    (conflict,) = find_conflicts(Problem(instance))
    assert "make an (An) responsible for c2" in {w.sentence("en") for w in conflict.ways_out}


def test_a_wish_for_what_is_over_names_the_past() -> None:
    problem = tiny(pins=(pin("binh", "w2", "require", "07-10"),))
    answer = replan(problem, roster("an@w2@07-10"), day("07-12"))
    (conflict,) = find_conflicts(answer.problem)
    assert [fact.sentence("en") for fact in conflict.facts][1:] == [
        "nothing is planned any more before 2015-07-12"
    ]
    assert [way_out.kind for way_out in conflict.ways_out] == ["pin"]


def test_a_quota_used_up_by_what_is_over_is_named() -> None:
    problem = tiny(pins=(pin("an", "board", "require", "07-27"),))
    answer = replan(problem, roster("an@w1@07-05"), day("07-12"))
    assert answer.result.status == "infeasible"
    (conflict,) = find_conflicts(answer.problem)
    assert kinds(conflict) == ["past", "pin", "quota"]
    lines = list(Impossible([conflict]).sentences("en"))
    assert "  - on 2015-07-05 an attended w1, which is over" in lines


# -- what they cost -------------------------------------------------------------------------------


def test_ways_out_are_priced_as_they_are_offered() -> None:
    """A second visit in a month of An's, not thirty more in each."""
    problem = tiny(pins=(JULY_5, pin("an", "w2", "require", "07-10")))
    (conflict,) = cheapest_first(problem, find_conflicts(problem), Watch())
    quota = next(w for w in conflict.ways_out if w.kind == "quota")
    assert quota.cost is not None
    assert quota.cost["missed"] == 7


def test_ways_out_come_cheapest_first_with_what_they_cost() -> None:
    pins = (require("an", "w1"), require("binh", "w1"), require("an", "f1"))
    problem = Problem(instance(pins=pins))
    found = cheapest_first(problem, find_conflicts(problem), Watch())
    for conflict in found:
        rest = [f for c in found if c is not conflict for f in c.facts if f.kind == "pin"]
        vectors = []
        for way_out in conflict.ways_out:
            changed = edited(problem, way_out.edits)
            for fact in rest:
                changed = without(changed, fact)
            assert way_out.cost is not None
            assert tuple(way_out.cost.values()) == optimum(changed.instance)
            assert way_out.proven
            vectors.append(tuple(way_out.cost.values()))
        assert vectors == sorted(vectors)
    lines = list(Impossible(found).sentences("en"))
    assert any("the best roster then: missed" in line for line in lines)


def test_without_time_the_ways_out_have_no_cost() -> None:
    problem = Problem(instance(pins=(require("an", "f1"),)))
    (conflict,) = cheapest_first(problem, find_conflicts(problem), Watch(0.0))
    assert {way_out.cost for way_out in conflict.ways_out} == {None}
