"""What the commands that run the engine share: limits, progress, what is written and said."""

from __future__ import annotations

import json
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import live_line, options
from scheduler.cli.failures import INTERRUPTED
from scheduler.cli.interrupts import Interrupted, was_asked
from scheduler.cli.layout import print_json
from scheduler.language import Language, say
from scheduler.language.causes import Cause

if TYPE_CHECKING:
    from scheduler.domain.problem import Problem
    from scheduler.engine.result import Result
    from scheduler.milp.watch import Watch
    from scheduler.tables.read import Source


@contextmanager
def engine(
    problem: Problem, asked: bool, language: Language, limit: float | None = None
) -> Iterator[dict[str, Any]]:
    """Options of a solve that may be watched and stopped; evidence of a contradiction is kept.

    ``asked`` is whether progress is to be told where there is no terminal, ``limit`` the seconds
    that the solve may take.
    """
    from scheduler.engine.errors import Contradiction

    try:
        with stoppable(language) as stop, live_line.progress(asked, language, limit) as listener:
            yield {"progress": listener, "stop": stop}
    except Contradiction as error:
        raise click.ClickException(_evidence(problem, error, language)) from None


@contextmanager
def stoppable(language: Language) -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM ask the engine to stop; a second one gives up at once.

    A Ctrl-C that got lost before stops the engine as soon as it begins.
    """
    stop = threading.Event()
    if was_asked():
        stop.set()

    def handle(_number: int, _frame: Any) -> None:
        if stop.is_set():
            raise Interrupted
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
    return say("cli.contradiction", language, text=Cause(str(error)), path=file.name)


def tell_why_not(
    problem: Problem, source: Source, result: Result, language: Language, as_json: bool = False
) -> int:
    """Why there is no roster, on stderr or as JSON on stdout; the exit code that goes with it."""
    found: list[dict[str, Any]] = []
    code = INTERRUPTED if result.interrupted else 3
    if result.status == "infeasible":
        from scheduler.answers.conflicts import MOST_PRICED, cheapest_first, find_conflicts
        from scheduler.answers.impossible import Impossible
        from scheduler.milp.watch import Watch

        conflicts = find_conflicts(problem)
        ways = sum(len(conflict.ways_out) for conflict in conflicts)
        click.echo(say("conflicts.pricing", language, count=min(ways, MOST_PRICED)), err=True)
        with stoppable(language) as stop:
            conflicts = cheapest_first(problem, conflicts, Watch(stop=stop))
        impossible = Impossible(conflicts)
        code = impossible.exit_code
        found = impossible.as_json(language, source.place)
        for line in () if as_json else impossible.sentences(language, source.place):
            click.echo(line, err=True)
    else:
        key = "cli.interrupted_empty" if result.interrupted else "cli.unknown"
        click.echo(say(key, language), err=True)
    if as_json:
        print_json({"status": result.status, "conflicts": found})
    return code


def tell_json(out: Path, language: Language) -> None:
    """What a solve came to, for a program: the summary that stands in its folder, and where."""
    from scheduler.results.folder import ROSTER_FILE, SUMMARY_FILE

    told = json.loads((out / SUMMARY_FILE).read_text(encoding="utf-8"))
    print_json({**told, "roster": str(out / ROSTER_FILE)})
    if told["interrupted"]:
        click.echo(say("cli.interrupted", language), err=True)


def tell(out: Path, problem: Problem, result: Result, language: Language) -> None:
    """What a solve came to, on stdout."""
    from scheduler.results.folder import ROSTER_FILE

    assert result.roster is not None
    first = problem.horizon[0]
    cadres, months = options.cadres_said(problem), len(problem.horizon)
    visits = len(result.roster)
    click.echo(
        say("cli.visits", language, visits=visits, cadres=cadres, start=first, months=months)
    )
    for line in result.lines(language):
        click.echo(line)
    if result.interrupted:
        click.echo(say("cli.interrupted", language), err=True)
    click.echo(say("cli.roster_at", language, path=out / ROSTER_FILE))


def end(watch: Watch, language: Language) -> int:
    """The exit code of a question that may have been cut short, which stderr then says."""
    if watch.stop.is_set():
        click.echo(say("cli.question_interrupted", language), err=True)
        return INTERRUPTED
    if watch.cut:
        click.echo(say("cli.question_cut", language), err=True)
    return 0
