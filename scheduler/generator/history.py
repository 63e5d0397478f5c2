"""The history of a synthetic instance: the irregular practice before there was a rota.

Each cadre visits in most months, but nobody plans the rotation: they go where it is near and where
they have always gone; some bodies assign nobody for half a year, some hamlets see nobody for years.
Lower tiers sometimes join a meeting that a higher one attends.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from random import Random

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Cadre, HistoryStatus, PastVisit
from scheduler.generator.chance import share_of, stream, weighted
from scheduler.generator.recipe import PastRecipe, Recipe

IDLE_MONTHS = 6
"""How long a body that assigns nobody assigns nobody."""
NEGLECT = 0.03
"""How much rarer a neglected locality is visited."""
HABIT = 3.0
"""How strongly a cadre prefers the places they like: the exponent of a uniform liking."""

Dates = Mapping[tuple[str, Month], tuple[dt.date, ...]]
"""Branch and month to the dates on which the branch met."""


def make_history(recipe: Recipe, seed: int, instance: Instance) -> tuple[PastVisit, ...]:
    """The visits of the months before the horizon, in order of date."""
    if recipe.history is None:
        return ()
    months = recipe.history.months
    settings = instance.settings.with_horizon(instance.settings.start.plus(-months), months)
    problem = Problem(instance.model_copy(update={"settings": settings}), checked=True)
    visits = _Practice(recipe.history, seed, problem).visits()
    return tuple(sorted(visits, key=lambda visit: (visit.date, visit.cadre, visit.branch)))


class _Practice:
    """How cadres used to go about it."""

    def __init__(self, past: PastRecipe, seed: int, problem: Problem):
        self._past = past
        self._seed = seed
        self._problem = problem
        self._dates = _dates(problem)
        localities = sorted({branch.area for branch in problem.branches.values()})
        neglected = share_of(stream(seed, "neglected"), localities, past.neglected)
        self._neglected = frozenset(neglected)
        self._attended: dict[Month, set[tuple[str, dt.date]]] = defaultdict(set)
        """The meetings that higher tiers attend."""

    def visits(self) -> list[PastVisit]:
        """All visits, the highest tier first, so that the lower ones can join."""
        visits: list[PastVisit] = []
        for tier in self._problem.tiers:
            made = [
                visit
                for cadre in self._problem.cadres_by_tier[tier]
                for visit in self._visits_of(self._problem.cadres[cadre])
            ]
            for visit in made:
                self._attended[Month.of(visit.date)].add((visit.branch, visit.date))
            visits += made
        return visits

    def _visits_of(self, cadre: Cadre) -> list[PastVisit]:
        random = stream(self._seed, "history", cadre.id)
        diligence = random.choice(self._past.diligence)
        likings = self._likings(random, cadre)
        idle = self._idle_months(cadre)
        visits = []
        for month in self._problem.horizon:
            if month in idle or random.random() >= diligence:
                continue
            meeting = self._choose(random, cadre, likings, month)
            if meeting is not None:
                branch, date = meeting
                visits.append(
                    PastVisit(cadre=cadre.id, branch=branch, date=date, status=self._status(random))
                )
        return visits

    def _likings(self, random: Random, cadre: Cadre) -> dict[str, float]:
        """Branch to how gladly the cadre goes there; by locality, since habit is about places."""
        branches = sorted(self._problem.may_attend(cadre.id))
        localities = sorted({self._problem.locality(branch) for branch in branches})
        liking = {
            locality: (0.05 + random.random() ** HABIT)
            * (NEGLECT if locality in self._neglected else 1.0)
            for locality in localities
        }
        return {branch: liking[self._problem.locality(branch)] for branch in branches}

    def _idle_months(self, cadre: Cadre) -> frozenset[Month]:
        """The months in which the cadre's body assigned nobody."""
        random = stream(self._seed, "idle", cadre.tier, cadre.base, cadre.organization)
        if random.random() >= self._past.idle:
            return frozenset()
        first = random.choice(self._problem.horizon)
        return frozenset(first.plus(number) for number in range(IDLE_MONTHS))

    def _choose(
        self, random: Random, cadre: Cadre, likings: Mapping[str, float], month: Month
    ) -> tuple[str, dt.date] | None:
        """A meeting of the month, or None if the cadre has none to go to."""
        shared = sorted(
            meeting
            for meeting in self._attended[month]
            if meeting[0] in likings and self._problem.employed(cadre.id, meeting[1])
        )
        if shared and random.random() < self._past.join:
            return random.choice(shared)
        open_branches = {
            branch: w for branch, w in likings.items() if (branch, month) in self._dates
        }
        if not open_branches:
            return None
        branch = weighted(random, open_branches)
        date = random.choice(self._dates[branch, month])
        return (branch, date) if self._problem.employed(cadre.id, date) else None

    def _status(self, random: Random) -> HistoryStatus:
        luck = random.random()
        if luck < self._past.missed:
            return "missed"
        return "substituted" if luck < self._past.missed + self._past.substituted else "attended"


def _dates(problem: Problem) -> Dates:
    dates: dict[tuple[str, Month], list[dt.date]] = defaultdict(list)
    for branch, date in problem.meetings:
        dates[branch, Month.of(date)].append(date)
    return {key: tuple(days) for key, days in dates.items()}
