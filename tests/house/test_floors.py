"""Each room imports only from the floors below it, and no two modules import each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.cli.door import ROOT

FLOORS: Mapping[str, int] = {
    "language": 0, "domain": 1, "milp": 1, "rules": 2, "tables": 2, "generator": 7, "engine": 3,
    "edits": 4, "answers": 5, "ledger": 5, "results": 6, "returns": 7, "reports": 7,
    "service": 8, "cli": 9, "": 9,
}  # fmt: skip
"""Room to floor; "" are the modules at the top, doors like the command line."""

SOLVER = "ortools"
SOLVER_ROOMS = {"milp"}


def modules() -> Mapping[str, Path]:
    """Each module of the program by its dotted name."""
    files = sorted((ROOT / "scheduler").rglob("*.py"))
    parts = {file: file.relative_to(ROOT).with_suffix("").parts for file in files}
    return {".".join(p[:-1] if p[-1] == "__init__" else p): file for file, p in parts.items()}


MODULES = modules()


def imported(tree: ast.AST) -> Iterator[str]:
    """What a tree imports: modules, and names in them that may be modules too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module, names) if module:
                found = {f"{module}.{name.name}" for name in names}
                yield from found if found <= MODULES.keys() else {module, *found}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FLOORS else ""


def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def test_every_room_has_its_floor() -> None:
    folders = {p.parent.name for p in (ROOT / "scheduler").glob("*/__init__.py")}
    assert folders == FLOORS.keys() - {""}


def test_rooms_import_only_from_below() -> None:
    found = set()
    for module in MODULES:
        for other in imported(tree_of(module)):
            above = FLOORS[room(other)] >= FLOORS[room(module)] and room(module)
            if other in MODULES and room(other) != room(module) and above:
                found.add((module, other))
    assert not found


def test_no_modules_import_each_other() -> None:
    """When they are loaded; what a function imports when it runs closes no circle."""
    graph = {}
    for module in MODULES:
        loaded = [node for node in tree_of(module).body if not is_for_types(node)]
        names = {name for node in loaded for name in imported_at_once(node)}
        package = module.rpartition(".")[0]
        graph[module] = {name for name in names if name in MODULES} - {module, package}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imported_at_once(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from imported(node)


def test_only_the_mathematics_knows_the_solver() -> None:
    users = {
        room(module)
        for module in MODULES
        for name in imported(tree_of(module))
        if name.split(".")[0] == SOLVER
    }
    assert users == SOLVER_ROOMS


MOST_PARAMETERS = 8


def test_no_function_but_a_door_takes_many_parameters() -> None:
    many = set()
    for module in MODULES:
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.FunctionDef) and FLOORS[room(module)] < FLOORS["cli"]:
                own = node.args
                names = {x.arg for x in (*own.posonlyargs, *own.args, *own.kwonlyargs)}
                if len(names - {"self", "cls"}) > MOST_PARAMETERS:
                    many.add((module, node.name))
    assert not many
