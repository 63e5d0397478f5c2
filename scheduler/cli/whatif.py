"""`scheduler whatif`: staffing scenarios side by side."""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import options, solving
from scheduler.cli.failures import INTERRUPTED
from scheduler.cli.layout import table
from scheduler.cli.speech import no_value
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.answers.whatif import WhatIf
    from scheduler.edits.scenario import Scenario
    from scheduler.engine.result import Result

SHOWN = 10
"""Cadres listed of a study of who is irreplaceable; all of them stand in the files."""

MOST_POINTS = 200
"""Points of a range."""


class _RangeType(click.ParamType[list[float]]):
    """FIRST:LAST or FIRST:LAST:STEP, in whole numbers where the step is one by default."""

    name = "range"

    def __init__(self, low: float, high: float, step: float):
        self.low, self.high, self.step = low, high, step
        self.number: type[float] = int if isinstance(step, int) else float

    def convert(self, value: Any, _param: Any, _context: Any) -> list[float]:
        try:
            parts: list[float] = [self.number(part) for part in str(value).split(":")]
        except ValueError:
            parts = []
        first, last, step = (*parts, self.step)[:3] if 2 <= len(parts) <= 3 else (1.0, 0.0, 1.0)
        if not (self.low <= first <= last <= self.high and 1e-6 <= step < math.inf):
            key = "whole_range" if self.number is int else "range"
            no_value(self, key, value, low=self.low, high=self.high)
        count = int((last - first) / step + 1e-9) + 1
        if count > MOST_POINTS:
            no_value(self, "points", value, count=count, most=MOST_POINTS)
        return [round(first + step * number, 6) for number in range(count)]


@click.command("whatif")
@options.path_argument("instance")
@click.argument("scenarios", nargs=-1, type=click.Path(path_type=Path))
@options.out
@click.option("--staffing", type=_RangeType(0, 10, 0.05))
@click.option("--gap", type=_RangeType(0, 60, 1))
@click.option("--each-cadre-leaves", is_flag=True)
@click.option("--promise", type=click.IntRange(0))
@click.option("--pictures", is_flag=True)
@options.ledger
@options.start
@options.months
@click.option("--time-limit", type=options.SECONDS)
@click.option("--workers", type=click.IntRange(1, 64), default=8, show_default=True)
@options.seed
@options.progress
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    scenarios: tuple[Path, ...],
    out: Path,
    staffing: list[float] | None,
    gap: list[float] | None,
    each_cadre_leaves: bool,
    promise: int | None,
    pictures: bool,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    time_limit: float | None,
    workers: int,
    seed: int,
    progress: bool,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler whatif`, as `help.toml` describes it."""
    from scheduler.answers import whatif
    from scheduler.reports.comparison import status_in_words
    from scheduler.reports.comparison_page import PNG
    from scheduler.service.whatif import scenarios_of_files, write_study
    from scheduler.tables.formats.destination import Destination

    to = Destination(out, force, [instance, *scenarios])
    to.check_folder()  # before the work, not only after it
    source = options.read_source(instance, language, encoding)
    with options.opened(ledger, instance, language) as known:
        problem, past = options.planning(source, start, months, known)
    options.tell(past.notices, language)
    leaving = whatif.each_cadre_leaves(problem, language) if each_cadre_leaves else []
    staffs = _staffs(staffing or [], language)
    gaps = whatif.gaps([int(months) for months in gap or ()], language)
    asked = scenarios_of_files(scenarios, [*staffs, *gaps, *leaving])

    def told(name: str, done: int, total: int, result: Result) -> None:
        if progress or sys.stderr.isatty():
            status = status_in_words(result, language)
            text = say("whatif.done", language, done=done, total=total, name=name,
                       status=status, seconds=result.seconds)  # fmt: skip
            click.echo(text, err=True)

    with solving.engine(problem, False, language) as run:
        study = whatif.what_if(
            problem, asked, seed=seed, workers=workers, time_limit=time_limit, told=told,
            stop=run["stop"],
        )  # fmt: skip
    if study.base.result.roster is None:
        code = solving.tell_why_not(problem, source, study.base.result, language)
        if all(outcome.result.roster is None for outcome in study.outcomes):
            return code
        click.echo(say("whatif.note_without_base", language))
    write_study(study, to, language, pictures=pictures)
    if pictures and not (out / PNG).exists():
        click.echo(say("whatif.no_png", language, name=PNG), err=True)
    options.tell_moved(to, language)
    if problem.excused:
        click.echo(say("whatif.owing", language, cadres=options.cadres_said(problem)))
    for line in _lines(study, _names(leaving), language):
        click.echo(line)
    if promise is not None:
        click.echo(_promised(study, _names(staffs), promise, language))
    click.echo(say("cli.written", language, path=out))
    if study.interrupted:
        click.echo(say("whatif.interrupted", language), err=True)
    return INTERRUPTED if study.interrupted else 0


def _staffs(shares: Sequence[float], language: Language) -> list[Scenario]:
    """Scenarios of so many times the cadres; today's number is the base, unless it stands alone."""
    from scheduler.answers import whatif

    return whatif.staffing([share for share in shares if share != 1] or shares, language)


def _names(scenarios: Sequence[Scenario]) -> set[str]:
    return {scenario.name for scenario in scenarios}


def _lines(study: WhatIf, leaving: Collection[str], language: Language) -> Iterator[str]:
    """What is printed: a comparison, and who of those ``leaving`` is missed most."""
    from scheduler.reports.comparison import comparison_table, missed_most, why_infeasible

    gone = tuple(outcome for outcome in study.outcomes if outcome.name in leaving)
    others = tuple(outcome for outcome in study.outcomes if outcome.name not in leaving)
    if others or not gone:
        yield from table(comparison_table(replace(study, outcomes=others), language))
    if gone:
        yield say("whatif.irreplaceable", language)
        yield from table(missed_most(replace(study, outcomes=gone), SHOWN, language))
    yield from why_infeasible(study, language)


def _promised(study: WhatIf, staffs: Collection[str], promise: int, language: Language) -> str:
    """The smallest of the ``staffs`` that keeps the promise; without any, of all scenarios."""
    from scheduler.answers.whatif import smallest_staff

    tried = tuple(o for o in study.outcomes if o.name in staffs or not staffs)
    smallest = smallest_staff(replace(study, outcomes=tried), promise)
    if smallest is None:
        return say("whatif.no_promise", language, promise=promise)
    cadres = int(smallest.kpis["cadres"].value)
    return say("whatif.promise", language, promise=promise, cadres=cadres, name=smallest.name)
