"""From everything found in the user's files to one instance, or every fault in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from scheduler.domain.checks import SPECIAL_REFERENCES, find_faults, find_row_faults
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import Record
from scheduler.domain.settings import Settings
from scheduler.tables.broken_rows import find_unknown, given_id
from scheduler.tables.date_order import find_doubtful
from scheduler.tables.directory import Directory
from scheduler.tables.formats.places import Places, RowPlaces
from scheduler.tables.grid import FoundRows
from scheduler.tables.made_ids import make_ids
from scheduler.tables.references import resolve
from scheduler.tables.schema import SETTINGS, TABLES
from scheduler.tables.validate import ValidRows, validate

_UNREADABLE = Settings(name="?", start=Month(2000, 1))
"""Stands for settings that have faults, while the rows are looked at."""


@dataclass
class Parts:
    """Everything read of an instance, sound and faulty, before its rows are validated."""

    settings: Settings | None = None
    rows: dict[str, FoundRows] = field(default_factory=dict)
    places: dict[str, Places] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Tables that are there but could not be read at all."""
    ignored: list[str] = field(default_factory=list)
    """Titles of sheets and files that look like no table."""


def assemble(parts: Parts) -> tuple[Instance, RowPlaces]:
    """The instance, and where its rows stand; adds what is worth a look to the notices.

    Raises :class:`InputError` with every fault: of cells, of rows and between tables.
    """
    make_ids(parts.rows)
    directories = resolve(parts.rows)
    _read_levels(parts)
    tables = {name: validate(found) for name, found in parts.rows.items()}
    places = {**parts.places, **{name: found.places for name, found in parts.rows.items()}}
    rows = RowPlaces(places, {name: valid.numbers for name, valid in tables.items()})
    faults = [*parts.faults, *_faults_of_tables(parts, tables)]
    for valid in tables.values():
        parts.notices += valid.notices

    records = {name: valid.records for name, valid in tables.items()}
    given = _ids_in_broken_rows(tables)
    known = {name: ids | _ids(records[name]) for name, ids in given.items()}
    faults += _unknown_in_broken_rows(parts, tables, known, directories)
    instance = Instance.of(parts.settings or _UNREADABLE, records)
    faults += [
        rows.locate(_with_nearest(fault, directories))
        for fault in (find_faults if parts.settings else find_row_faults)(instance)
        if not _follows_from(fault, given)
    ]
    if faults or parts.settings is None:
        raise InputError(sorted(faults, key=_by_table))
    return instance, rows


_LEVELS = (("areas", "level"), ("cadres", "tier"))
"""Columns in which levels stand, by whatever they are called."""


def _read_levels(parts: Parts) -> None:
    """Put the levels themselves in the place of what they are called."""
    for table, column in _LEVELS if parts.settings else ():
        assert parts.settings
        meant: dict[str, str] = {}
        for row in parts.rows[table].cells if table in parts.rows else ():
            cell = row.get(column)
            if isinstance(cell, str) and cell not in parts.settings.levels:
                if cell not in meant:
                    meant[cell] = parts.settings.level_meant(cell)
                row[column] = meant[cell] or cell


def _faults_of_tables(parts: Parts, tables: Mapping[str, ValidRows]) -> Iterator[Fault]:
    """What is wrong with each table by itself, and with dates that another casts doubt on."""
    for name, valid in tables.items():
        yield from valid.faults
        found = parts.rows[name]
        if found.table.required and not valid.records and not valid.faults:
            yield Fault("no_rows", name, place=found.places.place(None))
    told = (fault for valid in tables.values() for fault in valid.faults)
    proof = next((fault.place for fault in told if fault.kind == "month_first"), "")
    for found in parts.rows.values() if proof else ():
        yield from find_doubtful(found, proof)


def _ids_in_broken_rows(tables: Mapping[str, ValidRows]) -> dict[str, set[str]]:
    """By table the ids that rows with a fault give; no table of which some ids are not known."""
    given: dict[str, set[str]] = {}
    for name, rows in tables.items():
        ids = {given_id(row) for row in rows.broken}
        whole = rows.whole and (rows.records or rows.broken)
        if "id" in TABLES[name].by_name and whole and None not in ids:
            given[name] = {identifier for identifier in ids if identifier}
    return given


def _ids(records: Iterable[Record]) -> set[str]:
    return {record.id for record in records}  # type: ignore[attr-defined]


def _unknown_in_broken_rows(
    parts: Parts,
    tables: Mapping[str, ValidRows],
    known: Mapping[str, Set[str]],
    directories: Mapping[str, Directory],
) -> Iterator[Fault]:
    for name, rows in tables.items():
        for row in rows.broken:
            yield from find_unknown(TABLES[name], row, known, directories, parts.rows[name].places)


def _follows_from(fault: Fault, given: Mapping[str, Set[str]]) -> bool:
    """Whether a reference may fail only because the row it names has a fault of its own."""
    target = str(fault.context.get("table"))
    return fault.kind == "reference" and (target not in given or fault.value in given[target])


def _with_nearest(fault: Fault, directories: Mapping[str, Directory]) -> Fault:
    """The fault of a reference with the nearest id or name, also of a row with a fault."""
    directory = directories.get(str(fault.context.get("table")))
    if fault.kind != "reference" or directory is None or fault.value is None:
        return fault
    special = SPECIAL_REFERENCES.get((fault.table, fault.column), set())
    return replace(fault, nearest=directory.nearest(fault.value, special))


def _by_table(fault: Fault) -> int:
    order = (SETTINGS, *TABLES)
    return order.index(fault.table) if fault.table in order else -1
