"""Company: lower tiers join the meetings that higher tiers visit (rule 5 and `unaccompanied`).

A pair (meeting, tier) is unaccompanied when a higher tier is present, no cadre of the tier is
present, and some cadre of the tier can attend that meeting. `accompany` says what follows: `prefer`
counts the pairs, `require` forbids them, `off` leaves them alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set

from scheduler.domain.edit import Edit
from scheduler.domain.fact import Fact
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Candidate, Model, grouped, present
from scheduler.rules.rule import Objective, Repair, Rule, State, Waiver
from scheduler.rules.violations import Violation

MONTHS_AROUND = 1
"""Months before and after a meeting without company that are planned anew with it."""


def unaccompanied(problem: Problem, roster: Roster) -> Iterator[tuple[int, Visit, str]]:
    """(row, visit, tier) of each unaccompanied pair; the visit is the first of the meeting by the
    highest tier, where there is one that is no fact.
    """
    rank = {tier: place for place, tier in enumerate(problem.tiers)}
    there: dict[tuple[str, dt.date], dict[str, list[tuple[int, Visit]]]] = defaultdict(dict)
    for row, visit in enumerate(roster):
        tier = problem.cadres[visit.cadre].tier if visit.cadre in problem.cadres else ""
        if tier in rank:
            there[visit.branch, visit.date].setdefault(tier, []).append((row, visit))
    for meeting, tiers in there.items():
        able = problem.able_tiers.get(meeting, frozenset())
        for tier in problem.tiers[min(map(rank.__getitem__, tiers)) + 1 :]:
            if tier not in tiers and tier in able:
                higher = (pair for x in problem.tiers[: rank[tier]] for pair in tiers.get(x, ()))
                yield *min(higher, key=lambda pair: pair[1] in problem.made), tier


def _post_tier(
    model: Model, above: Sequence[list[Candidate]], company: Sequence[Candidate], required: bool
) -> None:
    """One tier at one meeting, below those of each higher tier who would need it."""
    above = [visitors for visitors in above if visitors]
    if not above:
        return
    lone = []
    if not required:
        lone = [(model.boolean(), -1)]
        model.cost(Unaccompanied.name, [(lone[0][0], 1)])
    there = [(c.variable, -1) for c in company]
    for visitors in above:
        model.row([*present(model, visitors), *there, *lone], high=0)


def _facts_and_plans(
    model: Model, above: Sequence[list[Candidate]]
) -> tuple[list[list[Candidate]], list[list[Candidate]]]:
    """The visitors of each tier that are facts, and the others."""
    made = model.problem.made
    return (
        [[c for c in visitors if c.visit in made] for visitors in above],
        [[c for c in visitors if c.visit not in made] for visitors in above],
    )


class Company(Rule):
    """Where company is required, lower tiers join the meetings that higher tiers visit."""

    name = "company"
    violations = ("accompany",)
    separable = False
    each_month = True

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Each unaccompanied pair, where company is required; none where only facts are there."""
        if problem.rules.accompany == "require":
            for row, visit, tier in unaccompanied(problem, roster):
                if visit not in problem.made:
                    yield Violation(
                        "accompany", row, visit, {"tier": problem.settings.levels_said([tier])}
                    )

    def post(self, model: Model) -> None:
        """For each meeting and tier: present(a higher tier) − Σ visits of the tier ≤ lone.

        `lone` is a variable with cost 1, or 0 where company is required; of a fact it is not. A
        tier that is able but has no candidate (its cadres owe no visit) cannot come.
        """
        rules = model.problem.rules
        if rules.accompany == "off":
            return
        for meeting, candidates in grouped(model.candidates, lambda c: c.meeting).items():
            tiers = grouped(candidates, lambda c: c.tier)
            able = model.problem.able_tiers.get(meeting, frozenset())
            for rank, tier in enumerate(model.problem.tiers):
                company = tiers.get(tier, ())
                if tier not in able or any(c.settled for c in company):
                    continue
                above = [tiers[higher] for higher in model.problem.tiers[:rank] if higher in tiers]
                if rules.accompany == "prefer":
                    _post_tier(model, above, company, required=False)
                else:
                    facts, planned = _facts_and_plans(model, above)
                    _post_tier(model, facts, company, required=False)
                    _post_tier(model, planned, company, required=True)

    def state(self, problem: Problem) -> State:
        """Who is at each meeting, and who could come along."""
        return _Presence(problem)

    def helpers(self, problem: Problem, branches: Set[str]) -> Iterable[str]:
        """Where company is required: whoever may attend the branches."""
        if problem.rules.accompany != "require":
            return ()
        return (cadre for cadre in problem.cadres if problem.may_attend(cadre) & branches)

    def fact(self, problem: Problem) -> Fact:
        """That company is required; it could be preferred."""
        return Fact("accompany", "instance", None, {}, (Edit(rules={"accompany": "prefer"}),))

    def without(self, problem: Problem) -> Waiver | None:
        """Company is no matter at all."""
        if problem.rules.accompany == "off":
            return None
        return Waiver("accompany = off", Edit(rules={"accompany": "off"}))


class _Presence(State):
    def __init__(self, problem: Problem):
        self._problem = problem
        self._there: set[tuple[str, dt.date, str]] = set()
        self._able: dict[tuple[str, dt.date, str], list[Visit]] = defaultdict(list)
        if problem.rules.accompany != "off":
            for (cadre, _), visits in problem.possible_in.items():
                row = problem.cadres[cadre]
                for visit in visits if row.visits_per_month else ():
                    self._able[visit.branch, visit.date, row.tier].append(visit)

    def add(self, visit: Visit) -> None:
        self._there.add((visit.branch, visit.date, self._problem.cadres[visit.cadre].tier))

    def calls(self, visit: Visit) -> Iterator[Sequence[Visit]]:
        problem, (_, branch, date) = self._problem, visit
        if problem.rules.accompany == "off":
            return
        able = problem.able_tiers[branch, date]
        place = problem.tiers.index(problem.cadres[visit.cadre].tier)
        for lower in problem.tiers[place + 1 :]:
            if lower in able and (branch, date, lower) not in self._there:
                yield self._able[branch, date, lower]

    @property
    def insists(self) -> bool:
        return self._problem.rules.accompany == "require"


class Unaccompanied(Objective):
    """Pairs of a meeting and a tier that a higher tier waits for in vain."""

    name = "unaccompanied"
    separable = False
    each_month = True

    def value(self, problem: Problem, roster: Roster, reference: Set[Visit]) -> int:
        """Number of unaccompanied (meeting, tier) pairs."""
        return sum(1 for _ in unaccompanied(problem, roster))

    def applies(self, problem: Problem, reference: Set[Visit]) -> bool:
        """Unless company is off."""
        return problem.rules.accompany != "off"

    def post(self, model: Model) -> None:
        """Nothing more: the rule's rows count them."""

    def state(self, problem: Problem) -> State:
        """Nothing: the rule's state calls for company."""
        return State()

    def amiss(self, problem: Problem, roster: Roster) -> Iterator[Repair]:
        """Each meeting that lacks company, with all who could give or spare it."""
        horizon = problem.horizon
        for visit in sorted({visit for _, visit, _ in unaccompanied(problem, roster)}):
            able = (c for c in problem.cadres if visit.branch in problem.may_attend(c))
            place = horizon.index(visit.month)
            months = horizon[max(0, place - MONTHS_AROUND) : place + MONTHS_AROUND + 1]
            yield Repair(tuple(able), months, problem.locality(visit.branch))
