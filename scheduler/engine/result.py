"""What a solve answers:

A roster, its value and a proven bound for each objective, and how it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from scheduler.domain.roster import Roster
from scheduler.domain.vocabulary import called
from scheduler.language import Language, numeral, say

Vector = tuple[int, ...]
"""A number for each level, the most important first."""

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

_NARROWEST = 16
"""Characters that a column of objectives takes on a terminal at least."""


@dataclass(frozen=True)
class LevelResult:
    """One lexicographic level: the weighted sum of its objectives and a proven lower bound for it.

    The bound holds for the lexicographic optimum and for every roster as good as it on all earlier
    levels.
    """

    level: int
    objectives: Mapping[str, int]
    """Objective to weight."""
    value: int
    bound: int


@dataclass(frozen=True)
class ObjectiveResult:
    """One objective's value in the roster and a proven lower bound for it.

    The bound is that of its level where it is alone there. In a level that weighs several
    objectives it is the bound it would have alone in that place, so it may lie below the value
    although the level is proven.
    """

    name: str
    level: int
    value: int
    bound: int


@dataclass(frozen=True)
class TraceEntry:
    """What was known of a level some seconds after the solve began."""

    seconds: float
    level: int
    value: int
    bound: int


@dataclass(frozen=True, repr=False)
class Result:
    """Status, roster and proof together.

    ``optimal`` means every level is proven. ``roster`` is None exactly when the status is
    ``infeasible`` or ``unknown``. ``reproducible`` is false where a wall-clock limit or an
    interrupt cut the search. ``trace`` tells how values and bounds came to be, in order of time.
    """

    status: Status
    roster: Roster | None
    objectives: tuple[ObjectiveResult, ...] = ()
    levels: tuple[LevelResult, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    seconds: float = 0.0
    seed: int = 0
    workers: int = 1
    reproducible: bool = True
    interrupted: bool = False

    def lines(self, language: Language = "en") -> Iterator[str]:
        """The table of objectives and how it ended, in words: what a terminal shows."""
        if self.objectives:
            titles = [say(f"cli.{name}", language) for name in ("objective", "value", "bound")]
            width = width_of_names((row.name for row in self.objectives), language)
            yield f"{titles[0]:<{width}}{titles[1]:>12}{titles[2]:>12}"
        for row in self.objectives:
            name = called("objectives", row.name, language)
            yield f"{name:<{width}}{row.value:>12}{row.bound:>12}"
        yield say(f"cli.{self.status}", language) + numeral(f" ({self.seconds:.1f} s)", language)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __repr__(self) -> str:
        visits = "no roster" if self.roster is None else f"{len(self.roster)} visits"
        return f"<Result {self.status}: {visits}>"

    def _repr_html_(self) -> str:
        """The same for a notebook."""
        titles = [say(f"cli.{name}", "en") for name in ("objective", "value", "bound")]
        table = [titles, *((row.name, row.value, row.bound) for row in self.objectives)]
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
            for row in (table if self.objectives else ())
        )
        *_, end = self.lines()
        return f"<table>{rows}</table><p>{escape(end)}</p>"


def width_of_names(objectives: Iterable[str], language: Language) -> int:
    """Characters of a column of objectives on a terminal."""
    return max(_NARROWEST, *(len(called("objectives", name, language)) for name in objectives))
