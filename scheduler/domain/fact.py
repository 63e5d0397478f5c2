"""A fact that can stand in the way of a request: where it stands, what it says, how it could go.

A fact is plain data: it names edits and does not make them. Who asks about it
(:mod:`scheduler.answers.conflicts`) makes and tries them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from scheduler.domain.edit import Edit
from scheduler.domain.problem import Problem
from scheduler.domain.records import Pin
from scheduler.domain.roster import Visit
from scheduler.language import Language, say


@dataclass(frozen=True)
class Way:
    """Edits that change less than letting a whole fact go, and what their sentence tells more."""

    edits: tuple[Edit, ...]
    told: Mapping[str, Any] = field(default_factory=dict)


class Trial(Protocol):
    """A problem with a fact and without it: what the fact may ask to find the smallest way."""

    @property
    def problem(self) -> Problem:
        """The problem in which the fact stands in the way."""

    @property
    def without(self) -> Problem:
        """The same with the fact let go."""

    def after(self, *edits: Edit) -> Problem:
        """The problem after edits."""

    def wanted(self) -> Iterator[Visit]:
        """The visits that could then meet a pin, or keep it company, without the fact."""

    def solved(self) -> Iterable[Visit]:
        """The visits of a roster that meets the pins without the fact; empty where there is none.

        This solves, so it is dear: ask it last.
        """


@dataclass(frozen=True)
class Fact:
    """A part of the instance: where it stands, what it says, and the edits that let it go.

    ``kind`` names its sentences: ``conflicts.{kind}``, and ``conflicts.drop_{kind}`` for a way out;
    ``context`` fills them. ``row`` counts from 0 in the table of the whole instance. ``smaller``
    finds the ways that change less than letting the whole fact go, the smallest first; None where
    letting it go is the smallest.
    """

    kind: str
    table: str
    row: int | None
    context: Mapping[str, Any]
    drop: tuple[Edit, ...]
    smaller: Callable[[Trial], Iterable[Way]] | None = None

    def sentence(self, language: Language) -> str:
        """The fact in words."""
        return say(f"conflicts.{self.kind}", language, **self.context)

    def ways(self, trial: Trial) -> Iterable[Way]:
        """What might do to be rid of it, the smallest first."""
        return [Way(self.drop)] if self.smaller is None else self.smaller(trial)


def required(problem: Problem) -> list[Pin]:
    """The `require` pins of the table, in its order."""
    return [pin for pin in problem.instance.pins if pin.decision == "require"]
