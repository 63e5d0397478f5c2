"""Rooms that are to know nothing of others do not import them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.cli.door import ROOT

KNOWS: Mapping[str, Sequence[str]] = {
    "scheduler/domain/calendars": ("scheduler.domain", "scheduler.language"),
    "scheduler/tables/formats": (
        "scheduler.domain", "scheduler.language", "scheduler.tables.formats",
    ),
    "scheduler/tables": ("scheduler.domain", "scheduler.language", "scheduler.tables"),
    "scheduler/returns": (
        "scheduler.domain", "scheduler.language", "scheduler.ledger.records", "scheduler.tables",
        "scheduler.returns",
    ),
    "scheduler/results": (
        "scheduler.domain", "scheduler.language", "scheduler.rules", "scheduler.tables",
        "scheduler.engine.result", "scheduler.answers", "scheduler.ledger.records",
        "scheduler.results",
    ),
}  # fmt: skip
"""Room to the rooms that it may import from."""


def imported(file: Path) -> Iterator[str]:
    """The modules of the program that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("scheduler"):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("scheduler"))


@pytest.mark.parametrize("room", KNOWS)
def test_a_room_imports_only_from_those_that_it_knows(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    strangers = {
        (file.name, module)
        for file in files
        for module in imported(file)
        if not any(module == known or module.startswith(f"{known}.") for known in KNOWS[room])
    }
    assert not strangers
