"""A problem as Timefold's planning solution: every number that the constraints ask about."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from benchmarks.peers.timefold import measures
from benchmarks.peers.timefold.domain import (
    Cadre,
    Demand,
    Given,
    Locality,
    Meeting,
    Peers,
    Slot,
    schedule_class,
)
from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import balance, levels_of, missed, peak_travel, uneven
from scheduler.rules.posting import grouped

Cell = tuple[str, Period]
"""A cadre in a period in which they owe their visits: for most, a month."""


class Numbering:
    """Things in the order in which they are first asked about."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def __call__(self, thing: object) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))


class Planning:
    """The problem facts and entities of a problem."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.branch, self.place, self.companions = Numbering(), Numbering(), Numbering()
        self.start = problem.horizon[0].ordinal
        self.facts = sorted(visit for visit in problem.made if visit.cadre in problem.cadres)
        self.owed = {(c, problem.period(c, m)): n for c, m, n in missed.all_owed(problem)}
        self.options = dict(self._options())
        """Cell to the slots it has and the visits to choose from."""

    def tier(self, cadre: str) -> int:
        return self.problem.tiers.index(self.problem.cadres[cadre].tier)

    # -- what can be planned ------------------------------------------------------------------------

    def _options(self) -> Iterator[tuple[Cell, tuple[int, list[Visit]]]]:
        problem = self.problem
        made = problem.by_period(self.facts)
        busy = {(visit.cadre, visit.date) for visit in self.facts}
        visits = (Visit(c, m.branch, m.date) for c, own in problem.attendable.items() for m in own)
        free = (visit for visit in visits if (visit.cadre, visit.date) not in busy)
        for cell, own in grouped(free, lambda v: (v.cadre, problem.period(v.cadre, v.month))).items():
            left = max(0, problem.quota(*cell) - made[cell])
            if slots := min(left, len({visit.date for visit in own})):
                yield cell, (slots, own)

    @cached_property
    def meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        """Every meeting that is a fact or an option."""
        problem = self.problem
        options = (visit for _, own in self.options.values() for visit in own)
        keys = sorted({(visit.branch, visit.date) for visit in (*self.facts, *options)})
        there = Counter((v.branch, v.date, problem.cadres[v.cadre].tier) for v in self.facts)
        most = problem.rules.visitors_per_meeting
        return {
            (branch, day): Meeting(
                number,
                self.branch(branch),
                self.place(problem.locality(branch)),
                day.toordinal(),
                Month.of(day).ordinal - self.start,
                [
                    rank
                    for rank, tier in enumerate(problem.tiers)
                    if tier in problem.able_tiers.get((branch, day), ())
                ],
                [max(0, most - there[branch, day, tier]) for tier in problem.tiers],
            )
            for number, (branch, day) in enumerate(keys)
        }

    def slots(self) -> list[Slot]:
        """Facts, then month by month the lower tiers before those who look for their company, and
        first who has least to choose from: in this order the first roster is made.
        """
        slots = [
            Slot(number, self.cadres[visit.cadre], False, True, [], True, self._meeting(visit))
            for number, visit in enumerate(self.facts)
        ]
        cells = sorted(self.options, key=lambda c: (c[1], -self.tier(c[0]), len(self.options[c][1])))
        for cell in cells:
            count, visits = self.options[cell]
            options = [self._meeting(visit) for visit in visits]
            for _ in range(count):
                due, alone = cell in self.owed, count == 1
                slots.append(Slot(len(slots), self.cadres[cell[0]], due, alone, options))
        return slots

    def _meeting(self, visit: Visit) -> Meeting:
        return self.meetings[visit.branch, visit.date]

    def demands(self) -> list[Demand]:
        """The pins that ask for a visit."""
        days = sorted({day for _, day in self.meetings})
        return [
            Demand(
                number,
                self.cadres[cadre].id if cadre in self.cadres else -1,
                self.branch(branch),
                [day.toordinal() for day in days if pin.covers(day)],
            )
            for number, (cadre, branch, pin) in enumerate(
                (*pair, pin) for pair, rows in self.problem.requiring_pins.items() for pin in rows
            )
        ]

    # -- who ----------------------------------------------------------------------------------------

    @cached_property
    def cadres(self) -> Mapping[str, Cadre]:
        """Everybody with a slot."""
        places: dict[str, set[str]] = defaultdict(set)
        for visit in (*self.facts, *(v for _, own in self.options.values() for v in own)):
            places[visit.cadre].add(visit.branch)
        past = balance.past_counts(self.problem)
        return {
            cadre: self._cadre(number, cadre, places[cadre], past.get(cadre, []))
            for number, cadre in enumerate(sorted(places))
        }

    def _cadre(self, number: int, cadre: str, branches: Iterable[str], counts: list[int]) -> Cadre:
        problem, row = self.problem, self.problem.cadres[cadre]
        own = {self.place(problem.locality(branch)): branch for branch in sorted(branches)}
        return Cadre(
            number,
            self.tier(cadre),
            self._gap(cadre),
            len(problem.horizon) - 1,
            {p: self.past[cadre, p] for p in own if (cadre, p) in self.past},
            {place: problem.travel(cadre, branch) for place, branch in own.items()},
            self.companions(peak_travel.group_of(problem, cadre)),
            {place: self._locality(row.tier, place) for place in own},
            {p: list(balance.places_of(problem, cadre, branch)) for p, branch in own.items()},
            counts,
            self.peers.get(cadre),
            self.short(cadre),
        )

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

    # -- what waits, and who falls short ------------------------------------------------------------

    @cached_property
    def localities(self) -> dict[tuple[str, int], Locality]:
        """Tier and place to how it waits."""
        territory, months = self.problem.territory, len(self.problem.horizon)
        return {
            (tier, self.place(area)): Locality(number, age, territory[area].priority, months)
            for number, ((tier, area), age) in enumerate(self.problem.ages_at_start.items())
        }

    def _locality(self, tier: str, place: int) -> Locality:
        """One that waits no more (of a fact) counts for nothing."""
        months = len(self.problem.horizon)
        none = Locality(len(self.localities), 0, 0, months)
        return self.localities.setdefault((tier, place), none)

    def short(self, cadre: str) -> int:
        """What the cadre falls short of beside facts."""
        made = self._made
        return self.problem.short_before(cadre) + sum(
            max(0, owed - made[cell]) for cell, owed in self._owed_by[cadre]
        )

    @cached_property
    def _made(self) -> Counter[Cell]:
        return self.problem.by_period(self.facts)

    @cached_property
    def _owed_by(self) -> Mapping[str, list[tuple[Cell, int]]]:
        found: dict[str, list[tuple[Cell, int]]] = defaultdict(list)
        for cell, owed in self.owed.items():
            found[cell[0]].append((cell, owed))
        return found

    @cached_property
    def peers(self) -> Mapping[str, Peers]:
        """Cadre to their group; only those of whom a due visit can be planned."""
        able = {cadre for cadre, period in self.options if (cadre, period) in self.owed}
        found: dict[str, Peers] = {}
        for number, group in enumerate(uneven.groups(self.problem)):
            others = [self.short(cadre) for cadre in group if cadre not in able]
            found |= dict.fromkeys(able.intersection(group), Peers(number, others))
        return found

    # -- what is so whatever is planned --------------------------------------------------------------

    def given(self) -> list[Given]:
        """What each objective costs beside what the slots decide."""
        costs = {
            "missed": self._never_made(),
            "early_returns": self._early_before(),
            "waiting": sum(measures.waiting(x, []) for x in self.localities.values()),
            "uneven": self._uneven_anyway(),
            "imbalance": self._imbalance_anyway(),
        }
        return [Given(number, *cost) for number, cost in enumerate(costs.items())]

    def _never_made(self) -> int:
        none: tuple[int, list[Visit]] = (0, [])
        slots = {cell: self.options.get(cell, none)[0] for cell in self.owed}
        return sum(max(0, owed - self._made[c] - slots[c]) for c, owed in self.owed.items())

    def _early_before(self) -> int:
        last = len(self.problem.horizon) - 1
        return sum(
            measures.early_returns(self._gap(cadre), last, months)
            for (cadre, _), months in self.past.items()
        )

    def _uneven_anyway(self) -> int:
        groups = uneven.groups(self.problem)
        alone = (group for group in groups if not any(cadre in self.peers for cadre in group))
        return sum(measures.excess([self.short(cadre) for cadre in group]) for group in alone)

    def _imbalance_anyway(self) -> int:
        past = balance.past_counts(self.problem)
        return sum(measures.excess(n) for cadre, n in past.items() if cadre not in self.cadres)


    # -- there and back -----------------------------------------------------------------------------

    def schedule(self) -> Any:
        """The planning solution, with nothing planned."""
        whole = schedule_class(len(levels_of(self.problem)))
        return whole([*self.meetings.values()], self.demands(), self.given(), self.slots())

    def roster(self, schedule: Any) -> Roster:
        """What its slots are used for, facts included."""
        cadres, meetings = [*self.cadres], [*self.meetings]
        used = (slot for slot in schedule.slots if slot.meeting is not None)
        return Roster.of(Visit(cadres[s.cadre.id], *meetings[s.meeting.id]) for s in used)
