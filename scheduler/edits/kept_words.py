"""Words that people write in edits, in the form in which the tables keep them."""

from __future__ import annotations

from typing import Any

from scheduler.domain.edit import Cells
from scheduler.domain.instance import Instance
from scheduler.domain.vocabulary import meant
from scheduler.tables.schema import TABLES

LEVELS = {("areas", "level"), ("cadres", "tier")}
"""Columns in which levels stand, by whatever they are called."""


def kept(instance: Instance, table: str, cells: Cells) -> dict[str, Any]:
    """The cells with levels and words of choices, said in any language, as the tables have them."""
    return {column: _kept(instance, table, column, value) for column, value in cells.items()}


def _kept(instance: Instance, table: str, column: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_kept(instance, table, column, part) for part in value]
    if not isinstance(value, str) or not value:
        return value
    if (table, column) in LEVELS:
        return instance.settings.level_meant(value) or value
    known = TABLES[table].by_name.get(column)
    return meant("choices", value, known.choices if known else ()) or value
