"""Replanning: what is over stays, fewest changes, proven and matched by an independent program."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from scheduler.answers.replan import PastBreaksRules, Replan, changes_between, replan
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.records import Leave, Pin, SingleDate
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.solve import solve
from tests.oracles.literal import World
from tests.oracles.mip import Program
from tests.random_instances import random_instance
from tests.tiny import day, leave, pin, roster, single, tiny

DISRUPTIONS = range(240)
"""Of these seeds, 200 and more have a published roster to disrupt."""


def disrupted(instance: Instance, rng: random.Random) -> Instance:
    """The instance after one to three things happened."""
    world = World(instance)
    tables: dict[str, list[Any]] = {
        name: list(getattr(instance, name)) for name in ("leave", "meetings", "pins", "cadres")
    }
    meetings = sorted(world.meetings)
    for _ in range(rng.randint(1, 3)):
        cadre = rng.choice(instance.cadres)
        kind = rng.choice(("leave", "cancelled", "moved", "forbid", "joins", "quits"))
        first = rng.choice(world.days)
        if kind == "leave":
            until = first + dt.timedelta(days=rng.randint(0, 20))
            tables["leave"].append(Leave(cadre=cadre.id, from_=first, until=until))
        elif kind in ("cancelled", "moved") and meetings:
            branch, date = meetings.pop(rng.randrange(len(meetings)))
            new = rng.choice(world.days) if kind == "moved" else None
            others = [r for r in tables["meetings"] if (r.branch, r.date) != (branch, date)]
            row = SingleDate(branch=branch, date=date, status=kind, new_date=new)
            tables["meetings"] = [*others, row]
        elif kind == "forbid":
            branch = rng.choice(instance.branches).id
            row = Pin(cadre=cadre.id, branch=branch, decision="forbid", date=first)
            tables["pins"] = [
                p for p in tables["pins"] if (p.cadre, p.branch) != (cadre.id, branch)
            ]
            tables["pins"].append(row)
        elif kind == "joins":
            tables["cadres"].append(
                cadre.model_copy(update={"id": f"new{first}{len(tables['cadres'])}"})
            )
        elif kind == "quits" and (cadre.from_ or first) <= first:
            row = cadre.model_copy(update={"until": first})
            tables["cadres"] = [row if c.id == cadre.id else c for c in tables["cadres"]]
    return instance.model_copy(update={name: tuple(rows) for name, rows in tables.items()})


@pytest.mark.parametrize("seed", DISRUPTIONS)
def test_changes_are_proven_fewest_and_every_level_equals_that_of_the_mip(seed: int) -> None:
    instance = random_instance(seed, months=1 + seed % 3 // 2)
    published = solve(Problem(instance)).roster
    if published is None:
        return
    rng = random.Random(seed)
    now = disrupted(instance, rng)
    since = rng.choice(World(now).days)
    world = World(now)
    possible = set(world.candidates())
    frozen = {visit for visit in published if visit[2] < since and visit in possible}
    program = Program(now, frozenset(published))
    program.freeze(since, frozen)
    expected = program.solve() if published.visits else None
    try:
        answer = replan(Problem(now), published, since)
    except PastBreaksRules:
        assert world.broken(frozen) - {"pin"}
        return
    if not published.visits:
        return
    result = answer.result
    if expected is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    assert tuple(level.value for level in result.levels) == expected
    assert tuple(level.bound for level in result.levels) == expected
    assert result.roster is not None
    assert {visit for visit in result.roster if visit.date < since} == frozen
    assert world.broken(result.roster) == set()
    assert world.vector(result.roster, frozenset(published)) == expected
    dropped = [change.before for change in answer.changes if change.before]
    assert set(dropped) == set(published) - set(result.roster)
    assert len(dropped) == next(o.value for o in result.objectives if o.name == "changes")


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


def test_a_past_visit_that_cannot_have_been_is_lost_and_told() -> None:
    answer = replanned("08-01", *PUBLISHED, meetings=(single("w1", "07-05", "cancelled"),))
    ((visit, reasons),) = answer.lost
    assert visit == Visit("an", "w1", day("07-05"))
    assert [reason.rule for reason in reasons] == ["meeting"]
    assert visit in [change.before for change in answer.changes]


def test_a_past_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(PastBreaksRules) as error:
        replanned("08-01", "an@w1@07-05", "an@w2@07-10")
    assert {violation.rule for violation in error.value.violations} == {"quota"}


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
