"""`scheduler generate`: a synthetic instance from a recipe and a seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.tables.formats.destination import Destination


@click.command("generate")
@options.path_argument("recipe")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--scale", type=click.FloatRange(0.01, 10))
@options.months
@click.option("--ledger")
@click.option(
    "--returns",
    "published",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@options.force
@options.language
def command(
    recipe: Path,
    out: Path,
    seed: int,
    scale: float | None,
    months: int | None,
    ledger: str | None,
    published: tuple[Path, ...],
    force: bool,
    language: Language,
) -> None:
    """`scheduler generate`, as `help.toml` describes it."""
    from scheduler.domain.faults import Fault, InputError
    from scheduler.service.instances import generate
    from scheduler.tables.formats.destination import Destination
    from scheduler.tables.write import check_destination, write_instance

    to = Destination(out, force, [recipe, *published])
    if published:
        _write_returns(recipe, published, to, seed, scale)
        options.tell_moved(to, language)
        click.echo(say("cli.written", language, path=out))
        return
    check_destination(to)
    if ledger and _is_begun(ledger):
        raise InputError([Fault("ledger.there_already", place=ledger)])
    instance = generate(recipe, seed=seed, scale=scale)
    if months is not None:
        settings = instance.settings.with_horizon(None, months)
        instance = instance.model_copy(update={"settings": settings})
    write_instance(instance, to, language=language)
    if ledger:
        from scheduler.ledger.ledger import Ledger
        from scheduler.service.made_up import fill

        with Ledger.open(ledger, create=True, by="generator") as book:
            fill(book, instance, seed=seed, recipe=recipe)
            options.tell_receipt(book.place, book.receipt, language)
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=out))


def _is_begun(ledger: str) -> bool:
    from scheduler.ledger.ledger import Ledger

    return Ledger.is_begun(ledger)


def _write_returns(
    recipe: Path, published: tuple[Path, ...], to: Destination, seed: int, scale: float | None
) -> None:
    from scheduler.generator.clerks.returns import write_returns
    from scheduler.service.made_up import made_up_returns

    to.check_folder()
    write_returns(to, made_up_returns(recipe, published, seed=seed, scale=scale))
