"""The lawful part of a roster that somebody hands in to begin from."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit


def lawful_part(problem: Problem, hint: Roster, pinned: Roster) -> Roster:
    """Facts, the ``pinned`` visits, and of the hint's visits those that keep every rule beside
    these and each other, in order of date, branch and cadre.

    ``pinned`` must meet every pin and keep every rule.
    """
    certain = problem.made | frozenset(pinned)
    roster = Roster.of([*certain, *_fitting(problem, hint, certain)])
    # Whoever is dropped can have been what a rule asks of another: so until none is broken.
    while broken := {v.visit for v in rules.audit(problem, roster) if v.row is not None} - certain:
        roster = Roster(tuple(visit for visit in roster if visit not in broken))
    return roster


def _fitting(problem: Problem, hint: Roster, certain: frozenset[Visit]) -> Iterator[Visit]:
    """The hint's visits that find room beside those that are certain."""
    states = [rule.state(problem) for rule in rules.all_rules()]
    for visit in certain:
        for state in states:
            state.add(visit)
    possible = {
        Visit(cadre, m.branch, m.date) for cadre, ms in problem.attendable.items() for m in ms
    }
    for visit in Roster.of({*hint} - certain):
        if visit in possible and all(state.allows(visit) for state in states):
            for state in states:
                state.add(visit)
            yield visit
