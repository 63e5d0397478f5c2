"""What may be taken for granted of every roster that is as good as the best one known.

How many visits of each cadre must be made, period by period, because the levels above allow no more
to go unmade; and how many early returns there may be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.rules.chances import Chances, chances_of
from scheduler.rules.spacing import Forced, forced_returns


class Share(NamedTuple):
    """Some cadres, and the most that they cost together, or have of what all have."""

    cadres: Collection[str]
    most: int


@dataclass(frozen=True)
class Granted:
    """Of every roster as good as the best one known on the levels above.

    ``unmade`` is how many visits it may leave unmade beyond those that nobody can make, None where
    nothing is known; the ``groups`` have no more than their shares of them. So is ``returns``: of
    each cadre with a gap the early returns that what is planned adds anyway; all cadres together
    may add ``more_returns`` besides.
    """

    problem: Problem
    chances: Mapping[str, Chances]
    unmade: int | None = None
    groups: Sequence[Share] = ()
    returns: Mapping[str, int] | None = None
    more_returns: int = 0

    @property
    def spare(self) -> int:
        """How many visits in all may be lacking from what :meth:`least` says."""
        return self.unmade or 0

    @cached_property
    def _group_of(self) -> Mapping[str, int]:
        return {cadre: at for at, own in enumerate(self.groups) for cadre in own.cadres}

    def spare_of(self, cadre: str) -> int:
        """How many of the spare visits the cadre and those of the group may lack."""
        group = self._group_of.get(cadre)
        return self.spare if group is None else min(self.spare, self.groups[group].most)

    def lost(self, each: Mapping[str, Sequence[int]]) -> int:
        """The most that is lost where visits are lacking, of each cadre with every visit one of
        these numbers, the largest first.
        """
        items = [(number, cadre) for cadre, own in each.items() for number in own]
        taken: Counter[int] = Counter()
        left, total = self.spare, 0
        for number, cadre in sorted(items, reverse=True) if left else ():
            group = self._group_of.get(cadre, -1)
            if taken[group] < self.spare_of(cadre):
                taken[group] += 1
                total += number
                left -= 1
                if not left:
                    break
        return total

    def least(self, cadre: str) -> Mapping[Period, int]:
        """Visits to be planned of the cadre in each period, but for the spare ones."""
        if self.unmade is None:
            return {}
        return {period: due.least for period, due in self.chances[cadre].periods.items()}

    def least_in(self, month: Month) -> Mapping[str, int]:
        """The same of one month, of those who owe visits in each month."""
        period = Period(month, month)
        return {
            cadre: due.least
            for cadre, own in self.chances.items()
            if self.unmade is not None and (due := own.periods.get(period)) and due.least
        }

    @cached_property
    def forced(self) -> Mapping[str, Forced]:
        """The early returns of each cadre with a gap that cannot be avoided."""
        return {
            cadre: forced_returns(self.problem.horizon, own, self.least(cadre))
            for cadre, own in self.chances.items()
            if own.gap >= 2
        }


def chunks(number: int, size: int) -> list[int]:
    """The number in pieces of a size, the last one what is left."""
    return [min(size, number - at) for at in range(0, number, size)] if size else []


class Counted(NamedTuple):
    """A bound found by counting: in ``total``, and of what ``each`` cadre's visits cost."""

    total: int
    each: Mapping[str, int] = {}


def nothing_granted(problem: Problem) -> Granted:
    """What holds of every roster."""
    return Granted(problem, chances_of(problem))
