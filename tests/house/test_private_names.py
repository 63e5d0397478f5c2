"""What begins with an underscore belongs to its module: nobody else imports, uses or patches it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.door import ROOT

ROOMS = ("scheduler", "tests", "benchmarks")
FILES = sorted(path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py"))

DOCUMENTED = {
    "_replace",
    "_make",
    "_asdict",
    "_fields",
    "_field_defaults",
    "os._exit",
    "_repr_html_",
}
"""Public by their documentation: the methods of named tuples, the exit without clean-up, and
what notebooks ask of an object."""

EXEMPT: Mapping[str, Mapping[str, str]] = {
    "scheduler/tables/formats/workbook.py": {
        "book._archive": "the workbook's parts have no public name",
        "sheet._worksheet_path": "nor has the part that a sheet was read from",
    },
}
"""File to what it may use all the same, and why."""

BY_NAME = {"getattr", "setattr", "delattr", "hasattr", "patch", "object"}
"""Calls (also as methods) that take the name of an attribute, alone or at the end of a path."""


def private(name: str) -> bool:
    """Whether a name begins with an underscore and is neither `_` nor Python's own."""
    return name.startswith("_") and name.strip("_") != "" and not name.endswith("__")


def of_others(source: str) -> Iterator[str]:
    """The private names that a module takes from elsewhere, as it writes them."""
    tree = ast.parse(source)
    own, imported = names_made(tree), names_imported(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (x.name for x in names if any(map(private, x.name.split("."))))
            case ast.ImportFrom(module, names):
                paths = (f"{module or ''}.{x.name}" for x in names)
                yield from (path for path in paths if any(map(private, path.split("."))))
            case ast.Attribute(value, name) if private(name):
                written = ast.unparse(node)
                elsewhere = isinstance(value, ast.Name) and value.id in imported
                if not {name, written} & DOCUMENTED and (elsewhere or name not in own):
                    yield written
            case ast.Call(called, arguments) if last_name(called) in BY_NAME:
                for path in (x.value for x in arguments if isinstance(x, ast.Constant)):
                    if isinstance(path, str) and re.fullmatch(r"[\w.]+", path):
                        *_, name = path.split(".")
                        if private(name) and name not in own | DOCUMENTED:
                            yield path


def names_made(tree: ast.AST) -> set[str]:
    """What the module itself defines: functions, classes, variables, attributes."""
    made: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                made.add(name)
            case ast.Name(name, ast.Store()) | ast.Attribute(ast.Name("self"), name, ast.Store()):
                made.add(name)
    return made


def names_imported(tree: ast.AST) -> set[str]:
    """The names that imports bind."""
    imports = (x for x in ast.walk(tree) if isinstance(x, ast.Import | ast.ImportFrom))
    return {(x.asname or x.name).split(".")[0] for node in imports for x in node.names}


def last_name(node: ast.expr) -> str:
    """The name that is called: `f` of `f(…)` and of `x.f(…)`."""
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_module_uses_no_private_name_of_another(file: Path) -> None:
    found = set(of_others((ROOT / file).read_text(encoding="utf-8")))
    assert found == set(EXEMPT.get(file.as_posix(), ())), "taken, or exempt and taken no more"


def test_there_are_no_exemptions_for_files_that_are_gone() -> None:
    assert EXEMPT.keys() <= {file.as_posix() for file in FILES}


TAKEN = [
    "from a import _b",
    "from a import _b as c",
    "from a._b import c",
    "from ._b import c",
    "import a._b",
    "def f():\n    from a import _b",
    "import a\na._b()",
    "import a\na._b = 1",
    "import a\ndef _b(): ...\na._b()",
    "from a import A\nclass B(A):\n    def f(self): return self._b",
    "def f(x): return x._b",
    "def f(x): x._b = 1",
    "getattr(x, '_b')",
    "monkeypatch.setattr('a.c._b', 1)",
    "mock.patch.object(a, '_b')",
]
OWN = [
    "from __future__ import annotations",
    "from a import b as _b\n_b()",
    "_b = 1\nprint(_b)",
    "class A:\n    _b = 1\n    def f(self, other): return self._b + other._b",
    "class A:\n    def __init__(self): self._b = 1\ndef f(a): return a._b",
    "class A:\n    def _b(self): ...\n    def f(self): return self._b()",
    "row._replace(a=1)._asdict()",
    "import os\nos._exit(1)",
    "x.__class__.__name__",
    "for _ in x: ...",
]


@pytest.mark.parametrize("source", TAKEN)
def test_what_is_taken_is_found(source: str) -> None:
    assert list(of_others(source))


@pytest.mark.parametrize("source", OWN)
def test_what_is_ones_own_is_not(source: str) -> None:
    assert not list(of_others(source))


def test_every_room_is_searched() -> None:
    assert {file.parts[0] for file in FILES} == set(ROOMS)
