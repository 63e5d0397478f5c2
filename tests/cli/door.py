"""The door that users knock at: the command line, in this process (fast) or in one of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from scheduler.cli import main

ROOT = Path(__file__).parents[2]
FIRST_STEPS = ROOT / "instances" / "first-steps"

UNEXPECTED = ("Traceback", "internal error:", "lỗi nội bộ:", "contradiction:", "mâu thuẫn nội bộ:")
"""What no user may ever see, whatever the input."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """What stderr says, without the notices."""
        return [x for x in self.err.splitlines() if not x.startswith(("notice: ", "lưu ý: "))]


def call(*arguments: object) -> Outcome:
    """The command in this process, entered where the installed program is entered."""
    out, err = (io.TextIOWrapper(io.BytesIO(), newline="") for _ in range(2))
    words = ["scheduler", *map(str, arguments)]
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", err),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    return _outcome(int(code or 0), *(_written(stream) for stream in (out, err)))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def launch(*arguments: object, env: dict[str, str] | None = None, **options: Any) -> Outcome:
    """The command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "scheduler", *map(str, arguments)],
        capture_output=True, cwd=ROOT, check=False, env={**os.environ, **(env or {})}, **options,
    )  # fmt: skip
    return _outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def _outcome(code: int, out: str, err: str) -> Outcome:
    for words in UNEXPECTED:
        assert words not in err, err
        assert words not in out, out
    return Outcome(code, out, err)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below the folder, also hidden: files with their bytes, folders with None."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def command_line(command: str, instance: Path, roster: Path | None = None) -> list[object]:
    """That command on that instance, whatever else it writes going beside the instance."""
    beside = instance.parent
    roster = roster or FIRST_STEPS / "no-roster-is-read-before-the-instance.csv"
    words: dict[str, list[object]] = {
        "check": [instance],
        "solve": [instance, "--out", beside / "out"],
        "audit": [instance, roster],
        "explain": [instance, roster, "--cadre", "an"],
        "substitute": [instance, roster, "--cadre", "an", "--date", "2015-07-05"],
        "replan": [instance, roster, "--from", "2015-07-05", "--out", beside / "out"],
        "whatif": [instance, "--gap", "2:3", "--out", beside / "out"],
        "convert": [instance, beside / "converted.json"],
    }
    return [command, *words[command]]


def assert_lines(found: Iterable[str], expected: Iterable[str]) -> None:
    """Line by line; an expected line that ends in … gives only the beginning."""
    found, expected = list(found), list(expected)
    shown = "\n".join(["found:", *found, "expected:", *expected])
    assert len(found) == len(expected), shown
    for line, wanted in zip(found, expected, strict=True):
        if wanted.endswith("…"):
            assert line.startswith(wanted[:-1]), shown
        else:
            assert line == wanted, shown


def counted(count: int) -> str:
    """The last line of a refusal in English."""
    return f"{count} {'fault' if count == 1 else 'faults'} in the input; nothing was written"
