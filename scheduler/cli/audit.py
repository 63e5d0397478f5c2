"""`scheduler audit`: an independent check of any roster, also one edited by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from scheduler.cli import options
from scheduler.cli.layout import print_json
from scheduler.domain.months import Month
from scheduler.domain.vocabulary import called
from scheduler.language import Language, say


@click.command("audit")
@options.path_argument("instance")
@options.path_argument("roster")
@click.option("--from", "since", type=options.DAY)
@options.ledger
@options.start
@options.months
@options.as_json
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    since: dt.date | None,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    as_json: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler audit`, as `help.toml` describes it."""
    from scheduler import rules
    from scheduler.engine.result import width_of_names
    from scheduler.results.misnomers import RULE

    case = options.read_case(
        instance, roster, start, months, encoding, language,
        ledger=ledger, since=since, audited=True,
    )  # fmt: skip
    problem, file = case.problem, case.file
    found = [
        (v.rule, None if v.row is None else file.lines[v.row], v.visit, v.message(language))
        for v in rules.audit(problem, file.roster)
    ]
    found += [
        (RULE, file.lines[m.row], m.visit, m.message(language))
        for m in case.misnomers
        if not m.is_derived
    ]
    violations = [
        {
            "rule": rule, "row": row, "cadre": visit.cadre, "branch": visit.branch,
            "date": visit.date.isoformat(), "message": message,
        }
        for rule, row, visit, message in sorted(found, key=lambda one: one[1] or 0)
    ]  # fmt: skip
    stale = (m for m in case.misnomers if m.is_derived)
    options.tell((m.notice(language) for m in stale), language)
    values = rules.values(problem, file.roster)
    if as_json:
        found_all = {"violations": violations, "objectives": values}
        print_json(found_all)
    else:
        for row in violations:
            line = f":{row['row']}" if row["row"] else ""
            rule = called("breaches", str(row["rule"]), language)
            click.echo(f"{case.path.name}{line}: {rule}: {row['message']}")
        key = "cli.violations" if violations else "cli.no_violation"
        click.echo(say(key, language, count=len(violations)))
        width = width_of_names(values, language)
        for name, value in values.items():
            click.echo(f"{called('objectives', name, language):<{width}}{value:>12}")
    return 1 if violations else 0
