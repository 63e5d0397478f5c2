"""Other ways to make a roster, written as one would write them without this project's engine.

Each is a function ``(problem, seconds) -> Attempt``; seconds limit each level.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.roster import Roster


@dataclass(frozen=True)
class Attempt:
    """A roster (None if none was found) and the bound claimed for each level."""

    roster: Roster | None
    bounds: tuple[int | None, ...]
