"""What each cadre's visits cost at least, whoever else goes where: bounds within seconds.

With company and capacity forgotten every cadre stands alone, and what they cost together is at
least the sum of what each costs alone, in those objectives that say so (``each_alone``). A cadre
has few localities, so each relaxation over all months takes some hundredths of a second, and it is
tight where the rules of rotation, not the meetings, are scarce.

Levels above count: a roster as good as the best one known costs no more there. Where a level's
value is `v` and the bounds of the cadres sum to `b`, none of them costs more than their own bound
and `v − b` besides. That may be said of the levels that are proven and of the first that is not:
of what comes after that one, a better roster may cost more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler import rules
from scheduler.engine.context import TaskContext
from scheduler.engine.decomposition.in_flight import InFlight
from scheduler.engine.decomposition.parts import Part
from scheduler.engine.decomposition.premises import bound_within, first_open
from scheduler.engine.pool import WorkerPool
from scheduler.engine.roster_model import RosterModel
from scheduler.milp.watch import Watch

Premise = tuple[tuple[int, int], ...]
"""Levels, the first as 0, and how much more than the cadres' bounds a roster may cost there."""


def bound_cadres(
    context: TaskContext,
    watch: Watch,
    cadres: Sequence[str],
    level: int,
    most: Mapping[int, Sequence[int]],
) -> tuple[int, ...]:
    """A bound for what each of the cadres costs on a level (from 0) by themselves, where they cost
    no more than ``most`` on other levels: to each of these a number a cadre.
    """
    return tuple(
        0 if watch.over
        else _bound_alone(context, watch, cadre, level, {n: own[at] for n, own in most.items()})
        for at, cadre in enumerate(cadres)
    )  # fmt: skip


def _bound_alone(
    context: TaskContext, watch: Watch, cadre: str, level: int, most: Mapping[int, int]
) -> int:
    levels = _alone_levels(context)
    whole = context.problem
    branches = {*whole.may_attend(cadre), *(v.branch for v in whole.made if v.cadre == cadre)}
    problem = whole.part(frozenset((cadre,)), frozenset(map(whole.locality, branches)))
    reference = frozenset(visit for visit in context.reference if visit.cadre == cadre)
    used = {name for place in (*most, level) for name in levels[place]}
    model = RosterModel.of(problem, reference, counted=used)
    premise = ((levels[place], most[place]) for place in sorted(most))
    return bound_within(model, watch, levels[level], premise)


def _alone_levels(context: TaskContext) -> list[dict[str, int]]:
    """Of each level the objectives that are the sum of what each cadre costs."""
    objectives = rules.all_objectives()
    levels = rules.levels_of(context.problem, context.reference)
    return [{n: w for n, w in level.items() if objectives[n].each_alone} for level in levels]


@dataclass
class _Pass:
    """The bounds of all cadres on a level, and what they took for granted."""

    level: int
    premise: Premise
    left: list[tuple[str, ...]]
    """Cadres that are not begun with."""


class CadreBounds:
    """The bounds of each cadre alone, level after level, as far as the pool has come."""

    def __init__(self, context: TaskContext, pool: WorkerPool, parts: Sequence[Part]):
        self.context = context
        self.tasks: InFlight[tuple[str, ...], tuple[int, ...]] = InFlight(context, pool)
        self._levels = [n for n, names in enumerate(_alone_levels(context)) if names]
        self._part = {cadre: part for part in parts for cadre in part.cadres}
        cadres, size = list(self._part), context.params.bounds.cadres_at_once
        self._groups = [tuple(cadres[at : at + size]) for at in range(0, len(cadres), size)]
        self._bounds: dict[int, dict[str, int]] = {level: {} for level in self._levels}
        self._done: dict[int, Premise] = {}
        self._pass: _Pass | None = None

    def know(self, each: Sequence[Mapping[str, int]]) -> None:
        """Take in bounds of each cadre from elsewhere: of each level a number a cadre."""
        for level, own in self._bounds.items():
            for cadre, bound in each[level].items():
                if cadre in self._part:
                    own[cadre] = max(own.get(cadre, 0), bound)

    def sums(self) -> Iterator[tuple[int, Part, int]]:
        """Level, part and the sum of its cadres' bounds."""
        for level, own in self._bounds.items():
            totals: dict[Part, int] = {}
            for cadre, bound in own.items():
                part = self._part[cadre]
                totals[part] = totals.get(part, 0) + bound
            for part, total in totals.items():
                yield level, part, total

    def pump(
        self, vector: Sequence[int], values: Sequence[int], levels: int, *, again: bool
    ) -> bool:
        """Take in what is finished, and begin what comes next on the first so many ``levels``;
        False if there is nothing.

        ``vector`` is what the best roster costs on each level by now, ``values`` are the bounds by
        now. A level that was bounded is bounded anew where more levels may be taken for granted;
        ``again`` also where the same ones leave less.
        """
        if self._pass is not None and self._goes_on(self._pass):
            return True
        for level in (level for level in self._levels if level < levels):
            premise = self._premise(level, vector, values)
            done = self._done.get(level)
            is_new = done is None or _takes_more(premise, done) or (again and premise != done)
            if is_new and vector[level] > values[level]:
                self._pass = _Pass(level, premise, [*self._groups])
                return self._goes_on(self._pass)
        return False

    @property
    def is_begun(self) -> bool:
        """Whether the first level was bounded."""
        return bool(self._done)

    def _goes_on(self, current: _Pass) -> bool:
        """Take in what is finished of the pass, begin what comes next; False at its end."""
        own = self._bounds[current.level]
        for cadres, found in self.tasks.taken():
            for cadre, bound in zip(cadres, found, strict=True) if found else ():
                own[cadre] = max(own.get(cadre, 0), bound)
        while current.left and self.tasks.has_room:
            self._begin(current, current.left.pop(0))
        if self.tasks:
            return True
        self._done[current.level] = current.premise
        self._pass = None
        return False

    def _premise(self, level: int, vector: Sequence[int], values: Sequence[int]) -> Premise:
        """What may be taken for granted of the levels above that were bounded."""
        proven, names = first_open(vector, values), _alone_levels(self.context)
        problem, reference = self.context.problem, self.context.reference
        found = []
        for place in self._levels:
            if place < level and place <= proven:
                outside = rules.outside(names[place], problem, reference)
                slack = vector[place] - outside - sum(self._bounds[place].values())
                if self._bounds[place] or slack <= 0:  # else it says nothing
                    found.append((place, max(0, slack)))
        return tuple(sorted(found))

    def _begin(self, current: _Pass, cadres: tuple[str, ...]) -> None:
        most = {
            place: [self._bounds[place].get(cadre, 0) + slack for cadre in cadres]
            for place, slack in current.premise
        }
        self.tasks.begin(cadres, bound_cadres, cadres, current.level, most)


def _takes_more(premise: Premise, before: Premise) -> bool:
    """Whether levels are taken for granted that were not before."""
    return not {place for place, _ in premise} <= {place for place, _ in before}
