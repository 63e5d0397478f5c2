"""What a return adds to, and changes of, what an earlier one told of the same visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.faults import Fault, quoted
from scheduler.language import Phrase
from scheduler.ledger.records import Outcome, Told
from scheduler.returns.read_rows import ReadRow
from scheduler.returns.statuses import status_phrase

_FILLED = ("attendance", "members", "opinions", "proposals", "note")
"""Of these a filled one beats an empty one; status, cadre and date belong together."""
_SHOWN = ("status", "cadre", "date", *_FILLED)


@dataclass(frozen=True)
class Merged:
    """What is told of a visit now, and where that is another thing than before."""

    told: Told
    changes: tuple[Fault, ...] = ()


def merge(known: Outcome, told: Told, row: ReadRow) -> Merged:
    """Field by field: what is filled beats what is empty; of two that are filled the later wins."""
    before = known.told
    kept = {
        name: getattr(before, name)
        for name in _FILLED
        if getattr(told, name) in (None, "") and getattr(before, name) not in (None, "")
    }
    if told.status == "not_held":
        kept.pop("attendance", None)  # where nobody met, nobody was
    merged = replace(told, **kept)
    return Merged(merged, tuple(_changes(before, merged, row)))


def _changes(before: Told, now: Told, row: ReadRow) -> Iterator[Fault]:
    for name in _SHOWN:
        old, new = getattr(before, name), getattr(now, name)
        if old != new and old not in (None, ""):
            context = {"column": Phrase(f"returns.field_{name}"), "before": _said(name, old),
                       "now": _said(name, new)}  # fmt: skip
            yield Fault("returns.told_changed", context=context, place=row.place)


def _said(name: str, value: Any) -> Any:
    if name == "status":
        return status_phrase(value)
    if value in (None, ""):
        return "–"
    return quoted(value) if isinstance(value, str) else value
