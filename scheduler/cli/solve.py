"""`scheduler solve`: the main job."""

from __future__ import annotations

import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import options
from scheduler.cli.failures import INTERRUPTED
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.domain.problem import Problem
    from scheduler.engine.progress import Event
    from scheduler.engine.result import Result
    from scheduler.tables.read import Source


@click.command("solve")
@options.path_argument("instance")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@options.start
@options.months
@click.option("--time-limit", type=options.SECONDS, help="Seconds of wall-clock time.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="Threads or processes of a search; from 2 on they do not change the roster.",
)
@click.option("--seed", default=0, show_default=True, help="Decides between equally good rosters.")
@click.option("--hint", type=click.Path(path_type=Path), help="A roster CSV to begin from.")
@click.option("--progress", is_flag=True, help="Show progress even without a terminal.")
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    out: Path,
    start: Month | None,
    months: int | None,
    time_limit: float | None,
    workers: int,
    seed: int,
    hint: Path | None,
    progress: bool,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """Make the best roster of INSTANCE and prove how good it is.

    Example: scheduler solve instances/tra-vinh-2015 --out out/july --lang vi
    """  # fmt: skip
    from scheduler.tables.atomic import refuse_around
    from scheduler.tables.results import refuse_foreign
    from scheduler.tables.roster_file import read_roster

    refuse_foreign(out, force)  # before the work, not after it
    refuse_around(out, [instance, *([hint] if hint else [])])
    source = options.read_source(instance, language, encoding)
    problem = options.problem_of(source, start, months)
    known = read_roster(hint, encoding).roster if hint else None

    from scheduler.engine.linear.cpsat import Contradiction
    from scheduler.engine.solve import solve

    listener = _Listener(language) if progress or sys.stderr.isatty() else None
    try:
        with _stoppable(language) as stop:
            result = solve(
                problem, seed=seed, workers=workers, time_limit=time_limit, hint=known,
                progress=listener, stop=stop,
            )  # fmt: skip
    except Contradiction as error:
        raise click.ClickException(_evidence(problem, error, language)) from None
    if result.roster is None:
        return _no_roster(problem, source, result, language)
    _write(out, problem, source, result, language, force)
    _print(out, problem, result, language)
    return INTERRUPTED if result.interrupted else 0


class _Listener:
    """Progress on stderr, a line an event."""

    def __init__(self, language: Language):
        self.language = language

    def __call__(self, event: Event) -> None:
        gap = None if event.value is None or event.bound is None else event.value - event.bound
        text = say(
            f"progress.{event.phase}", self.language, level=event.level, value=event.value,
            objective=event.objective, bound=event.bound, gap=gap,
        )  # fmt: skip
        click.echo(f"[{event.seconds:6.1f} s] {text}", err=True)


@contextmanager
def _stoppable(language: Language) -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM ask the engine to stop; a second one gives up at once."""
    stop = threading.Event()

    def handle(_number: int, _frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        click.echo(say("cli.stopping", language), err=True)

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, handle) for number in signals]
    try:
        yield stop
    finally:
        for number, handler in zip(signals, before, strict=True):
            signal.signal(number, handler)


def _evidence(problem: Problem, error: Exception, language: Language) -> str:
    """Keep the instance that showed a contradiction, and say where."""
    from scheduler.tables.write import instance_json

    with tempfile.NamedTemporaryFile(
        "w", prefix="scheduler-contradiction-", suffix=".json", delete=False, encoding="utf-8"
    ) as file:
        file.write(instance_json(problem.instance))
    return say("cli.contradiction", language, text=error, path=file.name)


def _no_roster(problem: Problem, source: Source, result: Result, language: Language) -> int:
    if result.status == "infeasible":
        from scheduler.answers.conflicts import Impossible, find_conflicts

        impossible = Impossible(find_conflicts(problem))
        for line in impossible.sentences(language, source.place):
            click.echo(line, err=True)
        return impossible.exit_code
    key = "cli.interrupted_empty" if result.interrupted else "cli.unknown"
    click.echo(say(key, language), err=True)
    return INTERRUPTED if result.interrupted else 3


def _write(
    out: Path, problem: Problem, source: Source, result: Result, language: Language, force: bool
) -> None:
    from scheduler.reports.fairness import fairness_of
    from scheduler.reports.missed import missed_visits
    from scheduler.reports.rotation import rotation_of
    from scheduler.tables.results import summary_of, trace_rows, write_results

    assert result.roster is not None
    missed = (
        [
            row.cadre, problem.cadres[row.cadre].name, problem.cadres[row.cadre].tier,
            str(row.month), str(row.count), row.reason(language),
        ]
        for row in missed_visits(problem, result.roster)
    )  # fmt: skip
    summary = summary_of(problem, result, source.digest)
    summary["rotation"] = rotation_of(problem, result.roster).summary()
    summary["fairness"] = fairness_of(problem, result.roster).summary()
    trace = trace_rows(result)
    write_results(out, problem, result.roster, missed, trace, summary, language, force=force)


def _print(out: Path, problem: Problem, result: Result, language: Language) -> None:
    from scheduler.tables.results import ROSTER

    assert result.roster is not None
    first = problem.horizon[0]
    click.echo(say("cli.visits", language, visits=len(result.roster), cadres=len(problem.cadres),
                   start=first, months=len(problem.horizon)))  # fmt: skip
    titles = [say(f"cli.{name}", language) for name in ("objective", "value", "bound")]
    click.echo(f"{titles[0]:<16}{titles[1]:>12}{titles[2]:>12}")
    for row in result.objectives:
        click.echo(f"{row.name:<16}{row.value:>12}{row.bound:>12}")
    click.echo(say(f"cli.{result.status}", language) + f" ({result.seconds:.1f} s)")
    if result.interrupted:
        click.echo(say("cli.interrupted", language), err=True)
    click.echo(say("cli.roster_at", language, path=out / ROSTER))
