"""Side by side on one instance: this engine (as a user runs it), straight CP-SAT, HiGHS, and what a
careful planner does in a spreadsheet.

    python -m benchmarks.side_by_side instances/tra-vinh-2013 --months 12 --seconds 60 --seconds 300

Every contestant runs in processes of its own, one after the other. The limits count from the moment
the instance is read. This engine runs once, up to the largest limit, and its trace tells where it
stood at each; a peer runs anew for each limit. Values come from the project's independent audit,
whatever a contestant claims.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks.measure import measure, python
from scheduler import rules
from scheduler.cli.options import problem_of
from scheduler.domain.problem import Problem
from scheduler.tables.read import read_instance
from scheduler.tables.results import read_trace

ENGINE = "this_engine"
PEERS = ("spreadsheet", "straight_cpsat", "highs")


class Line(NamedTuple):
    """What a contestant had reached at a limit: per level (value, bound), None where unknown."""

    contestant: str
    limit: float
    seconds: float
    peak: float
    levels: list[tuple[int | None, int | None]]


def _problem(instance: str, months: int) -> Problem:
    return problem_of(read_instance(Path(instance)), None, months)


def _run_peer(name: str, instance: str, months: int, seconds: float) -> None:
    """Run one peer in this process and print what the audit says of its roster."""
    problem = _problem(instance, months)
    attempt = importlib.import_module(f"benchmarks.peers.{name}").solve(problem, seconds)
    sound = attempt.roster is not None and not any(rules.audit(problem, attempt.roster))
    vector = list(rules.vector(problem, attempt.roster)) if sound else None
    click.echo(json.dumps({"vector": vector, "bounds": attempt.bounds}))


def _peer(name: str, instance: str, months: int, limit: float, levels: int) -> Line:
    arguments = (instance, "--months", months, "--seconds", limit, "--peer", name)
    try:
        done = measure(python("benchmarks.side_by_side", *arguments))
    except RuntimeError as error:  # out of memory, or a model too large for its solver
        click.echo(str(error), err=True)
        return Line(name, limit, float("nan"), float("nan"), [(None, None)] * levels)
    told: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    values = told["vector"] or [None] * levels
    bounds = [*told["bounds"], *[None] * levels][:levels]
    return Line(name, limit, done.seconds, done.peak, list(zip(values, bounds, strict=True)))


def _engine(instance: str, months: int, limits: list[float]) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        arguments = ("solve", instance, "--out", out, "--months", months)
        limit = ("--time-limit", max(limits), "--workers", os.cpu_count() or 1)
        done = measure(python("scheduler", *arguments, *limit))
        trace = read_trace(out)
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    lines = []
    for limit_now in limits:
        known = {row.level: (row.value, row.bound) for row in trace if row.seconds <= limit_now}
        levels: list[Any] = [known.get(level["level"], (None, None)) for level in summary["levels"]]
        seconds = min(limit_now, done.seconds)
        lines.append(Line(ENGINE, limit_now, seconds, done.peak, levels))
    return lines


@click.command()
@click.argument("instance")
@click.option("--months", default=1, show_default=True, help="Months of the horizon.")
@click.option("--seconds", "limits", type=float, multiple=True, default=(60.0,), help="Limits.")
@click.option("--only", multiple=True, help="Contestants to run; all by default.")
@click.option("--peer", hidden=True, help="Run one peer in this process.")
def main(
    instance: str, months: int, limits: tuple[float, ...], only: tuple[str, ...], peer: str | None
) -> None:
    """Measure INSTANCE and print a Markdown table."""
    if peer:
        _run_peer(peer, instance, months, limits[0])
        return
    names = [" + ".join(level) for level in rules.levels_of(_problem(instance, months))]
    click.echo(f"{Path(instance).name}, {months} month(s); {os.cpu_count()} cores, "
               f"{platform.machine()}, Python {platform.python_version()}\n")  # fmt: skip
    click.echo("| contestant | limit s | ended s | peak MB | " + " | ".join(names) + " |")
    click.echo("|---|---|---|---|" + "---|" * len(names))
    for line in _engine(instance, months, sorted(limits)) if not only or ENGINE in only else ():
        _print(line)
    for name in only or PEERS:
        if name == ENGINE:
            continue
        for limit in sorted(limits):
            _print(_peer(name, instance, months, limit, len(names)))
            if name == "spreadsheet":
                break  # it knows no limit


def _print(line: Line) -> None:
    cells = [f"{_shown(value)} ≥ {_shown(bound)}" for value, bound in line.levels]
    head = f"| {line.contestant} | {line.limit:.0f} | {line.seconds:.0f} | {line.peak:.0f} | "
    click.echo(head + " | ".join(cells) + " |")


def _shown(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


if __name__ == "__main__":
    main()
