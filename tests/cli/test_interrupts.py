"""Ctrl-C at moments when Python itself would lose it, or turn it into something else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.door import FIRST_STEPS, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

WHILE_LOADING = """
import importlib.abc, os, signal, sys
from scheduler.cli import main

class Interrupt(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {name!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
main()
"""
HANDLED_AROUND_EXEC = """
import sys
from scheduler.cli.interrupts import listen, was_asked
listen()
try:
    exec("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
except KeyboardInterrupt:
    sys.exit(7 if was_asked() else 8)
"""
LOST_IN_A_FINALIZER = """
import os, signal, sys
from scheduler.cli.interrupts import listen
from scheduler.cli.solving import stoppable
listen()
class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        len("Python runs the handler here, and drops what it raises")
Last()
with stoppable("en") as stop:
    sys.exit(7 if stop.is_set() else 8)
"""


def run(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", text, *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.mark.parametrize(
    "module",
    ["scheduler.cli.solve", "pydantic_core._pydantic_core", "scheduler.tables.read",
     "ortools.util.python.sorted_interval_list", "scheduler.engine.solve"],
)  # fmt: skip
def test_while_a_module_is_loaded(module: str, tmp_path: Path) -> None:
    """The one of OR-Tools is loaded by another written in C, which made an ImportError of it."""
    done = run(
        WHILE_LOADING.format(name=module), "solve", str(FIRST_STEPS), "--out", str(tmp_path / "out")
    )
    assert done.returncode == 130, done.stderr
    assert done.stderr.strip() == "interrupted; nothing was written"
    assert list(tmp_path.iterdir()) == []


def test_a_handled_one_does_not_end_the_process_by_signal() -> None:
    assert run(HANDLED_AROUND_EXEC).returncode == 7


def test_one_that_got_lost_stops_the_engine_as_it_begins() -> None:
    assert run(LOST_IN_A_FINALIZER).returncode == 7
