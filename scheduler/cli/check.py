"""`scheduler check`: is the instance sound, and what should the planner know of it?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.cli.layout import print_json
from scheduler.cli.understood_rules import rule_line, rules_as_json
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.domain.problem import Problem
    from scheduler.service.check import Findings

SHOWN = 20
"""Items of a list that are printed for people."""


@click.command("check")
@options.path_argument("instance")
@options.ledger
@options.start
@options.months
@click.option("--request-form", type=click.Path(path_type=Path))
@options.force
@options.as_json
@options.encoding
@options.language
def command(
    instance: Path,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    request_form: Path | None,
    force: bool,
    as_json: bool,
    encoding: str | None,
    language: Language,
) -> None:
    """`scheduler check`, as `help.toml` describes it."""
    from scheduler.domain.dropped_dates import causes_said
    from scheduler.service.check import check, write_request_form
    from scheduler.tables.formats.destination import Destination

    to = Destination(request_form, force, [instance]) if request_form is not None else None
    if to is not None:
        to.check_file(".xlsx")
    source = options.read_source(instance, language, encoding)
    with options.opened(ledger, instance, language) as known:
        problem, past = options.planning(source, start, months, known)
    found = check(problem)
    options.tell(map(source.locate, found.notices), language)
    options.tell(past.notices, language)
    options.tell_doubts(problem, found.doubts, language)
    if to is not None:
        write_request_form(problem, to, language, found)
        options.tell_moved(to, language)
        click.echo(say("cli.written", language, path=request_form), err=True)
    if as_json:
        text = {
            **_as_json(problem, found, language),
            "rules": rules_as_json(source, found, language),
        }
        print_json(text)
        return
    click.echo(
        say(
            "cli.counts", language, areas=len(problem.territory.areas),
            branches=len(problem.branches), cadres=options.cadres_said(problem),
            meetings=len(problem.meetings),
        )
    )  # fmt: skip
    country = problem.settings.holidays
    announced = [
        "; ".join([f"{branch} {month.said(language)}", *causes_said(lost, country, language)])
        for branch, month in found.to_be_announced
        for lost in [found.dropped.get((branch, month), ())]
    ]
    _list("to_be_announced", announced, language)
    people = problem.by_name(found.nothing_to_attend)
    idle = [f"{cadre} {problem.cadres[cadre].name}" for cadre in people]
    _list("nothing_to_attend", idle, language)
    if found.excused:
        people = problem.by_name(found.excused)
        _list("excused", [f"{cadre} {problem.cadres[cadre].name}" for cadre in people], language)
    names = [f"{area} {problem.territory[area].name}" for area in found.unreachable]
    _list("unreachable", names, language)
    _list("rules", [rule_line(source, rule, language) for rule in found.rules], language)


def _list(key: str, items: Sequence[str], language: Language) -> None:
    click.echo(say(f"cli.{key}", language, count=len(items)))
    for item in items[:SHOWN]:
        click.echo(f"  {item}")
    if len(items) > SHOWN:
        click.echo("  " + say("cli.more", language, count=len(items) - SHOWN))


def _as_json(problem: Problem, found: Findings, language: Language) -> dict[str, object]:
    from scheduler.domain.dropped_dates import date_said

    return {
        "areas": len(problem.territory.areas),
        "branches": len(problem.branches),
        "cadres": len(problem.cadres),
        "meetings": len(problem.meetings),
        "to_be_announced": [
            {
                "branch": branch,
                "month": str(month),
                "dropped": [
                    {
                        "date": date.date.isoformat(),
                        "cause": date.cause,
                        "reason": date_said(date, problem.settings.holidays, language),
                    }
                    for date in found.dropped.get((branch, month), ())
                ],
            }
            for branch, month in found.to_be_announced
        ],
        "nothing_to_attend": list(found.nothing_to_attend),
        "unreachable": list(found.unreachable),
        "excused": list(found.excused),
    }
