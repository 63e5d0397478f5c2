"""Edits of rows: taken out, added, put in place of others, changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from scheduler.domain.edit import Add, Change, Put, Remove, Transfer
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.records import Cadre, Record
from scheduler.edits.checked_rows import filled, record_of, records_of
from scheduler.edits.kept_words import kept
from scheduler.edits.matching import matching, some
from scheduler.edits.successors import without_references


def remove(instance: Instance, edit: Remove, seed: int) -> Instance:
    """The instance without the rows, and without what speaks of them alone."""
    found = matching(instance, edit.table, edit.where)
    if (edit.count or 0) > len(found):
        context = {"count": len(found)}
        raise InputError([Fault("too_few_rows", edit.table, None, "count", str(edit.count), "",
                                context)])  # fmt: skip
    rows = some(found, edit.count, edit.share, seed)
    if edit.table == "cadres":
        return dismiss(instance, {row.id for row in rows})  # type: ignore[attr-defined]
    gone = set(map(id, rows))
    others = tuple(row for row in instance.table(edit.table) if id(row) not in gone)
    changed = instance.model_copy(update={edit.table: others})
    return without_references(changed) if edit.table == "branches" else changed


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


def add(instance: Instance, edit: Add, seed: int) -> Instance:
    """The instance with the rows, and with cadres like those matched."""
    rows = records_of(edit.table, [kept(instance, edit.table, row) for row in edit.rows])
    if edit.like is not None:
        rows += _clones(instance, edit, seed)
    return instance.model_copy(update={edit.table: (*instance.table(edit.table), *rows)})


def put(instance: Instance, edit: Put, _seed: int) -> Instance:
    """The instance with the rows, each where one with its key stands, or else at the end."""
    said = [kept(instance, edit.table, row) for row in edit.rows]
    rows = {row.key_value(): row for row in records_of(edit.table, said)}
    others = (rows.pop(row.key_value(), row) for row in instance.table(edit.table))
    return instance.model_copy(update={edit.table: (*others, *rows.values())})


def _clones(instance: Instance, edit: Add, seed: int) -> tuple[Cadre, ...]:
    """New cadres like some that are there, who begin with the horizon: without a past, and owing
    nothing for it.
    """
    models = [row for row in matching(instance, edit.table, edit.like or {}) if _is_cadre(row)]
    first = instance.settings.horizon[0].first_day
    wanted = edit.count if edit.count is not None else round(len(models) * (edit.share or 0))
    drawn = some(models, len(models), None, seed)
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


def change(instance: Instance, edit: Change, _seed: int) -> Instance:
    """The instance with other cells in the rows that match."""
    chosen = set(map(id, matching(instance, edit.table, edit.where)))
    cells = kept(instance, edit.table, edit.set)
    rows = tuple(
        record_of(edit.table, filled({**_cells(row), **cells})) if id(row) in chosen else row
        for row in instance.table(edit.table)
    )
    return instance.model_copy(update={edit.table: rows})


def _cells(row: Record) -> dict[str, Any]:
    """The row's cells by column, without those that say nothing."""
    return filled(row.model_dump())


def transfer(instance: Instance, edit: Transfer, seed: int) -> Instance:
    """The instance with cadres that match elsewhere."""
    more = {key: getattr(edit, key) for key in ("organization", "tier", "base")}
    set_ = {"areas": edit.areas, **{key: value for key, value in more.items() if value}}
    return change(instance, Change(table="cadres", where=edit.where, set=set_), seed)
