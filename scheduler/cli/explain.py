"""`scheduler explain`: why this meeting, why not another, why a month is missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options, solving
from scheduler.cli.layout import print_json, table
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.answers.explain import Explanation
    from scheduler.domain.problem import Problem
    from scheduler.domain.roster import Roster


@click.command("explain")
@options.path_argument("instance")
@options.path_argument("roster")
@click.option("--cadre", type=options.ID)
@click.option("--month", type=options.MONTH)
@click.option("--branch", type=options.ID, default="")
@click.option("--instead-of", type=options.ID, multiple=True)
@click.option("--most", type=click.IntRange(0), default=12, show_default=True)
@options.ledger
@options.start
@options.months
@click.option("--time-limit", type=options.SECONDS)
@options.progress
@options.as_json
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    cadre: str | None,
    month: Month | None,
    branch: str,
    instead_of: tuple[str, ...],
    most: int,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    time_limit: float | None,
    progress: bool,
    as_json: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler explain`, as `help.toml` describes it."""
    from scheduler.answers.explain import explain
    from scheduler.answers.questions import faults_of_explain
    from scheduler.milp.watch import Watch
    from scheduler.reports.explanation import explanation_facts

    case = options.read_case(instance, roster, start, months, encoding, language, ledger=ledger)
    problem, published = case.problem, case.roster
    options.refuse(faults_of_explain(problem, cadre, month, branch, instead_of))
    options.tell_recorded(case, language)
    if not options.is_sound(case, language):
        return 1
    month = month or problem.horizon[0]
    if cadre is None:
        return _overview(problem, published, month, most, time_limit, as_json, language)
    with solving.engine(problem, progress, language, time_limit) as run:
        watch = Watch(time_limit, run["stop"])
        answers = explain(
            problem, published, cadre, month,
            branch=branch, instead_of=instead_of, most=most, watch=watch,
        )  # fmt: skip
    if as_json:
        found = {
            "explanations": [explanation_facts(problem, answer, language) for answer in answers]
        }
        print_json(found)
    else:
        for number, answer in enumerate(answers):
            if number:
                click.echo()
            for line in _lines(problem, answer, language):
                click.echo(line)
    return solving.end(watch, language)


def _overview(
    problem: Problem,
    roster: Roster,
    month: Month,
    most: int,
    time_limit: float | None,
    as_json: bool,
    language: Language,
) -> int:
    """What binds the roster."""
    from scheduler.milp.watch import Watch
    from scheduler.reports.binding import binding_facts, left_behind
    from scheduler.reports.comparison import effects_by_scenario
    from scheduler.service.overview import overview

    with solving.engine(problem, False, language, time_limit) as run:
        watch = Watch(time_limit, run["stop"])
        answer = overview(problem, roster, month, most=most, watch=watch, language=language)
    found, without, fuller = answer.binding, answer.without, answer.fuller
    if as_json:
        told = binding_facts(found, without, fuller, language)
        print_json(told)
        return solving.end(watch, language)
    for title, own, part in (("prices", "rule", without), ("one_more", "cadre", fuller)):
        if part.outcomes:
            click.echo(say(f"explain.{title}", language))
            for line in table(effects_by_scenario(part, say(f"explain.{own}", language), language)):
                click.echo(line)
            click.echo()
    if found.missed:
        click.echo(say("explain.missed", language, month=month))
    for missed in found.missed:
        click.echo(f"- {problem.cadres[missed.cadre].name} ({missed.cadre}): "
                   f"{missed.reason(language)}")  # fmt: skip
    if found.left_behind:
        click.echo(("\n" if found.missed else "") + say("explain.left_behind", language))
        for line in table(left_behind(problem, found, language)):
            click.echo(line)
    return solving.end(watch, language)


def _lines(problem: Problem, answer: Explanation, language: Language) -> Iterator[str]:
    from scheduler.reports import explanation

    yield explanation.heading(problem, answer, language)
    if reason := explanation.why_missed(problem, answer, language):
        yield reason
    elif answer.visit is None and not problem.due(answer.cadre, answer.month):
        yield say("explain.excused", language)
    if answer.over:
        yield say("explain.over", language)
        return
    if answer.pinned:
        yield say("explain.pinned", language)
    if answer.gains:
        yield f"\n{say('explain.gains', language)}"
        yield from table(explanation.gains(answer, language))
    if answer.alternatives:
        yield f"\n{say('explain.alternatives', language)}"
        if not answer.whole:
            yield say("explain.scope_month", language)
        yield from table(explanation.costs(problem, answer, language))
    elif not answer.left_out:
        yield f"\n{say('explain.no_alternative', language)}"
    if answer.left_out:
        yield say("explain.left_out", language, count=answer.left_out)
    yield from explanation.refusals(problem, answer, language)
