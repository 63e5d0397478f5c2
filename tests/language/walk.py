"""What a user reads of the program: commands run on an instance, and the text of all they write."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree

from scheduler.language import Language
from tests.cli.door import call

_SPOKEN_IN_CALENDARS = ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME")
_MACHINE = (".json", ".png", ".toml", ".db", ".zip")
"""Files that no person reads in a language."""


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Each file below the path, and what a person reads in it."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file() and file.suffix not in _MACHINE and not file.name.startswith("."):
            yield str(file.relative_to(path.parent)), "\n".join(_readable(file))


def _readable(file: Path) -> Iterator[str]:
    match file.suffix:
        case ".xlsx":
            yield from _workbook(file)
        case ".docx":
            with zipfile.ZipFile(file) as parts:
                root = etree.fromstring(parts.read("word/document.xml"))
            yield from root.itertext()
        case ".html" | ".svg":
            yield from _page(file.read_text(encoding="utf-8"))
        case ".ics":
            yield from _calendar(file.read_text(encoding="utf-8"))
        case _:
            yield file.read_text(encoding="utf-8-sig")


def _page(text: str) -> Iterator[str]:
    text = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    yield from re.findall(r'\b(?:alt|title|aria-label|placeholder)="([^"]*)"', text)
    yield re.sub(r"<[^>]*>", "\n", text)


def _calendar(text: str) -> Iterator[str]:
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        name, _, value = line.partition(":")
        if name.partition(";")[0] in _SPOKEN_IN_CALENDARS:
            yield value.replace("\\n", "\n")


def _workbook(file: Path) -> Iterator[str]:
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets:
        yield sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                yield str(cell.value or "")
                yield cell.comment.text if cell.comment else ""
        for check in sheet.data_validations.dataValidation:
            if check.type == "list":
                yield str(check.formula1).strip('"')
            for words in (check.errorTitle, check.error, check.promptTitle, check.prompt):
                yield words or ""
        for part in (sheet.oddHeader, sheet.oddFooter):
            for place in (part.left, part.center, part.right):
                yield re.sub(r"&[A-Z]", " ", place.text or "")


class Walk:
    """Commands on one instance, in one language; what they say and write is kept."""

    def __init__(self, language: Language, folder: Path):
        self.language = language
        self.folder = folder
        self.read: list[tuple[str, str]] = []
        """What was done, and what there was to read."""

    def __call__(self, *arguments: object, code: int = 0) -> str:
        """Run a command that ends with the code; gives what it says."""
        done = call(*arguments, "--lang", self.language)
        name = " ".join(map(str, arguments)).replace(f"{self.folder}/", "")
        assert done.code == code, (name, done.out, done.err)
        said = f"{done.out}\n{done.err}".replace(f"{self.folder}/", "")
        self.read.append((name, said))
        return said

    def look(self, path: Path) -> None:
        """Read what lies there."""
        self.read += texts_of(path)

    def words(self, **facts: Any) -> None:
        """Note what else is said."""
        self.read += [(name, str(text)) for name, text in facts.items()]
