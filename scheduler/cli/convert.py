"""`scheduler convert`: between CSV folder, workbook and JSON, without loss."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scheduler.cli import options
from scheduler.domain.faults import Fault, InputError
from scheduler.language import Language, say

if TYPE_CHECKING:
    from scheduler.domain.instance import Instance


@click.command("convert")
@options.path_argument("source")
@options.path_argument("destination")
@click.option(
    "--meetings",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Add the dates of a calendar (.ics) or of a request form that came back (.xlsx).",
)
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
    """Write the instance SOURCE as DESTINATION: a folder, a .xlsx workbook or a .json file.

    Example: scheduler convert instances/first-steps first-steps.xlsx --lang vi
    """
    from scheduler.tables.write import write_instance

    instance = options.read_source(source, language, encoding).instance
    for file in meetings:
        instance, added = _with_meetings(instance, file)
        click.echo(say("cli.meetings_added", language, count=added, file=file.name))
    write_instance(instance, destination, language=language, overwrite=force)
    click.echo(say("cli.written", language, path=destination))


def _with_meetings(instance: Instance, file: Path) -> tuple[Instance, int]:
    """The instance with the file's dates, and how many it did not know yet."""
    from scheduler.tables.announcements import read_request_form
    from scheduler.tables.ics import read_ics

    readers = {".ics": read_ics, ".xlsx": read_request_form}
    if file.suffix.lower() not in readers:
        raise InputError([Fault("meetings_file", value=file.suffix, place=file.name)])
    known = {(row.branch, row.date) for row in instance.meetings}
    dates = readers[file.suffix.lower()](file, instance)
    fresh = {(row.branch, row.date): row for row in dates if (row.branch, row.date) not in known}
    whole = (*instance.meetings, *fresh.values())
    return instance.model_copy(update={"meetings": whole}), len(fresh)
