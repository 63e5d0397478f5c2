"""An independent mixed-integer program of the specification, solved by HiGHS level by level.

Its formulation is the textbook one, unlike the program's: presence variables, ages with a big M,
shares as integers. What HiGHS answers is rounded and valued by the literal reading before it is
believed.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Set
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from scheduler.domain.elapsed import Elapsed
from scheduler.domain.instance import Instance
from tests.oracles.literal import Triple, World, month_of

Terms = dict[int, float]


class Program:
    """Variables, rows and one linear expression for each objective."""

    def __init__(
        self,
        instance: Instance,
        reference: Set[Triple] = frozenset(),
        elapsed: Elapsed | None = None,
    ):
        self.world = World(instance, elapsed)
        self.reference = frozenset((c, b, d) for c, b, d in reference)
        self.upper: list[float] = []
        self.rows: list[tuple[Terms, float, float]] = []
        self.visits = self.world.candidates()
        self.open = [self.variable(1) for _ in self.visits]
        facts = sorted(self.world.made)
        self.visits += facts
        self.x = [*self.open, *(self.variable(1) for _ in facts)]
        for variable in self.x[len(self.open) :]:
            self.row({variable: 1.0}, low=1)
        self.constant: dict[str, float] = defaultdict(float)
        self.objective: dict[str, Terms] = defaultdict(dict)
        self._hard_rules()
        for state in (
            self._missed, self._early_returns, self._unaccompanied, self._waiting,
            self._uneven, self._imbalance, self._travel, self._peak_travel, self._changes,
        ):  # fmt: skip
            state()

    def variable(self, upper: float) -> int:
        self.upper.append(upper)
        return len(self.upper) - 1

    def row(self, terms: Terms, low: float = -np.inf, high: float = np.inf) -> None:
        self.rows.append((terms, low, high))

    def count(self, name: str, variable: int, weight: float = 1) -> None:
        self.objective[name][variable] = self.objective[name].get(variable, 0) + weight

    def groups(self, key: Callable[[str, str, dt.date], Any]) -> dict[Any, list[int]]:
        """Variables by a key, facts included."""
        found: dict[Any, list[int]] = defaultdict(list)
        for variable, (cadre, branch, day) in zip(self.x, self.visits, strict=True):
            found[key(cadre, branch, day)].append(variable)
        return found

    def period(self, cadre: str, _branch: str, day: dt.date) -> tuple[str, tuple[int, int]]:
        """The cadre and the first month of the period in which a visit counts."""
        return cadre, self.world.period(self.world.cadres[cadre], month_of(day))[0]

    def counted(self) -> list[tuple[int, str]]:
        """The open visits, each by its cadre, of which the period is due within the horizon."""
        world = self.world
        due = {
            (cadre.id, world.period(cadre, month)[0])
            for cadre in world.instance.cadres
            for month in world.months
            if world.due(cadre, month)
        }
        visits = zip(self.open, self.visits, strict=False)
        return [(v, visit[0]) for v, visit in visits if self.period(*visit) in due]

    def at_most(self, limit: int, variables: Iterable[int]) -> None:
        """At most so many of them, but what is planned beside facts never adds to too many."""
        variables = list(variables)
        opened = [v for v in variables if v < len(self.open)]
        self.row(ones(opened), high=max(0, limit - (len(variables) - len(opened))))

    def tier(self, cadre: str) -> str:
        return self.world.cadres[cadre].tier

    def area(self, branch: str) -> str:
        return self.world.branches[branch].area

    # -- rules ----------------------------------------------------------------------------------

    def _hard_rules(self) -> None:
        world = self.world
        for (cadre, month), own in self.groups(self.period).items():
            before = world.made_before(world.cadres[cadre], month)
            self.at_most(world.cadres[cadre].visits_per_month - before, own)
        for own in self.groups(lambda c, _, d: (c, d)).values():
            self.at_most(1, own)
        for own in self.groups(lambda c, b, d: (b, d, self.tier(c))).values():
            self.at_most(world.rules.visitors_per_meeting, own)
        for pin in world.instance.pins:
            month = pin.month or (pin.date and (pin.date.year, pin.date.month))
            if pin.date and (pin.cadre, pin.branch, pin.date) in world.unmade:
                continue
            if pin.decision == "require" and (not month or tuple(month) in world.months):
                own = [
                    variable
                    for variable, (cadre, branch, day) in zip(self.x, self.visits, strict=True)
                    if (cadre, branch) == (pin.cadre, pin.branch) and world.covers(pin, day)
                ]
                self.row(ones(own) or {self.zero(): 1.0}, low=1)

    def zero(self) -> int:
        return self.variable(0)

    # -- objectives -----------------------------------------------------------------------------

    def _missed(self) -> None:
        world, facts = self.world, sorted(self.world.made)
        for cadre in world.instance.cadres:
            for month in world.months:
                self.constant["missed"] += world.missed_in(cadre, month, facts)
        for variable, _ in self.counted():
            self.count("missed", variable, -1)

    def _early_returns(self) -> None:
        world = self.world
        own = self.groups(lambda c, b, d: (c, self.area(b), month_of(d)))
        for cadre in world.instance.cadres:
            for window in world.windows(cadre):
                for area in world.areas:
                    before = sum(
                        1
                        for c, b, day in world.past()
                        if c == cadre.id and self.area(b) == area and month_of(day) in window
                    )
                    here = [v for month in window for v in own.get((cadre.id, area, month), ())]
                    if before + len(here) > 1:
                        excess = self.variable(before + len(here))
                        self.row({excess: 1.0, **dict.fromkeys(here, -1.0)}, low=before - 1)
                        self.count("early_returns", excess)

    def presence(self, own: Iterable[int]) -> int:
        """1 exactly when one of them is."""
        own = list(own)
        present = self.variable(1)
        self.row({present: 1.0, **dict.fromkeys(own, -1.0)}, high=0)
        for variable in own:
            self.row({present: 1.0, variable: -1.0}, low=0)
        return present

    def _unaccompanied(self) -> None:
        world = self.world
        own = self.groups(lambda c, b, d: (b, d, self.tier(c)))
        present = {key: self.presence(variables) for key, variables in own.items()}
        for branch, day in sorted({(branch, day) for _, branch, day in self.visits}):
            for rank, tier in enumerate(world.tiers):
                if not world.some_can(tier, branch, day) or world.rules.accompany == "off":
                    continue
                alone = self.variable(1)
                self.count("unaccompanied", alone)
                here = {present[key]: 1.0 for key in [(branch, day, tier)] if key in present}
                for higher in world.tiers[:rank]:
                    if (branch, day, higher) in present:
                        self.row({alone: 1.0, present[branch, day, higher]: -1.0, **here}, low=0)
                    for variable in own.get((branch, day, higher), ()):
                        if world.rules.accompany == "require" and variable < len(self.open):
                            self.row({variable: -1.0, **here}, low=0)

    def _waiting(self) -> None:
        world = self.world
        own = self.groups(lambda c, b, d: (self.tier(c), self.area(b), month_of(d)))
        for tier, area, start in world.waiting_pairs():
            before: int | None = None
            for number, month in enumerate(world.months):
                most = start + number + 1
                age = self.variable(most)
                self.count("waiting", age, area.priority)
                here = own.get((tier, area.id, month), [])
                # age >= age before + 1 - most * visits
                terms = {age: 1.0, **{v: float(most) for v in here}}
                if before is None:
                    self.row(terms, low=start + 1)
                else:
                    self.row({**terms, before: -1.0}, low=1)
                before = age

    def _uneven(self) -> None:
        world = self.world
        for group in world.peers():
            facts = sorted(world.made)
            most = sum(world.short(cadre, facts) for cadre in group)
            shorts = []
            for cadre in group:
                short = self.variable(most)
                own = [variable for variable, owner in self.counted() if owner == cadre.id]
                fixed = float(world.short(cadre, facts))
                self.row({short: 1.0, **ones(own)}, low=fixed, high=fixed)
                shorts.append(short)
            share, number = self.variable(most), len(group)
            # share = ceil(S / k): S <= k * share <= S + k - 1
            every = {share: float(number), **dict.fromkeys(shorts, -1.0)}
            self.row(every, low=0, high=number - 1)
            for short in shorts:
                over = self.variable(most)
                self.row({over: 1.0, share: 1.0, short: -1.0}, low=0)
                self.count("uneven", over)

    def _imbalance(self) -> None:
        world = self.world
        for cadre in world.instance.cadres:
            if len(cadre.areas) < 2:
                continue
            past = world.past_counts(cadre)
            inside: list[list[int]] = [
                [
                    v
                    for v, (c, b, _) in zip(self.x, self.visits, strict=True)
                    if c == cadre.id and world.inside(self.area(b), area)
                ]
                for area in cadre.areas
            ]
            number = len(past)
            most = sum(past) + sum(map(len, inside)) + 1
            share = self.variable(most)
            every: Terms = defaultdict(float)
            for variables in inside:
                for variable in variables:
                    every[variable] -= 1.0
            # share = ceil(V / k): V <= k * share <= V + k - 1
            self.row({share: float(number), **every}, low=sum(past), high=sum(past) + number - 1)
            for count, variables in zip(past, inside, strict=True):
                over = self.variable(most)
                self.row({over: 1.0, share: 1.0, **dict.fromkeys(variables, -1.0)}, low=count)
                self.count("imbalance", over)

    def _travel(self) -> None:
        for variable, (cadre, branch, _) in zip(self.x, self.visits, strict=True):
            self.count("travel", variable, self.world.travel(cadre, branch))

    def _peak_travel(self) -> None:
        world = self.world
        peaks: dict[Hashable, int] = {}
        for cadre in world.instance.cadres:
            group = cadre.tier, frozenset(cadre.areas)
            if group not in peaks:
                peaks[group] = self.variable(1e7)
                self.count("peak_travel", peaks[group])
            terms = {
                v: -float(world.travel(c, b))
                for v, (c, b, _) in zip(self.x, self.visits, strict=True)
                if c == cadre.id
            }
            self.row({peaks[group]: 1.0, **terms}, low=0)

    def _changes(self) -> None:
        self.constant["changes"] = len(self.reference)
        for variable, visit in zip(self.x, self.visits, strict=True):
            if visit in self.reference:
                self.count("changes", variable, -1)

    # -- solving --------------------------------------------------------------------------------

    def solve(self) -> tuple[int, ...] | None:
        """The value of each level; None if there is no roster."""
        found = []
        for level in self.world.levels(self.reference):
            cost = np.zeros(len(self.upper))
            for name, weight in level.items():
                for variable, coefficient in self.objective[name].items():
                    cost[variable] += weight * coefficient
            answer = self._minimise(cost)
            if answer is None:
                return None
            value = round(float(cost @ answer))
            found.append(value + round(sum(w * self.constant[n] for n, w in level.items())))
            used = np.flatnonzero(cost)
            self.row(dict(zip(used.tolist(), cost[used].tolist(), strict=True)), high=value + 0.25)
            chosen = [v for v, x in zip(self.visits, answer, strict=False) if x > 0.5]
        assert not self.world.broken(chosen), "the oracle's own roster breaks a rule"
        assert self.world.vector(chosen, self.reference) == tuple(found), (
            "the oracle's own roster is not so good"
        )
        return tuple(found)

    def _minimise(self, cost: np.ndarray) -> np.ndarray | None:
        entries = [(r, v, c) for r, (terms, _, _) in enumerate(self.rows) for v, c in terms.items()]
        rows, columns, values = (np.array(part) for part in zip(*entries, strict=True))
        matrix = coo_array((values, (rows, columns)), shape=(len(self.rows), len(cost)))
        answer = milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(0, np.array(self.upper)),
            constraints=LinearConstraint(
                matrix.tocsr(), [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
            ),
            options={"mip_rel_gap": 0.0},
        )
        if answer.status == 2:
            return None
        assert answer.status == 0, answer.message
        point: np.ndarray = np.rint(answer.x)
        return point


def ones(variables: Iterable[int]) -> Terms:
    return dict.fromkeys(variables, 1.0)


def optimum(instance: Instance, elapsed: Elapsed | None = None) -> tuple[int, ...] | None:
    """The lexicographically smallest vector of level values; None if there is no roster."""
    return Program(instance, elapsed=elapsed).solve()
