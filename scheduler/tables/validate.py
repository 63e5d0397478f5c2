"""From named cells to records: every cell's faults with place, value and nearest valid value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, islice
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from scheduler.domain.faults import Fault
from scheduler.domain.records import Record
from scheduler.domain.vocabulary import Words
from scheduler.tables.broken_rows import BrokenRow
from scheduler.tables.date_order import refuse_month_first
from scheduler.tables.formats.cell_text import is_blank, shown
from scheduler.tables.formats.sheet_facts import MAX_ROWS
from scheduler.tables.grid import FoundRows
from scheduler.tables.schema import Headings, Table

# TCVN3 put Vietnamese letters where Latin-1 has these signs: beside a letter they give it away.
_TCVN3 = re.compile(r"[^\W\d_][®µ¶¸¹¨¼½¾¬]|[®µ¶¸¹¨¼½¾¬][^\W\d_]")

_NO_ROW_LOST = ("unknown_column", "no_heading", "turned_dates")
"""Faults of a table that keep none of its rows from being read."""
_NO_COLUMN = ("missing_column", "missing_while_unknown")
_TOTAL = re.compile(r"(tổng|cộng|total|sum)\b", re.IGNORECASE)
"""How the row of totals below a table begins."""


@dataclass(frozen=True)
class ValidRows:
    """The sound rows of a table, and what each row's number was in its file."""

    records: tuple[Record, ...]
    numbers: tuple[int, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]
    broken: tuple[BrokenRow, ...] = ()
    """The rows of which a cell is at fault."""
    whole: bool = True
    """Whether every row of the file is among the records or the broken ones."""


def validate(found: FoundRows) -> ValidRows:
    """The records of an input table; rows that stand there twice word for word are kept once."""
    every = every_row(found)
    records, numbers, repeated = _once_each(found, every.records, every.numbers)
    notices = (*every.notices, *repeated, *_legacy_fonts(found))
    return replace(every, records=tuple(records), numbers=tuple(numbers), notices=notices)


def every_row(found: FoundRows) -> ValidRows:
    """The record of each row of a table."""
    if len(found.cells) > MAX_ROWS:
        fault = Fault("row_count", found.table.name, value=str(len(found.cells)),
                      context={"limit": MAX_ROWS}, place=found.places.place(None))  # fmt: skip
        return ValidRows((), (), (*found.faults, fault), tuple(found.notices), whole=False)
    if any(fault.kind in _NO_COLUMN for fault in found.faults):
        # each row would only repeat it
        return ValidRows((), (), tuple(found.faults), tuple(found.notices), whole=False)
    refuse_month_first(found)
    adapter = _adapter(found.table.record)
    whole = all(fault.kind in _NO_ROW_LOST for fault in found.faults)
    records: list[Record] = []
    faulty = _refused(found)
    try:
        records = adapter.validate_python(found.cells)
    except ValidationError as error:
        _add_errors(found, error, faulty)
    if not faulty:
        faults, notices = tuple(found.faults), tuple(found.notices)
        return ValidRows(tuple(records), tuple(found.numbers), faults, notices, whole=whole)
    sound = [row for row in range(len(found.cells)) if row not in faulty]
    told = {row: _told(found, row, faulty[row]) for row in sorted(faulty)}
    return ValidRows(
        tuple(adapter.validate_python([found.cells[row] for row in sound])),
        tuple(found.numbers[row] for row in sound),
        (*found.faults, *chain.from_iterable(told.values())),
        tuple(found.notices),
        tuple(_broken(found, row, faulty[row], told[row]) for row in told),
        whole,
    )


_Faulty = dict[int, dict[str, Fault]]
"""By index of the row, the fault of each column."""


def _refused(found: FoundRows) -> _Faulty:
    faulty: _Faulty = defaultdict(dict)
    for (row, column), fault in found.refused.items():
        faulty[row][column] = fault
    return faulty


def _add_errors(found: FoundRows, error: ValidationError, faulty: _Faulty) -> None:
    refused = set(faulty)
    for one in error.errors(include_url=False):
        row, *inner = one["loc"]
        assert isinstance(row, int)
        # What the cells of a row say together means little while one of them is refused.
        if inner or row not in refused:
            faulty[row].setdefault(_column(one), _cell_fault(found, one))


def _told(found: FoundRows, row: int, faulty: Mapping[str, Fault]) -> list[Fault]:
    """The faults of a row; one alone if it is no row of the table, but a title, note or total."""
    table, places, number = found.table, found.places, found.numbers[row]
    empty = [fault.column for fault in faulty.values() if fault.kind == "empty"]
    needed = sum(column.required and not column.blank for column in table.columns)
    first = next((shown(cell) for cell in found.cells[row].values() if not is_blank(cell)), "")
    mostly_empty = len(empty) >= 2 and 2 * len(empty) > needed
    if not mostly_empty and not (empty and _TOTAL.match(first)):
        order = {name: place for place, name in enumerate(table.by_name)}
        return [faulty[name] for name in sorted(faulty, key=lambda n: order.get(n, len(order)))]
    context = {"columns": Headings(table, tuple(empty))}
    return [Fault("stray_row", table.name, row, "", first, "", context, places.place(number))]


def _broken(
    found: FoundRows, row: int, faulty: Mapping[str, Fault], told: Sequence[Fault]
) -> BrokenRow:
    """What a faulty row still says; one that is no row of the table says at most its id."""
    cells = found.cells[row]
    if told[0].kind == "stray_row":
        cells = {"id": cells["id"]} if "id" in cells else {}
    return BrokenRow(found.numbers[row], cells, frozenset(faulty))


@cache
def _adapter(record: type[Record]) -> TypeAdapter[list[Record]]:
    return TypeAdapter(list[record])  # type: ignore[valid-type]


def _column(error: ErrorDetails) -> str:
    _, *inner = error["loc"]
    return str(inner[0]) if inner else str(error.get("ctx", {}).get("column", ""))


def _cell_fault(found: FoundRows, error: ErrorDetails) -> Fault:
    row, column = int(error["loc"][0]), _column(error)
    context = dict(error.get("ctx", {}))
    value = found.cells[row].get(column, "")
    near = str(context.pop("nearest", "")) or nearest_choice(value, context)
    kind = "empty" if is_blank(value) and _needs_value(found.table, column) else error["type"]
    return Fault(
        kind=kind,
        table=found.table.name,
        row=row,
        column=found.places.heading(column),
        value=shown(value),
        nearest=near,
        context=context,
        place=found.places.place(found.numbers[row], column),
    )


def _needs_value(table: Table, column: str) -> bool:
    return column in table.by_name and not table.by_name[column].blank


def nearest_choice(value: object, context: Mapping[str, Any]) -> str:
    """The nearest of the words that a choice allows, or ""."""
    words = context.get("words")
    if isinstance(words, Words) and isinstance(value, str):
        return words.nearest(value)
    return ""


def _once_each(
    found: FoundRows, records: Sequence[Record], numbers: Sequence[int]
) -> tuple[list[Record], list[int], list[Fault]]:
    first: dict[tuple[Any, ...], int] = {}
    kept: list[Record] = []
    kept_numbers: list[int] = []
    notices: list[Fault] = []
    for record, number in zip(records, numbers, strict=True):
        at = first.setdefault(record.key_value(), len(kept))
        if at < len(kept) and kept[at] == record:
            context = {"first_row": kept_numbers[at]}
            notices.append(
                Fault("same_row", found.table.name, context=context,
                      place=found.places.place(number))
            )  # fmt: skip
        else:
            kept.append(record)
            kept_numbers.append(number)
    return kept, kept_numbers, notices


def _legacy_fonts(found: FoundRows) -> Iterator[Fault]:
    """One notice for a table with text in the encoding of an old font, with up to five examples."""
    names = [c.name for c in found.table.columns if c.type == "text" and not c.refers_to]
    cells = (
        (number, name, row.get(name))
        for number, row in zip(found.numbers, found.cells, strict=True)
        for name in names
    )
    old = (
        (number, name, cell)
        for number, name, cell in cells
        if isinstance(cell, str) and not cell.isascii() and _TCVN3.search(cell)
    )
    if examples := list(islice(old, 5)):
        number, name, _ = examples[0]
        yield Fault(
            "legacy_font", found.table.name, None, found.places.heading(name),
            "; ".join(cell for _, _, cell in examples), place=found.places.place(number, name),
        )  # fmt: skip
