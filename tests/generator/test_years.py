"""Years of a ledger, made up: lawful rosters, and outcomes at the rates that were asked for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.generator.outcome_recipe import OutcomesRecipe
from scheduler.generator.years import fill_ledger, made_up_roster
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import Known
from scheduler.ledger.verify import verify
from scheduler.tables.read import read_instance
from tests.cli.door import FIRST_STEPS, call


@pytest.fixture(scope="module")
def problem() -> Problem:
    instance = read_instance(FIRST_STEPS).instance
    settings = instance.settings.with_horizon(None, 12)
    return Problem(instance.model_copy(update={"settings": settings}), checked=True)


def made_up(problem: Problem, path: Path, seed: int, rates: OutcomesRecipe | None = None) -> Known:
    with Ledger.open(path, create=True) as ledger:
        fill_ledger(ledger, problem, made_up_roster(problem, seed), seed, rates)
        assert verify(ledger) == []
        return ledger.known()


def told(known: Known) -> list[tuple[object, ...]]:
    """What became of each visit, without the ids, which are the ledger's own."""
    outcomes = (known.outcomes.get(key) for key in known.planned)
    plans = known.planned.values()
    return sorted(
        (*plan.visit, one.told.status if one else "", one.told.cadre if one else "",
         one.told.attendance or 0 if one else 0)
        for plan, one in zip(plans, outcomes, strict=True)
    )  # fmt: skip


def test_the_roster_is_lawful(problem: Problem) -> None:
    assert not list(rules.audit(problem, made_up_roster(problem, 1)))


def test_the_same_seed_makes_the_same_years(problem: Problem, tmp_path: Path) -> None:
    one, again, other = (made_up(problem, tmp_path / f"{n}.db", seed)
                         for n, seed in enumerate((1, 1, 2)))  # fmt: skip
    assert told(one) == told(again) != told(other)
    assert list(one.newest) == list(problem.horizon)


def test_the_rates_come_out(problem: Problem, tmp_path: Path) -> None:
    rates = OutcomesRecipe(
        substituted=0.0, moved=0.0, missed=0.3, not_held=0.2, silent=0.0, unplanned=0.0
    )
    found: Counter[str] = Counter()
    there = members = 0
    for seed in range(3):
        known = made_up(problem, tmp_path / f"{seed}.db", seed, rates)
        assert known.outcomes.keys() == known.planned.keys()
        for outcome in known.outcomes.values():
            found[outcome.told.status] += 1
            there += outcome.told.attendance or 0
            members += outcome.told.members or 0
    total = found.total()
    assert abs(found["attended"] / total - 0.5) < 0.1
    assert abs(found["missed"] / total - 0.3) < 0.1
    assert abs(there / members - rates.turnout) < 0.05


def test_substitutes_may_go_and_nobody_is_in_two_places(problem: Problem, tmp_path: Path) -> None:
    rates = OutcomesRecipe(substituted=0.6, moved=0.0, missed=0.0, not_held=0.0, silent=0.0)
    known = made_up(problem, tmp_path / "l.db", 1, rates)
    days: Counter[tuple[str, object]] = Counter()
    for key, outcome in known.outcomes.items():
        told_of, planned = outcome.told, known.planned[key]
        days[told_of.cadre, told_of.date] += 1
        if told_of.status == "substituted":
            assert told_of.cadre != planned.visit.cadre
            assert told_of.branch in problem.may_attend(told_of.cadre)
            assert problem.cadres[told_of.cadre].tier == planned.tier
    assert max(days.values()) == 1


def test_the_command(tmp_path: Path) -> None:
    ledger = tmp_path / "own.ledger.db"
    words = ("generate", FIRST_STEPS / "recipe.toml", "--months", 6, "--ledger", ledger)
    assert call(*words, "--out", tmp_path / "own").code == 0
    asked = ("--from", "2026-03", "--until", "2026-08")
    assert call("report", tmp_path / "own", *asked).code == 0
    again = call(*words, "--out", tmp_path / "other")
    assert again.code == 2
    assert not (tmp_path / "other").exists()
