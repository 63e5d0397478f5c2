"""The lawful part of a roster that somebody hands in to begin from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import company


def lawful_part(problem: Problem, hint: Roster, pinned: Roster) -> Roster:
    """Facts, the ``pinned`` visits, and of the hint's visits those that keep every rule beside
    these and each other, in order of date, branch and cadre.

    ``pinned`` must meet every pin and keep every rule.
    """
    certain = problem.made | frozenset(pinned)
    roster = Roster.of([*certain, *_fitting(problem, hint, certain)])
    if problem.rules.accompany != "require":
        return roster
    # Whoever is dropped can have been the company of a higher tier: so until nobody is left alone.
    while alone := {
        (visit.branch, visit.date, problem.tiers.index(tier))
        for _, visit, tier in company.unaccompanied(problem, roster)
        if visit not in certain
    }:
        roster = Roster(tuple(v for v in roster if v in certain or not _above(problem, v, alone)))
    return roster


def _fitting(problem: Problem, hint: Roster, certain: frozenset[Visit]) -> Iterator[Visit]:
    """The hint's visits that find room beside those that are certain."""
    periods = problem.by_period(certain)
    days = {(visit.cadre, visit.date) for visit in certain}
    there = Counter((v.branch, v.date, problem.cadres[v.cadre].tier) for v in certain)
    possible = {
        Visit(cadre, m.branch, m.date) for cadre, ms in problem.attendable.items() for m in ms
    }
    for visit in Roster.of({*hint} - certain):
        if visit not in possible or (visit.cadre, visit.date) in days:
            continue
        period = problem.period(visit.cadre, visit.month)
        place = (visit.branch, visit.date, problem.cadres[visit.cadre].tier)
        if (
            periods[visit.cadre, period] < problem.quota(visit.cadre, period)
            and there[place] < problem.rules.visitors_per_meeting
        ):
            periods[visit.cadre, period] += 1
            days.add((visit.cadre, visit.date))
            there[place] += 1
            yield visit


def _above(problem: Problem, visit: Visit, alone: set[tuple[str, dt.date, int]]) -> bool:
    """Whether the visit is by a tier above one that is missing at its meeting."""
    rank = problem.tiers.index(problem.cadres[visit.cadre].tier)
    lower = range(rank + 1, len(problem.tiers))
    return any((visit.branch, visit.date, tier) in alone for tier in lower)
