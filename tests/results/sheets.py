"""The sheets of a form, as tests look at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

HEADINGS = {"branch_name", "tên chi tổ hội"}
"""A heading that every sheet of a form has, in each language."""


def sheet_of(book: Path) -> Any:
    """The first sheet of a workbook."""
    return openpyxl.load_workbook(book).active


def head_of(sheet: Any) -> int:
    """The number of the row of headings."""
    return next(row[0].row for row in sheet.iter_rows() if HEADINGS & {cell.value for cell in row})


def column_of(sheet: Any, *titles: str) -> int:
    """The number of the column with one of these headings."""
    return next(cell.column for cell in sheet[head_of(sheet)] if cell.value in titles)
