"""`scheduler convert`: between CSV folder, workbook and JSON, without loss."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import options
from scheduler.language import Language, say


@click.command("convert")
@options.path_argument("source")
@options.path_argument("destination")
@options.force
@options.encoding
@options.language
def command(
    source: Path, destination: Path, force: bool, encoding: str | None, language: Language
) -> None:
    """Write the instance SOURCE as DESTINATION: a folder, a .xlsx workbook or a .json file.

    Example: scheduler convert instances/first-steps first-steps.xlsx --lang vi
    """
    from scheduler.tables.write import write_instance

    instance = options.read_source(source, language, encoding).instance
    write_instance(instance, destination, language=language, overwrite=force)
    click.echo(say("cli.written", language, path=destination))
