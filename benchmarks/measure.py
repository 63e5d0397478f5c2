"""Run a command and watch it: seconds, also of the processors, and the memory of the process with
all its children.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.faults import SchedulerError

LOOK_EVERY = 0.2
"""Seconds between two looks at the memory."""


class Failed(SchedulerError):
    """A command that was to be measured ended with an error; the text is the end of its stderr."""

    exit_code = 1


@dataclass(frozen=True)
class Measured:
    """What a command took; ``processor`` is in seconds, ``peak`` in MB the largest sum over its
    processes, shared pages counted once (Linux: proportional set size).
    """

    seconds: float
    processor: float
    peak: float
    output: str


def measure(command: Sequence[str]) -> Measured:
    """Run the command to its end; raises :class:`Failed` where it ends with an error."""
    started, before, peak = time.perf_counter(), _processor(), 0.0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err)
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_EVERY)
        seconds = time.perf_counter() - started
        for stream in (out, err):
            stream.seek(0)
        if process.returncode:
            ended = f"{' '.join(command)} ended with {process.returncode}"
            raise Failed(f"{ended}: {err.read()[-2000:]}")
        return Measured(seconds, _processor() - before, peak, out.read())


def python(module: str, *arguments: object) -> list[str]:
    """The command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def _processor() -> float:
    """Seconds of the processors that children which have ended took, in all."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(root: int) -> float:
    """MB of the process and its descendants."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # the name in parentheses may hold anything; the parent is the second field after it
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
        children.setdefault(parent, []).append(int(status.parent.name))
    family, todo = [], [root]
    while todo:
        family.append(todo.pop())
        todo += children.get(family[-1], ())
    return sum(map(_proportional, family)) / 1024


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
