"""What edits do to an instance: the only place where one is applied.

What the tables then say is checked as if it had been read from files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from scheduler.domain.checks import find_faults
from scheduler.domain.edit import Edit
from scheduler.domain.elapsed import Former
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.edits import reshape, rows
from scheduler.edits.other_settings import with_settings
from scheduler.edits.scenario import Scenario


def apply(
    instance: Instance,
    scenario: Scenario,
    seed: int = 0,
    *,
    checked: bool = False,
    former: Former | None = None,
) -> Instance:
    """The instance after the scenario's edits; ``seed`` decides where some of many are picked.

    ``checked`` says that the outcome is known to be sound, having been made before. ``former`` are
    people and places that the history tells of and no table has any more. Raises
    :class:`InputError` with the first edit's faults, or with all that the changed tables contradict
    each other in.
    """
    for number, edit in enumerate(scenario.edit, start=1):
        place = f"{scenario.name}: edit[{number}].{edit.name}"
        try:
            instance = applied(instance, [edit], seed)
        except InputError as error:
            raise InputError(_below(fault, place) for fault in error.faults) from None
    if not checked and (faults := find_faults(_without(instance, former))):
        raise InputError(_in_changed(fault, instance, scenario.name) for fault in faults)
    return instance


def _without(instance: Instance, former: Former | None) -> Instance:
    """The instance without what its history tells of former ones."""
    if former is None or former == Former():
        return instance
    gone = (former.cadre_ids - instance.ids("cadres"), former.branch_ids - instance.ids("branches"))
    history = tuple(
        row for row in instance.history if row.cadre not in gone[0] and row.branch not in gone[1]
    )
    return instance.model_copy(update={"history": history})


def applied(instance: Instance, edits: Iterable[Edit], seed: int = 0) -> Instance:
    """The instance after the edits, in order; whether its tables agree is not looked at.

    Raises :class:`InputError` where an edit cannot be made.
    """
    for edit in edits:
        instance = _EDITS[edit.name](instance, getattr(edit, edit.name), seed)
    return instance


def edited(problem: Problem, edits: Iterable[Edit]) -> Problem:
    """The problem after the edits, which leave its tables sound; what is over stays over.

    Whatever does not depend on what they change is not worked out anew.
    """
    return problem.of_instance(applied(problem.instance, edits), problem.elapsed)


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


_EDITS: Mapping[str, Callable[[Instance, Any, int], Instance]] = {
    "remove": rows.remove,
    "add": rows.add,
    "put": rows.put,
    "change": rows.change,
    "transfer": rows.transfer,
    "close": lambda instance, edit, _: reshape.close(instance, edit.areas),
    "merge": lambda instance, edit, _: reshape.merge(instance, edit.into, edit.names, edit.unite),
    "split": lambda instance, edit, _: reshape.split(instance, edit.area, edit.into, edit.names),
    "drop_level": lambda instance, edit, _: reshape.drop_level(instance, edit.level, edit.tier),
    "rules": lambda instance, change, _: with_settings(instance, "rules", change),
    "settings": lambda instance, change, _: with_settings(instance, "", change),
    "objectives": lambda instance, levels, _: with_settings(
        instance, "objectives", {"levels": levels}
    ),
}
assert _EDITS.keys() == Edit.model_fields.keys()
