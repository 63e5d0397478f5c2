"""Explanations and substitutes: what each alternative costs is what an independent program says."""

from __future__ import annotations

import random

import pytest

from scheduler import rules
from scheduler.answers.explain import Explanation, explain
from scheduler.answers.substitute import substitutes
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Cadre
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.solve import solve
from scheduler.language import LANGUAGES
from scheduler.milp.params import MilpParams
from scheduler.milp.watch import Watch
from scheduler.reports.explanation import refusals
from scheduler.reports.visits import visit_in_words
from tests.oracles.literal import World, month_of
from tests.oracles.mip import Program
from tests.random_instances import random_instance
from tests.tiny import day, leave, pin, roster, tiny

SEEDS = range(130)
"""These ask about more than 200 alternatives."""


def forced(program: Program, visit: Visit, made: bool) -> None:
    """The visit is made, or it is not."""
    places = [x for x, v in zip(program.x, program.visits, strict=True) if v == tuple(visit)]
    for variable in places:
        program.row({variable: 1.0}, low=float(made), high=float(made))
    assert places or not made


@pytest.mark.parametrize("seed", SEEDS)
def test_every_alternative_costs_what_a_full_solve_says(seed: int) -> None:
    instance = random_instance(seed, months=1 + seed % 2)
    problem = Problem(instance)
    planned = solve(problem).roster
    if planned is None:
        return
    rng = random.Random(seed)
    month = rng.choice(problem.horizon)
    able = sorted(cadre for cadre, when in problem.attendable_in if when == month)
    if not able:
        return
    cadre = rng.choice(able)
    for explanation in explain(problem, planned, cadre, month, most=4):
        for alternative in explanation.alternatives:
            program = Program(instance)
            forced(program, alternative.visit, True)
            if explanation.visit:
                forced(program, explanation.visit, False)
            expected = program.solve()
            if expected is None:
                assert alternative.best is None
                assert alternative.proven
                assert alternative.obstacle
                assert all(alternative.obstacle.reason(language) for language in LANGUAGES)
                continue
            assert alternative.best is not None
            assert alternative.best.cost == alternative.best.bound == expected
            assert alternative.visit in set(alternative.best.roster)
            assert World(instance).broken(alternative.best.roster) == set()


@pytest.mark.parametrize("seed", range(30))
def test_in_a_long_horizon_the_answer_is_a_roster_that_differs_in_one_month(
    seed: int,
) -> None:
    watch = Watch(params=MilpParams(decompose_above=0))
    instance = random_instance(seed, months=3)
    problem = Problem(instance)
    planned = solve(problem).roster
    if planned is None or not planned.visits:
        return
    visit = random.Random(seed).choice(planned.visits)
    for explanation in explain(problem, planned, visit.cadre, visit.month, most=3, watch=watch):
        assert not explanation.whole
        for alternative in explanation.alternatives:
            if alternative.best is None:
                continue
            best = alternative.best
            assert World(instance).broken(best.roster) == set()
            assert best.cost == rules.vector(problem, best.roster)
            assert {v for v in set(best.roster) ^ set(planned) if v.month != visit.month} == set()
            program = Program(instance)
            kept = set(planned)
            for variable, other in zip(program.x, program.visits, strict=True):
                if month_of(other[2]) != visit.month:
                    made = float(other in kept)
                    program.row({variable: 1.0}, low=made, high=made)
            forced(program, alternative.visit, True)
            if explanation.visit:
                forced(program, explanation.visit, False)
            expected = program.solve()
            assert expected is not None
            assert best.cost >= expected


@pytest.mark.parametrize("seed", range(60))
def test_substitutes_are_ranked_by_what_a_replanning_costs(seed: int) -> None:
    instance = random_instance(seed)
    problem = Problem(instance)
    planned = solve(problem).roster
    if planned is None or not planned.visits:
        return
    open_ = [visit for visit in planned if visit not in problem.made]
    if not open_:
        return
    visit = random.Random(seed).choice(open_)
    dates = sorted({v.date for v in planned})
    since = random.Random(seed).choice([None, *(d for d in dates if d <= visit.date)])
    until = random.Random(seed).choice([None, *(d for d in dates if d >= visit.date)])
    answer = substitutes(problem, planned, visit, since=since, until=until)
    since, until = since or visit.date, until or visit.date
    base = rules.vector(problem, planned, frozenset(planned))
    for found in answer.able:
        elapsed = Elapsed(since, frozenset(v for v in planned if v.date < since))
        program = Program(instance, frozenset(planned), elapsed)
        forced(program, visit._replace(cadre=found.cadre), True)
        for other in map(Visit._make, program.visits):
            away = other.cadre == visit.cadre and visit.date <= other.date <= until
            if away and other not in problem.made:
                forced(program, other, False)
        expected = program.solve()
        assert expected == found.best.cost == found.best.bound
        assert tuple(e - b for e, b in zip(expected, base, strict=True)) == found.difference
        exchanged = {*planned, visit._replace(cadre=found.cadre)} - {visit}
        given_up = {change.before for change in found.changes} - {None}
        taken_on = {change.after for change in found.changes} - {None}
        assert given_up <= exchanged
        assert (exchanged - given_up) | taken_on == set(found.best.roster)
        assert {v for v in found.best.roster if v.date < since} == {
            v for v in planned if v.date < since
        }
    assert [s.difference for s in answer.able] == sorted(s.difference for s in answer.able)
    world = World(instance)
    tier = world.cadres[visit.cadre].tier
    could = {
        c.id
        for c in instance.cadres
        if c.tier == tier and (c.id, visit.branch, visit.date) in set(world.candidates())
    }
    named = {s.cadre for s in answer.able} | {cadre for cadre, _ in answer.unsettled}
    there = {v.cadre for v in planned if (v.branch, v.date) == (visit.branch, visit.date)}
    assert named == could - there


# -- by hand ------------------------------------------------------------------------------------

JULY = Month(2015, 7)


def idle(name: str) -> Cadre:
    """A women's cadre of c1 who owes nothing."""
    return Cadre(id=name, name=name, tier="commune", organization="w", areas=("c1",),
                 visits_per_month=0)  # fmt: skip


PLANNED = ("an@w1@07-05", "binh@w2@07-10", "chi@f2@07-02", "em@w3@07-15")


def explained(cadre: str, *more: str, **options: object) -> list[Explanation]:
    return explain(tiny(), roster(*PLANNED, *more), cadre, JULY, **options)  # type: ignore[arg-type]


def test_what_a_visit_gains_is_what_leaving_it_out_loses() -> None:
    (answer,) = explained("an")
    assert answer.visit == Visit("an", "w1", day("07-05"))
    without, with_it = answer.gains["missed"]
    assert without - with_it == 1
    without, with_it = answer.gains["waiting"]
    assert without - with_it == (13 + 14 + 15) - (0 + 1 + 2)  # h1, from July to September


def test_instead_of_names_what_is_looked_at() -> None:
    (answer,) = explained("an", instead_of=("w2", "binh"))
    assert {a.visit for a in answer.alternatives} == {
        Visit("an", "w2", day("07-10")), Visit("binh", "w1", day("07-05"))
    }  # fmt: skip


def test_why_not_a_branch_that_is_not_visited() -> None:
    (answer,) = explained("an", branch="w2")
    assert answer.visit == Visit("an", "w1", day("07-05"))  # it is looked at instead of this one
    assert [a.visit.branch for a in answer.alternatives] == ["w2"]
    more = explained("em", branch="w3", instead_of=("an",))  # of two visits em makes this one
    assert [answer.visit for answer in more] == [Visit("em", "w3", day("07-15"))]


def test_why_not_a_branch_names_the_pin_that_keeps_the_cadre_elsewhere() -> None:
    problem = tiny(pins=(pin("an", "w1", "require", "07-05"),))
    (answer,) = explain(problem, roster(*PLANNED), "an", JULY, branch="w2")
    assert answer.pinned
    assert [a.best for a in answer.alternatives] == [None]
    both = explain(problem, roster(*PLANNED), "an", JULY, branch="w2", instead_of=("board",))
    assert {a.visit.branch for a in both[0].alternatives} == {"w2", "board"}


def test_whoever_is_asked_for_by_name_is_told_why_not() -> None:
    (answer,) = explained("an", instead_of=("an", "hoa", "w1"))
    assert [(r.cadre, r.branch, r.reason) for r in answer.refusals] == [
        ("an", "w1", "itself"), ("hoa", "w1", "other_tier"), ("an", "w1", "itself")
    ]  # fmt: skip
    (answer,) = explain(tiny(), roster(*PLANNED[1:]), "an", JULY, instead_of=("binh",))
    assert [r.reason for r in answer.refusals] == ["no_visit"]
    crowd = tiny({"visitors_per_meeting": 2}, cadres=(idle("quynh"),))
    two = roster("an@w1@07-05", "binh@w1@07-05")
    (answer,) = explain(crowd, two, "an", JULY, instead_of=("binh", "quynh"))
    assert [r.reason for r in answer.refusals] == ["there", "no_quota"]
    for language in LANGUAGES:
        lines = [*refusals(tiny(), explained("an", instead_of=("hoa", "board", "w3"))[0], language)]
        assert len(lines) == 2


def test_a_branch_directly_below_the_top_has_nothing_between() -> None:
    visit = Visit("an", "board", day("07-27"))
    assert visit_in_words(tiny(), visit, "en") == "2015-07-27, board (board)"
    assert visit_in_words(tiny(), visit._replace(branch="w1"), "vi") == "27/07/2015, w1 (w1), C1"


def test_what_cannot_be_is_refused_with_its_reasons() -> None:
    (answer,) = explained("an", instead_of=("f1", "w3", "em"))
    assert answer.alternatives == ()
    rules_by_name = {(r.cadre, r.branch): [v.rule for v in r.violations] for r in answer.refusals}
    assert rules_by_name == {
        ("an", "f1"): ["organization", "skills"],
        ("an", "w3"): ["area"],
        ("em", "w1"): ["area"],
    }


def test_a_branch_that_does_not_meet_is_said_so() -> None:
    problem = tiny()
    (answer,) = explain(problem, roster(*PLANNED), "an", Month(2015, 8), instead_of=("board",))
    (refusal,) = answer.refusals
    assert (refusal.branch, refusal.date, refusal.reason) == ("board", None, "no_meeting")
    assert refusal.violations == ()


def test_a_missed_month_has_its_certificate() -> None:
    problem = tiny(leave=(leave("an", "07-01", "07-30"),))
    (answer,) = explain(problem, roster("binh@w1@07-05"), "an", JULY)
    assert answer.missed is not None
    assert (answer.missed.meetings, answer.missed.away) == (3, 3)
    assert answer.alternatives == ()
    assert "2015-07" in answer.missed.reason("en")


def test_the_number_of_alternatives_is_limited_and_the_rest_counted() -> None:
    (answer,) = explained("an", most=1)
    (everything,) = explained("an")
    assert len(answer.alternatives) == 1
    assert answer.left_out == len(everything.alternatives) - 1


def test_what_lies_before_the_visit_stays_unless_it_may_change() -> None:
    published = roster("an@w1@07-05", "binh@w2@07-10")
    visit = Visit("binh", "w2", day("07-10"))
    answer = substitutes(tiny(), published, visit)
    ((cadre, why),) = answer.unsettled
    assert (answer.able, cadre) == ((), "an")  # whose month is over
    assert why is not None
    assert why.used == roster("an@w1@07-05").visits
    assert why.reason("en").startswith("has been out on 2015-07-05 already")
    (an,) = substitutes(tiny(), published, visit, since=day("07-01")).able
    assert {v for v in an.best.roster if v.cadre in ("an", "binh") and v.month == JULY} >= {
        Visit("an", "w2", day("07-10"))
    }


def test_whoever_is_away_for_longer_is_not_sent_elsewhere() -> None:
    published = roster("an@w1@07-05")
    visit = Visit("an", "w1", day("07-05"))
    later = {day("07-10"), day("07-27")}
    (binh,) = substitutes(tiny(), published, visit).able
    assert {v.date for v in binh.best.roster if v.cadre == "an" and v.month == JULY} <= later
    assert {v.date for v in binh.best.roster if v.cadre == "an"} & later
    (binh,) = substitutes(tiny(), published, visit, until=day("07-31")).able
    assert all(v.month != JULY for v in binh.best.roster if v.cadre == "an")


def test_a_pin_that_asks_for_the_visit_is_named() -> None:
    problem = tiny(pins=(pin("an", "w1", "require", "07-05"),))
    published, visit = roster("an@w1@07-05"), Visit("an", "w1", day("07-05"))
    answer = substitutes(problem, published, visit)
    assert answer.pinned
    ((cadre, why),) = answer.unsettled
    assert (answer.able, cadre) == ((), "binh")
    assert why is not None
    assert {fact.kind for fact in why.facts} == {"pin"}
    assert not substitutes(tiny(), published, visit).pinned


def test_nobody_can_stand_in_for_the_only_one() -> None:
    answer = substitutes(tiny(), roster(*PLANNED), Visit("em", "w3", day("07-15")))
    assert answer.able == ()
    assert answer.unable == ()


def test_an_empty_roster_explains_what_is_missing() -> None:
    (answer,) = explain(tiny(), Roster(()), "an", JULY)
    assert answer.visit is None
    assert {a.kind for a in answer.alternatives} == {"other_meeting"}
