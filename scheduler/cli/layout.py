"""What stands on stdout: columns side by side for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import click

from scheduler.tables.formats.json_text import json_text


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Columns side by side: the first to the left, numbers to the right, a last one of names to the
    left.
    """
    lines = list(rows)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    names_last = any(cell[-1].isalpha() for *_, cell in lines[1:] if cell)
    for row in lines:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        if names_last:
            cells[-1] = row[-1]
        yield "  ".join(cells).rstrip()


def print_json(told: object) -> None:
    """What a program reads."""
    click.echo(json_text(told), nl=False)
