"""Rows of a workbook that have a height and still grow with what somebody writes in them.

A row whose height is given as the user's own keeps it whatever is entered, and long texts are cut.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container, Mapping

_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*>')
_FIXED = b' customHeight="1"'


def let_rows_grow(book: bytes, rows: Mapping[int, Container[int]]) -> bytes:
    """The workbook in which these rows, by the number of their sheet, have no height of the user's
    own; sheets and rows are counted from 1.
    """
    data = io.BytesIO()
    parts = {f"xl/worksheets/sheet{number}.xml": own for number, own in rows.items()}
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(data, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in parts:
                content = _without_fixed(content, parts[info.filename])
            new.writestr(info, content)
    return data.getvalue()


def _without_fixed(xml: bytes, rows: Container[int]) -> bytes:
    def freed(row: re.Match[bytes]) -> bytes:
        return row[0].replace(_FIXED, b"") if int(row[1]) in rows else row[0]

    return _ROW.sub(freed, xml)
