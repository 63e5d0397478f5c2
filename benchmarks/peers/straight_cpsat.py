"""The straight CP-SAT model: presence by max, ages as integers, one solve a level."""

from __future__ import annotations

from ortools.sat.python import cp_model

from benchmarks.peers import Attempt, Clock
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.candidates import candidates_of
from scheduler.rules import levels_of
from scheduler.rules.model import grouped


class Straight:
    """Variables and objectives as the SPEC's sentences read."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.candidates = candidates_of(problem)
        self.model = cp_model.CpModel()
        self.visit = [self.model.new_bool_var("") for _ in self.candidates]
        self._rules()

    def _sum(self, candidates: list) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum([self.visit[c.variable] for c in candidates])

    def _present(self, candidates: list) -> cp_model.IntVar:
        present = self.model.new_bool_var("")
        self.model.add_max_equality(present, [self.visit[c.variable] for c in candidates])
        return present

    def _rules(self) -> None:
        problem = self.problem
        for (cadre, _), own in grouped(self.candidates, lambda c: (c.cadre, c.month)).items():
            self.model.add(self._sum(own) <= problem.cadres[cadre].visits_per_month)
        for own in grouped(self.candidates, lambda c: (c.cadre, c.date)).values():
            self.model.add(self._sum(own) <= 1)
        for own in grouped(self.candidates, lambda c: (c.meeting, c.tier)).values():
            self.model.add(self._sum(own) <= problem.rules.visitors_per_meeting)
        pairs = grouped(self.candidates, lambda c: (c.cadre, c.branch))
        for pair, pins in problem.requiring_pins.items():
            for pin in pins:
                met = [c for c in pairs.get(pair, ()) if pin.covers(c.date)]
                self.model.add(self._sum(met) >= 1)

    def missed(self) -> cp_model.LinearExpr:
        from scheduler.rules.missed import due

        return due(self.problem) - self._sum(list(self.candidates))

    def early_returns(self) -> cp_model.LinearExpr:
        from scheduler.rules.rotation import _past_visits, _windows

        past = _past_visits(self.problem)
        places = grouped(self.candidates, lambda c: (c.cadre, c.locality))
        total = []
        for cadre, locality in sorted(places.keys() | past.keys()):
            gap = self.problem.gap(cadre)
            if gap < 2:
                continue
            here = self._sum(places.get((cadre, locality), []))
            for window in _windows(self.problem, gap):
                before = sum(m in window for m in past.get((cadre, locality), ()))
                early = self.model.new_int_var(0, 100, "")
                self.model.add_max_equality(early, [0, before + here - 1])
                total.append(early)
        return cp_model.LinearExpr.sum(total)

    def unaccompanied(self) -> cp_model.LinearExpr:
        order = self.problem.tiers.index
        lone = []
        for own in grouped(self.candidates, lambda c: c.meeting).values():
            tiers = grouped(own, lambda c: c.tier)
            present = {tier: self._present(members) for tier, members in tiers.items()}
            for tier in tiers:
                higher = [present[t] for t in tiers if order(t) < order(tier)]
                if higher:
                    above, alone = self.model.new_bool_var(""), self.model.new_bool_var("")
                    self.model.add_max_equality(above, higher)
                    self.model.add(alone >= above - present[tier])
                    lone.append(alone)
        return cp_model.LinearExpr.sum(lone)

    def waiting(self) -> cp_model.LinearExpr:
        groups = grouped(self.candidates, lambda c: (c.tier, c.locality, c.month))
        months = self.problem.horizon
        total = []
        for (tier, locality), age_at_start in self.problem.ages_at_start.items():
            priority = self.problem.territory[locality].priority
            before: cp_model.LinearExprT = age_at_start - 1
            for number, month in enumerate(months):
                age = self.model.new_int_var(0, age_at_start + number, "")
                if (tier, locality, month) in groups:
                    present = self._present(groups[tier, locality, month])
                    self.model.add(age == 0).only_enforce_if(present)
                    self.model.add(age == before + 1).only_enforce_if(present.negated())
                else:
                    self.model.add(age == before + 1)
                total.append(age * priority)
                before = age
        return cp_model.LinearExpr.sum(total)

    def imbalance(self) -> cp_model.LinearExpr:
        from scheduler.rules.balance import _past_counts, _places

        past = _past_counts(self.problem)
        own = grouped(self.candidates, lambda c: c.cadre)
        total = []
        for cadre, counts in past.items():
            share = self.model.new_int_var(0, sum(counts) + len(self.candidates), "")
            numbers = []
            for place, before in enumerate(counts):
                here = [
                    c for c in own.get(cadre, ())
                    if place in _places(self.problem, cadre, c.branch)
                ]  # fmt: skip
                numbers.append(before + self._sum(here))
            every = cp_model.LinearExpr.sum(numbers)
            self.model.add_division_equality(share, every + len(counts) - 1, len(counts))
            for number in numbers:
                over = self.model.new_int_var(0, sum(counts) + len(self.candidates), "")
                self.model.add_max_equality(over, [0, number - share])
                total.append(over)
        return cp_model.LinearExpr.sum(total)

    def travel(self) -> cp_model.LinearExpr:
        units = [self.problem.travel(c.cadre, c.branch) for c in self.candidates]
        return cp_model.LinearExpr.weighted_sum(self.visit, units)

    def peak_travel(self) -> cp_model.LinearExpr:
        from scheduler.rules.peak_travel import peers

        groups = set(peers(self.problem).values())
        own = grouped(self.candidates, lambda c: c.cadre)
        total = []
        for group in sorted(groups):
            ways = [
                cp_model.LinearExpr.weighted_sum(
                    [self.visit[c.variable] for c in own.get(cadre, ())],
                    [self.problem.travel(c.cadre, c.branch) for c in own.get(cadre, ())],
                )
                for cadre in group
                if own.get(cadre)
            ]
            if ways:
                peak = self.model.new_int_var(0, 10**7, "")
                self.model.add_max_equality(peak, ways)
                total.append(peak)
        return cp_model.LinearExpr.sum(total)


def solve(problem: Problem, seconds: float) -> Attempt:
    """Level by level, each level's value kept as a row for the next."""
    straight, clock = Straight(problem), Clock(seconds, len(levels_of(problem)))
    roster: Roster | None = None
    bounds: list[int | None] = []
    for level in levels_of(problem):
        cost = sum(getattr(straight, name)() * weight for name, weight in level.items())
        straight.model.minimize(cost)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 2
        solver.parameters.catch_sigint_signal = False
        for seconds_now in (clock.for_this_level(), clock.left):
            solver.parameters.max_time_in_seconds = min(seconds_now, clock.left)
            status = solver.solve(straight.model)
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
        else:
            bounds.append(None)
            break
        bounds.append(round(solver.best_objective_bound))
        made = [solver.boolean_value(variable) for variable in straight.visit]
        roster = Roster.of(c.visit for c in straight.candidates if made[c.variable])
        straight.model.add(cost <= round(solver.objective_value))
        straight.model.clear_hints()
        for variable, value in zip(straight.visit, made, strict=True):
            straight.model.add_hint(variable, value)
    return Attempt(roster, tuple(bounds))
