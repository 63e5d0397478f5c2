"""Scenario files (TOML): what they say, their grids laid out, with every fault at once."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.edits.scenario import MOST_SCENARIOS, Scenario, ScenarioEntry, ScenarioFile
from scheduler.tables.formats.toml_model import model_of, placed, read_toml_file

TABLE = "scenario"
"""What faults call the table they speak of."""


def read_scenarios(path: Path) -> list[Scenario]:
    """The scenarios in that file, one for each point of a grid, in order.

    Raises :class:`InputError` with every fault found.
    """
    data = read_toml_file(path, TABLE)
    try:
        return scenarios_of(data)
    except InputError as error:
        raise placed(error, path.name) from None


def scenarios_of(data: Mapping[str, Any]) -> list[Scenario]:
    """The scenarios with that content; raises :class:`InputError` with every fault found."""
    entries = model_of(ScenarioFile, data, TABLE).scenario
    faults: list[Fault] = []
    found: list[Scenario] = []
    for number, (entry, raw) in enumerate(zip(entries, data["scenario"], strict=True), start=1):
        try:
            found += _laid_out(entry, raw)
        except InputError as error:
            place = f"scenario[{number}]"
            faults += [_at(fault, place) for fault in error.faults]
    faults += _twice(found)
    total = sum(scenario.repeat for scenario in found)
    if total > MOST_SCENARIOS:
        faults.append(_too_many(total))
    if faults:
        raise InputError(faults)
    return found


def _too_many(number: int) -> Fault:
    context = {"limit": MOST_SCENARIOS}
    return Fault("scenario_count", TABLE, None, "scenario", str(number), "", context)


def _at(fault: Fault, place: str) -> Fault:
    column = f"{place}.{fault.column}" if fault.column else place
    return Fault(fault.kind, TABLE, None, column, fault.value, fault.nearest, fault.context)


def _twice(scenarios: list[Scenario]) -> Iterator[Fault]:
    names = [scenario.name for scenario in scenarios]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Fault("repeated", TABLE, None, "name", name)


def _laid_out(entry: ScenarioEntry, raw: Mapping[str, Any]) -> Iterator[Scenario]:
    """One scenario for each point of the grid; the whole entry where it has none."""
    plain = {key: value for key, value in raw.items() if key != "grid"}
    if not entry.grid:
        yield model_of(Scenario, plain, TABLE)
        return
    points = math.prod(map(len, entry.grid.values()))
    if points > MOST_SCENARIOS:
        raise InputError([_too_many(points)])
    for values in product(*entry.grid.values()):
        point = dict(zip(entry.grid, values, strict=True))
        data = copy.deepcopy(plain)
        for key, value in point.items():
            _put(data, key, value)
        words = ", ".join(f"{key.rpartition('.')[2]}={value}" for key, value in point.items())
        data["name"] = f"{entry.name} [{words}]"
        yield model_of(Scenario, data, TABLE)


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    """Put a value where the key leads; numbers count the parts of a list from 1."""
    node: Any = data
    *way, last = key.split(".")
    try:
        for step in way:
            node = node[_index(step)] if isinstance(node, list) else node[step]
        if isinstance(node, list):
            node[_index(last)] = value
        else:
            node[last] = value
    except (KeyError, IndexError, ValueError, TypeError):
        raise InputError([Fault("grid_key", TABLE, None, "grid", key)]) from None


def _index(step: str) -> int:
    """The place in a list that counts from 1; IndexError below that."""
    number = int(step)
    if number < 1:
        raise IndexError(step)
    return number - 1
