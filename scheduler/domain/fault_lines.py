"""Faults as lines that a planner can act on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from scheduler.domain.faults import Fault
from scheduler.language import Language, catalogue, say

_CATALOGUES = ("cells", "checks", "faults", "calendar")
_LONGEST = 80
_SETTINGS = "instance"
"""The table of the settings: its columns are keys, and stand in the place already."""


def describe(fault: Fault, language: Language) -> str:
    """One line: place, column, value, what was expected, and the nearest valid value.

    A kind is the key of a sentence in one of the catalogues of faults; one with a dot names its
    catalogue itself (``results.unknown``).
    """
    expected = _expected(fault, language)
    if fault.value is None:
        line = say("tables.fault.no_value", language, expected=expected)
    else:
        line = say("tables.fault.value", language, value=quoted(fault.value), expected=expected)
    if fault.column and fault.table != _SETTINGS:
        line = say("tables.fault.column", language, column=_visible(fault.column), rest=line)
    if fault.nearest:
        line = say("tables.fault.nearest", language, rest=line, nearest=_visible(fault.nearest))
    place = fault.place or _without_file(fault)
    return say("tables.fault.at", language, place=_visible(place), rest=line) if place else line


def describe_all(faults: Iterable[Fault], language: Language, limit: int = 200) -> list[str]:
    """A line for each of the first ``limit`` faults, then one with the count of the rest."""
    remaining = iter(faults)
    lines = [describe(fault, language) for fault in islice(remaining, limit)]
    more = sum(1 for _ in remaining)
    return [*lines, say("tables.fault.more", language, count=more)] if more else lines


def quoted(value: str) -> str:
    """The value in double quotes, its invisible and control characters escaped, at most 80 long."""
    return f'"{_visible(value, _LONGEST)}"'


def _visible(text: str, limit: int = 400) -> str:
    shown = "".join(
        letter if letter.isprintable() else repr(letter)[1:-1] for letter in text[: limit + 1]
    )
    return shown if len(text) <= limit and len(shown) <= limit else f"{shown[:limit]}…"


def _expected(fault: Fault, language: Language) -> str:
    if "." in fault.kind:
        return say(fault.kind, language, **fault.context)
    name = next(name for name in _CATALOGUES if fault.kind in catalogue(name))
    context = {key: _visible(value) if isinstance(value, str) else value
               for key, value in fault.context.items()}  # fmt: skip
    return say(f"{name}.{fault.kind}", language, **context)


def _without_file(fault: Fault) -> str:
    return fault.table if fault.row is None else f"{fault.table}[{fault.row}]"
