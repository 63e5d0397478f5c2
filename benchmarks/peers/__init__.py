"""Other ways to make a roster, written as one would write them without this project's engine.

Each is a function ``(problem, seconds) -> Attempt``; seconds limit all levels together, from the
moment the problem is read (with Timefold, from the moment Java has it).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from scheduler.domain.roster import Roster


@dataclass(frozen=True)
class Attempt:
    """A roster (None if none was found) and the bound claimed for each level."""

    roster: Roster | None
    bounds: tuple[int | None, ...]


@dataclass
class Clock:
    """Shares what is left of the time evenly among the levels that are left."""

    seconds: float
    levels: int
    started: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds until the limit."""
        return max(0.1, self.seconds - (time.monotonic() - self.started))

    def for_this_level(self) -> float:
        """Seconds for the next level; where they yield nothing, it may have all that is left."""
        self.levels -= 1
        return self.left / (self.levels + 1)
