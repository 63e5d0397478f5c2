"""Which rows an edit speaks of: those that meet a condition, or some of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pydantic_core import PydanticCustomError

from scheduler.domain.cells import parse_day, written
from scheduler.domain.edit import Cells
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.names import nearest
from scheduler.domain.records import Record
from scheduler.domain.territory import Territory
from scheduler.domain.ties import pseudo_random
from scheduler.domain.vocabulary import TableName
from scheduler.edits.checked_rows import RECORD_OF
from scheduler.edits.kept_words import kept


def matching(instance: Instance, table: str, where: Cells) -> list[Record]:
    """The rows that match; InputError for a column that is not there, or when there are none."""
    fields = RECORD_OF[table].model_fields.items()
    names = {info.alias or name: name for name, info in fields}
    known = [*names, "within"]
    faults = [
        Fault(
            "toml_key", table, None, "where", key, nearest(key, known), {"keys": ", ".join(known)}
        )
        for key in where
        if key not in known
    ]
    if faults:
        raise InputError(faults)
    where = kept(instance, table, where)
    inside = _Inside(instance, where["within"]) if "within" in where else None
    rows = [
        row
        for row in instance.table(table)
        if all(_holds(getattr(row, names[k]), v) for k, v in where.items() if k != "within")
        and (inside is None or inside.holds(row))
    ]
    if not rows:
        raise InputError([Fault("nothing_matches", table, None, "where", written(where))])
    return rows


def _holds(cell: object, wanted: object) -> bool:
    """Whether the cell, or a part of its list, is one of those wanted; "" is an empty one."""
    values = {str(value) for value in (wanted if isinstance(wanted, list) else [wanted])}
    if cell in (None, "", ()):
        return "" in values
    if isinstance(cell, dt.date):
        return cell in set(filter(None, map(_day, values)))
    parts = cell if isinstance(cell, tuple) and not isinstance(cell, Month) else (cell,)
    return any(str(part) in values for part in parts)


def _day(text: str) -> dt.date | None:
    """The date in any form that the tables take; None for anything else."""
    try:
        return parse_day(text)
    except PydanticCustomError:
        return None


class _Inside:
    """Which rows are about a place in or under some areas."""

    def __init__(self, instance: Instance, areas: object):
        territory = Territory(instance.areas, instance.settings.levels)
        wanted = [str(area) for area in (areas if isinstance(areas, list) else [areas])]
        context = {"table": TableName("areas")}
        if unknown := [area for area in wanted if area not in territory]:
            raise InputError(
                Fault("reference", "areas", None, "within", x, nearest(x, territory.areas), context)
                for x in unknown
            )
        self._areas = frozenset().union(*(territory.within(area) for area in wanted))
        self._branches = {row.id for row in instance.branches if row.area in self._areas}
        self._cadres = {row.id for row in instance.cadres if self._areas & set(row.areas)}

    def holds(self, row: Any) -> bool:
        """By the row's own area, or by its branch's, or by its cadre's."""
        if row.table == "areas":
            return row.id in self._areas
        if row.table == "cadres":
            return row.id in self._cadres
        if area := getattr(row, "area", ""):
            return area in self._areas
        if branch := getattr(row, "branch", ""):
            return branch in self._branches
        return getattr(row, "cadre", "") in self._cadres


def some(rows: Sequence[Record], count: int | None, share: float | None, seed: int) -> list[Record]:
    """So many of the rows, evenly over the tiers; fewer are always among more."""
    if count is None and share is None:
        return list(rows)
    wanted = round(len(rows) * share) if share is not None else count or 0
    groups: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, "tier", "")].append(row)
    order = []
    for group in groups.values():
        drawn = sorted(group, key=lambda row: (_lot(row, seed), str(row.key_value())))
        order += [((n + 0.5) / len(drawn), _lot(row, seed), row) for n, row in enumerate(drawn)]
    order.sort(key=lambda item: item[:2])
    return [row for *_, row in order[:wanted]]


def _lot(row: Record, seed: int) -> int:
    return pseudo_random(f"{seed}|{row.key_value()}", 32)
