"""Writing that is killed (as by ``kill -9``) before its 1st, 2nd, 3rd … file operation.

Run as a program: FOLDER and the name of a case. After each kill it looks at what is left, lets the
next run write, looks again, and ends with the number of kills on stdout.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.seals import find_foreign, seal

OPERATIONS = {
    "open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.chmod",
    "shutil.rmtree",
}  # fmt: skip
PACKAGE: dict[str, Any] = {"resources": []}
OLD = {"a": "old a", "part/b": "old b"}
NEW = {"a": "new a", "part/c": "new c"}
MINE = {"mine.txt": "mine", "part/filled in.txt": "mine too"}


def fill(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def texts(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text()
        for file in folder.rglob("*")
        if file.is_file()
    }


def is_whole(folder: Path, files: dict[str, str]) -> bool:
    """Whether the folder holds these files, sealed, and nothing else."""
    return find_foreign(folder) == [] and set(texts(folder)) == {*files, "datapackage.json"}


def write_folder(base: Path, force: bool = False) -> None:
    with Destination(base / "out", force).folder() as out:
        fill(out, NEW)
        seal(out, PACKAGE)


def write_file(base: Path) -> None:
    with Destination(base / "out.txt", force=True).file() as out:
        out.write_text("new")


class Replaced:
    """A folder that nobody touched is replaced by another."""

    def prepare(self, base: Path) -> None:
        with Destination(base / "out").folder() as out:
            fill(out, OLD)
            seal(out, PACKAGE)

    write = staticmethod(write_folder)

    def check_killed(self, base: Path) -> None:
        Destination(base / "out").check_folder()  # any command that would write there
        assert is_whole(base / "out", OLD) or is_whole(base / "out", NEW), texts(base)

    def check_next(self, base: Path) -> None:
        assert [path.name for path in base.iterdir()] == ["out"], texts(base)
        assert is_whole(base / "out", NEW)


class Moved(Replaced):
    """A folder with somebody's work in it is moved aside."""

    def prepare(self, base: Path) -> None:
        super().prepare(base)
        fill(base / "out", MINE)

    def write(self, base: Path) -> None:  # type: ignore[override]
        write_folder(base, force=True)

    def check_killed(self, base: Path) -> None:
        there = [texts(folder) for folder in base.iterdir() if folder.name[0] != "."]
        assert any(MINE.items() | OLD.items() <= found.items() for found in there), texts(base)
        Destination(base / "out", force=True).check_folder()
        assert texts(base / "out").items() >= MINE.items() or is_whole(base / "out", NEW)

    def check_next(self, base: Path) -> None:
        kept = {path.name: texts(path) for path in base.iterdir()}
        assert is_whole(base / "out", NEW)
        del kept["out"]
        assert all(name.startswith("out.old-") for name in kept), kept
        assert any(MINE.items() | OLD.items() <= found.items() for found in kept.values()), kept


class Appeared(Replaced):
    """Nothing stood there."""

    def prepare(self, base: Path) -> None: ...

    def check_killed(self, base: Path) -> None:
        assert not (base / "out").exists() or is_whole(base / "out", NEW)


class File:
    """A file is moved aside, and another one written."""

    def prepare(self, base: Path) -> None:
        (base / "out.txt").write_text("old")

    write = staticmethod(write_file)

    def check_killed(self, base: Path) -> None:
        Destination(base / "out.txt", force=True).check_file()
        assert (base / "out.txt").read_text() in ("old", "new")
        assert "old" in {(base / name).read_text() for name in texts(base) if name[0] != "."}

    def check_next(self, base: Path) -> None:
        kept = texts(base)
        assert kept.pop("out.txt") == "new"
        assert all(name.startswith("out.old-") for name in kept), kept
        assert "old" in kept.values()


CASES: dict[str, Any] = {
    "replaced": Replaced, "moved": Moved, "appeared": Appeared, "file": File,
}  # fmt: skip


def killed_before(operation: int, work: Callable[[], None]) -> bool:
    """Do the work in a process that dies before that operation; whether it came to that."""
    child = os.fork()
    if not child:
        left = operation

        def count(event: str, _arguments: object) -> None:
            nonlocal left
            if event in OPERATIONS:
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        try:
            work()
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WIFSIGNALED(status), status
    return status != 0


def main(folder: Path, name: str) -> None:
    for operation in itertools.count():
        base = folder / str(operation)
        base.mkdir()
        case = CASES[name]()
        case.prepare(base)
        if not killed_before(operation, lambda case=case, base=base: case.write(base)):  # type: ignore[misc]
            print(operation)
            return
        case.check_killed(base)
        case.write(base)
        case.check_next(base)
        shutil.rmtree(base)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
