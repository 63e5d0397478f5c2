"""`scheduler replan`: new facts, fewest changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options, solving
from scheduler.cli.failures import INTERRUPTED
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.answers.replan import Replan

SHOWN = 40
"""Changes that are listed on the screen; all of them stand in the files."""


@click.command("replan")
@options.path_argument("instance")
@options.path_argument("roster")
@click.option("--from", "since", type=options.DAY, required=True)
@options.out
@options.ledger
@options.start
@options.months
@options.time_limit
@options.workers
@options.seed
@options.progress
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    since: dt.date,
    out: Path,
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
    """`scheduler replan`, as `help.toml` describes it."""
    from scheduler.answers.questions import faults_of_replan
    from scheduler.answers.replan import replan
    from scheduler.engine.params import SolveParams
    from scheduler.results.former import former_of
    from scheduler.service.replan import write_replan
    from scheduler.tables.formats.destination import Destination

    to = Destination(out, force, [instance, roster])
    to.check_folder()
    case = options.read_case(instance, roster, start, months, encoding, language, ledger=ledger)
    source, problem, published = case.source, case.problem, case.file
    visits = zip(published.roster, case.places, strict=True)
    former = former_of(problem, published, since)
    options.refuse(faults_of_replan(problem, visits, since, former), since="--from")
    with solving.engine(problem, progress, language, time_limit) as run:
        answer = replan(
            problem, published.roster, since, former,
            seed=seed, time_limit=time_limit, params=SolveParams(workers=workers), **run,
        )  # fmt: skip
    options.tell_doubts(answer.problem, answer.doubts, language)
    result = answer.result
    if result.roster is None:
        return solving.tell_why_not(answer.problem, source, result, language)
    write_replan(answer, to, language, source.digest, case.past)
    options.tell_moved(to, language)
    _tell(answer, language)
    solving.tell(out, answer.problem, result, language)
    return INTERRUPTED if result.interrupted else 0


def _tell(answer: Replan, language: Language) -> None:
    from scheduler.reports.changes import sentence, title

    changes = answer.changes
    click.echo(title(changes, language) if changes else say("changes.nothing", language))
    for change in changes[:SHOWN]:
        click.echo(f"- {sentence(answer.problem, change, language)}")
    if (more := len(changes) - SHOWN) > 0:
        click.echo(say("changes.more", language, count=more))
