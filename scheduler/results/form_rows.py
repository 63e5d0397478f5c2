"""The rows of visits in a handoff that is a form: without its titles, groups and signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scheduler.tables.formats.cell_text import is_blank
from scheduler.tables.formats.sheet import GridRow, Sheet
from scheduler.tables.schema import Table

_TOLD = ("cadre", "cadre_name", "branch", "branch_name", "date")
"""Columns of which a row of a visit fills at least one, and of all columns at least two."""
_HEADINGS_WITHIN = 30
_RANGE = re.compile(r"[A-Z]+([0-9]+)(?::[A-Z]+([0-9]+))?")


def form_rows(rows: Sequence[GridRow], table: Table) -> list[GridRow]:
    """The row of headings, and below it the rows that may be a visit; all rows where no row is one
    of headings.
    """
    for at, (_, cells) in enumerate(rows[:_HEADINGS_WITHIN]):
        columns = [table.match(str(cell)) if not is_blank(cell) else None for cell in cells]
        names = [column.name if column else "" for column in columns]
        if {"cadre", "branch", "date"} <= set(names):
            told = [place for place, name in enumerate(names) if name in _TOLD]
            return [rows[at], *(row for row in rows[at + 1 :] if _may_be_visit(row[1], told))]
    return list(rows)


def form_sheet(sheet: Sheet, table: Table) -> Sheet:
    """The sheet with these rows alone; cells that are merged in others do not matter."""
    rows = form_rows(sheet.rows, table)
    kept = {number for number, _ in rows}
    merged = [span for span in sheet.facts.merged if not kept.isdisjoint(_rows_of(span))]
    return replace(sheet, rows=rows, facts=replace(sheet.facts, merged=merged))


def _may_be_visit(cells: Sequence[object], told: Sequence[int]) -> bool:
    filled = {place for place, cell in enumerate(cells) if not is_blank(cell)}
    return len(filled) > 1 and not filled.isdisjoint(told)


def _rows_of(span: str) -> range:
    match = _RANGE.fullmatch(span)
    return range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)
