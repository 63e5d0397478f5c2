"""The peer Timefold: its constraints say what the SPEC says, and its search finds small optima."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import side_by_side
from benchmarks.peers import timefold
from scheduler import rules
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import (
    Area,
    Branch,
    Cadre,
    CalendarRule,
    Organization,
    PastVisit,
)
from scheduler.domain.roster import Roster
from scheduler.domain.settings import Settings
from scheduler.engine.solve import solve
from tests.benchmarks.test_commands import reached, run, table
from tests.benchmarks.test_peers import PROBLEMS, posed
from tests.cli.door import FIRST_STEPS
from tests.tiny import day, pin, roster

SECONDS = 10.0
"""Of a search: a fraction is enough."""

there = pytest.mark.skipif(timefold.missing() is not None, reason=str(timefold.missing()))


# -- rules and objectives -------------------------------------------------------------------------


def filled(planning: Any, visits: Roster) -> Any:
    """The planning solution in which the slots hold these visits."""
    schedule = planning.schedule()
    left = set(visits) - planning.problem.made
    cadres = [*planning.cadres]
    for slot in schedule.slots:
        own = [visit for visit in sorted(left) if visit.cadre == cadres[slot.cadre.id]]
        for visit in own:
            meeting = planning.meetings[visit.branch, visit.date]
            if slot.meeting is None and meeting in slot.options:
                slot.meeting = meeting
                left.remove(visit)
    assert not left
    return schedule


def anyhow(planning: Any, rng: random.Random) -> Any:
    """A planning solution in which the slots hold what chance brings, lawful or not."""
    schedule = planning.schedule()
    for slot in schedule.slots:
        if not slot.pinned:
            slot.meeting = rng.choice([None, *slot.options, *slot.options])
    return schedule


def schedules(planning: Any) -> Iterator[Any]:
    """Nothing planned, the best roster, and rosters by chance."""
    yield planning.schedule()
    best = solve(planning.problem).roster
    if best is not None:
        yield filled(planning, best)
    for seed in range(8):
        yield anyhow(planning, random.Random(seed))


@there
@pytest.mark.parametrize("name", PROBLEMS)
def test_the_score_is_what_the_audit_finds(name: str) -> None:
    from benchmarks.peers.timefold.schedule import Planning
    from benchmarks.peers.timefold.search import scorer

    problem, _ = posed(name)
    planning = Planning(problem)
    required = problem.rules.accompany == "require"
    score_of = scorer(type(planning.schedule()), rules.levels_of(problem), required)
    for schedule in schedules(planning):
        found = planning.roster(schedule)
        score = score_of(schedule)
        assert tuple(-cost for cost in score.soft_scores) == rules.vector(problem, found)
        assert score.is_feasible == (not list(rules.audit(problem, found)))


# -- the search -----------------------------------------------------------------------------------


def by_hand() -> Problem:
    """Three hamlets with a women's branch each, two cadres of the commune, one of the province.

    Nobody was ever in `h2` and `h3`, and `h3` counts five times; An was in `h1` in June. Binh must
    go to `h2`. So An goes to `h3` (`h1` would be too soon), and Hoa too, where she is not alone.
    """
    hamlets = {"h1": ("5", 1), "h2": ("10", 1), "h3": ("15", 5)}
    areas = [("p", "province", ""), ("c", "commune", "p"), *((h, "hamlet", "c") for h in hamlets)]
    cadres = {"an": ("commune", "c"), "binh": ("commune", "c"), "hoa": ("province", "p")}
    return Problem(
        Instance(
            settings=Settings(
                name="by-hand", start=Month(2015, 7), levels=("province", "commune", "hamlet")
            ),
            areas=tuple(
                Area(id=i, name=i, level=level, parent=above, priority=hamlets.get(i, ("", 1))[1])
                for i, level, above in areas
            ),
            organizations=(Organization(id="w", name="w"),),
            branches=tuple(Branch(id=h, name=h, organization="w", area=h) for h in hamlets),
            calendars=tuple(
                CalendarRule(rule=rule, time="07:30", branch=h) for h, (rule, _) in hamlets.items()
            ),
            cadres=tuple(
                Cadre(id=i, name=i, tier=tier, organization="w", areas=(area,))
                for i, (tier, area) in cadres.items()
            ),
            history=(PastVisit(cadre="an", branch="h1", date=day("06-05")),),
            pins=(pin("binh", "h2", "require"),),
        )
    )


@there
def test_by_hand_it_finds_the_optimum() -> None:
    problem = by_hand()
    found = timefold.solve(problem, SECONDS)
    assert found.bounds == ()
    assert found.roster == roster("binh@h2@07-10", "an@h3@07-15", "hoa@h3@07-15")
    # The commune was in `h1` a month ago; the province was never in `h1` and `h2`: 13 months each.
    assert rules.vector(problem, found.roster) == (0, 0, 0, 1 + 13 + 13, 0, 0, 0)


@there
@pytest.mark.parametrize("name", ["two-visits", "random-1", "random-4", "begun-7"])
def test_it_is_lawful_and_never_better_than_the_optimum(name: str) -> None:
    problem, best = posed(name)
    found = timefold.solve(problem, SECONDS)
    if best is None:
        assert found.roster is None
        return
    assert found.roster is not None
    assert not list(rules.audit(problem, found.roster))
    assert best <= rules.vector(problem, found.roster)
    assert rules.vector(problem, found.roster)[0] == best[0]


# -- the command ----------------------------------------------------------------------------------


@there
def test_it_stands_side_by_side_without_a_bound() -> None:
    done = run("side_by_side", FIRST_STEPS, "--seconds", SECONDS, "--only", "timefold")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = table(done.stdout)
    assert line["contestant"] == "timefold"
    values, bounds = zip(*reached(line).values(), strict=True)
    assert values[:2] == ("0", "5")
    assert set(bounds) == {"–"}


def _no_package(patch: pytest.MonkeyPatch) -> None:
    patch.delitem(sys.modules, "timefold", raising=False)
    patch.setattr(sys, "meta_path", [])


def _no_java(patch: pytest.MonkeyPatch) -> None:
    jpype = pytest.importorskip("jpype")

    def nowhere() -> str:
        raise jpype.JVMNotFoundException("no Java")

    patch.setattr(jpype, "getDefaultJVMPath", nowhere)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [(_no_package, "its package is not installed"), (_no_java, "there is no Java here")],
)
def test_without_it_the_others_stand_side_by_side(
    without: Any, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        without(patch)
        reason = timefold.missing()
    assert reason is not None
    assert sentence in reason
    monkeypatch.setattr(timefold, "missing", lambda: reason)
    only = ("--only", "spreadsheet", "--only", "timefold")
    done = CliRunner().invoke(side_by_side.main, [str(FIRST_STEPS), *only])
    assert done.exit_code == 0
    assert done.stderr == f"{reason}\n"
    assert [line["contestant"] for line in table(done.stdout)] == ["spreadsheet"]


# -- unseen instances -----------------------------------------------------------------------------


def test_unseen_instances_stand_beside_ours() -> None:
    done = run("side_by_side", FIRST_STEPS, "--unseen", "plain:7:0.06", "--only", "spreadsheet")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = done.stdout.split("plain-7-0.06, 1 month(s)")
    assert [line["contestant"] for line in table(first)] == ["spreadsheet"]
    assert [line["contestant"] for line in table(second)] == ["spreadsheet"]


@pytest.mark.parametrize("text", ["round:7", "plain", "plain:x", "plain:7:small"])
def test_an_unseen_instance_that_is_none_is_named(text: str) -> None:
    done = run("side_by_side", "--unseen", text)
    assert done.returncode == 2
    assert text in done.stderr
    assert "two-tiers" in done.stderr
    assert "Traceback" not in done.stderr
