"""What becomes of visits: by the rates, from the seed, and without contradictions."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache

import pytest

from scheduler.domain.faults import InputError, describe_all
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import CalendarRule
from scheduler.generator.outcome_recipe import MeetingRates, OutcomesRecipe, VisitRates
from scheduler.generator.outcomes import FARTHEST_MOVE, is_silent, outcomes_of
from scheduler.generator.read_recipe import recipe_of
from scheduler.generator.years import made_up_drafts, made_up_roster, planned_by
from scheduler.ledger.records import MADE, PlannedVisit, Told
from scheduler.tables.formats.toml_model import read_toml_file
from scheduler.tables.read import read_instance
from tests.cli.door import ROOT

RATES = OutcomesRecipe(
    missed=0.15, substituted=0.2, moved=0.15, not_held=0.1, unplanned=0.2, mere_form=0.2
)
PLAIN = OutcomesRecipe(missed=0, substituted=0, moved=0, not_held=0, unplanned=0, mere_form=0)


@cache
def problem() -> Problem:
    instance = read_instance(ROOT / "instances" / "district-health").instance
    more = [CalendarRule(rule=rule, time="09:00", organization=row.id)
            for row in instance.organizations for rule in ("1SA", "3SA")]  # fmt: skip
    changes = {
        "settings": instance.settings.with_horizon(None, 6),
        "calendars": (*instance.calendars, *more),
    }
    return Problem(instance.model_copy(update=changes))


@cache
def planned(ledger: str = "a") -> tuple[PlannedVisit, ...]:
    drafts = made_up_drafts(problem(), made_up_roster(problem(), 1))
    return tuple(one for draft in drafts for one in planned_by(draft, ledger))


@cache
def told(rates: OutcomesRecipe, seed: int) -> tuple[Told, ...]:
    return outcomes_of(problem(), planned(), rates, seed, "en")


def of_plan(seed: int) -> list[tuple[PlannedVisit, Told]]:
    known = {one.id: one for one in planned()}
    return [(known[one.visit], one) for one in told(RATES, seed) if one.visit]


SEEDS = range(1, 9)


def test_each_planned_visit_has_one_outcome() -> None:
    ids = [one.visit for one in told(RATES, 1) if one.visit]
    assert sorted(ids) == sorted(one.id for one in planned())


def test_the_seed_says_what_happened() -> None:
    again = outcomes_of(problem(), reversed(planned()), RATES, 1, "en")
    assert again == told(RATES, 1)
    assert told(RATES, 2) != told(RATES, 1)


def test_the_truth_does_not_depend_on_the_ledger_nor_on_other_months() -> None:
    def bare(outcomes: tuple[Told, ...]) -> list[Told]:
        return [replace(one, visit="") for one in outcomes]

    other = outcomes_of(problem(), planned("b"), RATES, 1, "en")
    assert bare(other) == bare(told(RATES, 1))
    month = problem().horizon[2]
    alone = outcomes_of(
        problem(), [one for one in planned() if one.visit.month == month], RATES, 1, "en"
    )
    assert set(alone) == {one for one in told(RATES, 1) if Month.of(one.date) == month}


def test_nobody_is_in_two_places() -> None:
    for seed in SEEDS:
        days = Counter((one.cadre, one.date) for one in told(RATES, seed) if one.status in MADE)
        assert max(days.values()) == 1


def test_a_substitute_is_of_the_tier_may_go_there_and_was_not_planned_elsewhere() -> None:
    out = {(one.visit.cadre, one.visit.date) for one in planned()}
    found = 0
    for seed in SEEDS:
        for plan, one in of_plan(seed):
            if one.status == "substituted":
                found += 1
                assert one.cadre != plan.visit.cadre
                assert problem().cadres[one.cadre].tier == plan.tier
                assert one.branch in problem().may_attend(one.cadre)
                assert problem().employed(one.cadre, one.date)
                assert problem().leave_on(one.cadre, one.date) is None
                assert (one.cadre, one.date) not in out
    assert found


def test_a_moved_visit_is_on_another_day_of_the_month() -> None:
    dates = set()
    for seed in SEEDS:
        for plan, one in of_plan(seed):
            if one.status == "moved":
                assert 0 < abs((one.date - plan.visit.date).days) <= FARTHEST_MOVE
                assert Month.of(one.date) == plan.visit.month
                dates.add((one.branch, one.date) in problem().meetings)
    assert dates == {True, False}


def test_a_meeting_is_held_for_all_or_for_none_and_all_tell_of_the_same_people() -> None:
    for seed in SEEDS:
        meetings = defaultdict(set)
        for plan, one in of_plan(seed):
            meetings[plan.visit.branch, plan.visit.date].add(one.status == "not_held")
        assert all(len(held) == 1 for held in meetings.values())
        there: dict[object, set[object]] = defaultdict(set)
        members: dict[object, set[object]] = defaultdict(set)
        gone = {(plan.visit.branch, plan.visit.date) for plan, one in of_plan(seed)
                if one.status == "not_held"}  # fmt: skip
        for one in told(RATES, seed):
            if one.status in MADE:
                assert (one.branch, one.date) not in gone
            if one.members is not None:
                assert one.attendance is not None
                assert one.attendance <= one.members
                there[one.branch, one.date].add(one.attendance)
                members[one.branch].add(one.members)
        assert all(len(some) == 1 for some in (*there.values(), *members.values()))


def test_a_visit_nobody_planned_is_to_a_meeting_that_the_cadre_can_attend() -> None:
    found = 0
    for seed in SEEDS:
        for one in told(RATES, seed):
            if not one.visit:
                found += 1
                assert one.status == "unplanned"
                meetings = problem().attendable_in[one.cadre, Month.of(one.date)]
                assert (one.branch, one.date) in {(m.branch, m.date) for m in meetings}
    assert found


def test_the_rates_come_out() -> None:
    statuses: Counter[str] = Counter()
    there = members = said = made = 0
    for seed in SEEDS:
        for one in told(RATES, seed):
            statuses[one.status] += 1
            there += one.attendance or 0
            members += one.members or 0
            if one.members:
                made += 1
                said += bool(one.opinions)
    total = statuses.total() - statuses["unplanned"]
    for status in ("missed", "moved", "not_held"):
        assert abs(statuses[status] / total - getattr(RATES, status)) < 0.03, status
    assert 0.02 < statuses["substituted"] / total <= RATES.substituted + 0.02  # some have no peer
    assert abs(there / members - RATES.turnout) < 0.02
    assert abs(said / made - RATES.opinions) < 0.04


def test_without_rates_all_attend() -> None:
    assert {one.status for one in told(PLAIN, 1)} == {"attended"}
    assert all(one.members for one in told(PLAIN, 1))


def test_some_cadres_and_some_branches_have_rates_of_their_own() -> None:
    tier = planned()[0].tier
    organization = problem().branches[planned()[0].visit.branch].organization
    rates = PLAIN.model_copy(update={
        "visits": (VisitRates(tier=tier, missed=1.0), VisitRates(missed=0.0, moved=1.0)),
        "meetings": (MeetingRates(organization=organization, turnout=1.0),),
    })  # fmt: skip
    plans = {one.id: one for one in planned()}
    full: dict[bool, set[bool]] = defaultdict(set)
    statuses: dict[bool, set[str]] = defaultdict(set)
    for one in told(rates, 1):
        statuses[plans[one.visit].tier == tier].add(one.status)
        if one.members:
            own = problem().branches[one.branch].organization == organization
            full[own].add(one.attendance == one.members)
    assert statuses[True] == {"missed"}
    assert "moved" in statuses[False]
    assert "missed" not in statuses[False]
    assert full[True] == {True}
    assert False in full[False]
    # What is not said for them is as before: nobody's draw moves.
    same = rates.model_copy(update={"visits": (VisitRates(tier=tier),), "meetings": ()})
    assert told(same, 1) == told(PLAIN, 1)


def test_a_body_that_comes_for_forms_sake_tells_nothing() -> None:
    rates = PLAIN.model_copy(update={"mere_form": 0.4})
    telling: dict[object, set[bool]] = defaultdict(set)
    for one in told(rates, 3):
        row = problem().cadres[one.cadre]
        telling[row.organization, row.areas].add(one.members is not None)
    assert all(len(some) == 1 for some in telling.values())
    assert {next(iter(some)) for some in telling.values()} == {True, False}


def test_some_areas_never_answer() -> None:
    rates = OutcomesRecipe(never=0.5, silent=0.0)
    months = problem().horizon
    answers = {area: {is_silent(area, month, rates, 1) for month in months}
               for area in map(str, range(40))}  # fmt: skip
    assert {tuple(some) for some in answers.values()} == {(True,), (False,)}
    late = OutcomesRecipe(silent=0.5)
    assert {is_silent("a", month, late, 1) for month in months} == {True, False}


@pytest.mark.parametrize(
    ("part", "kind", "column"),
    [({"outcomes": {"missed": 0.6, "substituted": 0.5}}, "generator.shares", "outcomes"),
     ({"outcomes": {"turnout": 1.2}}, "decimal", "outcomes.turnout"),
     ({"outcomes": {"visits": [{"tier": "comune"}]}}, "generator.named", "outcomes.visits[1].tier"),
     ({"outcomes": {"visits": [{"missed": 0.5}, {"organization": "x"}]}}, "generator.named",
      "outcomes.visits[2].organization"),
     ({"outcomes": {"visits": [{"missed": 0.99}]}}, "generator.shares", "outcomes.visits[1]"),
     ({"outcomes": {"meetings": [{"organization": "wimen"}]}}, "generator.named",
      "outcomes.meetings[1].organization"),
     ({"absences": {"cuts": [{"month": "2015", "share": 0.1}]}}, None, "absences.cuts[1].month"),
     ({"absences": {"cuts": [{"month": "2015-01", "share": 0.1, "tier": "hamlet"}]}},
      "generator.named", "absences.cuts[1].tier"),
     ({"returns": {"kinds": {"xlsx": 0}}}, "generator.kinds", "returns.kinds"),
     ({"returns": {"kinds": {"docx": 1}}}, None, "returns.kinds"),
     ({"returns": {"renamd": 0.5}}, None, "returns.renamd")],
)  # fmt: skip
def test_faults_of_the_recipe(part: dict[str, object], kind: str | None, column: str) -> None:
    data = read_toml_file(ROOT / "instances" / "first-steps" / "recipe.toml", "recipe")
    with pytest.raises(InputError) as error:
        recipe_of({**data, **part})
    (fault,) = error.value.faults
    assert kind in (None, fault.kind)
    assert fault.column.startswith(column)
    assert fault.column in describe_all([fault], "vi", 1)[0]
