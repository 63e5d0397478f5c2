"""The parameters of a solve: documented, within their ranges, and handed everywhere."""

from __future__ import annotations

import ast
import inspect
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from typing import Any

import pytest

import scheduler
from scheduler.engine import params as engine_params
from scheduler.engine.params import LnsParams, SolveParams
from scheduler.milp import params as milp_params
from scheduler.milp.params import Limits, MilpParams


def groups(params: Any) -> Iterator[Any]:
    """The parameters and every group of them within."""
    yield params
    for row in fields(params):
        if is_dataclass(value := getattr(params, row.name)):
            yield from groups(value)


GROUPS = list(groups(SolveParams()))
NUMBERS = [(group, row) for group in GROUPS for row in fields(group) if "low" in row.metadata]
IDS = [f"{type(group).__name__}.{row.name}" for group, row in NUMBERS]


def documented(module: Any) -> set[tuple[str, str]]:
    """(class, field) of every field that a docstring follows."""
    found = set()
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            for row, after in zip(node.body, node.body[1:], strict=False):
                if isinstance(row, ast.AnnAssign) and isinstance(after, ast.Expr):
                    assert isinstance(row.target, ast.Name)
                    found.add((node.name, row.target.id))
    return found


def test_every_field_says_what_it_means() -> None:
    known = documented(engine_params) | documented(milp_params)
    assert {(type(group).__name__, row.name) for group in GROUPS for row in fields(group)} <= known


@pytest.mark.parametrize(("group", "row"), NUMBERS, ids=IDS)
def test_every_number_keeps_its_range(group: Any, row: Any) -> None:
    name, facts = row.name, row.metadata
    replace(group, **{name: getattr(group, name)})
    nonsense: list[Any] = ["8", float("nan")]
    if facts["kind"] is not bool:
        nonsense += [facts["low"] - 1, True]
        if facts["high"] < float("inf"):
            nonsense.append(facts["high"] + 1)
    if not facts["optional"]:
        nonsense.append(None)
    if facts["kind"] is tuple:
        nonsense = [(value,) for value in nonsense] + [(), 1]
    for value in nonsense:
        with pytest.raises(ValueError, match=rf"{type(group).__name__}\.{name}: "):
            replace(group, **{name: value})


def test_a_whole_number_will_do_for_a_float_and_none_where_there_is_no_limit() -> None:
    assert Limits(check=5).check == 5
    assert LnsParams(rounds=None).rounds is None


def test_nothing_changes_them_and_processes_get_the_same() -> None:
    params = SolveParams(milp=MilpParams(near_share=0.5), lns=LnsParams(rounds=1))
    with pytest.raises(FrozenInstanceError):
        params.workers = 1  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(params)) == params


def test_they_are_public() -> None:
    assert scheduler.SolveParams is SolveParams
