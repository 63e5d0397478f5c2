"""What is wrong with an input, said so that a planner can find and mend it.

A fault knows its place in the words of the domain (table, row number in the table, column). Readers
turn that into a file and a line, a sheet and a cell, or a JSON path by filling ``place``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from scheduler.domain.vocabulary import LevelNames, Words
from scheduler.language import Language, catalogue, say

_CATALOGUES = ("cells", "checks", "faults", "calendar")
_SENTENCES = ("notices.", "returns.")
_LONGEST = 80
_SETTINGS = "instance"
"""The table of the settings: its columns are keys, and stand in the place already."""


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
    """The input cannot be used; carries every fault found, its text a line for each.

    ``advice`` is the key of a sentence that says what to do about all of them.
    """

    def __init__(self, faults: Iterable[Fault], advice: str = ""):
        self.faults = tuple(faults)
        self.advice = advice
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(self.lines("en"))

    def lines(self, language: Language) -> list[str]:
        """What the user is told: a line for each fault, up to a readable limit."""
        return describe_all(self.faults, language)


def describe(fault: Fault, language: Language) -> str:
    """One line: place, column, value, what was expected, and the nearest valid value.

    A kind is the key of a sentence in one of the catalogues of faults; one with a dot names its
    catalogue itself (``results.unknown``). Those of ``notices`` and ``returns`` are whole
    sentences.
    """
    expected = _expected(fault, language)
    if fault.kind.startswith(_SENTENCES):
        line = expected
    elif fault.value is None:
        line = say("tables.fault.no_value", language, expected=expected)
    else:
        line = say("tables.fault.value", language, value=quoted(fault.value), expected=expected)
    if fault.column and fault.table != _SETTINGS:
        line = say("tables.fault.column", language, column=_visible(fault.column), rest=line)
    if fault.nearest:
        nearest = _visible(_nearest(fault, language))
        line = say("tables.fault.nearest", language, rest=line, nearest=nearest)
    place = fault.place or _without_file(fault)
    return say("tables.fault.at", language, place=_visible(place), rest=line) if place else line


def describe_all(
    faults: Iterable[Fault], language: Language, limit: int = 200, more: str = "more"
) -> list[str]:
    """A line for each of the first ``limit`` faults, then one with the count of the rest.

    ``more`` is the key of that line: what is counted are ``more`` faults or ``more_notices``.
    """
    remaining = iter(faults)
    lines = [describe(fault, language) for fault in islice(remaining, limit)]
    rest = sum(1 for _ in remaining)
    return [*lines, say(f"tables.fault.{more}", language, count=rest)] if rest else lines


def quoted(value: str) -> str:
    """The value in double quotes, its invisible and control characters escaped, at most 80 long."""
    return f'"{_visible(value, _LONGEST)}"'


def _visible(text: str, limit: int = 400) -> str:
    shown = "".join(
        letter if letter.isprintable() else repr(letter)[1:-1] for letter in text[: limit + 1]
    )
    return shown if len(text) <= limit and len(shown) <= limit else f"{shown[:limit]}…"


def _expected(fault: Fault, language: Language) -> str:
    plain = (key for key, value in fault.context.items() if type(value) is str)
    context = {**fault.context, **{key: _visible(fault.context[key]) for key in plain}}
    if "." in fault.kind:
        return say(fault.kind, language, **context)
    name = next(name for name in _CATALOGUES if fault.kind in catalogue(name))
    return say(f"{name}.{fault.kind}", language, **context)


def _nearest(fault: Fault, language: Language) -> str:
    """The nearest value; one of the words of a choice is said in the language."""
    for words in fault.context.values():
        if isinstance(words, Words | LevelNames):
            return words.called(fault.nearest, language)
    return fault.nearest


def _without_file(fault: Fault) -> str:
    return fault.table if fault.row is None else f"{fault.table}[{fault.row}]"
