"""`scheduler new`: start an instance from a template."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import options
from scheduler.language import Language, say


@click.command("new")
@options.path_argument("path")
@options.force
@options.language
def command(path: Path, force: bool, language: Language) -> None:
    """`scheduler new`, as `help.toml` describes it."""
    from scheduler.service import instances
    from scheduler.tables.formats.destination import Destination

    to = Destination(path, force)
    instances.new(to, language)
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=path))
