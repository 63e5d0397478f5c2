"""Rosters that come back, as a solve wrote them or after somebody edited them by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

from scheduler.domain.cells import Day, Id
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.records import Record
from scheduler.domain.roster import Roster, Visit
from scheduler.language import LANGUAGES
from scheduler.results.form_rows import form_rows, form_sheet
from scheduler.results.roster import VISIT, roster_columns
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.formats.csv_rows import read_rows
from scheduler.tables.formats.decoding import decode, read_bytes
from scheduler.tables.formats.places import GridPlaces, Places
from scheduler.tables.formats.workbook import read_sheets
from scheduler.tables.grid import FoundRows, name_cells
from scheduler.tables.recognise import (
    Recognised,
    is_calendar,
    recognise_sheets,
    recognise_text,
)
from scheduler.tables.schema import Column, Table, columns_of, known_in_results
from scheduler.tables.sheet_rows import sheet_rows
from scheduler.tables.validate import every_row


class _RosterRow(Record):
    """What the program needs to know of a row of a roster."""

    table: ClassVar[str] = "roster"
    key: ClassVar[tuple[str, ...]] = ("cadre", "branch", "date")

    cadre: Id
    branch: Id
    date: Day


_PART = Recognised("handoff")
_VISIT = tuple(map(known_in_results, columns_of(_RosterRow)))


def _table(levels: Sequence[str], names: Sequence[str]) -> Table:
    """The columns that are read of a roster: those of a visit, and what is said beside it."""
    said = (
        Column(
            "roster", column.name, column.name, column.cells, required=False, blank=True,
            also=(column.name, *(column.heading(language) for language in LANGUAGES)),
        )
        for column in roster_columns(levels, names)
        if column.name not in VISIT
    )  # fmt: skip
    return Table("roster", _RosterRow, (*_VISIT, *said), open=True)


@dataclass(frozen=True)
class RosterFile:
    """A roster as it stands in a file, and the line (of a sheet: the row) of each visit.

    ``said`` tells for each visit what stands in the other columns of a roster, by the column's
    name (of a level: :func:`scheduler.results.roster.level_columns`). Columns that the file lacks
    are left out.
    """

    roster: Roster
    lines: tuple[int, ...]
    said: tuple[Mapping[str, str], ...]
    places: Places
    is_part: bool = False
    """Whether the file is a handoff: one area's part of a roster."""

    @property
    def part_fault(self) -> Fault:
        """The fault of a part where the whole is needed."""
        return _PART.instead_of("roster", self.places.place(None))

    @property
    def part_notice(self) -> Fault:
        """What is to be said where a part is looked at all the same."""
        return Fault("notices.part", place=self.places.place(None))


def read_roster(
    path: Path,
    encoding: str | None = None,
    levels: Sequence[str] = (),
    level_names: Sequence[str] = (),
) -> RosterFile:
    """The visits in a roster (CSV or the first sheet of a workbook), in its order.

    ``levels`` are those of the instance, under whose names it gives areas,
    and ``level_names`` what the instance calls them, where it does. Raises
    :class:`InputError` with every cell that is no id or no date, and for a file that is another
    than a roster: a handoff that came back filled in is one of these. Ids that do not exist, and
    names that belong to others, are left for the audit to tell.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError([Fault("no_file", value=str(path), place=path.name or str(path))])
    data = read_bytes(path)
    if is_calendar(data):
        raise InputError([Recognised("calendar").instead_of("roster", path.name)])
    found, kind = _rows_of(data, path, encoding, _table(levels, level_names))
    if kind is not None and kind.kind not in ("roster", "handoff"):
        raise InputError([kind.instead_of("roster", path.name)])
    said = [
        {name: shown(cell) for name, cell in row.items() if name not in VISIT}
        for row in found.cells
    ]
    found.cells = [
        {name: cell for name, cell in row.items() if name in VISIT} for row in found.cells
    ]
    # What is said beside a visit is taken as it stands, whatever a spreadsheet has made of it.
    found.refused = {at: fault for at, fault in found.refused.items() if at[1] in VISIT}
    read = every_row(found)
    if read.faults:
        raise InputError(read.faults)
    rows = cast(tuple[_RosterRow, ...], read.records)
    visits = tuple(Visit(row.cadre, row.branch, row.date) for row in rows)
    is_part = kind == _PART
    return RosterFile(Roster(visits), read.numbers, tuple(said), found.places, is_part)


def _rows_of(
    data: bytes, path: Path, encoding: str | None, table: Table
) -> tuple[FoundRows, Recognised | None]:
    """The rows of the file as those of a roster, and what the file is."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        sheets = read_sheets(data, path.name)
        kind = recognise_sheets(sheets)
        sheet = form_sheet(sheets[0], table) if kind == _PART else sheets[0]
        return sheet_rows(sheet, table), kind
    text = decode(data, path.name, encoding)
    kind = recognise_text(text, path.name)
    rows, faults = read_rows(text, table.is_heading, path.name)
    # Excel leaves out empty cells at the end of some rows, so rows need not be even.
    kept = form_rows(rows, table) if kind == _PART else rows
    found = name_cells(kept, table, GridPlaces(path.name), even=False)
    found.faults[:0] = faults
    return found, kind
