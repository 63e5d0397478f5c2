"""`scheduler audit`: an independent check of any roster, also one edited by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.domain.months import Month
from scheduler.domain.settings import MAX_MONTHS
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.tables.read import Source


@click.command("audit")
@options.path_argument("instance")
@options.path_argument("roster")
@options.start
@options.months
@options.as_json
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    start: Month | None,
    months: int | None,
    as_json: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """Check ROSTER against INSTANCE: broken rules with their lines, and every objective's value.

    The horizon is that of the options, else of a summary.json of this instance beside the roster,
    else the instance's own. Exits with 1 if a rule is broken.

    Example: scheduler audit instances/tra-vinh-2015 out/july/roster.csv
    """
    from scheduler import rules
    from scheduler.tables.roster_file import read_roster

    source = options.read_source(instance, language, encoding)
    file = read_roster(roster, encoding)
    if start is None and months is None and (found := _horizon_beside(roster, source)):
        start, months = found
        text = say("cli.horizon_from", language, start=start, months=months)
        click.echo(text, err=True)
    problem = options.problem_of(source, start, months)
    violations = [
        {
            "rule": violation.rule,
            "row": None if violation.row is None else file.lines[violation.row],
            "cadre": violation.visit.cadre,
            "branch": violation.visit.branch,
            "date": violation.visit.date.isoformat(),
            "message": violation.message(language),
        }
        for violation in rules.audit(problem, file.roster)
    ]
    values = rules.values(problem, file.roster)
    if as_json:
        found_all = {"violations": violations, "objectives": values}
        click.echo(json.dumps(found_all, ensure_ascii=False, indent=2))
    else:
        for row in violations:
            line = f":{row['row']}" if row["row"] else ""
            click.echo(f"{roster.name}{line}: {row['rule']}: {row['message']}")
        key = "cli.violations" if violations else "cli.no_violation"
        click.echo(say(key, language, count=len(violations)))
        for name, value in values.items():
            click.echo(f"{name:<16}{value:>12}")
    return 1 if violations else 0


def _horizon_beside(roster: Path, source: Source) -> tuple[Month, int] | None:
    """The horizon that the solve which wrote the roster was for, if it was of this instance."""
    from scheduler.tables.results import SUMMARY

    try:
        summary = json.loads((roster.parent / SUMMARY).read_text(encoding="utf-8-sig"))
        if summary["instance"] != source.instance.settings.name:
            return None
        start, months = Month.parse(summary["horizon"]["start"]), summary["horizon"]["months"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return (start, months) if type(months) is int and 1 <= months <= MAX_MONTHS else None
