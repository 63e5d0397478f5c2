"""`scheduler generate`: a synthetic instance from a recipe and a seed."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import options
from scheduler.language import Language, say


@click.command("generate")
@options.path_argument("recipe")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write it.")
@click.option("--seed", default=1, show_default=True, help="The same seed, the same instance.")
@click.option("--scale", type=click.FloatRange(0.01, 10), help="Size, 1 being the recipe's own.")
@options.months
@click.option("--ledger", help="Also make up, in a new ledger, what became of its months.")
@options.force
@options.language
def command(
    recipe: Path,
    out: Path,
    seed: int,
    scale: float | None,
    months: int | None,
    ledger: str | None,
    force: bool,
    language: Language,
) -> None:
    """Make the instance that the TOML file RECIPE describes.

    With --ledger also what was published of each of its months, and what came back: lawful rosters,
    neither optimised nor proven, and an outcome for each visit; to try reports on.

    Example: scheduler generate instances/first-steps/recipe.toml --seed 7 --out out/practice
    """
    from scheduler.domain.faults import Fault, InputError
    from scheduler.service.instances import fill, generate
    from scheduler.tables.formats.destination import Destination
    from scheduler.tables.write import check_destination, write_instance

    to = Destination(out, force, [recipe])
    check_destination(to)
    if ledger and options.exists(ledger):
        raise InputError([Fault("ledger.there_already", place=ledger)])
    instance = generate(recipe, seed=seed, scale=scale)
    if months is not None:
        settings = instance.settings.with_horizon(None, months)
        instance = instance.model_copy(update={"settings": settings})
    write_instance(instance, to, language=language)
    if ledger:
        from scheduler.ledger.ledger import Ledger

        with Ledger.open(ledger, create=True, by="generator") as book:
            fill(book, instance, seed=seed, recipe=recipe)
            options.tell_receipt(book.place, book.receipt, language)
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=out))
