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
from typing import Any, Generic, Literal, TypeVar

from scheduler.language import Language, catalogue, say
from scheduler.tables.schema import CellType

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
    of_level: bool = False
    """It carries the name of the area of a level, under the level's own name."""
    aside: bool = False
    """Workbooks fold it away, so that what a person reads fits on a page."""
    is_time: bool = False
    """It holds times of day or sessions."""

    def heading(self, language: Language) -> str:
        """The column's heading; that of a level is said in the instance's own words."""
        if self.of_level:
            return self.name
        words = catalogue("headings")
        return (words.get(f"{self.table}.{self.name}") or words[self.name])[language]

    def meaning(self, language: Language) -> str:
        """What the column says, for the data dictionary."""
        return say(f"columns.{self.table}.{'level' if self.of_level else self.name}", language)

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
        return headings(self.columns, language)

    def rows(self, rows: Iterable[Row]) -> list[list[str]]:
        """The cells of each row."""
        return [[column.cell(row) for column in self.columns] for row in rows]


def headings(columns: Sequence[ResultColumn[Any]], language: Language) -> list[str]:
    """The headings of columns, all different: a level named like a column is marked as a level."""
    taken = {column.heading(language) for column in columns if not column.of_level}
    return [
        f"{text} (level)" if column.of_level and text in taken else text
        for column in columns
        for text in (column.heading(language),)
    ]


def words_of(key: str, language: Language) -> list[str]:
    """The words of a column, in their order."""
    return say(f"results.{key}", language).split(";")
