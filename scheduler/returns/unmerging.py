"""Cells that are merged over several rows: each row says what stands in them."""

from __future__ import annotations

import re

from scheduler.tables.formats.sheet import GridRow, Sheet
from scheduler.tables.formats.sheet_facts import column_number

_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def spread_merged(sheet: Sheet) -> list[GridRow]:
    """The rows of a sheet, with the value of cells merged downwards in each row they cover.

    Across columns a value stays where it begins: a heading of several columns is that of the first.
    """
    spans = []
    for reference in sheet.facts.merged:
        if match := _RANGE.fullmatch(reference):
            first, last = int(match[2]), min(int(match[4]), sheet.facts.rows)
            if last > first:
                spans.append((column_number(match[1]) - 1, first, last))
    if not spans:
        return sheet.rows
    rows = {number: list(cells) for number, cells in sheet.rows}
    for column, first, last in spans:
        top = rows.get(first, [])
        value = top[column] if column < len(top) else None
        for number in range(first + 1, last + 1) if value is not None else ():
            cells = rows.get(number)
            if cells is not None and column < len(cells) and cells[column] is None:
                cells[column] = value
    return list(rows.items())
