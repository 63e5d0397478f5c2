"""A problem as Timefold's planning solution: every number that the constraints ask about."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from benchmarks.peers.timefold import measures
from benchmarks.peers.timefold.domain import (
    Cadre,
    Demand,
    Given,
    Locality,
    Meeting,
    Slot,
    schedule_class,
)
from benchmarks.peers.timefold.shortfalls import Cell, Shortfalls
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import balance, levels_of, peak_travel
from scheduler.rules.posting import grouped


class Numbering:
    """Numbers things in the order in which they are first asked about."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def __call__(self, thing: object) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))


class Planning:
    """The problem facts and planning entities of a problem."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.branch, self.place, self.companions = Numbering(), Numbering(), Numbering()
        self.start = problem.horizon[0].ordinal
        self.last = len(problem.horizon) - 1
        self.facts = sorted(problem.made)
        self.options = dict(self._options())
        """Cell to the number of its slots, and the visits that they choose from."""
        slots = {cell: count for cell, (count, _) in self.options.items()}
        self.shortfalls = Shortfalls(problem, problem.made, slots)

    # -- there and back ---------------------------------------------------------------------------

    def schedule(self) -> Any:
        """The planning solution, with nothing planned."""
        whole = schedule_class(len(levels_of(self.problem)))
        return whole([*self.meetings.values()], self._demands(), self._given(), self._slots())

    def roster(self, schedule: Any) -> Roster:
        """What its slots are used for, facts included."""
        cadres, meetings = [*self.cadres], [*self.meetings]
        used = (slot for slot in schedule.slots if slot.meeting is not None)
        return Roster.of(Visit(cadres[s.cadre.id], *meetings[s.meeting.id]) for s in used)

    # -- what can be planned ----------------------------------------------------------------------

    def _options(self) -> Iterator[tuple[Cell, tuple[int, Sequence[Visit]]]]:
        """A cadre has as many slots as the quota leaves beside facts, on days without one."""
        problem = self.problem
        made = problem.by_period(self.facts)
        busy = {(visit.cadre, visit.date) for visit in self.facts}
        visits = (Visit(c, m.branch, m.date) for c, own in problem.attendable.items() for m in own)
        free = (visit for visit in visits if (visit.cadre, visit.date) not in busy)
        cells = grouped(free, lambda v: (v.cadre, problem.period(v.cadre, v.month)))
        for cell, own in cells.items():
            left = max(0, problem.quota(*cell) - made[cell])
            if slots := min(left, len({visit.date for visit in own})):
                yield cell, (slots, own)

    def _visits(self) -> Iterator[Visit]:
        """Facts and options."""
        yield from self.facts
        for _, own in self.options.values():
            yield from own

    @cached_property
    def meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        """Branch and date of every fact and option to the meeting, in order of its number."""
        keys = sorted({(visit.branch, visit.date) for visit in self._visits()})
        cadres = self.problem.cadres
        there = Counter((v.branch, v.date, cadres[v.cadre].tier) for v in self.facts)
        return {key: self._meeting(number, key, there) for number, key in enumerate(keys)}

    def _meeting(
        self, number: int, key: tuple[str, dt.date], there: Counter[tuple[str, dt.date, str]]
    ) -> Meeting:
        problem, tiers = self.problem, self.problem.tiers
        able = [tiers.index(tier) for tier in problem.able_tiers.get(key, ())]
        return Meeting(
            number,
            self.branch(key[0]),
            self.place(problem.locality(key[0])),
            key[1].toordinal(),
            Month.of(key[1]).ordinal - self.start,
            able,
            [measures.unaccompanied(able, rank, {rank}) for rank in range(len(tiers))],
            [max(0, problem.rules.visitors_per_meeting - there[*key, tier]) for tier in tiers],
        )

    def _slots(self) -> list[Slot]:
        """Facts; then the cells, those first that are hardest to plan: pins, then month by month
        the lower tiers, whose company the upper ones look for, and who has least to choose from.
        """
        facts = [
            Slot(number, self.cadres[v.cadre], False, True, [], True, self.meetings[v[1:]])
            for number, v in enumerate(self.facts)
        ]
        slots = list(facts)
        for cell in sorted(self.options, key=self._ease):
            count, visits = self.options[cell]
            due, alone = cell in self.shortfalls.due, count == 1
            options = [self.meetings[visit[1:]] for visit in visits]
            for _ in range(count):
                slots.append(Slot(len(slots), self.cadres[cell[0]], due, alone, options))
        return slots

    def _ease(self, cell: Cell) -> tuple[object, ...]:
        visits = self.options[cell][1]
        pins = self.problem.requiring_pins
        pinned = any(p.covers(v.date) for v in visits for p in pins.get((v.cadre, v.branch), ()))
        return not pinned, cell[1], -self._tier(cell[0]), len(visits), cell[0]

    def _demands(self) -> list[Demand]:
        days = sorted({day for _, day in self.meetings})
        pins = [(*pair, pin) for pair, own in self.problem.requiring_pins.items() for pin in own]
        return [
            Demand(
                number,
                self.cadres[cadre].id if cadre in self.cadres else -1,
                self.branch(branch),
                [day.toordinal() for day in days if pin.covers(day)],
            )
            for number, (cadre, branch, pin) in enumerate(pins)
        ]

    # -- who --------------------------------------------------------------------------------------

    @cached_property
    def cadres(self) -> Mapping[str, Cadre]:
        """Everybody with a slot, in order of their number."""
        branches: dict[str, set[str]] = defaultdict(set)
        for visit in self._visits():
            branches[visit.cadre].add(visit.branch)
        counts = balance.past_counts(self.problem)
        return {
            cadre: self._cadre(number, cadre, own, counts.get(cadre, []))
            for number, (cadre, own) in enumerate(sorted(branches.items()))
        }

    def _cadre(self, number: int, cadre: str, branches: Iterable[str], counts: list[int]) -> Cadre:
        problem, tier = self.problem, self.problem.cadres[cadre].tier
        own = {self.place(problem.locality(branch)): branch for branch in sorted(branches)}
        past = {place: self.past[cadre, place] for place in own if (cadre, place) in self.past}
        areas = {p: list(balance.places_of(problem, cadre, branch)) for p, branch in own.items()}
        return Cadre(
            number,
            self._tier(cadre),
            self._gap(cadre),
            self.last,
            past,
            {
                place: [self._added(cadre, month, months) for month in range(self.last + 1)]
                for place, months in past.items()
            },
            {place: problem.travel(cadre, branch) for place, branch in own.items()},
            self.companions(peak_travel.group_of(problem, cadre)),
            {place: self._locality(tier, place) for place in own},
            areas,
            counts,
            {p: measures.tilt(counts, areas, [p]) for p in (-1, *own)} if counts else {},
            self.shortfalls.peers.get(cadre),
            self.shortfalls.of(cadre),
        )

    def _added(self, cadre: str, month: int, past: list[int]) -> int:
        """What a visit in the month adds to the early returns among past ones."""
        gap = self._gap(cadre)
        before = measures.early_returns(gap, self.last, past)
        return measures.early_returns(gap, self.last, [*past, month]) - before

    def _tier(self, cadre: str) -> int:
        return self.problem.tiers.index(self.problem.cadres[cadre].tier)

    def _gap(self, cadre: str) -> int:
        gap = self.problem.gap(cadre)
        return gap if gap >= 2 else 0

    @cached_property
    def past(self) -> Mapping[tuple[str, int], list[int]]:
        """Cadre and place to the months of past visits."""
        return {
            (cadre, self.place(locality)): [month - self.start for month in months]
            for (cadre, locality), months in self.problem.past_months.items()
        }

    # -- where ------------------------------------------------------------------------------------

    @cached_property
    def localities(self) -> dict[tuple[str, int], Locality]:
        """Tier and place to how it waits."""
        territory, ages = self.problem.territory, self.problem.ages_at_start
        return {
            (tier, self.place(area)): self._waiting(number, age, territory[area].priority)
            for number, ((tier, area), age) in enumerate(ages.items())
        }

    def _locality(self, tier: str, place: int) -> Locality:
        """As it waits; a fact's place that waits no more counts for nothing."""
        none = self._waiting(len(self.localities), 0, 0)
        return self.localities.setdefault((tier, place), none)

    def _waiting(self, number: int, age: int, priority: int) -> Locality:
        months = self.last + 1
        alone = measures.waiting(age, priority, months, [])
        saved = [alone - measures.waiting(age, priority, months, [m]) for m in range(months)]
        return Locality(number, age, priority, months, saved)

    # -- what is so whatever is planned -----------------------------------------------------------

    def _given(self) -> list[Given]:
        """What objectives cost beside what the slots decide."""
        counts = balance.past_counts(self.problem)
        costs = {
            "missed": self.shortfalls.never_made(),
            "early_returns": sum(
                measures.early_returns(self._gap(cadre), self.last, months)
                for (cadre, _), months in self.past.items()
            ),
            "waiting": sum(
                measures.waiting(place.age, place.priority, place.months, [])
                for place in self.localities.values()
            ),
            "uneven": self.shortfalls.uneven_anyway(),
            "imbalance": sum(
                measures.excess(own) for cadre, own in counts.items() if cadre not in self.cadres
            ),
        }
        return [Given(number, *cost) for number, cost in enumerate(costs.items())]
