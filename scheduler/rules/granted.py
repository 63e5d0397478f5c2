"""What may be taken for granted of every roster that is as good as the best one known.

How many visits of each cadre must be made, period by period, because the levels above allow no more
to go unmade; and how many early returns there may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from scheduler.domain.months import Month, Period
from scheduler.domain.problem import Problem
from scheduler.rules.chances import Chances, chances_of
from scheduler.rules.spacing import Forced, forced_returns


@dataclass(frozen=True)
class Granted:
    """Of every roster as good as the best one known on the levels above.

    ``unmade`` is how many visits it may leave unmade beyond those that nobody can make; None where
    nothing is known. So is ``returns``: of each cadre with a gap the early returns that what is
    planned adds anyway; all cadres together may add ``more_returns`` besides.
    """

    problem: Problem
    chances: Mapping[str, Chances]
    unmade: int | None = None
    returns: Mapping[str, int] | None = None
    more_returns: int = 0

    @property
    def spare(self) -> int:
        """How many visits in all may be lacking from what :meth:`least` says."""
        return self.unmade or 0

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


class Counted(NamedTuple):
    """A bound found by counting: in ``total``, and of what ``each`` cadre's visits cost."""

    total: int
    each: Mapping[str, int] = {}


def nothing_granted(problem: Problem) -> Granted:
    """What holds of every roster."""
    return Granted(problem, chances_of(problem))
