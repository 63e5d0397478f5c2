"""Looks through a workbook before it is opened: hostile archives, and what openpyxl does not tell.

A workbook is a ZIP archive of XML. Archives that unpack to a multiple of what a planner's workbook
can hold, document types (which declare entities), and members that stand twice are refused. Of each
sheet it notes what a reader of mere values cannot see: merged cells, formulas without a stored
value, hidden rows, and cells far outside any table.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from scheduler.domain.faults import Fault, InputError
from scheduler.tables.grid import MAX_ROWS
from scheduler.tables.places import column_letters

MAX_UNPACKED = 200_000_000
"""Largest sum of the unpacked members, in bytes."""
MAX_RATIO = 200
"""Largest ratio of unpacked to packed, for members above a megabyte."""
MAX_COLUMNS = 200
"""Columns to the right are an error, not a table."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class _Doctype(Exception):
    pass


@dataclass
class SheetFacts:
    """How far the values of a sheet reach, and what stands beside them; cells named as ``D17``."""

    merged: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    rows: int = 0
    """Last row with a value."""
    columns: int = 0
    """Last column with a value, from 1."""


def check_archive(data: bytes, file: str) -> None:
    """Raises :class:`InputError` unless the bytes are a sound archive of harmless XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, file)
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    _parse(archive.read(member), expat.ParserCreate())
    except _Doctype:
        raise InputError([Fault("doctype", place=file)]) from None
    except InputError:
        raise
    except Exception:  # zipfile raises a dozen kinds of error for broken or encrypted archives
        raise InputError([Fault("broken_workbook", place=file)]) from None


def _check_members(archive: zipfile.ZipFile, file: str) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    faults = [
        Fault("member_twice", value=name, place=file)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or any(_too_dense(member) for member in members):
        context = {"limit": MAX_UNPACKED // 1_000_000}
        faults.append(Fault("unpacked_size", context=context, place=file))
    if faults:
        raise InputError(faults)


def _too_dense(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(1_000_000, MAX_RATIO * member.compress_size)


def _parse(xml: bytes, parser: expat.XMLParserType) -> None:
    def refuse(*_: object) -> None:
        raise _Doctype

    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)


def sheet_facts(xml: bytes) -> SheetFacts:
    """The facts in the XML of one worksheet that :func:`check_archive` found sound."""
    reader = _SheetReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    _parse(xml, parser)
    return reader.facts


class _SheetReader:
    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._row = self._column = 0
        self._formula = self._calculated = self._value = self._in_value = self._is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._in_value = self._calculated = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            self.facts.hidden_rows += attributes.get("hidden") in ("1", "true")
        elif name == "mergeCell":
            self.facts.merged.append(attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if found := _REFERENCE.fullmatch(attributes.get("r", "")):
            self._column = column_number(found[1])
            self._row = int(found[2])
        self._formula = self._calculated = self._value = False
        self._is_text = attributes.get("t") == "str"

    def text(self, text: str) -> None:
        self._value = self._value or (self._in_value and bool(text.strip()))

    def end(self, name: str) -> None:
        name = name.rpartition(" ")[2]
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        # Text that a formula leaves empty is a result; any other empty result is none.
        if self._formula and not self._value and not (self._calculated and self._is_text):
            self.facts.uncalculated.append(self._cell())
        if self._value:
            self.facts.rows = max(self.facts.rows, self._row)
            self.facts.columns = max(self.facts.columns, self._column)
            if self._column > MAX_COLUMNS or self._row > MAX_ROWS:
                self.facts.stray.append(self._cell())

    def _cell(self) -> str:
        return f"{column_letters(self._column - 1)}{self._row}"


def column_number(letters: str) -> int:
    """The number of a spreadsheet column from 1: A, B … Z, AA …"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
