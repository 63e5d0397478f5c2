"""What is wrong with an input, said so that a planner can find and mend it.

A fault knows its place in the words of the domain (table, row number in the table, column). Readers
turn that into a file and a line, a sheet and a cell, or a JSON path by filling ``place``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place.

    ``kind`` is the key of the sentence that says what was expected (``scheduler/language``),
    ``context`` the values it speaks of. ``row`` counts the rows of the table from 0; None is the
    table as a whole. ``nearest`` is the valid value closest to what was found, or "".
    """

    kind: str
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str | None = None
    nearest: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    """Where it stands in the user's own file, such as ``cadres.csv:17`` or
    ``book.xlsx!cadres!D17``.
    """

    def at(self, place: str) -> Fault:
        """The same fault with its place in the user's file."""
        return replace(self, place=place)


class SchedulerError(Exception):
    """Base of every error this program raises on purpose; ``exit_code`` as in SPEC §7."""

    exit_code = 2
    sentence = ""
    """Key of what the user is told in their language; without it, the text of the error."""


class InputError(SchedulerError):
    """The input cannot be used; carries every fault found, its text a line for each."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        from scheduler.domain.fault_lines import describe_all  # which knows what a fault is

        return "\n".join(describe_all(self.faults, "en"))
