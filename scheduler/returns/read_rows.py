"""A return as it was read: its rows, what stands in the columns that are known, and all the rest as
notes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from scheduler.domain.dates import EPOCH_1900
from scheduler.domain.faults import Fault
from scheduler.domain.months import Month
from scheduler.tables.formats.cell_text import shown


@dataclass(frozen=True)
class About:
    """What a sheet says above its table of all the rows in it."""

    publication: str = ""
    month: Month | None = None
    epoch: dt.datetime = EPOCH_1900
    """The day from which its numbers count days."""


@dataclass(frozen=True)
class ReadRow:
    """A row of a return as it was read."""

    place: str
    """Where it stands, such as ``HUY-01.xlsx!Tháng 7:12``."""
    cells: Mapping[str, str]
    """All that stands in it, by the headings of the file."""
    values: Mapping[str, object] = field(default_factory=dict)
    """The filled cells of the columns that are known, by the column's name; of a note none."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What these columns are called in the file, those without a filled cell too."""
    beside: tuple[str, ...] = ()
    """What stands in other columns, and in the heading of the group in which the row is."""
    off_plan: bool = False
    """Whether it stands among visits that nobody planned."""
    unreadable: tuple[str, ...] = ()
    """Known columns of which the cell holds a formula without a value, or an error."""
    struck: bool = False
    """Whether it is struck through, or the answer in it is."""
    is_shifted: bool = False
    """Whether it has more cells than there are columns: a comma in a text may part it."""
    about: About = field(default_factory=About)

    @property
    def is_note(self) -> bool:
        """Whether it is no row of a table: a title, a heading, a note, a signature."""
        return not self.values and not self.unreadable

    def title(self, column: str) -> str:
        """What a column is called in the file."""
        return self.titles.get(column, column)

    def text(self, column: str) -> str:
        """The cell of a known column as text; "" where it is blank."""
        value = self.values.get(column)
        return "" if value is None else shown(value).strip()


@dataclass(frozen=True)
class ReturnSheets:
    """A return: its rows and notes in the order in which they stand, and what is odd about it."""

    name: str
    rows: tuple[ReadRow, ...]
    notices: tuple[Fault, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    """Columns that are not known to every return: place and heading."""
