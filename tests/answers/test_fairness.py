"""Loads as rates: fewer visits due, the same kilometres for each."""

from __future__ import annotations

import pytest

from scheduler.answers.fairness import fairness_of
from scheduler.domain.problem import Problem
from scheduler.domain.records import Distance
from scheduler.domain.roster import Roster
from tests.tiny import day, roster, tiny


def two_on_the_road() -> Problem:
    """`old` and `new` work for c1 and live in c2, 7.3 km from h1; `new` joins in September."""
    an = tiny().cadres["an"].model_copy(update={"base": "c2"})
    old = an.model_copy(update={"id": "old"})
    new = an.model_copy(update={"id": "new", "from_": day("09-01")})
    return tiny(cadres=[old, new], distances=[Distance(from_="h1", to="c2", km=7.3)])


def test_a_newcomer_is_compared_by_the_visit() -> None:
    made = roster("old@w1@07-05", "old@w1@08-05", "new@w1@09-05")
    fairness = fairness_of(two_on_the_road(), made)
    old, new = fairness.cadres["old"], fairness.cadres["new"]
    assert (old.due, old.visits, new.due, new.visits) == (3, 2, 1, 1)
    assert (old.km, new.km) == pytest.approx((29.2, 14.6))
    assert old.km_per_visit == pytest.approx(new.km_per_visit)
    assert fairness.tiers["commune"].apart == pytest.approx(0)
    assert fairness.tiers["commune"].km_largest == pytest.approx(14.6)


def test_peers_lie_apart_by_what_a_visit_costs_them() -> None:
    made = roster("old@w1@07-05", "new@w2@09-10")
    fairness = fairness_of(two_on_the_road(), made)
    assert fairness.tiers["commune"].apart == pytest.approx(14.6)
    assert fairness.tiers["commune"].km_median == pytest.approx(7.3)


def test_whoever_is_employed_for_a_part_owes_for_that_part() -> None:
    fairness = fairness_of(tiny(), Roster.of([]))
    assert fairness.cadres["dung"].due == 3  # from 3 July until 1 September: three months
    assert fairness.cadres["em"].due == 6  # two visits a month
    assert fairness.cadres["em"].km_per_visit is None
    assert fairness.tiers["province"].due == 9
