"""Side by side: this engine (as a user runs it), straight CP-SAT, HiGHS, what a careful planner
does in a spreadsheet, and the local search of Timefold.

    python -m benchmarks.side_by_side instances/tra-vinh-2013 --months 12 --seconds 60 --seconds 300
    python -m benchmarks.side_by_side --unseen plain:501 --unseen two-visitors:502:0.12

An unseen instance is made up by `provinces/recipe.toml` in a shape of `provinces/shapes.toml` with
a seed, and of another size where one is given (a tenth of a province is a district). Every
contestant runs in processes of its own, one after the other. The limits count from the moment the
instance is read (with Timefold, from the moment Java has it). This engine runs once, up to the
largest limit, and its trace tells where it stood at each; a peer runs anew for each limit. Values
come from the project's independent audit, whatever a contestant claims. "processor s" is the time
of all processors in the whole run: where other work goes on, it tells how much of the limit a
contestant could use.
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

from benchmarks import unseen_provinces
from benchmarks.measure import Failed, measure, python
from benchmarks.peers import timefold
from scheduler import rules
from scheduler.cli.failures import run
from scheduler.domain.problem import Problem
from scheduler.generator.generate import generate
from scheduler.generator.recipe import Recipe
from scheduler.results.trace import read_trace
from scheduler.service.reading import Horizon, problem_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance

ENGINE = "this_engine"
TIMEFOLD = "timefold"
PEERS = ("spreadsheet", "straight_cpsat", "highs", TIMEFOLD)

Pair = tuple[int | None, int | None]
"""Value and bound of a level, None where unknown."""


class Line(NamedTuple):
    """What a contestant had reached at a limit; no seconds and no memory where it failed."""

    contestant: str
    limit: float
    seconds: float | None
    processor: float | None
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
    pairs = list(zip(values, bounds, strict=True))
    return Line(name, limit, done.seconds, done.processor, done.peak, pairs)


def _failed(name: str, limit: float, levels: int, error: Failed) -> Line:
    """A contestant that came to nothing; why goes to stderr."""
    click.echo(str(error), err=True)
    return Line(name, limit, None, None, None, [(None, None)] * levels)


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
        lines.append(Line(ENGINE, limit_now, seconds, done.processor, done.peak, reached))
    return lines


@click.command()
@click.argument("instances", nargs=-1)
@click.option("--unseen", multiple=True, metavar="SHAPE:SEED[:SIZE]", help="Made-up ones besides.")
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
    instances: tuple[str, ...], unseen: tuple[str, ...], months: int | None,
    limits: tuple[float, ...], only: tuple[str, ...], peer: str | None,
) -> None:  # fmt: skip
    """Measure INSTANCES and print a Markdown table of each."""
    if peer:
        _run_peer(peer, _problem(instances[0], months), limits[0])
        return
    if not instances and not unseen:
        raise click.UsageError("name an instance, or an unseen one")
    recipes = {text: _recipe(text) for text in unseen}
    if TIMEFOLD in only and (reason := timefold.missing()):
        click.echo(reason, err=True)
        only = tuple(name for name in only if name != TIMEFOLD)
    for instance in instances:
        _measure(instance, months, sorted(limits), only)
    for text, (recipe, seed) in recipes.items():
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / text.replace(":", "-")
            write_instance(generate(recipe, seed), Destination(made))
            _measure(str(made), months, sorted(limits), only)


def _recipe(text: str) -> tuple[Recipe, int]:
    """The recipe and the seed that SHAPE:SEED[:SIZE] names."""
    shapes = unseen_provinces.shapes()
    shape, _, rest = text.partition(":")
    seed, _, size = rest.partition(":")
    try:
        return unseen_provinces.scaled(shapes[shape], float(size or 1)), int(seed)
    except (KeyError, ValueError):
        expected = f"SHAPE:SEED or SHAPE:SEED:SIZE with a shape of {', '.join(shapes)}"
        raise click.BadParameter(f"{text}: not {expected}") from None


def _problem(instance: str, months: int | None) -> Problem:
    return problem_of(read_instance(Path(instance)), Horizon(None, months))


def _measure(instance: str, months: int | None, limits: list[float], only: tuple[str, ...]) -> None:
    """Print the table of one instance, line by line."""
    problem = _problem(instance, months)
    months = len(problem.horizon)
    names = [" + ".join(level) for level in rules.levels_of(problem)]
    click.echo(f"{Path(instance).name}, {months} month(s); {os.cpu_count()} cores, "
               f"{platform.machine()}, Python {platform.python_version()}\n")  # fmt: skip
    click.echo("| contestant | limit s | ended s | processor s | peak MB | "
               + " | ".join(names) + " |")  # fmt: skip
    click.echo("|---|---|---|---|---|" + "---|" * len(names))
    for line in _lines(instance, months, limits, only, len(names)):
        cells = [f"{_shown(value)} ≥ {_shown(bound)}" for value, bound in line.levels]
        took = map(_shown, (line.seconds, line.processor, line.peak))
        click.echo(f"| {' | '.join((line.contestant, f'{line.limit:g}', *took, *cells))} |")
    click.echo()


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
