"""The settings of an instance in a workbook: a sheet with a key and its value, or values, a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scheduler.domain.dates import Unclear, month_of_number
from scheduler.domain.faults import Fault
from scheduler.language import LANGUAGES, say
from scheduler.tables.formats.cell_text import is_blank, shown
from scheduler.tables.formats.places import KeyPlaces
from scheduler.tables.formats.sheet import (
    NoValue,
    Sheet,
    hidden_column,
    sheet_faults,
    sheet_notices,
)
from scheduler.tables.schema import SETTINGS, heading_key
from scheduler.tables.settings import SEVERAL, canonical_key


@dataclass
class KeyRows:
    """The keys in a sheet of settings with the filled cells beside each."""

    places: KeyPlaces
    values: dict[str, Sequence[object]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


def key_rows(sheet: Sheet) -> KeyRows:
    """What the sheet says; the values are not validated yet."""
    headings = {heading_key(say("tables.settings.key", language)) for language in LANGUAGES}
    rows: dict[str, int] = {}
    found = KeyRows(KeyPlaces(sheet.file, sheet.title, rows))
    found.faults += sheet_faults(sheet, SETTINGS)
    found.notices += sheet_notices(sheet, SETTINGS)
    for number, cells in sheet.rows:
        key, *values = cells or [None]
        if is_blank(key) or (not rows and heading_key(str(key)) in headings):
            continue
        name = canonical_key(str(key).strip())
        place = f"{sheet.place}!A{number}"
        if name in rows:
            found.faults.append(Fault("repeated_key", SETTINGS, value=name, place=place))
        rows[name] = number
        if number in sheet.facts.struck:
            context = {"value": name}
            found.notices.append(Fault("struck_row", SETTINGS, context=context, place=place))
        _add(name, [value for value in values if not is_blank(value)], place, sheet.epoch, found)
    found.notices += _hidden_columns(sheet)
    for cell in sheet.facts.uncalculated:
        found.faults.append(Fault("formula", SETTINGS, place=f"{sheet.place}!{cell}"))
    return found


def _hidden_columns(sheet: Sheet) -> Iterator[Fault]:
    for column in sorted(sheet.facts.hidden_columns):
        count = sum(
            not is_blank(cell) for _, cells in sheet.rows for cell in cells[column - 1 : column]
        )
        if count:
            yield hidden_column(sheet, SETTINGS, column, count)


def _add(name: str, filled: list[object], place: str, epoch: dt.datetime, found: KeyRows) -> None:
    if len(filled) > 1 and name not in SEVERAL:
        context = {"value": shown(filled[1])}
        found.notices.append(
            Fault("cells_beside", SETTINGS, value=name, context=context, place=place)
        )
        del filled[1:]
    for value in filled:
        if isinstance(value, NoValue):
            found.faults.append(Fault(value.kind, SETTINGS, None, name, str(value), place=place))
            return
    if name == "start" and filled and isinstance(filled[0], int | float):
        month = month_of_number(filled[0], epoch)
        if not isinstance(month, Unclear):
            filled = [str(month)]
    if filled:
        found.values[name] = filled
