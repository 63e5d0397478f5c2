"""`scheduler ledger`: how far a ledger is, whether it is whole, copies of it, closed periods."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scheduler.cli import options
from scheduler.cli.layout import print_json, table
from scheduler.cli.speech import no_value
from scheduler.domain.months import Month
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.service.status import LedgerState


class _PeriodType(click.ParamType[tuple[Month, Month]]):
    """A month, or the first and the last of several."""

    name = "period"

    def convert(self, value: Any, _param: Any, _context: Any) -> tuple[Month, Month]:
        first, _, last = str(value).partition(":")
        try:
            period = Month.parse(first), Month.parse(last or first)
        except ValueError:
            no_value(self, "period", value)
        if period[0] > period[1]:
            no_value(self, "period_order", value)
        return period


PERIOD = _PeriodType()


@click.group("ledger")
@options.of_group
def command() -> None:
    """`scheduler ledger`, as `help.toml` describes it."""


@command.command("status")
@options.ledger
@click.option("--today", type=options.DAY)
@options.as_json
@options.language
def status(ledger: str | None, today: Any, as_json: bool, language: Language) -> None:
    """`scheduler ledger status`, as `help.toml` describes it."""
    import datetime as dt

    from scheduler.ledger.ledger import Ledger
    from scheduler.service.status import state_of, status_facts

    with Ledger.open(options.named(ledger, language), read_only=True) as book:
        state = state_of(book, Month.of(today or dt.date.today()))
        receipt = book.receipt
    if as_json:
        told = status_facts(state) | {"entry": receipt.entry, "sha256": receipt.sha256}
        print_json(told)
        return
    for line in _lines(state, language):
        click.echo(line)
    options.tell_receipt(book.place, receipt, language)


def _lines(state: LedgerState, language: Language) -> Iterator[str]:
    if not state.months:
        yield say("ledger.nothing_published", language)
        return
    names = ("month", "publication", "planned", "answered", "unplanned", "state")
    rows = [[say(f"ledger.column_{name}", language) for name in names]]
    for month in state.months:
        planned = sum(area.planned for area in month.areas)
        answered = sum(area.answered for area in month.areas)
        published = month.publication
        rows.append([
            published.month.said(language), published.id, str(planned), str(answered),
            str(month.unplanned),
            say("ledger.state_closed", language) if month.is_closed
            else say(f"ledger.state_{month.state}", language),
        ])  # fmt: skip
    yield from table(rows)
    for month in state.months:
        waiting = [area for area in month.areas if area.planned and area.state != "complete"]
        if waiting and not month.is_closed:
            yield say("ledger.waiting_for", language, publication=month.publication.id)
            for area in waiting:
                yield say(
                    "ledger.area_state", language, name=area.name, area=area.area,
                    answered=area.answered, planned=area.planned,
                    state=say(f"ledger.state_{area.state}", language),
                )  # fmt: skip


@command.command("verify")
@options.ledger
@click.option("--expect", default="")
@options.language
def verify(ledger: str | None, expect: str, language: Language) -> int:
    """`scheduler ledger verify`, as `help.toml` describes it."""
    from scheduler.domain.faults import describe_all
    from scheduler.ledger.ledger import Ledger
    from scheduler.ledger.verify import verify as find_faults

    with Ledger.open(options.named(ledger, language), read_only=True) as book:
        faults = find_faults(book, expect)
        for line in describe_all(faults, language):
            click.echo(line)
        if faults:
            return 1
        click.echo(say("ledger.whole", language))
        options.tell_receipt(book.place, book.receipt, language)
    return 0


@command.command("export")
@options.ledger
@options.out
@options.force
@options.language
def export(ledger: str | None, out: Path, force: bool, language: Language) -> None:
    """`scheduler ledger export`, as `help.toml` describes it."""
    from scheduler.ledger.ledger import Ledger
    from scheduler.ledger.package import export as write_package
    from scheduler.tables.formats.destination import Destination

    to = Destination(out, force)
    to.check_folder()
    with Ledger.open(options.named(ledger, language), read_only=True) as book:
        write_package(book, to)
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=out))


@command.command("import")
@options.path_argument("package")
@options.ledger
@options.language
def import_(package: Path, ledger: str | None, language: Language) -> None:
    """`scheduler ledger import`, as `help.toml` describes it."""
    from scheduler.ledger.package import import_package

    with import_package(package, options.named(ledger, language)) as book:
        options.tell_receipt(book.place, book.receipt, language)


@command.command("close")
@click.argument("period", type=PERIOD)
@options.ledger
@options.by
@click.option("--report", type=click.Path(path_type=Path))
@options.language
def close(
    period: tuple[Month, Month],
    ledger: str | None,
    by: str,
    report: Path | None,
    language: Language,
) -> None:
    """`scheduler ledger close`, as `help.toml` describes it."""
    import hashlib

    from scheduler.ledger.ledger import Ledger
    from scheduler.tables.formats.decoding import read_bytes

    digest = hashlib.sha256(read_bytes(report)).hexdigest() if report else ""
    with Ledger.open(options.named(ledger, language)) as book:
        closing = book.close(*period, digest, by=by)
        values = {"first": closing.first, "last": closing.last, "entry": closing.entry}
        click.echo(say("ledger.closed_now", language, **values))
        options.tell_receipt(book.place, book.receipt, language)


@command.command("reopen")
@click.argument("period", type=PERIOD)
@options.ledger
@options.by
@options.language
def reopen(period: tuple[Month, Month], ledger: str | None, by: str, language: Language) -> None:
    """`scheduler ledger reopen`, as `help.toml` describes it."""
    from scheduler.ledger.ledger import Ledger

    with Ledger.open(options.named(ledger, language)) as book:
        receipt = book.reopen(*period, by=by)
        click.echo(say("ledger.reopened", language, first=period[0], last=period[1]))
        options.tell_receipt(book.place, receipt, language)


@command.command("answer")
@click.argument("outcome", type=click.IntRange(1))
@click.argument("text")
@options.ledger
@options.by
@options.language
def answer(outcome: int, text: str, ledger: str | None, by: str, language: Language) -> None:
    """`scheduler ledger answer`, as `help.toml` describes it."""
    from scheduler.ledger.ledger import Ledger

    with Ledger.open(options.named(ledger, language)) as book:
        receipt = book.answer({outcome: text}, by=by)
        options.tell_receipt(book.place, receipt, language)
