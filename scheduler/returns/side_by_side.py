"""Tables that were pasted beside each other, as if they stood below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.returns.headings import heading_names, is_headings
from scheduler.tables.formats.places import column_letters
from scheduler.tables.formats.sheet import GridRow


@dataclass(frozen=True)
class Line:
    """A filled row of a sheet, or that part of it that belongs to one of several tables."""

    number: int
    cells: Sequence[object]
    column: str = ""
    """Letters of the column in which the part begins; "" of a whole row, and of the first part."""


def below_each_other(rows: Sequence[GridRow]) -> list[Line]:
    """The rows, those of tables beside each other once for each table: row by row the first table
    with its headings and what stands above them, then the next.
    """
    lines = []
    for block, starts in _blocks(rows):
        for first, last in zip(starts, [*starts[1:], None], strict=True):
            column = column_letters(first) if first else ""
            parts = ((number, _part(cells, first, last)) for number, cells in block)
            lines += [Line(number, part, column) for number, part in parts
                      if len(starts) == 1 or any(cell is not None for cell in part)]  # fmt: skip
    return lines


def _blocks(rows: Sequence[GridRow]) -> Iterator[tuple[Sequence[GridRow], Sequence[int]]]:
    """Rows that follow each other, and the columns in which their tables begin. A table may have
    its headings again beside a row of the other.
    """
    since, starts = 0, [0]
    for at, (_, cells) in enumerate(rows):
        if not is_headings(cells):
            continue
        found = _starts(cells)
        if found == [0] and any(
            is_headings(cells[first:last])
            for first, last in zip(starts, [*starts[1:], None], strict=True)
        ):
            continue
        if since or starts != [0]:
            yield rows[since:at], starts
            since = at
        starts = found
    yield rows[since:], starts


def _starts(cells: Sequence[object]) -> list[int]:
    """Where the headings of each table begin: where one comes again, and those before it are
    headings of a table, and so are those from it on.
    """
    starts, seen = [0], set[str]()
    for at, name in enumerate(heading_names(cells)):
        is_new = is_headings(cells[starts[-1] : at]) and is_headings(cells[at:])
        if name in seen and is_new:
            starts.append(at)
            seen = set()
        seen |= {name} - {""}
    return starts


def _part(cells: Sequence[object], first: int, last: int | None) -> list[object]:
    """The cells from a column up to another, in their places."""
    return [None] * min(first, len(cells)) + list(cells[first:last])
