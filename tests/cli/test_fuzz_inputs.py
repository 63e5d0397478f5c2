"""Bytes flipped, cut, put in: whatever happens to the files, a command ends as it should.

Each input file of `first-steps`, its workbook, its JSON, its recipe and a roster are spoilt at
random; whatever is left is either used (exit code 0), answered with no (1), or refused with its
faults (2). Never a traceback, never an unexpected error (`door.call` fails on both),
and whoever is refused finds nothing written.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.door import FIRST_STEPS, Outcome, call, tree

fuzz = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

TABLES = sorted(path.name for path in FIRST_STEPS.iterdir() if path.suffix in (".csv", ".toml"))
INPUTS = [name for name in TABLES if name != "recipe.toml"]
SNIPPETS = st.sampled_from(
    [b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b'"', b",", b";", b"\n", b"\r", b"=", b"'", b"[", b"{",
     b"-", b"9" * 30, b"\xe2\x80\x8b", b"2026-02-30", b"nan", b"1e999", b"../", b"\xcc\x81", b"<"]
) | st.binary(max_size=6)  # fmt: skip
Change = tuple[float, int, bytes]
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), SNIPPETS), min_size=1, max_size=3)
CUTS = st.none() | st.floats(0, 1)


def spoilt(data: bytes, changes: list[Change], cut: float | None) -> bytes:
    """The bytes with stretches replaced, and cut off at some place."""
    for where, length, snippet in changes:
        at = int(where * len(data))
        data = data[:at] + snippet + data[at + length :]
    return data if cut is None else data[: int(cut * len(data))]


def assert_ended_well(folder: Path, run: Callable[[], Outcome]) -> None:
    before = tree(folder)
    done = run()
    assert done.code in (0, 1, 2), done.err
    if done.code == 2:
        assert done.out == ""
        assert done.lines
        assert tree(folder) == before


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`first-steps` as a workbook and as JSON, and a roster for it."""
    folder = tmp_path_factory.mktemp("sound")
    for name in ("book.xlsx", "file.json"):
        assert call("convert", FIRST_STEPS, folder / name).code == 0
    assert call("solve", FIRST_STEPS, "--out", folder / "result").code == 0
    return folder


@pytest.mark.parametrize("name", INPUTS)
@fuzz
@given(changes=CHANGES, cut=CUTS, solve=st.integers(0, 9).map(lambda number: number == 0))
def test_spoilt_tables(name: str, changes: list[Change], cut: float | None, solve: bool) -> None:
    with tempfile.TemporaryDirectory() as base:
        instance = Path(shutil.copytree(FIRST_STEPS, Path(base) / "instance"))
        data = spoilt((FIRST_STEPS / name).read_bytes(), changes, cut)
        (instance / name).write_bytes(data)
        words: list[object] = ["check", instance]
        if solve:
            words = ["solve", instance, "--out", Path(base) / "out", "--months", 1]
        assert_ended_well(Path(base), lambda: call(*words))


@pytest.mark.parametrize("name", ["book.xlsx", "file.json"])
@fuzz
@given(changes=CHANGES, cut=CUTS)
def test_spoilt_files(sound: Path, name: str, changes: list[Change], cut: float | None) -> None:
    with tempfile.TemporaryDirectory() as base:
        file = Path(base) / name
        file.write_bytes(spoilt((sound / name).read_bytes(), changes, cut))
        assert_ended_well(Path(base), lambda: call("convert", file, Path(base) / "folder"))


@fuzz
@given(changes=CHANGES, cut=CUTS, beside=CHANGES)
def test_spoilt_rosters(
    sound: Path, changes: list[Change], cut: float | None, beside: list[Change]
) -> None:
    with tempfile.TemporaryDirectory() as base:
        roster = Path(base) / "roster.csv"
        roster.write_bytes(spoilt((sound / "result/roster.csv").read_bytes(), changes, cut))
        summary = (sound / "result/summary.json").read_bytes()
        (Path(base) / "summary.json").write_bytes(spoilt(summary, beside, None))
        assert_ended_well(Path(base), lambda: call("audit", FIRST_STEPS, roster, "--json"))


@settings(fuzz, max_examples=60)
@given(changes=CHANGES, cut=CUTS)
def test_spoilt_recipes(changes: list[Change], cut: float | None) -> None:
    with tempfile.TemporaryDirectory() as base:
        recipe = Path(base) / "recipe.toml"
        recipe.write_bytes(spoilt((FIRST_STEPS / "recipe.toml").read_bytes(), changes, cut))
        made = Path(base) / "made"
        assert_ended_well(Path(base), lambda: call("generate", recipe, "--out", made))
