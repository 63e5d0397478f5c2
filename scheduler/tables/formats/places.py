"""Where things stand in the user's own files, so that a fault can say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from scheduler.domain.faults import Fault


def column_letters(position: int) -> str:
    """The letters of a spreadsheet column counted from 0: A … Z, AA …"""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Places(Protocol):
    """Names the places of one table.

    ``number`` is what the file itself counts: the physical line of a CSV (from 1), the row of a
    sheet (from 1), the index in a JSON array (from 0); None means the table as a whole.
    """

    def place(self, number: int | None, column: str = "") -> str:
        """Where that row, or that cell of it, stands."""
        ...

    def heading(self, column: str) -> str:
        """What the column is called there."""
        ...


@dataclass(frozen=True)
class GridPlaces:
    """Places in a CSV (``cadres.csv:17``) or in a sheet (``book.xlsx!cadres!D17``)."""

    file: str
    sheet: str = ""
    positions: Mapping[str, int] = field(default_factory=dict)
    """Column name to its position, from 0."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """Column name to the heading found."""

    def cell(self, number: int, position: int | None) -> str:
        """The place of the cell at that position of the row (None: of the row)."""
        if not self.sheet:
            return f"{self.file}:{number}"
        letters = "" if position is None else column_letters(position)
        return f"{self.file}!{self.sheet}!{letters}{number}"

    def place(self, number: int | None, column: str = "") -> str:
        if number is None:
            return f"{self.file}!{self.sheet}" if self.sheet else self.file
        return self.cell(number, self.positions.get(column))

    def heading(self, column: str) -> str:
        return self.headings.get(column, column)


@dataclass(frozen=True)
class JsonPlaces:
    """Places in a JSON file: ``instance.json:$.cadres[3].areas``."""

    file: str
    table: str

    def place(self, number: int | None, column: str = "") -> str:
        index = "" if number is None else f"[{number}]"
        member = f".{column}" if column else ""
        return f"{self.file}:$.{self.table}{index}{member}"

    def heading(self, column: str) -> str:
        return column


@dataclass(frozen=True)
class TomlPlaces:
    """Places in ``instance.toml``: ``instance.toml:[rules] gap_months``."""

    file: str
    said: Mapping[str, str] = field(default_factory=dict)
    """Key to what it is called in the file, where that is known."""

    def place(self, number: int | None, column: str = "") -> str:
        if number is not None:
            return f"{self.file}:{number}"
        section, _, key = column.rpartition(".")
        key = self.said.get(column, key)
        section = f"[{self.said.get(section, section)}] " if section else ""
        return f"{self.file}:{section}{key}" if column else self.file

    def heading(self, column: str) -> str:
        return column


@dataclass(frozen=True)
class KeyPlaces:
    """Places in the sheet of settings: ``book.xlsx!instance!B5``, by the row of each key."""

    file: str
    sheet: str
    rows: Mapping[str, int] = field(default_factory=dict)

    def place(self, number: int | None, column: str = "") -> str:
        below = (row for key, row in self.rows.items() if column and key.startswith(f"{column}."))
        found = number or self.rows.get(column) or next(below, None)
        return f"{self.file}!{self.sheet}!B{found}" if found else f"{self.file}!{self.sheet}"

    def heading(self, column: str) -> str:
        return column


@dataclass(frozen=True)
class RowPlaces:
    """Where each row of an instance stands in the user's files."""

    places: Mapping[str, Places]
    """By table; the settings are table ``instance``."""
    numbers: Mapping[str, tuple[int, ...]]
    """By table the number that each of its rows has in its file (line, row of a sheet, index)."""

    def place(self, table: str, row: int | None, column: str = "") -> str:
        """Where that row (from 0; None: the table as a whole), or that cell of it, stands."""
        if table not in self.places:
            return table
        number = self.numbers[table][row] if row is not None and table in self.numbers else None
        return self.places[table].place(number, column)

    def locate(self, fault: Fault) -> Fault:
        """The same fault, its place, column and other rows named as in the user's files."""
        context = dict(fault.context)
        if "first_row" in context and fault.table in self.numbers:
            context["first_row"] = self.numbers[fault.table][context["first_row"]]
        heading = fault.column
        if fault.table in self.places:
            heading = self.places[fault.table].heading(fault.column)
        place = self.place(fault.table, fault.row, fault.column)
        return replace(fault, context=context, column=heading, place=place)
