"""The planner's guide, taken as it stands: what is typed, what is shown, what is filled in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from scheduler.language import Language
from tests.cli.door import ROOT

_STEP = re.compile(
    r"^    (?P<command>\S.*)$"
    r"|^```text\n(?P<shown>(?:.*\n)*?)```$"
    r"|^\*\*`?(?P<name>[^*`]+)`?\*\*(?P<about>.*)\n\n(?P<table>(?:\|.*\n)+)",
    re.M,
)


@dataclass(frozen=True)
class Typed:
    """A command, and the lines that the guide shows after it."""

    command: str
    shown: Sequence[str]


@dataclass(frozen=True)
class FilledIn:
    """A table under the name of the sheet or file into which its rows are to be written."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def text_of(language: Language) -> str:
    """The whole guide."""
    return (ROOT / "docs" / f"planners-guide.{language}.md").read_text(encoding="utf-8")


def chapter(language: Language, number: int) -> str:
    """The chapter of that number; the quick start is part of chapter 0."""
    text = text_of(language)
    return text[text.index(f"\n## {number}.") : text.index(f"\n## {number + 1}.")]


def steps(text: str) -> Iterator[Typed | FilledIn]:
    """What a reader does, in order."""
    command = ""
    for block in _STEP.finditer(text):
        if command:
            yield Typed(command, (block["shown"] or "").splitlines())
        command = block["command"] or ""
        if block["table"]:
            headings, _, *rows = map(_cells, block["table"].splitlines())
            yield FilledIn(block["name"], headings, rows)
    if command:
        yield Typed(command, [])


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def unclocked(line: str) -> str:
    """The line without the seconds that it took."""
    return re.sub(r"\d+[.,]\d (s|giây)", "…", line).rstrip()


def fill_sheets(book: Path, tables: Sequence[FilledIn]) -> None:
    """Fill in the workbook: the values of settings, the rows of all other sheets in place of the
    examples, each cell under its heading.
    """
    opened = openpyxl.load_workbook(book)
    for table in tables:
        sheet = opened[table.name]
        headings = [cell.value for cell in sheet[1]]
        columns = [headings.index(heading) + 1 for heading in table.headings]
        if sheet is opened.worksheets[0]:
            keys = [cell.value for cell in sheet["A"]]
            lines = [keys.index(row[0]) + 1 for row in table.rows]
        else:
            sheet.delete_rows(2, sheet.max_row)
            lines = [*range(2, 2 + len(table.rows))]
        for line, row in zip(lines, table.rows, strict=True):
            for column, text in zip(columns, row, strict=True):
                if text:
                    sheet.cell(line, column).value = text
    opened.save(book)


def add_rows(file: Path, table: FilledIn, language: Language) -> None:
    """Add rows to a CSV as Excel does when it opens and saves one: with the separator and the dates
    of the country, a byte-order mark, and CRLF.
    """
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    head = [*rows[0]]
    assert set(table.headings) <= set(head)
    rows += [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";" if language == "vi" else ",")
        writer.writerow(head)
        for row in rows:
            writer.writerow([_as_excel_has_it(row.get(name, ""), language) for name in head])


def _as_excel_has_it(text: str, language: Language) -> str:
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    return f"{dt.date.fromisoformat(text):%d/%m/%Y}" if is_date and language == "vi" else text
