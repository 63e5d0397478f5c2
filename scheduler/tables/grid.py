"""From rows of cells under a row of headings to rows of named cells (CSV and workbook alike)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from scheduler.domain.faults import Fault
from scheduler.tables.places import GridPlaces, Places
from scheduler.tables.schema import Column, Table

GridRow = tuple[int, Sequence[object]]
"""The number of a row in its file, from 1, and its cells."""

MAX_ROWS = 500_000
"""Most rows of one table."""
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


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing, or only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


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
        names = ", ".join(table.by_name)
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
    context: dict[str, object]
    first: dict[str, int] = {}
    for position, heading in enumerate(headings):
        place = places.cell(line, position)
        column = table.match(str(heading)) if not is_blank(heading) else None
        if column is None and table.open:
            continue
        if is_blank(heading):
            if any(position < len(cells) and not is_blank(cells[position]) for _, cells in body):
                context = {"position": position + 1}
                found.faults.append(Fault("no_heading", table.name, context=context, place=place))
        elif column is None:
            text = str(heading).strip()
            context = {"columns": ", ".join(table.by_name)}
            near = table.nearest_heading(text)
            found.faults.append(
                Fault("unknown_column", table.name, None, "", text, near, context, place)
            )
        elif column.name in first:
            context = {"first": first[column.name] + 1, "position": position + 1}
            found.faults.append(
                Fault("repeated_column", table.name, None, column.name, str(heading).strip(),
                      context=context, place=place)
            )  # fmt: skip
        else:
            columns[position], first[column.name] = column, position
    found.faults += _missing_columns(table, first, places.cell(line, None))
    return columns


def _missing_columns(table: Table, present: Container[str], place: str) -> Iterator[Fault]:
    for column in table.columns:
        if column.required and column.name not in present:
            context = {"column": column.name}
            yield Fault("missing_column", table.name, context=context, place=place)


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
