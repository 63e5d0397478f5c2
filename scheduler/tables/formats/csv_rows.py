"""From the text of a CSV file to its rows, each with the physical line it begins on; and back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from scheduler.domain.faults import Fault

Row = tuple[int, list[str]]
"""A physical line number, from 1, and the cells of the row that begins there."""

MAX_CELL = 131_072
"""Longest cell, in characters: what the csv module allows unless told otherwise."""
DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r'"?sep=([^"\r\n])"?\s*', re.IGNORECASE)
_HEADER_WITHIN = 20
# What a spreadsheet program may take for the sign that begins a formula: full-width forms where
# it is set to an Asian language, small forms and the minus sign to be on the safe side; and what it
# may pass over before the sign: spaces of any kind, control characters, letters without a width.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
_UNSEEN = "\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(f"'*(?:[{_UNSEEN}]*[{_SIGNS}]|[\\t\\r\\n\\x00])")
_NEGATIVE = re.compile(r"-[0-9]+(\.[0-9]+)?")
_MERGE_CONFLICT = re.compile(r"<{7}|={7}$|>{7}|\|{7}")


def read_rows(
    text: str, is_heading: Callable[[str], bool], file: str
) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV text, blank ones included, and what is wrong with its quoting.

    ``is_heading`` tells the headings of the table that it should be: by them the delimiter is
    known.
    """
    # Without newline translation these are the physical lines, ending in LF, CRLF or CR.
    lines = list(io.StringIO(text, newline=""))
    first = 0
    if lines and (named := _SEPARATOR_LINE.fullmatch(lines[0])):
        first, delimiter = 1, named[1]
    else:
        delimiter = find_delimiter(lines, is_heading)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, found in _parse(lines, first, delimiter, file):
        if isinstance(found, Fault):
            faults.append(found)
        elif found and _MERGE_CONFLICT.match(found[0]):
            faults.append(Fault("merge_conflict", value=found[0], place=f"{file}:{number}"))
        else:
            rows.append((number, [plain(cell) for cell in found]))
    return rows, faults


def find_delimiter(lines: Sequence[str], is_heading: Callable[[str], bool]) -> str:
    """The delimiter with which some line near the top shows the most headings."""

    def headings(delimiter: str) -> int:
        split = csv.reader((line for line in lines[:_HEADER_WITHIN]), delimiter=delimiter)
        return max((sum(map(is_heading, cells)) for cells in _lenient(split)), default=0)

    return max(DELIMITERS, key=headings)


def _lenient(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            continue


def _parse(
    lines: Sequence[str], first: int, delimiter: str, file: str
) -> Iterator[tuple[int, list[str] | Fault]]:
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    while True:
        begin = first + reader.line_num
        at = f"{file}:{begin + 1}"
        too_long = Fault("cell_size", context={"limit": MAX_CELL}, place=at)
        try:
            row = next(reader)
            # Checked here too, as any other package may have raised the limit of the csv module.
            yield begin + 1, too_long if max(map(len, row), default=0) > MAX_CELL else row
        except StopIteration:
            return
        except csv.Error as error:
            part = lines[begin : first + reader.line_num]
            if "limit" in str(error):
                yield begin + 1, too_long
            else:
                line = begin + 1 + _opening_quote(part, delimiter)
                kind = "quote_open" if "end of data" in str(error) else "quote_text"
                yield (
                    line,
                    Fault(kind, value=lines[line - 1].rstrip("\r\n"), place=f"{file}:{line}"),
                )


def _opening_quote(lines: Sequence[str], delimiter: str) -> int:
    """Index of the line on which the quoted cell that breaks a row opens."""
    opened, state = 0, "start"
    for index, line in enumerate(lines):
        for letter in line:
            if state == "quoted":
                state = "closed" if letter == '"' else "quoted"
            elif letter == '"' and state in ("start", "closed"):
                opened = index if state == "start" else opened
                state = "quoted"
            elif letter in f"{delimiter}\r\n":
                state = "start"
            elif state == "closed":
                return opened
            else:
                state = "bare"
    return opened


def plain(cell: str) -> str:
    """The text that a cell stands for: without the ``'`` that keeps it from being a formula."""
    cell = unharmed(cell)
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def unharmed(cell: str) -> str:
    """The text of which :func:`harmless` made the cell, line ends and all."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def harmless(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula; :func:`plain` undoes it.

    A negative number is none.
    """
    formula = _FORMULA.match(text) and not _NEGATIVE.fullmatch(text)
    return f"'{text}" if formula else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as Excel opens it: UTF-8 with byte order mark, CRLF, no cell that runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
