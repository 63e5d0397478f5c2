"""The rows of each rule and objective alone: a model with a point, one without, and costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.cpsat import Answer, best_point
from scheduler.milp.space import Space
from scheduler.milp.watch import Watch
from scheduler.rules.own import lacking
from scheduler.rules.rule import Objective, Rule
from tests.tiny import pin, roster, tiny


class Case(NamedTuple):
    """Visits that keep a rule and some that break it, in the tiny problem with other rules."""

    lawful: tuple[str, ...]
    unlawful: tuple[str, ...]
    rules: Mapping[str, Any] = {}
    tables: Mapping[str, Any] = {}


RULES: Mapping[str, tuple[Case, ...]] = {
    "quota": (
        Case(("em@w3@07-15", "an@w1@07-05", "an@w2@08-10"), ("an@w1@07-05", "an@w2@07-10")),
        Case(("giang@w1@07-05", "giang@w2@07-10"), ("giang@w1@07-05", "giang@f1@07-05")),
    ),
    "capacity": (Case(("an@w1@07-05", "giang@w1@07-05"), ("an@w1@07-05", "binh@w1@07-05")),),
    "pins": (Case(("an@w2@08-10",), ("an@w1@08-05",), {}, {"pins": [pin("an", "w2", "require")]}),),
    "company": (
        Case(("giang@w1@07-05", "an@w1@07-05"), ("giang@w1@07-05",), {"accompany": "require"}),
    ),
}
"""Rules with rows of their own."""

NO_ROWS = {"attendance", "past"}
"""Rules that decide which visits are candidates."""

ROSTERS = (
    (), ("an@w1@07-05",), ("an@w1@07-05", "an@w1@08-05", "binh@w2@07-10", "em@w3@07-15"),
    ("giang@w1@07-05", "giang@f2@07-02", "hoa@w3@08-15", "em@w3@08-15", "an@w2@09-10"),
)  # fmt: skip
REFERENCE = frozenset(roster("an@w1@07-05", "an@w2@08-10"))


def fixed(problem: Problem, items: Sequence[Rule | Objective], visits: Roster) -> Answer:
    """The best point of the model with these alone, by the last of them, and these visits made."""
    model = RosterModel(problem, REFERENCE)
    for item in items:
        item.post(model)
    made = set(visits)
    assert made <= {candidate.visit for candidate in model.candidates}
    for candidate in model.candidates:
        value = int(candidate.visit in made)
        model.row([(candidate.variable, 1)], low=value, high=value)
    space = Space.of(model)
    cost = model.weighted({items[-1].name: 1})
    answer = best_point(space, space.costs(cost), Watch())
    return answer if answer.bound is None else replace(answer, bound=answer.bound + cost.constant)


def test_every_rule_has_an_example() -> None:
    assert RULES.keys() | NO_ROWS == {rule.name for rule in rules.all_rules()}


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in RULES.items() for case in cases]
)
def test_a_rule_alone_lets_in_what_keeps_it_and_nothing_else(name: str, case: Case) -> None:
    (rule,) = (rule for rule in rules.all_rules() if rule.name == name)
    problem = tiny(dict(case.rules), **case.tables)
    lawful, unlawful = roster(*case.lawful), roster(*case.unlawful)
    assert fixed(problem, [rule], lawful).status == "optimal"
    assert not list(rule.audit(problem, lawful))
    assert fixed(problem, [rule], unlawful).status == "infeasible"
    assert list(rule.audit(problem, unlawful))


@pytest.mark.parametrize("visits", ROSTERS, ids=len)
@pytest.mark.parametrize("name", rules.all_objectives())
def test_an_objective_alone_costs_its_value(name: str, visits: tuple[str, ...]) -> None:
    """The rows leave no point that costs less than the value, and one that costs as much."""
    problem = tiny({"accompany": "prefer", "gap_months": 2})
    objective = rules.all_objectives()[name]
    counting = [rule for rule in rules.all_rules() if rule.name == "company"]  # for `unaccompanied`
    answer = fixed(problem, [*counting, objective], roster(*visits))
    assert answer.status == "optimal"
    assert answer.bound == objective.value(problem, roster(*visits), REFERENCE)


@pytest.mark.parametrize("item", rules.everything(), ids=lambda item: item.name)
def test_nothing_is_forgotten_of_the_programs_own(item: Rule | Objective) -> None:
    assert lacking(item) == []
