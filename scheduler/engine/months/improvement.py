"""Large-neighbourhood search: plan some cells of a draft anew, to the optimum, all else kept.

Each neighbourhood is a small exact search (:mod:`scheduler.engine.exact`) that begins where the
draft stands, so a draft never gets worse. Those of a batch are planned at the same time; where two
of them touch, the later one is taken over only if it still is better with the earlier one in place.
Nothing depends on how many processes take part or which of them is faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.candidates import candidates_of
from scheduler.engine.crew import Crew, Site
from scheduler.engine.exact import Exact
from scheduler.engine.linear.levels import NoPoint
from scheduler.engine.months.draft import Draft, Excerpt
from scheduler.engine.months.neighbourhoods import SELDOM, Neighbourhood, Neighbourhoods
from scheduler.engine.progress import Effort, Watch

EFFORT = Effort(relaxation=4.0, check=1.0, search=2.0)
"""For one neighbourhood. Nearly all need a tenth of it."""

ENOUGH = 1e-4
"""The search ends when a whole round gains no more than this share of any level's value."""

Vector = tuple[int, ...]


@dataclass(frozen=True)
class Replanned:
    """What planning an excerpt anew came to: the visits of its cells, better on some level by
    ``gain`` (cost before minus cost after, the most important level first).
    """

    visits: tuple[Visit, ...]
    gain: Vector


def replan(site: Site, watch: Watch, excerpt: Excerpt) -> Replanned | None:
    """The best visits of the excerpt's cells; None where nothing better was found."""
    part = site.problem.part(excerpt.cadres, excerpt.localities)
    kept = excerpt.kept
    candidates = candidates_of(part, excerpt.cells, kept)
    try:
        roster, _ = Exact(part, site.reference, site.seed, candidates).settle(watch)
    except NoPoint:
        return None
    gain = _gain(site, part, excerpt.visits, roster.visits)
    if gain <= (0,) * len(gain):
        return None
    settled = set(kept)
    return Replanned(tuple(visit for visit in roster if visit not in settled), gain)


def _gain(site: Site, part: Problem, old: Sequence[Visit], new: Sequence[Visit]) -> Vector:
    before, after = (rules.vector(part, Roster.of(visits), site.reference) for visits in (old, new))
    return tuple(b - a for b, a in zip(before, after, strict=True))


class Improvement:
    """Rounds of neighbourhoods over one draft, until they gain no more."""

    def __init__(self, site: Site, draft: Draft, crew: Crew):
        self.site = site
        self.draft = draft
        self.crew = crew
        self._looked_at: dict[Neighbourhood, int] = {}
        """The draft's clock when a neighbourhood was last found to hold nothing better."""

    def steps(self, vector: Vector) -> Iterator[Vector]:
        """Improve batch after batch; yields the draft's vector after each.

        Ends by itself, or after the rounds that the effort allows.
        """
        neighbourhoods, number = Neighbourhoods(self.site.problem), 0
        most = self.crew.watch.effort.rounds
        while number != most:
            at_start = vector
            for batch in self._round(neighbourhoods, number):
                for gain in self._plan(batch):
                    vector = tuple(v - g for v, g in zip(vector, gain, strict=True))
                yield vector
            number += 1
            if number > SELDOM and _nearly(at_start, vector):
                return

    def _round(
        self, neighbourhoods: Neighbourhoods, number: int
    ) -> Iterator[Sequence[Neighbourhood]]:
        yield from neighbourhoods.mending(self.draft.roster)
        yield from neighbourhoods.round(number)

    def _plan(self, batch: Sequence[Neighbourhood]) -> Iterator[Vector]:
        """The gains of the neighbourhoods that were taken over."""
        clock = self.draft.clock
        begun = []
        for neighbourhood in batch:
            excerpt = self.draft.excerpt(neighbourhood.cells)
            seen = self._looked_at.get(neighbourhood)
            if seen is None or self.draft.changed_since(seen, excerpt):
                begun.append((neighbourhood, excerpt, self.crew.submit(replan, EFFORT, excerpt)))
        for neighbourhood, excerpt, task in begun:
            answer = self.crew.result(task)
            if answer is None:
                if not self.crew.watch.over:
                    self._looked_at[neighbourhood] = clock
                continue
            gain = answer.gain
            if self.draft.changed_since(clock, excerpt):
                gain = self._gain_now(excerpt, answer)
            if gain > (0,) * len(gain):
                self.draft.replace(excerpt.cells, answer.visits)
                yield gain

    def _gain_now(self, excerpt: Excerpt, answer: Replanned) -> Vector:
        """What the answer gains over the draft as it is by now; nothing if it breaks a rule."""
        now = self.draft.excerpt(excerpt.cells)
        part = self.site.problem.part(now.cadres, now.localities)
        new = [*now.kept, *answer.visits]
        if any(rules.audit(part, Roster.of(new))):
            return (0,) * len(answer.gain)
        return _gain(self.site, part, now.visits, new)


def _nearly(before: Vector, after: Vector) -> bool:
    return all(b - a <= ENOUGH * max(1, abs(b)) for b, a in zip(before, after, strict=True))
