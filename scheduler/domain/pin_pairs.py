"""The planner's pins of a horizon, by who is to go where, or not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from scheduler.domain.months import Month
from scheduler.domain.records import Pin
from scheduler.domain.roster import Visit

Pairs = Mapping[tuple[str, str], tuple[Pin, ...]]
"""(cadre, branch) to pins, sorted by pair."""


@dataclass(frozen=True)
class PinPairs:
    """The pins that forbid visits, and those that require one."""

    forbidding: Pairs
    requiring: Pairs

    @classmethod
    def of(cls, pins: Sequence[Pin], horizon: Container[Month], unmade: Set[Visit]) -> PinPairs:
        """Those that speak of the horizon. A visit that is recorded as not made is asked for no
        more.
        """
        now = [pin for pin in pins if concerns(pin, horizon)]
        asked = [p for p in now if not p.date or Visit(p.cadre, p.branch, p.date) not in unmade]
        return cls(
            _by_pair(pin for pin in now if pin.decision == "forbid"),
            _by_pair(pin for pin in asked if pin.decision == "require"),
        )

    def of_cadres(self, cadres: Container[str]) -> PinPairs:
        """Those that require a visit of one of the cadres, and all that forbid one."""
        own = {pair: rows for pair, rows in self.requiring.items() if pair[0] in cadres}
        return PinPairs(self.forbidding, own)

    def forbidden(self, cadre: str, branch: str, day: dt.date) -> Pin | None:
        """The pin that forbids the visit, if any."""
        pins = self.forbidding.get((cadre, branch), ())
        return next((pin for pin in pins if pin.covers(day)), None)


def concerns(pin: Pin, horizon: Container[Month]) -> bool:
    """Whether the pin speaks of a month of the horizon; a pin without a time always does."""
    month = Month.of(pin.date) if pin.date else pin.month
    return month is None or month in horizon


def _by_pair(pins: Iterable[Pin]) -> Pairs:
    groups: dict[tuple[str, str], list[Pin]] = defaultdict(list)
    for pin in pins:
        groups[pin.cadre, pin.branch].append(pin)
    return {pair: tuple(rows) for pair, rows in sorted(groups.items())}
