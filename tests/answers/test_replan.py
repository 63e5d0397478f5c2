"""Replanning: what is over stays, fewest changes, proven and matched by an independent program."""

from __future__ import annotations

import random
from typing import Any

import pytest

from scheduler.answers.replan import Replan, changes_between, replan
from scheduler.domain.elapsed import Elapsed
from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.domain.records import PastVisit
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.solve import solve
from tests.disruptions import disrupted, gone
from tests.oracles.literal import World
from tests.oracles.mip import Program
from tests.random_instances import random_instance
from tests.tiny import day, leave, pin, roster, single, tiny

DISRUPTIONS = range(240)
"""Of these seeds, 200 and more have a published roster to disrupt."""


@pytest.mark.parametrize("seed", DISRUPTIONS)
def test_changes_are_proven_fewest_and_every_level_equals_that_of_the_mip(seed: int) -> None:
    instance = random_instance(seed, months=1 + seed % 3 // 2)
    published = solve(Problem(instance)).roster
    if published is None or not published.visits:
        return
    rng = random.Random(seed)
    since = rng.choice(World(instance).days)
    now = disrupted(instance, published, since, rng)
    past = [visit for visit in published if visit.date < since]
    former = gone(instance, now, past)
    elapsed = Elapsed(since, frozenset(past), former)
    expected = Program(now, frozenset(published), elapsed).solve()
    answer = replan(Problem(now), published, since, former)
    result = answer.result
    if expected is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert tuple(level.value for level in result.levels) == expected
    assert tuple(level.bound for level in result.levels) == expected
    assert result.roster is not None
    world = World(now, elapsed)
    assert {v for v in result.roster if v.date < since} == {v for v in world.made if v[2] < since}
    assert {*past} - world.unmade <= {*result.roster}, "a visit that was made is lost"
    assert world.broken(result.roster) == set()
    assert world.vector(result.roster, frozenset(published)) == expected
    dropped = [change.before for change in answer.changes if change.before]
    assert set(dropped) == set(published) - set(result.roster)
    assert len(dropped) == next(o.value for o in result.objectives if o.name == "changes")
    assert {d.visit for d in answer.doubts} <= world.made


def replanned(since: str, *visits: str, **tables: Any) -> Replan:
    """The tiny problem with new facts, planned anew."""
    return replan(tiny(**tables), roster(*visits), day(since))


PUBLISHED = ("an@w1@07-05", "binh@w2@07-10", "chi@f2@07-02", "an@w2@08-10", "binh@w1@08-05")


def kept(answer: Replan) -> set[Visit]:
    assert answer.result.roster is not None
    return set(roster(*PUBLISHED)) & set(answer.result.roster)


def test_without_news_nothing_published_changes() -> None:
    answer = replanned("08-01", *PUBLISHED)
    assert kept(answer) == set(roster(*PUBLISHED))
    assert {change.kind for change in answer.changes} == {"added"}  # more was due from August on
    assert all(change.month.number >= 8 for change in answer.changes)


def test_a_leave_moves_its_visit_and_another_makes_room() -> None:
    answer = replanned("08-01", *PUBLISHED, leave=(leave("an", "08-09", "08-12"),))
    an, binh = (
        next(c for c in answer.changes if c.cadre == name and c.month.number == 8)
        for name in ("an", "binh")
    )
    assert (an.before, an.after) == tuple(roster("an@w2@08-10", "an@w1@08-05"))
    assert [cause.rule for cause in an.causes] == ["leave"]
    assert (binh.before, binh.after) == tuple(roster("binh@w1@08-05", "binh@w2@08-10"))
    assert binh.causes == ()
    assert len(kept(answer)) == 3


def test_what_is_over_stays_although_it_could_be_better() -> None:
    answer = replanned("07-06", "binh@w1@07-05", "an@w2@07-10", pins=(pin("binh", "w2", "forbid"),))
    assert answer.result.roster is not None
    assert {v for v in answer.result.roster if v.date < day("07-06")} == {
        Visit("binh", "w1", day("07-05"))
    }


def test_a_past_visit_that_cannot_have_been_is_kept_and_asked_about() -> None:
    cancelled = (single("w1", "07-05", "cancelled"),)
    answer = replanned(
        "08-01", *PUBLISHED, meetings=cancelled, leave=(leave("chi", "07-01", "07-31"),)
    )
    assert [(doubt.visit, [r.rule for r in doubt.reasons]) for doubt in answer.doubts] == [
        (Visit("chi", "f2", day("07-02")), ["leave"]),
        (Visit("an", "w1", day("07-05")), ["meeting"]),
    ]
    assert {doubt.visit for doubt in answer.doubts} <= kept(answer)
    assert not any(change.before in roster(*PUBLISHED).visits for change in answer.changes)


def test_a_past_that_breaks_a_rule_is_asked_about_and_nothing_is_added_to_it() -> None:
    answer = replanned("07-20", "an@w1@07-05", "an@w2@07-10", "binh@w2@07-10")
    assert [(d.visit.cadre, [r.rule for r in d.reasons]) for d in answer.doubts] == [
        ("an", ["quota"]), ("binh", ["capacity"])
    ]  # fmt: skip
    assert answer.result.status == "optimal"
    assert answer.result.roster is not None
    july = [v for v in answer.result.roster if v.month.number == 7 and v.cadre in ("an", "binh")]
    assert july == [*roster("an@w1@07-05", "an@w2@07-10", "binh@w2@07-10")]


def test_who_did_not_come_owes_the_visit_again() -> None:
    missed = PastVisit(cadre="an", branch="w1", date=day("07-05"), status="missed")
    answer = replanned("07-06", "an@w1@07-05", "binh@w2@07-10", history=(missed,))
    assert answer.result.roster is not None
    an = [v for v in answer.result.roster if v.cadre == "an" and v.month.number == 7]
    assert an == [*roster("an@board@07-27")]
    (change,) = [c for c in answer.changes if c.cadre == "an" and c.month.number == 7]
    assert (change.kind, [cause.rule for cause in change.causes]) == ("moved", ["unmade"])


def test_whoever_stood_in_has_made_the_visit() -> None:
    rows = (
        PastVisit(cadre="an", branch="w1", date=day("07-05"), status="substituted"),
        PastVisit(cadre="binh", branch="w1", date=day("07-05")),
    )
    answer = replanned("07-06", "an@w1@07-05", "binh@w2@07-10", history=rows)
    assert answer.result.roster is not None
    july = {(v.cadre, v.branch) for v in answer.result.roster if v.month.number == 7}
    assert {("an", "board"), ("binh", "w1")} <= july
    assert ("binh", "w2") not in july  # who stood in has made their visit
    (binh,) = [c for c in answer.changes if c.cadre == "binh" and c.month.number == 7]
    assert binh.recorded


def test_a_deleted_cadre_and_a_deleted_branch_stay_in_the_past() -> None:
    whole = tiny()
    before = roster("an@w1@07-05", "binh@w2@07-10", "chi@f2@07-02")
    instance = whole.instance.model_copy(
        update={
            "cadres": tuple(c for c in whole.instance.cadres if c.id != "an"),
            "branches": tuple(b for b in whole.instance.branches if b.id != "f2"),
            "calendars": tuple(r for r in whole.instance.calendars if r.branch != "f2"),
        }
    )
    with pytest.raises(InputError) as error:
        replan(Problem(instance), before, day("07-20"))
    assert {(f.kind, f.value) for f in error.value.faults} == {
        ("changes.former_cadre", "an"), ("changes.former_branch", "f2")
    }  # fmt: skip
    answer = replan(Problem(instance), before, day("07-20"), gone(whole.instance, instance, before))
    assert answer.result.roster is not None
    assert set(before) <= set(answer.result.roster)
    assert all(change.kind == "added" for change in answer.changes)
    assert answer.doubts == ()


def test_a_cadre_who_is_gone_leaves_a_change() -> None:
    before = roster("an@w1@07-05", "gone@w2@07-10")
    (change,) = changes_between(tiny(), before, roster("an@w1@07-05"))
    assert (change.kind, change.cadre, change.after) == ("dropped", "gone", None)
    assert [cause.rule for cause in change.causes] == ["unknown_cadre"]


def test_visits_of_one_month_are_paired() -> None:
    changes = changes_between(
        tiny(), roster("em@w3@07-15", "an@w1@07-05"), roster("an@w2@07-10", "em@w3@08-15")
    )
    assert [(c.kind, c.cadre) for c in changes] == [
        ("moved", "an"), ("dropped", "em"), ("added", "em"),
    ]  # fmt: skip


def test_an_empty_roster_is_a_plan_from_scratch() -> None:
    answer = replan(tiny(), Roster(()), day("07-01"))
    fresh = solve(tiny())
    assert [o.value for o in answer.result.objectives] == [o.value for o in fresh.objectives]
