"""What the edits of a scenario do to an instance.

Every function takes an instance and gives a changed one; what the tables then say is checked as if
it had been read from files.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from scheduler.domain import reshape
from scheduler.domain.cells import parse_day, written
from scheduler.domain.checks import find_faults
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.names import nearest
from scheduler.domain.records import RECORDS, Cadre, Record
from scheduler.domain.scenario import Add, Cells, Change, Edit, Remove, Scenario, Transfer
from scheduler.domain.settings import Settings
from scheduler.domain.territory import Territory
from scheduler.domain.ties import pseudo_random

_RECORDS = {record.table: record for record in RECORDS}


def apply(
    instance: Instance, scenario: Scenario, seed: int = 0, *, checked: bool = False
) -> Instance:
    """The instance after the scenario's edits; ``seed`` decides where some of many are picked.

    ``checked`` says that the outcome is known to be sound, having been made before. Raises
    :class:`InputError` with the first edit's faults, or with all that the changed tables contradict
    each other in.
    """
    for number, edit in enumerate(scenario.edit, start=1):
        place = f"{scenario.name}: edit[{number}].{edit.name}"
        try:
            instance = _EDITS[edit.name](instance, getattr(edit, edit.name), seed)
        except InputError as error:
            raise InputError(_below(fault, place) for fault in error.faults) from None
    if not checked and (faults := find_faults(instance)):
        raise InputError(_in_changed(fault, instance, scenario.name) for fault in faults)
    return instance


def _in_changed(fault: Fault, instance: Instance, scenario: str) -> Fault:
    """The fault with the key of its row: no file has the changed tables, so no line is known."""
    place = f"{scenario}: {fault.table}"
    if fault.row is not None:
        key = instance.table(fault.table)[fault.row].key_value()
        place += f" {' '.join(str(part) for part in key if part not in (None, ''))}"
    context = dict(fault.context)
    if "first_row" in context:
        context["first_row"] += 1  # people count from 1
    return replace(fault.at(place), context=context)


def _below(fault: Fault, place: str) -> Fault:
    return replace(fault, place=f"{place}.{fault.column}" if fault.column else place, column="")


# -- rows -----------------------------------------------------------------------------------------


def _matching(instance: Instance, table: str, where: Cells) -> list[Record]:
    """The rows that match; InputError for a column that is not there, or when there are none."""
    record = _RECORDS[table]
    names = {info.alias or name: name for name, info in record.model_fields.items()}
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
    values = {str(value) for value in (wanted if isinstance(wanted, list) else [wanted])}
    if isinstance(cell, dt.date):
        return cell in set(filter(None, map(_day, values)))
    parts = cell if isinstance(cell, tuple) and not hasattr(cell, "year") else (cell,)
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
        context = {"table": "areas"}
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


def _some(
    rows: Sequence[Record], count: int | None, share: float | None, seed: int
) -> list[Record]:
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


def _record(table: str, cells: Mapping[str, Any]) -> Record:
    """A row with these cells; InputError with every fault in them."""
    record = _RECORDS[table]
    try:
        return record.model_validate(dict(cells))
    except ValidationError as error:
        raise InputError(_cell_fault(record, dict(one)) for one in error.errors()) from None


def _cell_fault(record: type[Record], error: Mapping[str, Any]) -> Fault:
    context = dict(error.get("ctx", {}))
    column = str(error["loc"][0]) if error["loc"] else str(context.get("column", ""))
    known = [info.alias or name for name, info in record.model_fields.items()]
    if error["type"] == "extra_forbidden":
        return Fault("toml_key", record.table, None, "", column, nearest(column, known),
                     {"keys": ", ".join(known)})  # fmt: skip
    if error["type"] == "missing":
        return Fault("empty", record.table, None, column)
    kind = error["type"] if "kind" in context else "toml_table"
    return Fault(kind, record.table, None, column, str(error["input"]), context=context)


def _remove(instance: Instance, edit: Remove, seed: int) -> Instance:
    found = _matching(instance, edit.table, edit.where)
    if (edit.count or 0) > len(found):
        context = {"count": len(found)}
        raise InputError([Fault("too_few_rows", edit.table, None, "count", str(edit.count), "",
                                context)])  # fmt: skip
    rows = _some(found, edit.count, edit.share, seed)
    if edit.table == "cadres":
        return dismiss(instance, {row.id for row in rows})  # type: ignore[attr-defined]
    gone = set(map(id, rows))
    kept = tuple(row for row in instance.table(edit.table) if id(row) not in gone)
    changed = instance.model_copy(update={edit.table: kept})
    return reshape.without_references(changed) if edit.table == "branches" else changed


def dismiss(instance: Instance, cadres: Collection[str]) -> Instance:
    """The instance in which these cadres leave the day before the horizon begins.

    Their past visits stay, so the places they knew keep their age. Their pins are dropped.
    """
    last = instance.settings.start.first_day - dt.timedelta(days=1)
    never = {c.id for c in instance.cadres if c.id in cadres and c.from_ and c.from_ > last}
    rows = tuple(
        row.model_copy(update={"until": min(last, row.until or last)}) if row.id in cadres else row
        for row in instance.cadres
        if row.id not in never
    )
    return instance.model_copy(
        update={
            "cadres": rows,
            "pins": tuple(pin for pin in instance.pins if pin.cadre not in cadres),
            "leave": tuple(row for row in instance.leave if row.cadre not in never),
            "history": tuple(row for row in instance.history if row.cadre not in never),
        }
    )


def _add(instance: Instance, edit: Add, seed: int) -> Instance:
    rows = _records(edit.table, edit.rows)
    if edit.like is not None:
        rows += _clones(instance, edit, seed)
    return instance.model_copy(update={edit.table: (*instance.table(edit.table), *rows)})


def _records(table: str, rows: Sequence[Cells]) -> tuple[Record, ...]:
    """The rows; InputError with every fault in any of them."""
    found: list[Record] = []
    faults: list[Fault] = []
    for number, cells in enumerate(rows, start=1):
        try:
            found.append(_record(table, _filled(cells)))
        except InputError as error:
            faults += (
                replace(fault, column=f"rows[{number}].{fault.column}".rstrip("."))
                for fault in error.faults
            )
    if faults:
        raise InputError(faults)
    return tuple(found)


def _clones(instance: Instance, edit: Add, seed: int) -> tuple[Cadre, ...]:
    """New cadres like some that are there, who begin with the horizon: without a past, and owing
    nothing for it.
    """
    models = [row for row in _matching(instance, edit.table, edit.like or {}) if _is_cadre(row)]
    first = instance.settings.horizon[0].first_day
    wanted = edit.count if edit.count is not None else round(len(models) * (edit.share or 0))
    drawn = _some(models, len(models), None, seed)
    taken = {row.id for row in instance.cadres}
    found: list[Cadre] = []
    for number in range(wanted if drawn else 0):
        model = drawn[number % len(drawn)]
        assert isinstance(model, Cadre)
        turn = number // len(drawn) + 1
        while (new := f"{model.id}+{turn}") in taken:
            turn += 1
        taken.add(new)
        about = {"id": new, "name": f"{model.name} +{turn}", "email": "", "phone": "",
                 "from_": first, "until": None}  # fmt: skip
        found.append(model.model_copy(update=about))
    return tuple(found)


def _is_cadre(row: Record) -> bool:
    if not isinstance(row, Cadre):
        raise InputError([Fault("like_cadres", row.table, None, "like")])
    return True


def _change(instance: Instance, edit: Change, _seed: int) -> Instance:
    chosen = set(map(id, _matching(instance, edit.table, edit.where)))
    rows = tuple(
        _record(edit.table, _filled({**_cells(row), **edit.set})) if id(row) in chosen else row
        for row in instance.table(edit.table)
    )
    return instance.model_copy(update={edit.table: rows})


def _cells(row: Record) -> dict[str, Any]:
    """The row's cells by column, without those that say nothing."""
    return _filled(row.model_dump())


def _filled(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells that are not empty; an empty one means the default, as in the tables."""
    return {key: value for key, value in cells.items() if value not in (None, "", ())}


def _transfer(instance: Instance, edit: Transfer, seed: int) -> Instance:
    more = {key: getattr(edit, key) for key in ("organization", "tier", "base")}
    set_ = {"areas": edit.areas, **{key: value for key, value in more.items() if value}}
    return _change(instance, Change(table="cadres", where=edit.where, set=set_), seed)


# -- settings -------------------------------------------------------------------------------------


def _with_settings(instance: Instance, path: str, change: Mapping[str, Any]) -> Instance:
    data = instance.settings.model_dump()
    section = data[path] if path else data
    faults = [
        Fault("toml_key", "instance", None, "", key, nearest(key, section),
              {"keys": ", ".join(section)})
        for key in change
        if key not in section
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    section.update(change)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise InputError(_setting_fault(dict(one)) for one in error.errors()) from None
    return instance.model_copy(update={"settings": settings})


def _setting_fault(error: Mapping[str, Any]) -> Fault:
    column = ".".join(str(part) for part in error["loc"] if isinstance(part, str))
    context = dict(error.get("ctx", {}))
    kind = error["type"] if "kind" in context else "toml_table"
    return Fault(kind, "instance", None, column, str(error["input"]), context=context)


_EDITS: Mapping[str, Callable[[Instance, Any, int], Instance]] = {
    "remove": _remove,
    "add": _add,
    "change": _change,
    "transfer": _transfer,
    "close": lambda instance, edit, _: reshape.close(instance, edit.areas),
    "merge": lambda instance, edit, _: reshape.merge(instance, edit.into, edit.names, edit.unite),
    "split": lambda instance, edit, _: reshape.split(instance, edit.area, edit.into, edit.names),
    "drop_level": lambda instance, edit, _: reshape.drop_level(instance, edit.level, edit.tier),
    "rules": lambda instance, change, _: _with_settings(instance, "rules", change),
    "settings": lambda instance, change, _: _with_settings(instance, "", change),
    "objectives": lambda instance, levels, _: _with_settings(
        instance, "objectives", {"levels": levels}
    ),
}
assert _EDITS.keys() == Edit.model_fields.keys()
