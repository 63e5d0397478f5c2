"""The folder that a comparison of scenarios writes: whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from scheduler.domain.faults import Fault, InputError
from scheduler.language import Language
from scheduler.tables.atomic import atomic_folder
from scheduler.tables.package import TableFile, package_of
from scheduler.tables.results import PACKAGE

COMPARISON = "comparison.json"
"""By this file the folder of an earlier comparison is known."""


def refuse_other(folder: Path, force: bool) -> None:
    """Raise :class:`InputError` if the folder holds anything but an earlier comparison."""
    strange = folder.is_dir() and any(folder.iterdir()) and not (folder / COMPARISON).is_file()
    if strange and not force:
        raise InputError([Fault("results.other_folder", value=str(folder), place=folder.name)])


def write_study(
    folder: Path,
    name: str,
    files: Sequence[TableFile],
    pages: Mapping[str, str | bytes],
    language: Language,
    *,
    force: bool = False,
) -> None:
    """Write the tables, the pages (file name to content) and a data package of the tables.

    Raises :class:`InputError` if the folder may not be replaced, and OSError, with nothing written.
    """
    refuse_other(folder, force)
    package = package_of(name, files, language)
    content = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    every = {**pages, PACKAGE: content, **{file.path: file.content for file in files}}
    with atomic_folder(folder, overwrite=True) as out:
        for path, text in every.items():
            (out / path).parent.mkdir(exist_ok=True)
            (out / path).write_bytes(text if isinstance(text, bytes) else text.encode())
