"""Who may import whom. The mathematics stands alone: it imports nothing else of the program."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imported(path: Path) -> set[str]:
    """The modules of this program that a module names in its imports, wherever they stand."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "scheduler" and "." in name}


def test_the_mathematics_imports_nothing_else_of_the_program() -> None:
    paths = sorted((ROOT / "scheduler/milp").rglob("*.py"))
    assert len(paths) > 5
    for path in paths:
        strangers = {name for name in imported(path) if name.split(".")[1] != "milp"}
        assert strangers == set(), path.name
