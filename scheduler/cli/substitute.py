"""`scheduler substitute`: who could go instead, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options, solving
from scheduler.cli.layout import print_json, table
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.answers.substitute import Substitutes
    from scheduler.domain.problem import Problem


@click.command("substitute")
@options.path_argument("instance")
@options.path_argument("roster")
@click.option("--cadre", type=options.ID, required=True)
@click.option("--date", "day", type=options.DAY, required=True)
@click.option("--from", "since", type=options.DAY)
@click.option("--until", type=options.DAY)
@options.ledger
@options.start
@options.months
@options.time_limit
@options.progress
@options.as_json
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    cadre: str,
    day: dt.date,
    since: dt.date | None,
    until: dt.date | None,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    time_limit: float | None,
    progress: bool,
    as_json: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler substitute`, as `help.toml` describes it."""
    from scheduler.answers.questions import faults_of_substitutes
    from scheduler.answers.substitute import substitutes
    from scheduler.milp.watch import Watch
    from scheduler.reports.substitutes import substitute_facts

    case = options.read_case(instance, roster, start, months, encoding, language, ledger=ledger)
    problem, published = case.problem, case.roster
    options.tell_recorded(case, language)
    faults = faults_of_substitutes(problem, published, cadre, day, since, until)
    options.refuse(faults, day="--date", since="--from")
    if not options.is_sound(case, language):
        return 1
    visit = next(v for v in published if (v.cadre, v.date) == (cadre, day))
    with solving.engine(problem, progress, language, time_limit) as run:
        watch = Watch(time_limit, run["stop"])
        answer = substitutes(problem, published, visit, since=since, until=until, watch=watch)
    if as_json:
        print_json(substitute_facts(answer, language))
    else:
        for line in _lines(problem, answer, language):
            click.echo(line)
    return solving.end(watch, language) or (0 if answer.able else 1)


def _lines(problem: Problem, answer: Substitutes, language: Language) -> Iterator[str]:
    from scheduler.reports import substitutes
    from scheduler.reports.visits import visit_in_words

    row = problem.cadres[answer.visit.cadre]
    what = visit_in_words(problem, answer.visit, language)
    yield say("explain.substitutes", language, name=row.name, cadre=row.id, what=what)
    if answer.pinned:
        yield say("explain.pinned", language)
    if not answer.whole:
        yield say("explain.scope_month", language)
    if answer.able:
        yield from table(substitutes.ranking(problem, answer, language))
    else:
        yield say("explain.nobody", language)
    lists = (
        ("consequences", substitutes.consequences(problem, answer, language)),
        ("unable", substitutes.unable(problem, answer, language)),
    )
    for title, lines in lists:
        found = [f"- {line}" for line in lines]
        if found:
            yield f"\n{say(f'explain.{title}', language)}"
            yield from found
