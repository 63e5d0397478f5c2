"""The folder that a comparison of scenarios writes: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from scheduler.language import Language
from scheduler.results.package import TableFile, package_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.seals import seal

COMPARISON = "comparison.json"


def write_study(
    to: Path | Destination,
    name: str,
    files: Sequence[TableFile],
    pages: Mapping[str, str | bytes],
    language: Language,
) -> None:
    """Write the tables, the pages (file name to content) and a data package of the tables.

    Raises :class:`scheduler.domain.faults.InputError` if what stands there may not be replaced,
    and OSError, with nothing written.
    """
    every = {**pages, **{file.path: file.content for file in files}}
    with Destination.of(to).folder() as out:
        for path, text in every.items():
            (out / path).parent.mkdir(exist_ok=True)
            (out / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        seal(out, package_of(name, files, language))
