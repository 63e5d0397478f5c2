"""What is planned anew together covers everything, and side by side shares no cadre."""

from __future__ import annotations

from collections import Counter

import pytest

from scheduler.domain.problem import Problem
from scheduler.engine.decomposition.neighbourhoods import Neighbourhood, Neighbourhoods
from scheduler.engine.params import LnsParams
from tests.random_instances import random_instance
from tests.tiny import roster, tiny


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("number", range(4))
def test_a_round_covers_every_cell_and_a_batch_shares_no_cadre(seed: int, number: int) -> None:
    problem = Problem(random_instance(seed, months=4))
    covered = set()
    for batch in Neighbourhoods(problem, LnsParams()).round(number):
        shared = Counter(cadre for neighbourhood in batch for cadre in neighbourhood.cadres)
        assert set(shared.values()) <= {1}
        for neighbourhood in batch:
            covered |= neighbourhood.cells
    # Small as these are, the whole territory is always a group, unless it is its turn to rest.
    if number % 3 == 0:
        assert covered == {(c, month) for c in problem.cadres for month in problem.horizon}


def test_windows_shift_and_both_turns_meet_both_shifts() -> None:
    two = tiny().cadres["an"].model_copy(update={"id": "two", "areas": ("c1", "c2")})
    neighbourhoods = Neighbourhoods(tiny(cadres=[two]), LnsParams(window_months=2))
    met = set()
    for number in range(4):
        for batch in neighbourhoods.round(number):
            for own in batch:
                if "two" in own.cadres and own.area:
                    met.add((own.area, len(own.months)))
    assert met >= {("c1", 2), ("c2", 2), ("c1", 1), ("c2", 1)}


def test_what_is_amiss_is_planned_with_what_could_mend_it() -> None:
    problem = tiny({"gap_months": 3, "accompany": "prefer"})
    visits = ("an@w1@07-05", "an@w1@08-05", "giang@w1@09-05", "em@w3@07-15", "em@w3@08-15")
    batches = list(Neighbourhoods(problem, LnsParams()).defects(roster(*visits)))
    missed, early, lone, unfair = batches
    months = problem.horizon
    assert any(own.cadres == ("an", "binh") and own.months == (months[2],) for own in missed)
    assert early == [Neighbourhood("", ("an",), months)]  # em has nowhere else to go: gap 0
    assert [(own.area, own.months) for own in lone] == [("h1", months[1:])]
    assert {"an", "binh", "giang", "hoa"} <= set(lone[0].cadres)
    assert unfair == [Neighbourhood("", ("an", "binh"), months)]  # an came twice, binh never
