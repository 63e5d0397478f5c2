"""What a column of a result is: one object says what it is called, what it means and what stands
in its cells.

Writers, the reader of rosters, the data package and the data dictionary take the columns from the
tables that are made of them: :mod:`scheduler.results.roster`, :mod:`scheduler.results.missed`,
:mod:`scheduler.results.trace`, :mod:`scheduler.results.changes` and
:mod:`scheduler.results.comparison`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, zip_longest
from typing import Generic, Literal, TypeVar

from scheduler.domain.vocabulary import level_called, level_spellings
from scheduler.language import LANGUAGES, Language, catalogue, say
from scheduler.tables.recognise import known_headings
from scheduler.tables.schema import CellType, heading_key

FieldType = Literal["string", "date", "yearmonth", "integer", "number"]
"""Names of the Frictionless table schema; `yearmonth` is written YYYY-MM."""

_READ: dict[FieldType, CellType] = {
    "string": "text", "date": "day", "yearmonth": "month", "integer": "integer",
    "number": "decimal",
}  # fmt: skip

Row = TypeVar("Row")
"""What a row is made from."""


@dataclass(frozen=True)
class ResultColumn(Generic[Row]):
    """A column of a result.

    Its heading stands in ``headings.toml``, its meaning in ``columns.toml``.
    """

    table: str
    """Name of the table to which it belongs."""
    name: str
    cell: Callable[[Row], str]
    """The text of its cell in a row; dates as YYYY-MM-DD, "" where there is nothing to say."""
    type: FieldType = "string"
    filled: bool = False
    """No cell of it is empty."""
    words: str = ""
    """Key of the words, in the files' language, of which one must stand in a filled cell."""
    least: int | None = None
    """Smallest number allowed."""
    level: str = ""
    """The level whose area it names, under the level's own name; "" for any other column."""
    level_name: str = ""
    """What the instance calls that level, if it does."""
    marks: int = 0
    """How many times its heading adds to the name that this is a level: see :func:`level_marks`."""
    aside: bool = False
    """Workbooks fold it away, so that what a person reads fits on a page."""
    is_time: bool = False
    """It holds times of day or sessions."""

    def heading(self, language: Language) -> str:
        """The column's heading; that of a level is said in the instance's own words."""
        if self.level:
            return marked(
                self.level_name or level_called(self.level, language), self.marks, language
            )
        words = catalogue("headings")
        return (words.get(f"{self.table}.{self.name}") or words[self.name])[language]

    def meaning(self, language: Language) -> str:
        """What the column says, for the data dictionary."""
        return say(f"columns.{self.table}.{'level' if self.level else self.name}", language)

    def choices(self, language: Language) -> list[str]:
        """The words that may stand in a cell; none when any text may."""
        return words_of(self.words, language) if self.words else []

    @property
    def cells(self) -> CellType:
        """What its cells hold when they are read back."""
        return "time" if self.is_time else _READ[self.type]


@dataclass(frozen=True)
class ResultTable(Generic[Row]):
    """A CSV of a result: its name, its columns in order, and those that tell its rows apart."""

    name: str
    columns: tuple[ResultColumn[Row], ...]
    key: tuple[str, ...]

    def headings(self, language: Language) -> list[str]:
        """The headings of the file, all different."""
        return [column.heading(language) for column in self.columns]

    def rows(self, rows: Iterable[Row]) -> list[list[str]]:
        """The cells of each row."""
        return [[column.cell(row) for column in self.columns] for row in rows]


def level_marks(levels: Sequence[str], names: Sequence[str] = ()) -> list[int]:
    """How many times each level is marked in headings as a level.

    ``names`` are what the instance calls them, where it does. None, but for a level that is called
    like a column of any table or result, in any language, or like a level before it: so that no
    heading can be taken for another when a file comes back, in whichever language it was written.
    """
    taken = {"", *known_headings()}
    found = []
    for level, name in zip_longest(levels, names[: len(levels)], fillvalue=""):
        marks = next(n for n in count() if not taken & _keys(level, name, n))
        taken |= _keys(level, name, marks)
        found.append(marks)
    return found


def marked(level: str, marks: int, language: Language) -> str:
    """The name of the level as a heading that says so many times that it is one."""
    for _ in range(marks):
        level = say("results.level_heading", language, name=level)
    return level


def _keys(level: str, name: str, marks: int) -> set[str]:
    return {
        heading_key(marked(said, marks, language))
        for language in LANGUAGES
        for said in {*level_spellings(level), name or level}
    }


def words_of(key: str, language: Language) -> list[str]:
    """The words of a column, in their order."""
    return say(f"results.{key}", language).split(";")
