"""From rows of cells under a row of headings to rows of named cells (CSV and workbook alike)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scheduler.domain.faults import Fault
from scheduler.tables.formats.cell_text import is_blank, shown
from scheduler.tables.formats.places import GridPlaces, Places
from scheduler.tables.formats.sheet import GridRow
from scheduler.tables.schema import Column, Headings, Table

_HEADER_WITHIN = 20


@dataclass
class FoundRows:
    """Rows of a table, cells named but not yet validated; blank optional cells are left out."""

    table: Table
    places: Places
    numbers: list[int] = field(default_factory=list)
    cells: list[dict[str, object]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    refused: dict[tuple[int, str], Fault] = field(default_factory=dict)
    """By index of the row and by column, cells that are at fault whatever their validation says."""

    def refuse(
        self,
        row: int,
        column: str,
        kind: str,
        nearest: str = "",
        context: Mapping[str, Any] | None = None,
        value: str | None = None,
    ) -> None:
        """Refuses the cell in that column of the row with that index; the fault shows its value,
        or the part of it that is given.
        """
        cell = self.cells[row].get(column)
        if value is None and cell is not None:
            value = shown(cell)
        self.refused[row, column] = Fault(
            kind, self.table.name, row, self.places.heading(column), value, nearest, context or {},
            self.places.place(self.numbers[row], column),
        )  # fmt: skip


def name_cells(rows: Sequence[GridRow], table: Table, places: GridPlaces, even: bool) -> FoundRows:
    """The rows under the header; with ``even`` each must have as many cells as the header."""
    filled = [row for row in rows if not all(map(is_blank, row[1]))]
    found = FoundRows(table, places)
    if not filled:
        found.faults.append(Fault("no_header", table.name, place=places.place(None)))
        return found
    if fault := _misplaced_header(filled, table, places):
        found.faults.append(fault)
        return found
    (line, headings), body = filled[0], filled[1:]
    columns = _match_headings(line, headings, body, found)
    positions = {column.name: position for position, column in columns.items()}
    names = {name: str(headings[position]).strip() for name, position in positions.items()}
    found.places = replace(places, positions=positions, headings=names)
    _note_blank_rows(rows, filled, found)
    _collect(body, columns, len(headings), even, found)
    return found


def _score(cells: Iterable[object], table: Table) -> int:
    return sum(1 for cell in cells if isinstance(cell, str) and table.match(cell))


def _misplaced_header(filled: list[GridRow], table: Table, places: GridPlaces) -> Fault | None:
    first = _score(filled[0][1], table)
    number, best = max(
        ((number, _score(cells, table)) for number, cells in filled[1:_HEADER_WITHIN]),
        key=lambda found: found[1],
        default=(0, 0),
    )
    shown = str(next(cell for cell in filled[0][1] if not is_blank(cell)))
    place = places.cell(filled[0][0], None)
    if best >= 2 and best > first:
        return Fault("header_below", table.name, value=shown, context={"line": number}, place=place)
    if first == 0:
        names = Headings(table, tuple(table.by_name))
        return Fault(
            "no_headings", table.name, value=shown, context={"columns": names}, place=place
        )
    return None


def _match_headings(
    line: int, headings: Sequence[object], body: Sequence[GridRow], found: FoundRows
) -> dict[int, Column]:
    table, places = found.table, found.places
    assert isinstance(places, GridPlaces)
    columns: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    first: dict[str, int] = {}
    for position, heading in enumerate(headings):
        text = "" if is_blank(heading) else str(heading).strip()
        column = table.match(text) if text else None
        if column is None:
            unknown[position] = text
        elif column.name in first:
            context = {"first": first[column.name] + 1, "position": position + 1}
            found.faults.append(
                Fault("repeated_column", table.name, None, column.name, text, context=context,
                      place=places.cell(line, position))
            )  # fmt: skip
        else:
            columns[position], first[column.name] = column, position
    if not table.open:
        if headless := {at for at, text in unknown.items() if not text}:
            _report_headless(headless, line, body, found)
        named = {at: text for at, text in unknown.items() if text}
        lacks_ids = "id" in table.by_name and "id" not in first
        codes = {at for at in named if lacks_ids and _could_be_ids(body, at)}
        _report_unknown(named, codes, line, first, found)
    _report_missing(table, first, [text for text in unknown.values() if text], line, found)
    return columns


def _could_be_ids(body: Sequence[GridRow], position: int) -> bool:
    """Whether every row has a cell of its own there, which does more than count the rows."""
    cells = [row[position] if position < len(row) else None for _, row in body]
    texts = ["" if is_blank(cell) else str(cell).strip() for cell in cells]
    counts = [str(number) for number in range(1, len(texts) + 1)]
    return all(texts) and len(set(texts)) == len(texts) > 1 and texts != counts


def _report_headless(
    positions: Container[int], line: int, body: Sequence[GridRow], found: FoundRows
) -> None:
    """A fault for each column without a heading in which a cell is filled."""
    places = found.places
    assert isinstance(places, GridPlaces)
    filled: dict[int, tuple[int, object]] = {}
    for number, cells in body:
        for position, cell in enumerate(cells):
            if position in positions and position not in filled and not is_blank(cell):
                filled[position] = number, cell
    for position, (number, cell) in sorted(filled.items()):
        context = {"position": position + 1, "first": places.cell(number, position)}
        place = places.cell(line, position)
        found.faults.append(
            Fault("no_heading", found.table.name, None, "", shown(cell), "", context, place)
        )


def _report_unknown(
    unknown: Mapping[int, str],
    codes: Container[int],
    line: int,
    present: Container[str],
    found: FoundRows,
) -> None:
    """What is near the heading of a column that is not there is a misspelling of it; anything else
    is a column that the user keeps for themselves, unless a required one is missing, or that of the
    ids and these may be among the ``codes``.
    """
    table, places = found.table, found.places
    assert isinstance(places, GridPlaces)
    absent = [column.name for column in table.columns if column.name not in present]
    missing = [name for name in absent if table.by_name[name].needed]
    columns = Headings(table, tuple(table.by_name))
    for position, text in unknown.items():
        near = table.nearest_heading(text, absent)
        place = places.cell(line, position)
        lacking = [*missing, *(["id"] if position in codes else ())]
        if near or lacking:
            kind = "unknown_column" if near else "unknown_while_missing"
            context = {"columns": columns, "missing": Headings(table, tuple(lacking))}
            found.faults.append(Fault(kind, table.name, None, "", text, near, context, place))
        else:
            told = {"columns": columns, "value": text}
            found.notices.append(Fault("ignored_column", table.name, context=told, place=place))


def _report_missing(
    table: Table, present: Container[str], unknown: Sequence[str], line: int, found: FoundRows
) -> None:
    places = found.places
    assert isinstance(places, GridPlaces)
    kind = "missing_column" if not unknown or table.open else "missing_while_unknown"
    for column in table.columns:
        if column.needed and column.name not in present:
            context = {"column": Headings(table, (column.name,)), "unknown": ", ".join(unknown)}
            found.faults.append(
                Fault(kind, table.name, context=context, place=places.cell(line, None))
            )


def _note_blank_rows(rows: Sequence[GridRow], filled: list[GridRow], found: FoundRows) -> None:
    first, last = filled[0][0], filled[-1][0]
    inside = sum(1 for number, _ in rows if first < number < last) - max(0, len(filled) - 2)
    if inside:
        context = {"count": inside}
        place = found.places.place(None)
        found.notices.append(Fault("blank_rows", found.table.name, context=context, place=place))


def _collect(
    body: Sequence[GridRow], columns: dict[int, Column], width: int, even: bool, found: FoundRows
) -> None:
    places = found.places
    assert isinstance(places, GridPlaces)
    required = {column.name for column in columns.values() if column.required}
    named = [(position, column.name) for position, column in columns.items()]
    for number, cells in body:
        if even and len(cells) < width:
            context = {"found": len(cells), "width": width}
            column = columns[len(cells)].name if len(cells) in columns else ""
            found.faults.append(
                Fault("few_fields", found.table.name, len(found.cells), column, context=context,
                      place=places.cell(number, len(cells)))
            )  # fmt: skip
            continue
        extra = [at for at in range(width, len(cells)) if not is_blank(cells[at])]
        if extra and not found.table.open:
            context = {"found": extra[-1] + 1, "width": width}
            found.faults.append(
                Fault("many_fields", found.table.name, len(found.cells), value=str(cells[extra[0]]),
                      context=context, place=places.cell(number, extra[0]))
            )  # fmt: skip
            continue
        row: dict[str, object] = {}
        for position, name in named:
            cell = cells[position] if position < len(cells) else None
            if cell.strip() if isinstance(cell, str) else cell is not None:
                row[name] = cell
            elif name in required:
                row[name] = ""
        found.numbers.append(number)
        found.cells.append(row)
