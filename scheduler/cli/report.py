"""`scheduler report`: what is reported upward of a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.cli.layout import print_json, table
from scheduler.cli.speech import Words
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.reports.upward.form_template import Layout


@click.command("report")
@options.path_argument("instance")
@options.ledger
@click.option("--from", "first", type=options.MONTH, required=True)
@click.option("--until", "last", type=options.MONTH)
@click.option("--area", type=options.ID, default="")
@click.option("--as-of", type=click.IntRange(1))
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--form", type=click.Path(path_type=Path))
@click.option("--layout", type=Words("help.layouts"), default="state")
@options.as_json
@options.force
@options.encoding
@options.language
def command(
    instance: Path,
    ledger: str | None,
    first: Month,
    last: Month | None,
    area: str,
    as_of: int | None,
    out: Path | None,
    form: Path | None,
    layout: Layout,
    as_json: bool,
    force: bool,
    encoding: str | None,
    language: Language,
) -> int:
    """`scheduler report`, as `help.toml` describes it."""
    from scheduler.ledger.ledger import Ledger
    from scheduler.reports.upward.figures import facts
    from scheduler.reports.upward.in_words import in_words
    from scheduler.reports.upward.report_folder import write_report
    from scheduler.reports.upward.sentences import period_in_words, sentences
    from scheduler.reports.upward.summary_table import summary_text
    from scheduler.service.ledgers import ledger_of
    from scheduler.service.report import report
    from scheduler.tables.formats.decoding import read_bytes
    from scheduler.tables.formats.destination import Destination

    if form and not out:
        raise click.UsageError(say("ledger.form_needs_out", language))
    to = Destination(out, force, [instance, *([form] if form else [])]) if out else None
    if to:
        to.check_folder()
    own = (form.name, read_bytes(form)) if form else None
    source = options.read_source(instance, language, encoding)
    with Ledger.open(ledger_of(instance, ledger), read_only=True) as book:
        figures = report(source, book, first, last or first, area=area, as_of=as_of)
    if as_json:
        print_json(facts(figures))
    else:
        told = in_words(figures, language)
        click.echo(period_in_words(told, language))
        for sentence in sentences(told, language):
            click.echo(sentence)
        for line in table(summary_text(told, language)):
            click.echo(line)
    if to:
        write_report(figures, to, language, layout=layout, own=own)
        options.tell_moved(to, language)
        click.echo(say("cli.written", language, path=out), err=as_json)
    return 1 if figures.unpublished else 0
