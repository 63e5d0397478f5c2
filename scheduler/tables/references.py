"""Codes that cells refer to: given as such, as the name of the row meant, or several in one cell.

A cell of a column that refers to a table should hold an id of it, or ids separated by ``;``. People
write names, those of several rows with what tells them apart in brackets, and separate lists by
commas and line breaks. What can mean one thing only is read and noted, once for each table; an id
always wins over a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from scheduler.domain.checks import SPECIAL_REFERENCES
from scheduler.domain.faults import Fault
from scheduler.domain.vocabulary import TableName, meant
from scheduler.tables.directory import Directory, text_of
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.grid import FoundRows
from scheduler.tables.otherwise import ReadOtherwise
from scheduler.tables.schema import Column

_CERTAIN = re.compile(r"[,\n、，；]")
"""What separates a list for certain if each of its parts is an id."""
_LIKELY = re.compile(r"[,\n、，；/|&+\t]|\s(?:và|and)\s", re.IGNORECASE)
"""What may also stand for "or", for "of", or within a name."""
_TOLD_APART = re.compile(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]")
"""A name, and in brackets what tells it apart from others of that name."""
_ADDRESS = re.compile(r"([^,，]+)[,，](.+)")
"""The same after a comma: not where that may separate a list."""
_LINE_OR_SEMICOLON = re.compile(r"[\n;；]")
_COMMA_OR_SEMICOLON = re.compile(r"[,、，;；]")


def resolve(tables: Mapping[str, FoundRows]) -> dict[str, Directory]:
    """Puts ids in the place of names, and ``;`` between ids, in all tables; refuses what has more
    than one meaning. Gives the directory of each table that has ids.
    """
    directories: dict[str, Directory] = {}
    for name, found in tables.items():
        if "id" in found.table.by_name:
            directories[name] = Directory(found, directories)
    for found in tables.values():
        notes = ReadOtherwise(found)
        for column in found.table.columns:
            if column.refers_to in directories:
                _resolve_column(found, column, directories[column.refers_to], notes)
            elif column.type == "list":
                _separate_words(found, column, notes)
        found.notices += notes.told()
    return directories


@dataclass
class _Reading:
    """What a cell says: its parts, ids as far as they are known; or why it is refused."""

    parts: list[str] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    """Names that were taken for ids, each with the id."""
    separated: bool = False
    """Whether something else than ``;`` separated some of the parts."""
    translated: bool = False
    """Whether one of the words that the column knows stands there in another language."""
    refusal: Fault | None = None


def _resolve_column(
    found: FoundRows, column: Column, directory: Directory, notes: ReadOtherwise
) -> None:
    special = SPECIAL_REFERENCES.get((column.table, column.name), set())
    reader = _Reader(directory, directory.ids.keys() | special, special)
    read = reader.several if column.type == "list" else reader.single
    readings: dict[str, _Reading | None] = {}
    for index, row in enumerate(found.cells):
        cell = row.get(column.name)
        if cell is None or (isinstance(cell, str) and cell in reader.known):
            continue  # by far the most
        key = repr(cell)
        if key not in readings:
            readings[key] = read(cell)
        reading = readings[key]
        if reading is None:
            continue
        if fault := reading.refusal:
            found.refuse(index, column.name, fault.kind, fault.nearest, fault.context, fault.value)
            continue
        ids = ";".join(reading.parts)
        row[column.name] = ids if isinstance(cell, str) else list(reading.parts)
        for name, identifier in reading.names:
            notes.add("names_read", index, column.name, name, identifier)
        if reading.separated:
            notes.add("list_read", index, column.name, shown(cell), ids)


@dataclass(frozen=True)
class _Reader:
    """Reads the cells of one column; None is a cell to be left as it stands."""

    directory: Directory
    known: Set[str]
    """What may stand in a cell: the ids, and words that the column knows besides."""
    special: Set[str]
    """Those words, which are read in every language."""

    def single(self, cell: object) -> _Reading | None:
        """A cell that names one row."""
        text = text_of(cell)
        if not text or text in self.known:
            return None
        reading = _Reading()
        if self._add_named(text, reading, _TOLD_APART, _ADDRESS):
            return reading
        pieces = _pieces(_LIKELY, text)
        if len(pieces) > 1 and all(map(self._known_as, pieces)):
            context = {"table": self._table, "parts": "; ".join(pieces)}
            return _Reading(refusal=Fault("one_of_several", value=text, context=context))
        return None

    def several(self, cell: object) -> _Reading | None:
        """A cell that names any number of rows."""
        reading = _Reading()
        parts = cell.split(";") if isinstance(cell, str) else cell
        for part in parts if isinstance(parts, list) else ():
            text = text_of(part)
            if text is None:
                return None
            if text and not self._add_named(text, reading, _TOLD_APART):
                self._add_listed(text, reading)
            if reading.refusal:
                return reading
        return reading if reading.names or reading.separated or reading.translated else None

    @property
    def _table(self) -> TableName:
        return TableName(self.directory.found.table.name)

    def _add_named(self, text: str, reading: _Reading, *forms: re.Pattern[str]) -> bool:
        """Whether the text is an id, or the name of a row or of several; by itself, or in one of
        the forms with what tells it apart.
        """
        if word := text if text in self.known else meant("choices", text, self.special):
            reading.parts.append(word)
            reading.translated |= word != text
            return True
        name, bearers = text, self.directory.bearers(text)
        told = None if bearers else next(filter(None, (f.fullmatch(text) for f in forms)), None)
        if told:
            name = told[1]
            bearers = self.directory.told_apart(name, _pieces(_COMMA_OR_SEMICOLON, told[2]))
        if len(bearers) == 1:
            reading.parts += bearers
            reading.names.append((text, bearers[0]))
        elif bearers:
            context = {
                "table": self._table, "count": len(bearers),
                "candidates": self.directory.candidates(name),
            }  # fmt: skip
            reading.refusal = Fault("namesakes", value=text, context=context)
        return bool(bearers)

    def _add_listed(self, text: str, reading: _Reading) -> None:
        """Adds a text that is nothing by itself, but maybe a list of its own."""
        ids = _pieces(_CERTAIN, text)
        if ids and all(one in self.known for one in ids):
            reading.parts += ids
            reading.separated = True
            return
        pieces = _pieces(_LIKELY, text)
        if len(pieces) > 1 and ("\n" in text or any(map(self._known_as, pieces))):
            near = [self._known_as(one) or self.directory.nearest(one) for one in pieces]
            whole = ";".join(near) if all(near) else ""
            lost = "; ".join(one for one in pieces if not self._known_as(one))
            kind = "list_of_unknown" if lost else "list_separator"
            context = {"table": self._table, "parts": lost}
            reading.refusal = Fault(kind, value=text, nearest=whole, context=context)
        else:
            reading.parts.append(text)

    def _known_as(self, text: str) -> str:
        """The one id that the text stands for, or ""."""
        bearers = self.directory.bearers(text)
        return text if text in self.known else bearers[0] if len(bearers) == 1 else ""


def _pieces(separators: re.Pattern[str], text: str) -> Sequence[str]:
    return [piece.strip() for piece in separators.split(text) if piece.strip()]


def _separate_words(found: FoundRows, column: Column, notes: ReadOtherwise) -> None:
    """Parts of a list that are no ids: a line break ends each, a comma only makes one wonder."""
    for index, row in enumerate(found.cells):
        cell = row.get(column.name)
        if cell is None:
            continue
        text = ";".join(map(str, cell)) if isinstance(cell, list) else cell
        if not isinstance(text, str):
            continue
        if "\n" in text and isinstance(cell, str):
            row[column.name] = text = ";".join(_pieces(_LINE_OR_SEMICOLON, text))
            notes.add("list_read", index, column.name, cell, text)
        if _CERTAIN.search(text):
            rewritten = ";".join(_pieces(_COMMA_OR_SEMICOLON, text))
            notes.add("comma_in_list", index, column.name, text, rewritten)
