"""What a roster must and should be: one module a rule or objective, listed here and nowhere else.

Each says the thing twice, side by side: in plain Python over a finished roster (``audit`` or
``value``) and as linear rows and costs (``post``). Nothing here imports a solver.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Set

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import (
    attendance,
    balance,
    capacity,
    changes,
    company,
    missed,
    past,
    peak_travel,
    pins,
    quota,
    rotation,
    travel,
    uneven,
    waiting,
)
from scheduler.rules.model import Model
from scheduler.rules.violations import Violation

RULES = (attendance, quota, capacity, pins, company, past)
"""The hard rules of SPEC §4, in its order; last, that what is over stays over."""

VALUES: Mapping[str, Callable[[Problem, Roster], int]] = {
    missed.NAME: missed.value,
    rotation.NAME: rotation.value,
    company.NAME: company.value,
    waiting.NAME: waiting.value,
    uneven.NAME: uneven.value,
    balance.NAME: balance.value,
    travel.NAME: travel.value,
    peak_travel.NAME: peak_travel.value,
}
"""The objectives of SPEC §5 that a roster has by itself."""

_POSTS: Mapping[str, Callable[[Model], None]] = {
    missed.NAME: missed.post,
    changes.NAME: changes.post,
    rotation.NAME: rotation.post,
    waiting.NAME: waiting.post,
    uneven.NAME: uneven.post,
    balance.NAME: balance.post,
    travel.NAME: travel.post,
    peak_travel.NAME: peak_travel.post,
}  # `unaccompanied` is posted by the rule `company`


def levels_of(
    problem: Problem, reference: Set[Visit] = frozenset()
) -> tuple[Mapping[str, int], ...]:
    """The lexicographic levels that apply: objective to weight, most important first.

    `unaccompanied` is left out where `accompany` is off. With a reference roster `changes` becomes
    a level of its own right after the one that holds `missed` (first where none does), unless the
    instance places it.
    """
    off = {company.NAME} if problem.rules.accompany == "off" else set()
    if not reference:
        off.add(changes.NAME)
    stated = problem.settings.objectives.levels
    kept = ({name: w for name, w in level.items() if name not in off} for level in stated)
    levels = [level for level in kept if level]
    if reference and not any(changes.NAME in level for level in levels):
        place = next((n for n, level in enumerate(levels) if missed.NAME in level), -1)
        levels.insert(place + 1, {changes.NAME: 1})
    return tuple(levels)


def audit(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """Every violation of every rule."""
    for rule in RULES:
        yield from rule.audit(problem, roster)


def values(problem: Problem, roster: Roster, reference: Set[Visit] = frozenset()) -> dict[str, int]:
    """Every objective's value, computed from the input and the roster alone."""
    roster = past.counted(problem, roster)
    found = {name: value(problem, roster) for name, value in VALUES.items()}
    if reference:
        found[changes.NAME] = changes.value(roster, reference)
    return found


def vector(
    problem: Problem, roster: Roster, reference: Set[Visit] = frozenset()
) -> tuple[int, ...]:
    """The roster's cost on each level: rosters compare as their vectors do."""
    roster = past.counted(problem, roster)

    def cost(name: str) -> int:
        if name == changes.NAME:
            return changes.value(roster, reference)
        return VALUES[name](problem, roster)

    return tuple(
        sum(cost(name) * weight for name, weight in level.items())
        for level in levels_of(problem, reference)
    )


def post(model: Model, forget: Container[str] = ()) -> None:
    """Post every rule, and every objective that a level uses.

    Objectives to ``forget`` are left out; with `unaccompanied` goes the rule that may forbid it.
    What is left is a relaxation.
    """
    for rule in RULES:
        if rule is not company or company.NAME not in forget:
            rule.post(model)
    for level in levels_of(model.problem, model.reference):
        for name in level:
            if name in _POSTS and name not in forget:
                _POSTS[name](model)
