"""Lists on pages: tables that a reader sorts and filters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.language import Language, day, numeral


class Cell(NamedTuple):
    """What is shown, and by what it is sorted where that is something else."""

    text: str
    key: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a list."""

    title: str
    is_number: bool = False
    """Its cells are numbers, or nothing."""
    is_whole: bool = False
    """No cell of it may be broken over lines."""


@dataclass(frozen=True)
class Listing:
    """A list with its title, which is the table's caption."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def text_cell(text: str) -> Cell:
    """A text, sorted as it reads."""
    return Cell(text)


def number_cell(number: float | None, language: Language, unit: str = "") -> Cell:
    """A number as the language writes it, a dash for none."""
    if number is None:
        return Cell("–", "")
    return Cell(numeral(f"{number:.10g}", language) + unit, f"{number:.10g}")


def day_cell(date: dt.date, language: Language) -> Cell:
    """A date as the language writes it, sorted by time."""
    return Cell(day(date, language), date.isoformat())
