"""The instances in the repository: sound, the same in every format, and solved to proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler import rules
from scheduler.domain.problem import Problem
from scheduler.engine.solve import solve
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance

INSTANCES = sorted(
    path.parent for path in (Path(__file__).parents[2] / "instances").glob("*/instance.toml")
)
by_name = pytest.mark.parametrize("folder", INSTANCES, ids=lambda path: path.name)


def test_they_are_all_there() -> None:
    assert {path.name for path in INSTANCES} == {
        "district-health", "first-steps", "tra-vinh-2013", "tra-vinh-2015", "vinh-long-2026",
    }  # fmt: skip


@by_name
def test_folder_to_workbook_to_json_to_folder_loses_nothing(folder: Path, tmp_path: Path) -> None:
    first = read_instance(folder)
    carried = first
    for name in ("book.xlsx", "file.json", "folder"):
        write_instance(carried.instance, tmp_path / name, language="vi")
        carried = read_instance(tmp_path / name)
    assert carried.instance == first.instance
    assert carried.digest == first.digest


@by_name
def test_its_own_horizon_is_solved_to_proof(folder: Path) -> None:
    problem = Problem(read_instance(folder).instance)
    result = solve(problem)
    assert result.status == "optimal"
    assert result.roster is not None
    assert list(rules.audit(problem, result.roster)) == []
    values = rules.values(problem, result.roster)
    for row in result.objectives:
        assert values[row.name] == row.value == row.bound
