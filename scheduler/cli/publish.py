"""`scheduler publish`: a roster goes out, and the ledger keeps it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from scheduler.cli import options
from scheduler.domain.months import Month
from scheduler.language import Language, say


@click.command("publish")
@options.path_argument("instance")
@options.path_argument("roster")
@options.out
@options.ledger
@click.option("--supersedes", multiple=True)
@options.by
@click.option("--note", default="")
@click.option("--sender", default="")
@click.option("--return-to", default="")
@click.option("--return-until", type=options.DAY)
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
    supersedes: tuple[str, ...],
    by: str,
    note: str,
    sender: str,
    return_to: str,
    return_until: dt.date | None,
    start: Month | None,
    months: int | None,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler publish`, as `help.toml` describes it."""
    from scheduler.ledger.ledger import Ledger
    from scheduler.results.forms.form import FormFacts
    from scheduler.service.ledgers import ledger_of
    from scheduler.service.publish import publish, refuse_without_ledger, unsound, write_published
    from scheduler.tables.formats.destination import Destination

    where = ledger_of(instance, ledger)
    to = Destination(out, force, [instance, roster])
    to.check_folder()
    reads = where if Ledger.is_begun(where) else None
    case = options.read_case(
        instance, roster, start, months, encoding, language, ledger=reads, beside=False
    )
    if found := unsound(case):
        counts = {"violations": len(found.violations), "names": found.misnomers}
        click.echo(say("ledger.unsound", language, **counts), err=True)
        return 1
    if reads is None:
        refuse_without_ledger(supersedes, where)
    with Ledger.open(where, create=True, by=by) as book:
        published = publish(case, book, by=by, supersedes=supersedes, note=note)
        # Told first: it is published, whatever comes of the folder.
        for one in published.publications:
            key = "already" if one.id in published.already else "done"
            click.echo(say(f"ledger.publication_{key}", language, publication=one.id))
        options.tell_receipt(book.place, published.receipt, language)
        facts = FormFacts(sender, return_until, return_to)
        write_published(case, book, published, to, language, facts)
        options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=out))
    return 0
