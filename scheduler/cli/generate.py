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
@options.force
@options.language
def command(
    recipe: Path, out: Path, seed: int, scale: float | None, force: bool, language: Language
) -> None:
    """Make the instance that the TOML file RECIPE describes.

    Example: scheduler generate instances/first-steps/recipe.toml --seed 7 --out out/practice
    """
    from scheduler.service.instances import generate
    from scheduler.tables.formats.destination import Destination
    from scheduler.tables.write import check_destination, write_instance

    to = Destination(out, force, [recipe])
    check_destination(to)
    write_instance(generate(recipe, seed=seed, scale=scale), to, language=language)
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=out))
