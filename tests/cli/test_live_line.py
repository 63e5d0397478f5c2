"""What is told while the engine works, on a real terminal and without one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.door import ROOT, call

pty = pytest.importorskip("pty")

PROVINCE = str(ROOT / "instances" / "tra-vinh-2015")


def on_a_terminal(*words: str, columns: int = 100) -> tuple[int, str, str]:
    """Exit code, stdout (a pipe) and what the terminal got on stderr."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "scheduler", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=follower, env=environment, cwd=ROOT
    ) as child:
        os.close(follower)
        seen = b""
        while True:
            try:
                some = os.read(leader, 65_536)
            except OSError:  # the other side is closed
                break
            if not some:
                break
            seen += some
        out = child.stdout.read() if child.stdout else b""
        code = child.wait()
    os.close(leader)
    return code, out.decode(), seen.decode()


def lines_of(seen: str) -> list[str]:
    """What stood in the line, one after the other, without the codes that rewrite it."""
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen)
    return [line for line in re.split(r"[\r\n]+", plain) if line.strip()]


@pytest.mark.parametrize(("language", "phase", "left"), [
    ("en", "proving level after level", r"\d+ s left"),
    ("vi", "đang chứng minh từng mức mục tiêu", r"còn \d+ giây"),
])  # fmt: skip
def test_a_line_lives_while_the_engine_works(
    language: str, phase: str, left: str, tmp_path: Path
) -> None:
    code, out, seen = on_a_terminal(
        "solve", PROVINCE, "--out", str(tmp_path / "out"), "--lang", language,
        "--time-limit", "300", columns=160,
    )  # fmt: skip
    assert code == 0
    lines = lines_of(seen)
    assert all(re.match(r"\[ *\d+[.,]\d s\] ", line) for line in lines), lines
    assert any(phase in line for line in lines)
    assert any(re.search(left, line) for line in lines)
    assert "s]" not in out
    assert not lines_of(seen.split("\x1b[2K")[-1]), "it goes away at the end"


def test_a_narrow_terminal_keeps_it_on_one_line(tmp_path: Path) -> None:
    _, _, seen = on_a_terminal("solve", PROVINCE, "--out", str(tmp_path / "out"), columns=40)
    assert max(map(len, lines_of(seen))) <= 40


def test_without_a_terminal_nothing_or_a_line_an_event(tmp_path: Path) -> None:
    here = str(ROOT / "instances" / "first-steps")
    assert call("solve", here, "--out", str(tmp_path / "one")).err == ""
    done = call("solve", here, "--out", str(tmp_path / "two"), "--progress")
    assert all(re.match(r"\[ *\d+\.\d s\] ", line) for line in done.err.splitlines())
    assert "level 1, missed: value 0, bound 0, gap 0" in done.err
