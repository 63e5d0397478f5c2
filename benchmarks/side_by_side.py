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
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks.measure import Failed, measure, python
from scheduler import rules
from scheduler.cli.failures import run
from scheduler.domain.problem import Problem
from scheduler.results.trace import read_trace
from scheduler.service.reading import Horizon, problem_of
from scheduler.tables.read import read_instance

ENGINE = "this_engine"
PEERS = ("spreadsheet", "straight_cpsat", "highs")

Pair = tuple[int | None, int | None]
"""Value and bound of a level, None where unknown."""


class Line(NamedTuple):
    """What a contestant had reached at a limit; no seconds and no memory where it failed."""

    contestant: str
    limit: float
    seconds: float | None
    peak: float | None
    levels: list[Pair]


def _run_peer(name: str, problem: Problem, seconds: float) -> None:
    """Run one peer in this process and print what the audit says of its roster."""
    attempt = importlib.import_module(f"benchmarks.peers.{name}").solve(problem, seconds)
    sound = attempt.roster is not None and not any(rules.audit(problem, attempt.roster))
    vector = list(rules.vector(problem, attempt.roster)) if sound else None
    click.echo(json.dumps({"vector": vector, "bounds": attempt.bounds}))


def _peer(name: str, instance: str, months: int, limit: float, levels: int) -> Line:
    arguments = (instance, "--months", months, "--seconds", limit, "--peer", name)
    try:
        done = measure(python("benchmarks.side_by_side", *arguments))
    except Failed as error:  # out of memory, or a model too large for its solver
        return _failed(name, limit, levels, error)
    told: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    values = told["vector"] or [None] * levels
    bounds = [*told["bounds"], *[None] * levels][:levels]
    return Line(name, limit, done.seconds, done.peak, list(zip(values, bounds, strict=True)))


def _failed(name: str, limit: float, levels: int, error: Failed) -> Line:
    """A contestant that came to nothing; why goes to stderr."""
    click.echo(str(error), err=True)
    return Line(name, limit, None, None, [(None, None)] * levels)


def _engine(instance: str, months: int, limits: list[float], levels: int) -> list[Line]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        arguments = ("solve", instance, "--out", out, "--months", months)
        limit = ("--time-limit", max(limits), "--workers", os.cpu_count() or 1)
        try:
            done = measure(python("scheduler", *arguments, *limit))
        except Failed as error:  # no roster: there is none, or none was found
            return [_failed(ENGINE, limit_now, levels, error) for limit_now in limits]
        trace = read_trace(out)
    lines = []
    for limit_now in limits:
        known = {row.level: (row.value, row.bound) for row in trace if row.seconds <= limit_now}
        reached: list[Pair] = [known.get(number + 1, (None, None)) for number in range(levels)]
        seconds = min(limit_now, done.seconds)
        lines.append(Line(ENGINE, limit_now, seconds, done.peak, reached))
    return lines


@click.command()
@click.argument("instance")
@click.option("--months", type=int, help="Months of the horizon; those of the instance by default.")
@click.option("--seconds", "limits", type=float, multiple=True, default=(60.0,), help="Limits.")
@click.option(
    "--only",
    type=click.Choice([ENGINE, *PEERS]),
    multiple=True,
    default=(ENGINE, *PEERS),
    help="Contestants to run; all by default.",
)
@click.option("--peer", type=click.Choice(PEERS), hidden=True, help="Run one peer in this process.")
def main(
    instance: str,
    months: int | None,
    limits: tuple[float, ...],
    only: tuple[str, ...],
    peer: str | None,
) -> None:
    """Measure INSTANCE and print a Markdown table."""
    problem = problem_of(read_instance(Path(instance)), Horizon(None, months))
    if peer:
        _run_peer(peer, problem, limits[0])
        return
    months = len(problem.horizon)
    names = [" + ".join(level) for level in rules.levels_of(problem)]
    click.echo(f"{Path(instance).name}, {months} month(s); {os.cpu_count()} cores, "
               f"{platform.machine()}, Python {platform.python_version()}\n")  # fmt: skip
    click.echo("| contestant | limit s | ended s | peak MB | " + " | ".join(names) + " |")
    click.echo("|---|---|---|---|" + "---|" * len(names))
    for line in _lines(instance, months, sorted(limits), only, len(names)):
        cells = [f"{_shown(value)} ≥ {_shown(bound)}" for value, bound in line.levels]
        took = (f"{line.limit:g}", _shown(line.seconds), _shown(line.peak))
        click.echo(f"| {' | '.join((line.contestant, *took, *cells))} |")


def _lines(
    instance: str, months: int, limits: list[float], only: tuple[str, ...], levels: int
) -> Iterator[Line]:
    """The contestants, one after the other."""
    if ENGINE in only:
        yield from _engine(instance, months, limits, levels)
    for name in (peer for peer in PEERS if peer in only):
        for limit in limits:
            yield _peer(name, instance, months, limit, levels)
            if name == "spreadsheet":
                break  # it knows no limit


def _shown(number: float | None) -> str:
    return "–" if number is None else f"{number:,.0f}"


if __name__ == "__main__":
    sys.exit(run(main))
