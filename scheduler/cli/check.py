"""`scheduler check`: is the instance sound, and what should the planner know of it?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from scheduler.cli import options
from scheduler.domain.checks import find_notices
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.language import Language, say
from scheduler.reports.checks import Findings, findings
from scheduler.tables.faults import describe

SHOWN = 20
"""Items of a list that are printed for people."""


@click.command("check")
@options.path_argument("instance")
@options.start
@options.months
@options.as_json
@options.encoding
@options.language
def command(
    instance: Path,
    start: Month | None,
    months: int | None,
    as_json: bool,
    encoding: str | None,
    language: Language,
) -> None:
    """Validate INSTANCE; list missing dates, idle cadres, and places out of reach.

    Example: scheduler check instances/tra-vinh-2015 --lang vi
    """
    source = options.read_source(instance, language, encoding)
    for notice in find_notices(source.instance)[:SHOWN]:
        text = describe(source.locate(notice), language)
        click.echo(say("cli.notice", language, text=text), err=True)
    problem = options.problem_of(source, start, months)
    found = findings(problem)
    if as_json:
        click.echo(json.dumps(_as_json(problem, found), ensure_ascii=False, indent=2))
        return
    click.echo(
        say(
            "cli.counts", language, areas=len(problem.territory.areas),
            branches=len(problem.branches), cadres=len(problem.cadres),
            meetings=len(problem.meetings),
        )
    )  # fmt: skip
    announced = [f"{branch} {month}" for branch, month in found.to_be_announced]
    _list("to_be_announced", announced, language)
    idle = [f"{cadre} {problem.cadres[cadre].name}" for cadre in found.nothing_to_attend]
    _list("nothing_to_attend", idle, language)
    names = [f"{area} {problem.territory[area].name}" for area in found.unreachable]
    _list("unreachable", names, language)


def _list(key: str, items: Sequence[str], language: Language) -> None:
    click.echo(say(f"cli.{key}", language, count=len(items)))
    for item in items[:SHOWN]:
        click.echo(f"  {item}")
    if len(items) > SHOWN:
        click.echo("  " + say("cli.more", language, count=len(items) - SHOWN))


def _as_json(problem: Problem, found: Findings) -> dict[str, object]:
    return {
        "areas": len(problem.territory.areas),
        "branches": len(problem.branches),
        "cadres": len(problem.cadres),
        "meetings": len(problem.meetings),
        "to_be_announced": [
            {"branch": branch, "month": str(month)} for branch, month in found.to_be_announced
        ],
        "nothing_to_attend": list(found.nothing_to_attend),
        "unreachable": list(found.unreachable),
    }
