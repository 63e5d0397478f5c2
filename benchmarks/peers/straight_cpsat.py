"""The straight CP-SAT model: presence by max, ages and shares as integers, one solve a level.

It shares the reading of the tables and the words of the rules (who is due, which months make a
window, who are peers) with the program, and nothing with its engine.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ortools.sat.python import cp_model

from benchmarks.peers import Attempt, Clock
from scheduler.domain.months import Period
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.rules import (
    balance,
    company,
    early_returns,
    levels_of,
    missed,
    peak_travel,
    spacing,
    travel,
    uneven,
    waiting,
)
from scheduler.rules.posting import Key, grouped

Number = cp_model.LinearExpr | int
"""A whole number of the model, or one that is known."""


class Straight:
    """Variables, hard rules and objectives as the SPEC's sentences read."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.model = cp_model.CpModel()
        plans = (Visit(c, m.branch, m.date) for c, own in problem.attendable.items() for m in own)
        self.plans = {visit: self.model.new_bool_var("") for visit in plans}
        self.facts = sorted(problem.made)
        self.visits: Mapping[Visit, Number] = {**self.plans, **dict.fromkeys(self.facts, 1)}
        self._limits()
        self._pins()
        if problem.rules.accompany == "require":
            self._company()

    # -- words ----------------------------------------------------------------------------------

    def tier(self, visit: Visit) -> str:
        return self.problem.cadres[visit.cadre].tier

    def place(self, visit: Visit) -> str:
        return self.problem.locality(visit.branch)

    def period(self, visit: Visit) -> tuple[str, Period]:
        return visit.cadre, self.problem.period(visit.cadre, visit.month)

    def by(self, key: Callable[[Visit], Key]) -> Mapping[Key, list[Visit]]:
        """All visits, planned ones and facts, by a key."""
        return grouped(self.visits, key)

    def sum(self, visits: Iterable[Visit]) -> Number:
        return cp_model.LinearExpr.sum([self.visits[visit] for visit in visits])

    def present(self, visits: Sequence[Visit]) -> cp_model.IntVar:
        """1 exactly when one of the visits is made."""
        present = self.model.new_bool_var("")
        self.model.add_max_equality(present, [self.visits[visit] for visit in visits] or [0])
        return present

    def above(self, number: Number, limit: Number, most: int) -> cp_model.IntVar:
        """max(0, number − limit), which is at most ``most``."""
        above = self.model.new_int_var(0, most, "")
        self.model.add_max_equality(above, [0, number - limit])
        return above

    def share(self, numbers: Sequence[Number], most: int) -> cp_model.IntVar:
        """⌈sum / k⌉ of k numbers, of which the sum is at most ``most``."""
        number = len(numbers)
        rounded = self.model.new_int_var(0, most + number - 1, "")
        self.model.add(rounded == cp_model.LinearExpr.sum(numbers) + number - 1)
        share = self.model.new_int_var(0, most, "")
        self.model.add_division_equality(share, rounded, number)
        return share

    # -- hard rules -----------------------------------------------------------------------------

    def _limits(self) -> None:
        problem, limit = self.problem, self.problem.rules.visitors_per_meeting
        for cell, own in self.by(self.period).items():
            self._at_most(problem.quota(*cell), own)
        for own in self.by(lambda v: (v.cadre, v.date)).values():
            self._at_most(1, own)
        for own in self.by(lambda v: (v.branch, v.date, self.tier(v))).values():
            self._at_most(limit, own)

    def _at_most(self, limit: int, visits: Sequence[Visit]) -> None:
        """No rule is held against facts, but they leave that much less to plan."""
        plans = [visit for visit in visits if visit in self.plans]
        self.model.add(self.sum(plans) <= max(0, limit - len(visits) + len(plans)))

    def _pins(self) -> None:
        pairs = self.by(lambda v: (v.cadre, v.branch))
        for pair, pins in self.problem.requiring_pins.items():
            for pin in pins:
                own = pairs.get(pair, ())
                self.model.add(self.sum(visit for visit in own if pin.covers(visit.date)) >= 1)

    def _company(self) -> None:
        for there, higher in self._meetings():
            for visit in higher:
                if visit in self.plans:
                    self.model.add(self.sum(there) >= self.plans[visit])

    def _meetings(self) -> Iterator[tuple[list[Visit], list[Visit]]]:
        """For each meeting and tier that can attend it: its visits, and those of higher tiers."""
        tiers = self.problem.tiers
        for meeting, visits in self.by(lambda v: (v.branch, v.date)).items():
            own = grouped(visits, self.tier)
            for rank, tier in enumerate(tiers):
                higher = [visit for t in tiers[:rank] for visit in own.get(t, ())]
                if higher and tier in self.problem.able_tiers.get(meeting, ()):
                    yield own.get(tier, []), higher

    # -- objectives -----------------------------------------------------------------------------

    def objective(self, name: str) -> Number:
        """One objective, by its name."""
        return {
            missed.Missed.name: self._missed,
            early_returns.EarlyReturns.name: self._early_returns,
            company.Unaccompanied.name: self._unaccompanied,
            waiting.Waiting.name: self._waiting,
            uneven.Uneven.name: self._uneven,
            balance.Imbalance.name: self._imbalance,
            travel.Travel.name: self._travel,
            peak_travel.PeakTravel.name: self._peak_travel,
        }[name]()

    @cached_property
    def _short(self) -> Mapping[str, list[tuple[Number, int]]]:
        """Cadre to what they miss of the visits due in each period, and the most it can be.

        The quota is what is owed, so what is planned beside facts is never more than is left of it.
        """
        own = self.by(self.period)
        short: dict[str, list[tuple[Number, int]]] = {cadre: [] for cadre in self.problem.cadres}
        for cadre, month, owed in missed.all_owed(self.problem):
            visits = own.get((cadre, self.problem.period(cadre, month)), [])
            plans = [visit for visit in visits if visit in self.plans]
            left = max(0, owed - len(visits) + len(plans))
            short[cadre].append((left - self.sum(plans), left))
        return short

    def _missed(self) -> Number:
        return total(number for own in self._short.values() for number, _ in own)

    def _early_returns(self) -> Number:
        problem, past = self.problem, self.problem.past_months
        places = self.by(lambda v: (v.cadre, self.place(v)))
        early = []
        for cadre, place in sorted(places.keys() | past.keys()):
            if (gap := problem.gap(cadre)) < 2:
                continue
            for window in spacing.windows(problem.horizon, gap):
                before = sum(month in window for month in past.get((cadre, place), ()))
                visits = places.get((cadre, place), ())
                inside = [visit for visit in visits if visit.month.ordinal in window]
                if (most := before + len(inside)) > 1:
                    early.append(self.above(before + self.sum(inside), 1, most))
        return total(early)

    def _unaccompanied(self) -> Number:
        lone = []
        for there, higher in self._meetings():
            lone.append(self.model.new_bool_var(""))
            self.model.add(lone[-1] >= self.present(higher) - self.present(there))
        return total(lone)

    def _waiting(self) -> Number:
        problem = self.problem
        visits = self.by(lambda v: (self.tier(v), self.place(v), v.month))
        waits = []
        for (tier, place), age_at_start in problem.ages_at_start.items():
            before: Number = age_at_start - 1
            for number, month in enumerate(problem.horizon):
                age = self.model.new_int_var(0, age_at_start + number, "")
                visited = self.present(visits.get((tier, place, month), ()))
                self.model.add(age == 0).only_enforce_if(visited)
                self.model.add(age == before + 1).only_enforce_if(~visited)
                waits.append(age * problem.territory[place].priority)
                before = age
        return total(waits)

    def _uneven(self) -> Number:
        over = []
        for group in uneven.groups(self.problem):
            before = [self.problem.short_before(cadre) for cadre in group]
            own = [self._short[cadre] for cadre in group]
            short = [
                past + total(n for n, _ in cells) for past, cells in zip(before, own, strict=True)
            ]
            most = sum(before) + sum(left for cells in own for _, left in cells)
            share = self.share(short, most)
            over += [self.above(number, share, most) for number in short]
        return total(over)

    def _imbalance(self) -> Number:
        problem = self.problem
        own = self.by(lambda v: v.cadre)
        over = []
        for cadre, past in balance.past_counts(problem).items():
            places = [(v, balance.places_of(problem, *v[:2])) for v in own.get(cadre, ())]
            counts = [
                before + self.sum(visit for visit, inside in places if area in inside)
                for area, before in enumerate(past)
            ]
            most = sum(past) + sum(len(inside) for _, inside in places)
            share = self.share(counts, most)
            over += [self.above(count, share, most) for count in counts]
        return total(over)

    def _travel(self) -> Number:
        return self._way(self.visits)

    def _way(self, visits: Iterable[Visit]) -> Number:
        return total(self.visits[v] * self.problem.travel(v.cadre, v.branch) for v in visits)

    def _peak_travel(self) -> Number:
        own = self.by(lambda v: v.cadre)
        peaks = []
        for group in grouped(own, lambda c: peak_travel.group_of(self.problem, c)).values():
            ways = [sum(self.problem.travel(v.cadre, v.branch) for v in own[c]) for c in group]
            peaks.append(self.model.new_int_var(0, max(ways), ""))
            self.model.add_max_equality(peaks[-1], [self._way(own[cadre]) for cadre in group])
        return total(peaks)


def total(numbers: Iterable[Number]) -> Number:
    """Their sum."""
    return cp_model.LinearExpr.sum(list(numbers))


def solve(problem: Problem, seconds: float) -> Attempt:
    """Level by level, each level's value kept as a row for the next."""
    clock, straight = Clock(seconds, len(levels_of(problem))), Straight(problem)
    model, plans = straight.model, straight.plans
    roster: Roster | None = None
    bounds: list[int | None] = []
    for level in levels_of(problem):
        cost = total(straight.objective(name) * weight for name, weight in level.items())
        model.minimize(cost)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = os.cpu_count() or 1
        solver.parameters.catch_sigint_signal = False
        for seconds_now in (clock.for_this_level(), clock.left):
            solver.parameters.max_time_in_seconds = min(seconds_now, clock.left)
            status = solver.solve(model)
            if status != cp_model.UNKNOWN:
                break
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            bounds.append(None)
            break
        bounds.append(math.ceil(solver.best_objective_bound - 1e-6))
        made = {visit: solver.boolean_value(variable) for visit, variable in plans.items()}
        roster = Roster.of((*(visit for visit in plans if made[visit]), *straight.facts))
        model.add(cost <= round(solver.objective_value))
        model.clear_hints()  # type: ignore[no-untyped-call]
        for visit, variable in plans.items():
            model.add_hint(variable, made[visit])
    return Attempt(roster, tuple(bounds))
