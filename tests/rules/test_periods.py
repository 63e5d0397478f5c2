"""Who owes a visit every so many months: when it is due, and what counts for it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scheduler import rules
from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.records import Cadre, PastVisit
from scheduler.engine.solve import solve
from tests.tiny import day, leave, roster, tiny

JULY, AUGUST, SEPTEMBER, OCTOBER = (Month(2015, number) for number in (7, 8, 9, 10))


def quarterly(**tables: object) -> Problem:
    """The tiny problem, July to September, with one who owes one visit a quarter."""
    row = {"name": "K", "tier": "commune", "organization": "w", "areas": ("c1",)}
    cadre = Cadre(id="k", every_months=3, **row)  # type: ignore[arg-type]
    return tiny(cadres=[cadre], **tables)  # type: ignore[arg-type]


def due(problem: Problem) -> list[int]:
    return [problem.due("k", month) for month in problem.horizon]


def test_it_is_due_in_the_last_month_that_can_be_worked_in() -> None:
    assert due(quarterly()) == [0, 0, 1]
    assert due(quarterly(leave=[leave("k", "09-01", "09-30")])) == [0, 1, 0]
    assert due(quarterly(leave=[leave("k", "08-01", "09-29")])) == [0, 0, 1]
    assert due(quarterly(leave=[leave("k", "07-01", "09-30")])) == [0, 0, 0]
    assert due(quarterly(leave=[leave("k", "2015-06-01", "2015-10-31")])) == [0, 0, 0]


def test_periods_are_those_of_the_year() -> None:
    problem = quarterly()
    assert problem.period("k", AUGUST) == Period(JULY, SEPTEMBER)
    assert problem.period("k", OCTOBER) == Period(OCTOBER, Month(2015, 12))
    assert problem.period("an", AUGUST) == Period(AUGUST, AUGUST)
    assert str(problem.period("k", AUGUST)) == "2015-07 – 2015-09"
    assert str(problem.period("an", AUGUST)) == "2015-08"


@pytest.mark.parametrize("date", ["k@w1@07-05", "k@w2@08-10", "k@w1@09-05"])
def test_a_visit_in_any_month_of_the_period_is_the_one_owed(date: str) -> None:
    problem = quarterly()
    without = rules.values(problem, roster())
    found = rules.values(problem, roster(date))
    assert without["missed"] - found["missed"] == 1
    assert list(rules.audit(problem, roster(date))) == []


def test_a_second_visit_in_the_period_is_one_too_many() -> None:
    (found,) = rules.audit(quarterly(), roster("k@w1@07-05", "k@w2@09-10"))
    assert (found.rule, found.row) == ("quota", 1)
    assert found.message("en") == "k has more than 1 visit in 2015-07 – 2015-09"


def test_what_was_made_before_the_horizon_counts_in_the_period() -> None:
    from_august = quarterly().settings.with_horizon(AUGUST, 2)
    went = PastVisit(cadre="k", branch="w1", date=day("07-05"))
    instance = quarterly(history=[went]).instance.model_copy(update={"settings": from_august})
    problem = Problem(instance)
    assert [problem.owed("k", month) for month in problem.horizon] == [0, 0]
    assert [v.rule for v in rules.audit(problem, roster("k@w2@08-10"))] == ["quota"]
    result = solve(problem)
    assert result.roster is not None
    assert "k" not in {visit.cadre for visit in result.roster}
    missed = instance.model_copy(
        update={"history": (went.model_copy(update={"status": "missed"}),)}
    )
    assert [Problem(missed).owed("k", m) for m in problem.horizon] == [0, 1]


def test_a_horizon_that_ends_within_the_period_allows_the_visit_and_does_not_ask_for_it() -> None:
    two = quarterly().settings.with_horizon(JULY, 2)
    problem = Problem(quarterly().instance.model_copy(update={"settings": two}))
    assert [problem.owed("k", month) for month in problem.horizon] == [0, 0]
    assert list(rules.audit(problem, roster("k@board@07-27"))) == []
    visited, idle = (rules.values(problem, roster(*r)) for r in (["k@board@07-27"], []))
    assert visited["missed"] == idle["missed"]
    assert visited["waiting"] < idle["waiting"]


def test_peers_are_measured_by_their_own_periods() -> None:
    row = quarterly().cadres["k"]
    pair = [row.model_copy(update={"areas": ("c2",), "id": name}) for name in ("k1", "k2")]
    problem = tiny(cadres=pair)  # em of c2 owes two visits a month: 6 in all
    base = ("em@w3@07-15", "em@w3@08-15", "em@w3@09-15")
    assert rules.values(problem, roster(*base))["uneven"] == 1  # 3, 1 and 1: a share is 2
    assert rules.values(problem, roster(*base, "k1@w3@07-15"))["uneven"] == 1  # 3, 0, 1


@pytest.mark.parametrize(
    ("text", "every"),
    [("0.5", 2), ("1/2", 2), ("0,5", 2), ("1 / 3", 3), ("0.33", 3), (0.25, 4), ("1/12", 12)],
)
def test_a_part_of_a_visit_a_month_is_told_how_to_be_said(text: object, every: int) -> None:
    row = {"id": "k", "name": "K", "tier": "t", "organization": "w", "areas": "a"}
    with pytest.raises(ValidationError) as error:
        Cadre.model_validate({**row, "visits_per_month": text})
    (found,) = error.value.errors()
    assert (found["type"], found["ctx"]["every"]) == ("monthly_part", every)


@pytest.mark.parametrize("text", ["1/5", "0.7", "2/3", "1.5", "-1", "x", ""])
def test_other_parts_are_no_whole_number(text: str) -> None:
    row = {"id": "k", "name": "K", "tier": "t", "organization": "w", "areas": "a"}
    with pytest.raises(ValidationError) as error:
        Cadre.model_validate({**row, "visits_per_month": text})
    assert [found["type"] for found in error.value.errors()] == ["integer"]


@pytest.mark.parametrize("every", [0, 5, 7, 24, "2.5", "quarter"])
def test_a_period_is_a_part_of_a_year(every: object) -> None:
    row = {"id": "k", "name": "K", "tier": "t", "organization": "w", "areas": "a"}
    with pytest.raises(ValidationError) as error:
        Cadre.model_validate({**row, "every_months": every})
    assert [found["type"] for found in error.value.errors()] == ["one_of"]
