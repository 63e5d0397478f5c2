"""Every bad folder, workbook and JSON file of `tests/tables`, this time through the commands.

There each is known by the kinds of its faults; here by what a user sees: a line for each fault that
begins with its place, the count, exit code 2, nothing on stdout, nothing written and nothing
changed. The commands take turns, and so do the languages.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.language import LANGUAGES, Language, say
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.cli.door import call, command_line, tree
from tests.tables.small import write_small
from tests.tables.test_bad_folders import BAD as FOLDERS
from tests.tables.test_bad_json import CHANGES, TEXTS
from tests.tables.test_bad_workbooks import BAD as WORKBOOKS
from tests.tables.test_bad_workbooks import NO_BOOKS, change

COMMANDS = ("check", "solve", "audit", "convert", "explain", "substitute", "replan", "whatif")
Expected = list[tuple[str, str]]


def turns(count: int) -> list[tuple[str, Language]]:
    """A command and a language for each case, so that all of them have their turn."""
    return [(COMMANDS[n % 8], LANGUAGES[n // 8 % 2]) for n in range(count)]


def assert_refused(instance: Path, turn: tuple[str, Language], places: list[str]) -> None:
    command, language = turn
    before = tree(instance.parent)
    done = call(*command_line(command, instance), "--lang", language)
    *lines, count = done.lines
    assert (done.code, done.out) == (2, "")
    assert count == say("cli.faults", language, count=len(places))
    assert len(lines) == len(places), done.err
    for place in places:
        line = next((line for line in lines if line.startswith(f"{place}: ")), None)
        assert line, f"nothing is said of {place}: {done.err}"
        lines.remove(line)
    assert tree(instance.parent) == before


@pytest.mark.parametrize(
    ("file", "content", "expected", "turn"),
    [(*case[1:], turn) for case, turn in zip(FOLDERS, turns(len(FOLDERS)), strict=True)],
    ids=[case[0] for case in FOLDERS],
)
def test_bad_folder(
    file: str,
    content: str | bytes | None,
    expected: Expected,
    turn: tuple[str, Language],
    tmp_path: Path,
) -> None:
    instance = write_small(tmp_path / "small", {file: content})
    assert_refused(instance, turn, [place for place, _ in expected])


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small instance as `book.xlsx` and as `file.json`."""
    folder = tmp_path_factory.mktemp("formats")
    instance = read_instance(write_small(folder / "small")).instance
    for name in ("book.xlsx", "file.json"):
        write_instance(instance, folder / name)
    return folder


BOOKS = [case for case in WORKBOOKS if case[2]]


@pytest.mark.parametrize(
    ("edit", "expected", "turn"),
    [(*case[1:], turn) for case, turn in zip(BOOKS, turns(len(BOOKS)), strict=True)],
    ids=[case[0] for case in BOOKS],
)
def test_bad_workbook(
    edit: Callable[[Any], object],
    expected: Expected,
    turn: tuple[str, Language],
    formats: Path,
    tmp_path: Path,
) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes((formats / "book.xlsx").read_bytes())
    assert_refused(change(book, edit), turn, [place for place, _ in expected])


@pytest.mark.parametrize("data", [data for data, _, _ in NO_BOOKS], ids=range(len(NO_BOOKS)))
def test_no_workbook(data: bytes, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(data)
    assert_refused(book, ("solve", "vi"), ["book.xlsx"])


JSON = [case for case in CHANGES if case[2]]


@pytest.mark.parametrize(
    ("edit", "expected", "turn"),
    [(*case[1:], turn) for case, turn in zip(JSON, turns(len(JSON)), strict=True)],
    ids=[case[0] for case in JSON],
)
def test_bad_json(
    edit: Callable[[Any], Any],
    expected: Expected,
    turn: tuple[str, Language],
    formats: Path,
    tmp_path: Path,
) -> None:
    data = json.loads((formats / "file.json").read_text(encoding="utf-8"))
    edit(data)
    file = tmp_path / "file.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    assert_refused(file, turn, [place for place, _ in expected])


@pytest.mark.parametrize(("data", "expected"), [c[1:] for c in TEXTS], ids=[c[0] for c in TEXTS])
def test_no_json(data: bytes, expected: Expected, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(data)
    assert_refused(file, ("convert", "en"), [place for place, _ in expected])
