"""Nothing of a user's is lost, whatever stands where a command is told to write (SPEC §6).

Earlier results with random edits in them and random foreign things around; every command that
writes, with ``--force`` and without.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.engine.solve import solve as engine_solve
from scheduler.language import LANGUAGES
from tests.cli.door import FIRST_STEPS, ROOT, Outcome, call, launch, tree
from tests.results.sheets import column_of, head_of
from tests.tables.small import write_small

ROUNDS = 200
FOLDERS = ("solve", "replan", "whatif", "convert", "new", "generate")
FILES = ("convert.xlsx", "new.json", "generate.xlsx", "check.xlsx", "show.html")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each command wrote to a folder of its name, and an instance and a roster beside."""
    base = tmp_path_factory.mktemp("earlier")
    (base / "in").mkdir()
    write_small(base / "in" / "small")
    assert call("solve", base / "in" / "small", "--out", base / "in" / "roster").code == 0
    for command in FOLDERS:
        assert write(base, command, base / command).code == 0
    return base


def write(base: Path, command: str, place: Path, *options: object) -> Outcome:
    """The command, writing to that place what it makes of the instance in the base."""
    small, roster = base / "in" / "small", base / "in" / "roster"
    recipe = FIRST_STEPS / "recipe.toml"
    lines: dict[str, list[object]] = {
        "solve": [small, "--out", place],
        "replan": [small, roster, "--from", "2015-07-05", "--out", place],
        "whatif": [small, "--gap", "2:2", "--workers", 1, "--out", place],
        "convert": [small, place],
        "new": [place],
        "generate": [recipe, "--scale", 0.5, "--out", place],
        "check": [small, "--request-form", place],
        "show": [small, roster, "--html", place],
    }
    name = command.partition(".")[0]
    return call(name, *lines[name], *options)


def contents(folder: Path) -> Counter[bytes]:
    """The content of every file below the folder, links aside, as often as it is there."""
    return Counter(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )


def disturb(folder: Path, chance: random.Random) -> set[Path]:
    """Do to the folder what people do to folders; what is new or changed."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    folders = [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]
    touched: set[Path] = set()
    for number in range(chance.randint(0, 4)):
        file, place = chance.choice(files), chance.choice(folders)
        match chance.choice(["edit", "new", "folder", "link", "copy", "gone"]):
            case "edit" if file.exists():
                data = bytearray(file.read_bytes())
                where = chance.randrange(len(data) + 1)
                data[where:where] = chance.randbytes(chance.randint(1, 9))
                file.write_bytes(bytes(data))
                touched.add(file)
            case "new":
                name = chance.choice(["ghi chú {}.txt", ".{}", "~${}.xlsx", "roster{}.csv", "{}"])
                (place / name.format(number)).write_bytes(chance.randbytes(20))
                touched.add(place / name.format(number))
            case "folder":
                (place / f"mine {number}" / "deep").mkdir(parents=True)
                (place / f"mine {number}" / "deep" / "x.csv").write_bytes(chance.randbytes(20))
                touched.add(place / f"mine {number}")
            case "link":
                (place / f"link {number}").symlink_to(FIRST_STEPS / "areas.csv")
                touched.add(place / f"link {number}")
            case "copy" if file.exists():
                shutil.copy2(file, place / f"copy {number}{file.suffix}")
                touched.add(place / f"copy {number}{file.suffix}")
            case "gone":
                file.unlink(missing_ok=True)
                touched.discard(file)
    return touched


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_byte_of_an_earlier_folder_is_lost(seed: int, earlier: Path, tmp_path: Path) -> None:
    chance = random.Random(seed)
    place, command = tmp_path / "out", chance.choice(FOLDERS)
    force = chance.random() < 0.5
    shutil.copytree(earlier / chance.choice(FOLDERS), place, symlinks=True)
    sealed = (place / "datapackage.json").exists()
    touched = disturb(place, chance)
    before, stood = tree(tmp_path), contents(tmp_path)
    done = write(earlier, command, place, *["--force"] * force)
    if touched and not force:
        assert (done.code, done.out) == (2, "")
        named = {Path(line.partition(": expected")[0]) for line in done.lines}
        for path in touched:  # or a folder around it, if the package is spoilt that knows them
            assert named & {path, *path.parents}, (path, done.err)
    if done.code == 2:
        assert not force
        assert tree(tmp_path) == before
        assert "out.old-1" in done.lines[-2]
        return
    assert done.code == 0, done.err
    assert {path.name for path in tmp_path.iterdir()} == {"out", "out.old-1"} - (
        set() if force else {"out.old-1"}
    )
    if force:
        assert stood <= contents(tmp_path)
        kept = {path: content for path, content in tree(tmp_path).items() if "old-1" in path}
        assert {path.replace(".old-1", "", 1): content for path, content in kept.items()} == before
        assert str(tmp_path / "out.old-1") in done.err
    else:
        assert sealed  # only what bears a seal goes, and it was whole


@pytest.mark.parametrize("command", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_byte_of_an_earlier_file_is_lost(
    command: str, language: str, earlier: Path, tmp_path: Path
) -> None:
    place = tmp_path / f"out{Path(command).suffix}"
    for content in (b"mine", b""):
        place.write_bytes(content)
        before = tree(tmp_path)
        refused = write(earlier, command, place, "--lang", language)
        assert (refused.code, refused.out, tree(tmp_path)) == (2, "", before), refused.err
        assert any("--force" in line and "out.old-" in line for line in refused.lines)
        done = write(earlier, command, place, "--lang", language, "--force")
        assert done.code == 0, done.err
        assert "out.old-" in done.err
    kept = tree(tmp_path)
    assert kept.pop(place.name) not in (b"mine", b"")
    assert kept == {f"out.old-1{place.suffix}": b"mine", f"out.old-2{place.suffix}": b""}


@pytest.mark.parametrize("command", FOLDERS)
def test_a_filled_in_return_is_never_blanked(command: str, earlier: Path, tmp_path: Path) -> None:
    place = tmp_path / "july"
    shutil.copytree(earlier / "solve", place)
    book = openpyxl.load_workbook(place / "handoff" / "h1.xlsx")
    sheet = book.active
    assert sheet is not None
    sheet.cell(head_of(sheet) + 1, column_of(sheet, "status"), "attended")
    book.save(place / "handoff" / "h1.xlsx")
    before = tree(place)
    refused = write(earlier, command, place)
    assert refused.code == 2
    assert refused.lines[0].startswith(f"{place}/handoff/h1.xlsx: ")
    assert tree(tmp_path / "july") == before
    assert write(earlier, command, place, "--force").code == 0
    assert tree(tmp_path / "july.old-1") == before


@pytest.mark.parametrize("command", ["solve", "whatif", "replan"])
@pytest.mark.parametrize("other", ["solve", "whatif", "replan"])
def test_what_nobody_touched_is_replaced_by_any_result(
    command: str, other: str, earlier: Path, tmp_path: Path
) -> None:
    shutil.copytree(earlier / other, tmp_path / "out")
    assert write(earlier, command, tmp_path / "out").code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert set(tree(tmp_path / "out")) == set(tree(earlier / command))


def test_somebody_fills_in_a_return_during_a_long_solve(
    earlier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was untouched before the work is looked at again after it."""
    out = tmp_path / "out"
    shutil.copytree(earlier / "solve", out)
    filled = out / "handoff" / "h1.csv"

    def solve(*arguments: Any, **options: Any) -> Any:
        filled.write_bytes(filled.read_bytes() + b"attended")
        return engine_solve(*arguments, **options)

    monkeypatch.setattr("scheduler.engine.solve.solve", solve)
    refused = write(earlier, "solve", out)
    assert refused.code == 2
    assert refused.lines[0].startswith(f"{filled}: ")
    assert filled.read_bytes().endswith(b"attended")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("command", ["solve", "convert", "new", "generate"])
def test_inputs_stay_where_they_are(command: str, tmp_path: Path) -> None:
    """Also with ``--force``; in a folder of its own inside the instance a result does no harm."""
    (tmp_path / "in").mkdir()
    write_small(tmp_path / "in" / "small")
    before = tree(tmp_path)
    places = ["in/small", "in", ".", "in/small/leave.csv"]
    if command == "solve":
        for name in places:
            done = write(tmp_path, command, tmp_path / name, "--force")
            assert done.code == 2, name
            assert tree(tmp_path) == before
    assert write(tmp_path, command, tmp_path / "in" / "small" / "out").code == 0
    assert call("check", tmp_path / "in" / "small").code == 0


@pytest.mark.parametrize("option", ["", "--force"])
def test_a_file_never_replaces_a_table_of_the_instance(option: str, tmp_path: Path) -> None:
    small = write_small(tmp_path / "small")
    assert call("solve", small, "--out", tmp_path / "july").code == 0
    before = tree(tmp_path)
    for words in (
        ["check", small, "--request-form", small / "cadres.csv"],
        ["check", small, "--request-form", small / "leave.csv"],
        ["show", small, tmp_path / "july", "--html", small / "instance.toml"],
        ["show", small, tmp_path / "july", "--html", tmp_path / "july" / "roster.csv"],
        ["show", small, tmp_path / "july", "--html", tmp_path / "july" / "handoff" / "h1.xlsx"],
        ["show", small, tmp_path / "july" / "roster.csv", "--html", tmp_path / "july/roster.csv"],
    ):
        done = call(*words, *[option] * bool(option))
        assert done.code == 2, words
        assert "a file that is no part of the input" in done.err
        assert tree(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_kills_while_results_are_written(tmp_path: Path) -> None:
    """``kill -9`` as soon as a hidden draft is seen: the old or the new stands, or none yet.

    The next run finds its place, and clears away what is left.
    """
    small, out = write_small(tmp_path / "small"), tmp_path / "results" / "out"
    out.parent.mkdir()
    words = [sys.executable, "-m", "scheduler", "solve", str(small), "--out", str(out)]
    for seed in range(6):
        running = subprocess.Popen(
            [*words, "--seed", str(seed)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT,
        )  # fmt: skip
        while running.poll() is None and not list(out.parent.glob(".*")):
            time.sleep(0.001)
        time.sleep(0.003 * seed)
        running.send_signal(signal.SIGKILL)
        running.wait()
        found = {path.name for path in out.parent.iterdir() if path.name[0] != "."}
        assert found <= {"out"}
        if found:
            assert launch("audit", small, out / "roster.csv").code == 0
    assert launch("solve", small, "--out", out).code == 0
    assert [path.name for path in out.parent.iterdir()] == ["out"]
