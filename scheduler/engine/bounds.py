"""Bounds for a horizon too long for one model: forget company, and the tiers fall apart.

Without company, cadres of different tiers share nothing, and within a tier only those who share a
locality do. Each such part is small enough to be relaxed over all months, and what all rosters cost
in a level is at least the sum of what each part costs at least.

The bound of a level may use that earlier levels are at their proven optimum: in each part the
points that attain the part's own bound there. That is sound exactly while value and bound agree on
those levels for the whole; so a level is bounded with the levels above it that are proven by now,
and anew when more of them are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.engine.crew import Crew, Site
from scheduler.engine.model import LinearModel
from scheduler.engine.prices import waiting_bound
from scheduler.engine.progress import Effort, Watch
from scheduler.engine.relaxation import certify
from scheduler.engine.space import Space
from scheduler.rules import changes, company, peak_travel, waiting

EFFORT = Effort(relaxation=100.0)
"""For one relaxation of one part."""


LARGEST = 150_000
"""Stretches beyond which `waiting` is bounded by prices instead of a linear relaxation."""

QUEUE = 50
"""Jobs that wait for a process at a time: enough that none is idle between two looks."""


@dataclass(frozen=True)
class Part:
    """Cadres of one tier who share localities with each other and nobody else of their tier."""

    cadres: tuple[str, ...]
    localities: frozenset[str]


def parts_of(problem: Problem) -> list[Part]:
    """The parts of a problem without company, those with the most cadres first."""
    peers = peak_travel.peers(problem)
    parts = []
    for cadres in problem.cadres_by_tier.values():
        label = {cadre: cadre for cadre in cadres}

        def root(cadre: str, label: dict[str, str] = label) -> str:
            while label[cadre] != cadre:
                label[cadre] = label[label[cadre]]
                cadre = label[cadre]
            return cadre

        first: dict[str, str] = {}
        for cadre in cadres:
            for other in peers[cadre]:
                label[root(other)] = root(cadre)
            for branch in problem.may_attend(cadre):
                other = first.setdefault(problem.locality(branch), cadre)
                label[root(cadre)] = root(other)
        members: dict[str, list[str]] = defaultdict(list)
        for cadre in cadres:
            members[root(cadre)].append(cadre)
        for group in members.values():
            branches = {branch for cadre in group for branch in problem.may_attend(cadre)}
            parts.append(Part(tuple(group), frozenset(map(problem.locality, branches))))
    return sorted(parts, key=lambda part: (-len(part.cadres), part.cadres))


def bound_part(site: Site, watch: Watch, part: Part, level: int, premise: int) -> int:
    """A bound for the part's cost on a level (from 0) among the points that are best on the first
    ``premise`` levels.
    """
    problem = site.problem.part(frozenset(part.cadres), part.localities)
    reference = frozenset(visit for visit in site.reference if visit.cadre in problem.cadres)
    levels = rules.levels_of(site.problem, site.reference)
    used = {name for place in (*range(premise), level) for name in levels[place]}
    if waiting.NAME in levels[level] and _paths(problem) > LARGEST:
        return waiting_bound(problem, watch) * levels[level][waiting.NAME]
    forget = {name for own in levels for name in own} - used | {company.NAME}
    model = LinearModel.of(problem, reference, forget=forget)
    space = Space.of(model)
    for place in range(premise):
        proof = certify(space, space.costs(model.weighted(levels[place])), watch)
        space = proof.points_of_cost(proof.bound)
    cost = model.weighted(levels[level])
    return max(0, certify(space, space.costs(cost), watch).bound + cost.constant)


@dataclass
class _Job:
    """One level of one part: the best bound so far and the premise it was found under."""

    level: int
    part: Part
    bound: int = 0
    premise: int = -1


def _paths(problem: Problem) -> int:
    """Stretches between two months that a model of `waiting` has for all localities together."""
    months = len(problem.horizon)
    return len(problem.ages_at_start) * (months + 1) * (months + 2) // 2


class Bounds:
    """The bounds of all levels, as far as the crew has come.

    Each part's cost is never negative, so the sum over the parts that were bounded is always a
    bound, and grows.
    """

    def __init__(self, site: Site, crew: Crew):
        self.site = site
        self.crew = crew
        self.levels = rules.levels_of(site.problem, site.reference)
        parts = parts_of(site.problem)
        self._jobs = [
            _Job(level, part)
            for level, names in enumerate(self.levels)
            if names.keys() - {company.NAME}
            for part in parts
        ]
        self._begun: list[tuple[_Job, Future[int]]] = []

    @property
    def values(self) -> tuple[int, ...]:
        """A bound for each level by now."""
        gone = sum(visit.cadre not in self.site.problem.cadres for visit in self.site.reference)
        totals = [gone * names.get(changes.NAME, 0) for names in self.levels]
        for job in self._jobs:
            totals[job.level] += job.bound
        return tuple(totals)

    def pump(self, vector: Sequence[int]) -> bool:
        """Take in what is finished, and begin what comes next.

        ``vector`` is the best roster's cost on each level by now. False when nothing is left to do.
        """
        room = QUEUE if self.crew.size else 1
        for job, future in self._begun:
            if future.done():
                job.bound = max(job.bound, self.crew.result(future) or 0)
        self._begun = [begun for begun in self._begun if not begun[1].done()]
        while len(self._begun) < room and (following := self._next(vector)) is not None:
            what = (following.part, following.level, following.premise)
            self._begun.append((following, self.crew.submit(bound_part, EFFORT, *what)))
        return bool(self._begun)

    def wait(self) -> None:
        """Until the first of what was begun is finished, or the watch is over."""
        self.crew.result(self._begun[0][1])

    def _next(self, vector: Sequence[int]) -> _Job | None:
        """The job to begin: unbounded ones first, level by level."""
        values = self.values
        open_levels = (n for n, bound in enumerate(values) if vector[n] > bound)
        proven = next(open_levels, len(values))
        for fresh in (True, False):
            for job in self._jobs:
                premise = min(job.level, proven)
                if (
                    vector[job.level] > values[job.level]
                    and premise > job.premise
                    and fresh == (job.premise < 0)
                ):
                    job.premise = premise
                    return job
        return None
