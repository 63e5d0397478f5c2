"""What the office filled in, cell by cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from scheduler.domain.faults import Fault
from scheduler.ledger.records import Status
from scheduler.returns.headings import ANSWERS
from scheduler.returns.read_rows import ReadRow
from scheduler.returns.synonyms import status_of

_NOTHING = {"", "-", "–", "—", ".", "/"}
"""What stands in a cell that says nothing."""


def said(row: ReadRow, column: str) -> str:
    """What a cell says as text, composed; "" for a dash."""
    text = unicodedata.normalize("NFC", row.text(column)).strip()
    return "" if text in _NOTHING else text


def filled(row: ReadRow, columns: Sequence[str] = ANSWERS) -> list[str]:
    """Those of the columns that say something."""
    return [name for name in columns if said(row, name)]


def odd_row(row: ReadRow) -> Iterator[Fault]:
    """What casts doubt on all that a row says."""
    if row.struck:
        yield Fault("returns.struck", place=row.place)
    if row.is_shifted:
        yield Fault("returns.shifted", place=row.place)


def status_in(row: ReadRow) -> tuple[str, Status | None, str]:
    """The cell of the status as text, the status it means, and what is said beside it there."""
    value = row.values.get("status")
    text = ("x" if value else "") if isinstance(value, bool) else said(row, "status")
    status, beside = status_of(text) if text else (None, "")
    if beside and status_of(beside)[0] not in (None, status):  # "present: no"
        return text, None, ""
    return text, status, beside
