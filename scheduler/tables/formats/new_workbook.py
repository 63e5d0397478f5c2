"""A new workbook to write to: nothing that looks like a formula, a link or a number becomes one."""

from __future__ import annotations

import io
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.tables.formats.row_heights import let_rows_grow

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "in_memory": True,
}  # fmt: skip


@contextmanager
def new_workbook(
    to: Path | io.BytesIO, growing: Mapping[int, Container[int]] | None = None
) -> Iterator[Workbook]:
    """The workbook, written to the path, or into memory, at the end.

    ``growing`` rows, by then, grow with what is entered in them, though they have a height: sheet
    to rows, counted from 1. All is made in memory: on a full disk the package that makes it would
    raise errors of its own kind and leave its archive open.
    """
    import xlsxwriter  # here, so that whoever writes no workbook does not wait for it

    data = io.BytesIO()
    with xlsxwriter.Workbook(data, _OPTIONS) as book:
        yield book
    content = data.getvalue()
    content = let_rows_grow(content, growing) if growing else content
    if isinstance(to, Path):
        to.write_bytes(content)
    else:
        to.write(content)
