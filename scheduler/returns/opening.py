"""From the bytes of a file to its sheets, whatever kind of file a clerk sent."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from scheduler.domain.dates import EPOCH_1900
from scheduler.domain.faults import Fault, InputError
from scheduler.returns.headings import find_headings, heading_name
from scheduler.tables.formats.csv_rows import read_rows
from scheduler.tables.formats.decoding import decode
from scheduler.tables.formats.file_kinds import foreign_kind, real_kind
from scheduler.tables.formats.other_workbook import read_any_sheets
from scheduler.tables.formats.sheet import Sheet, sheet_faults
from scheduler.tables.formats.sheet_facts import SheetFacts

VIETNAMESE = "cp1258"
"""What spreadsheet programs in Vietnam write where they do not write Unicode."""
_UNMARKED = ("utf-16-le", "utf-16-be")
MAX_BYTES = 100_000_000
"""Largest return that is read."""


@dataclass(frozen=True)
class Opened:
    """The sheets of a file; a text file has one, without a title."""

    sheets: Sequence[Sheet]
    notices: list[Fault] = field(default_factory=list)


def open_return(name: str, content: bytes, encoding: str | None) -> Opened:
    """The sheets of a file, which is known by its bytes and not by its name.

    Raises :class:`InputError` where it cannot be read whole.
    """
    if len(content) > MAX_BYTES:
        context = {"limit": MAX_BYTES // 1_000_000}
        raise InputError([Fault("file_size", context=context, place=name)])
    if foreign_kind(content) or real_kind(content) in ("ZIP, XLSX", "XLS"):
        sheets = read_any_sheets(content, name)
        if faults := [f for sheet in sheets for f in sheet_faults(sheet, "") if f.kind != "merged"]:
            raise InputError(faults)
        return Opened(sheets)
    return _open_text(name, content, encoding)


def _open_text(name: str, content: bytes, encoding: str | None) -> Opened:
    try:
        sheet, faults = _rows(name, decode(content, name, encoding))
        notices = []
    except InputError as error:
        if encoding or any(fault.kind not in ("encoding", "no_mark") for fault in error.faults):
            raise
        found = _guessed(name, content)
        if found is None:
            raise
        used, sheet, faults = found
        context = {"encoding": used.upper()}
        notices = [Fault("returns.told_encoding", context=context, place=name)]
    if faults:
        raise InputError(faults)
    return Opened([sheet], notices)


def _guessed(name: str, content: bytes) -> tuple[str, Sheet, list[Fault]] | None:
    """The file in the one encoding of those that are usual in which it has headings."""
    for encoding in (*_UNMARKED, VIETNAMESE):
        try:
            text = unicodedata.normalize("NFC", content.decode(encoding))
        except UnicodeError:
            continue
        sheet, faults = _rows(name, text)
        if find_headings(sheet.rows, 0):
            return encoding, sheet, faults
    return None


def _rows(name: str, text: str) -> tuple[Sheet, list[Fault]]:
    rows, faults = read_rows(text, lambda cell: bool(heading_name(cell)), name)
    facts = SheetFacts(rows=len(rows), columns=max((len(cells) for _, cells in rows), default=0))
    return Sheet(name, "", list(rows), facts, hidden=False, epoch=EPOCH_1900), faults
