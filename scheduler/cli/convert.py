"""`scheduler convert`: between CSV folder, workbook and JSON, without loss."""

from __future__ import annotations

from pathlib import Path

import click

from scheduler.cli import options
from scheduler.language import Language, say


@click.command("convert")
@options.path_argument("source")
@options.path_argument("destination")
@click.option("--meetings", type=click.Path(path_type=Path), multiple=True)
@options.force
@options.encoding
@options.language
def command(
    source: Path,
    destination: Path,
    meetings: tuple[Path, ...],
    force: bool,
    encoding: str | None,
    language: Language,
) -> None:
    """`scheduler convert`, as `help.toml` describes it."""
    from scheduler.service import instances
    from scheduler.tables.formats.destination import Destination
    from scheduler.tables.write import check_destination

    to = Destination(destination, force, [source, *meetings])
    check_destination(to)
    read = options.read_source(source, language, encoding)
    converted = instances.convert(read, to, language, meetings=meetings, encoding=encoding)
    for files, taken in converted.announced:
        options.tell(taken.notices, language)
        click.echo(say("cli.meetings_added", language, count=taken.added, file=files))
        others = {x: getattr(taken, x) for x in ("changed", "cancelled", "known")}
        if any(others.values()):
            click.echo(say("cli.meetings_kept", language, **others))
    options.tell_moved(to, language)
    click.echo(say("cli.written", language, path=destination))
