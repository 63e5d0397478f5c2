"""What a reader of mere values cannot see of a sheet, from its XML.

Merged cells, formulas without a stored value, cells far outside any table, and what a planner may
not see or has crossed out: hidden rows and columns, struck-through text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat

from scheduler.tables.formats.places import column_letters
from scheduler.tables.formats.workbook_guard import parse_xml

MAX_ROWS = 500_000
"""Most rows of one table."""
MAX_COLUMNS = 200
"""Columns to the right are an error, not a table."""
NO_WIDTH = 0.2
"""A column of that many characters, or less, cannot be seen."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_YES = ("1", "true")


@dataclass(frozen=True)
class Strikes:
    """Which styles of cells, and which of a workbook's shared texts, are struck through."""

    styles: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    """Those of which at least a part is."""


@dataclass
class SheetFacts:
    """How far the values of a sheet reach, and what stands beside them; cells named as ``D17``."""

    merged: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    errors: set[str] = field(default_factory=set)
    """Cells that hold the error of a formula."""
    hidden_rows: list[int] = field(default_factory=list)
    """Those with a value."""
    hidden_columns: set[int] = field(default_factory=set)
    """Numbers from 1, up to :data:`MAX_COLUMNS`, with or without values."""
    struck: dict[int, set[int]] = field(default_factory=dict)
    """By row, the columns of values that are struck through."""
    rows: int = 0
    """Last row with a value."""
    columns: int = 0
    """Last column with a value, from 1."""


def sheet_facts(xml: bytes, strikes: Strikes) -> SheetFacts:
    """The facts in the XML of one worksheet of an archive that was found sound."""
    reader = _SheetReader(strikes)
    _read(xml, reader)
    return reader.facts


def find_strikes(parts: Mapping[str, bytes]) -> Strikes:
    """What is struck through in a workbook, by its parts `styles.xml` and `sharedStrings.xml`."""
    styles, texts = _StyleReader(), _TextReader()
    for name, reader in (("styles.xml", styles), ("sharedStrings.xml", texts)):
        # Most workbooks strike nothing out, and their texts are long.
        if b"strike" in parts.get(name, b""):
            _read(parts[name], reader)
    struck = (str(n) for n, font in enumerate(styles.fonts_of_cells) if font in styles.struck)
    return Strikes(frozenset(struck), frozenset(map(str, texts.struck)))


class _Reader:
    """Is told of each element of a part; names come with their namespace and a space before."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text within an element, maybe not all of it."""


def _read(xml: bytes, reader: _Reader) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parse_xml(xml, parser)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _strikes(attributes: Mapping[str, str]) -> bool:
    return attributes.get("val", "1") in _YES


class _StyleReader(_Reader):
    """Which fonts strike through, and the font of each style of cells."""

    def __init__(self) -> None:
        self.struck: set[int] = set()
        self.fonts_of_cells: list[int] = []
        self._within = ""
        self._font = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name in ("fonts", "cellXfs"):
            self._within = name
        elif name == "font" and self._within == "fonts":
            self._font += 1
        elif name == "strike" and self._within == "fonts" and _strikes(attributes):
            self.struck.add(self._font)
        elif name == "xf" and self._within == "cellXfs":
            self.fonts_of_cells.append(int(attributes.get("fontId", 0)))

    def end(self, name: str) -> None:
        if _local(name) == self._within:
            self._within = ""


class _TextReader(_Reader):
    """Which shared texts have a part that is struck through."""

    def __init__(self) -> None:
        self.struck: set[int] = set()
        self._text = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self._text += 1
        elif _local(name) == "strike" and _strikes(attributes):
            self.struck.add(self._text)


class _SheetReader(_Reader):
    def __init__(self, strikes: Strikes) -> None:
        self.facts = SheetFacts()
        self._strikes = strikes
        self._row = self._column = 0
        self._hidden = False
        self._formula = self._calculated = self._value = self._in_value = False
        self._struck = False
        self._type = ""
        self._shared = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]  # by itself, as a sheet has very many elements
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._in_value = self._calculated = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "strike":  # within a text that stands in the cell itself
            self._struck = self._struck or _strikes(attributes)
        elif name == "col":
            self._start_column(attributes)
        elif name == "mergeCell":
            self.facts.merged.append(attributes.get("ref", ""))

    def _start_column(self, attributes: dict[str, str]) -> None:
        # Columns that are folded away by grouping are hidden as well.
        if attributes.get("hidden") in _YES or float(attributes.get("width", 9)) <= NO_WIDTH:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.facts.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._column = 0
        self._hidden = attributes.get("hidden") in _YES or float(attributes.get("ht", 9)) == 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if found := _REFERENCE.fullmatch(attributes.get("r", "")):
            self._column = column_number(found[1])
            self._row = int(found[2])
        self._formula = self._calculated = self._value = False
        self._type, self._shared = attributes.get("t", ""), ""
        self._struck = attributes.get("s", "0") in self._strikes.styles

    def text(self, text: str) -> None:
        if self._in_value:
            self._value = self._value or bool(text.strip())
            if self._type == "s" and self._strikes.texts:
                self._shared += text

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        # Text that a formula leaves empty is a result; any other empty result is none.
        if self._formula and not self._value and not (self._calculated and self._type == "str"):
            self.facts.uncalculated.append(self._cell())
        if self._value:
            self._note_value()

    def _note_value(self) -> None:
        facts = self.facts
        facts.rows = max(facts.rows, self._row)
        facts.columns = max(facts.columns, self._column)
        if self._column > MAX_COLUMNS or self._row > MAX_ROWS:
            facts.stray.append(self._cell())
        if self._hidden and self._row not in facts.hidden_rows[-1:]:
            facts.hidden_rows.append(self._row)
        if self._type == "e":
            facts.errors.add(self._cell())
        if self._struck or self._shared in self._strikes.texts:
            facts.struck.setdefault(self._row, set()).add(self._column)

    def _cell(self) -> str:
        return f"{column_letters(self._column - 1)}{self._row}"


@cache
def column_number(letters: str) -> int:
    """The number of a spreadsheet column from 1: A, B … Z, AA …"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
