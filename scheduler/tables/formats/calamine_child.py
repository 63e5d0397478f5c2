"""Reads an old Excel workbook or an OpenDocument sheet; run as a process of its own.

python-calamine reads both well, but on hostile files it can abort the process, or ask for more
memory than there is. So this file is run by :mod:`scheduler.tables.formats.other_workbook`, and
takes nothing of this program: it reads the workbook from standard input and writes JSON to standard
output, a line a sheet. What is no text or number comes with the name of its kind.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys

MAX_MEMORY = 2_000_000_000
"""Bytes of memory that reading may take, where the system can limit it."""
MAX_SECONDS = 60
"""Seconds of work that reading may take, where the system can limit it."""


def main(max_rows: int, max_columns: int) -> None:
    """The sheets of the workbook on standard input, as JSON on standard output."""
    _limit()
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for number, about in enumerate(book.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(number)
        last = sheet.end or (-1, -1)
        told = {
            "title": about.name,
            "hidden": about.visible != python_calamine.SheetVisibleEnum.Visible,
            "merged": [list(map(list, one)) for one in sheet.merged_cell_ranges or ()],
            "end": last,
            "rows": [],
        }
        if last[0] < max_rows and last[1] < max_columns:
            rows = sheet.to_python(skip_empty_area=False)
            told["rows"] = [[_plain(cell) for cell in row] for row in rows]
        sys.stdout.write(json.dumps(told) + "\n")


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(cell: object) -> object:
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return [type(cell).__name__, cell.isoformat()]
    if isinstance(cell, dt.timedelta):
        return ["timedelta", cell.total_seconds()]
    return None if cell == "" else cell


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
