"""Bounds by counting: what is known of every level within moments of a first roster.

Objectives count for themselves (:meth:`~scheduler.rules.rule.Objective.counted`), each with what
the levels above let it take for granted (:meth:`~scheduler.rules.rule.Objective.grant`). That is
what holds of every roster as good as the best one known: it costs no more on the levels that are
proven, nor on the first that is not; of what comes after that one, a better roster may cost more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from scheduler import rules
from scheduler.engine.context import TaskContext
from scheduler.milp.watch import Watch
from scheduler.rules.granted import Counted, Granted, Share, nothing_granted

_Premise = tuple[tuple[str, int, tuple[int, ...]], ...]
"""Objectives, and the most that each of them may cost, in all and in each part."""

Shares = Callable[[int], Sequence[Share]]
"""A level to the most that each part may cost on it."""


def _nothing(_level: int) -> Sequence[Share]:
    return ()


class QuickBounds(NamedTuple):
    """A bound for each level, and of what each cadre's visits cost there; what was granted."""

    totals: tuple[int, ...]
    each: tuple[Mapping[str, int], ...]
    granted: tuple[Granted, ...]


class Counting:
    """The bounds by counting, anew where a better roster or bound lets more be taken for granted;
    what depends on nothing that is new is not counted again.
    """

    def __init__(self, context: TaskContext, watch: Watch):
        """Once the ``watch`` is over nothing more is counted."""
        self.context = context
        self._watch = watch
        self._levels = rules.levels_of(context.problem, context.reference)
        self._granted: dict[_Premise, Granted] = {}
        self._counted: dict[tuple[str, _Premise], Counted] = {}

    def bounds(
        self, vector: Sequence[int], values: Sequence[int], shares: Shares = _nothing
    ) -> QuickBounds:
        """The bounds that follow when the best roster known costs ``vector`` on each level, other
        bounds of the levels are ``values``, and where a level is proven so that nothing is open
        above, no such roster costs more than the ``shares`` in a part. Of a level that is open
        these are not asked for: they change all the time.
        """
        premise: _Premise = ()
        granted: dict[_Premise, Granted] = {
            (): self._granted.get(()) or nothing_granted(self.context.problem)
        }
        counted: dict[tuple[str, _Premise], Counted] = {}
        going_on = True
        totals: list[int] = []
        each: list[Mapping[str, int]] = []
        given: list[Granted] = []
        for place, level in enumerate(self._levels):
            value, known = vector[place], values[place]
            given.append(granted[premise])
            own = {name: self._count(name, premise, granted[premise]) for name in level}
            counted |= {(name, premise): found for name, found in own.items()}
            totals.append(sum(w * own[name].total for name, w in level.items()))
            each.append(_weighted(level, own))
            is_proven = value <= max(known, totals[-1])
            for name, weight in level.items() if going_on else ():
                most = own[name].total + (value - totals[-1]) // weight
                own_shares = _divided(shares(place), weight) if is_proven else ()
                longer = (*premise, (name, most, tuple(share.most for share in own_shares)))
                granted[longer] = self._granted.get(longer) or rules.all_objectives()[name].grant(
                    granted[premise], most, own_shares
                )
                premise = longer
            going_on = going_on and is_proven
        self._granted, self._counted = granted, counted
        return QuickBounds(tuple(totals), tuple(each), tuple(given))

    def _count(self, name: str, premise: _Premise, granted: Granted) -> Counted:
        if self._watch.over:
            return Counted(0)
        found = self._counted.get((name, premise))
        return found or rules.all_objectives()[name].counted(granted)


def _divided(shares: Sequence[Share], weight: int) -> list[Share]:
    return [Share(share.cadres, share.most // weight) for share in shares]


def _weighted(level: Mapping[str, int], counted: Mapping[str, Counted]) -> dict[str, int]:
    """What each cadre's visits cost at least on the level."""
    sums: dict[str, int] = {}
    for name, found in counted.items():
        for cadre, bound in found.each.items():
            sums[cadre] = sums.get(cadre, 0) + level[name] * bound
    return sums
