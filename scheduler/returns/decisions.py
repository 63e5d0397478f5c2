"""What a planner decided of the rows of a review workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.returns.choices import chosen
from scheduler.returns.read_rows import ReadRow
from scheduler.returns.words import choice_of

Kind = Literal["usual", "open", "unknown", "discarded", "decided"]
"""``usual`` is a row of which nothing is to be decided."""


@dataclass(frozen=True)
class Decision:
    """A row as it is to be read, and whether somebody decided that."""

    row: ReadRow
    kind: Kind


def decision_in(row: ReadRow) -> Decision:
    """What is decided of the row: nothing in a usual return, or nothing yet."""
    if "decision" not in row.titles:
        return Decision(row, "usual")
    text = row.text("decision")
    if not text:
        return Decision(row, "open")
    match choice_of(text):
        case "discard":
            return Decision(row, "discarded")
        case "record":
            return Decision(row, "decided")
    decided = chosen(row, text)
    return Decision(decided, "decided") if decided else Decision(row, "unknown")
