"""`scheduler calendar`: a calendar file for each cadre."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import options
from scheduler.domain.months import Month
from scheduler.language import Language, say


@click.command("calendar")
@options.path_argument("instance")
@options.path_argument("roster")
@options.out
@options.ledger
@options.start
@options.months
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    roster: Path,
    out: Path,
    ledger: str | None,
    start: Month | None,
    months: int | None,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler calendar`, as `help.toml` describes it."""
    from scheduler.ledger.ledger import Ledger
    from scheduler.results.calendar_files import write_calendars
    from scheduler.tables.formats.destination import Destination

    to = Destination(out, force, [instance, roster])
    to.check_folder()
    case = options.read_case(instance, roster, start, months, encoding, language, ledger=ledger)
    known = None
    if ledger is not None:
        with Ledger.open(ledger, read_only=True) as book:
            known = book.known()
    write_calendars(to, case.problem, case.file.roster, language, known=known)
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=out))
    return 0
