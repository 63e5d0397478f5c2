"""Reading an instance: a CSV folder, a workbook or a JSON file, all faults at once.

>>> source = read_instance(Path("instances/first-steps"))      # doctest: +SKIP
>>> source.instance.cadres[0].name, source.place("cadres", 0)  # doctest: +SKIP
('An', 'cadres.csv:2')
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from scheduler.domain.checks import find_faults, find_row_faults
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.names import nearest
from scheduler.domain.records import Record
from scheduler.domain.settings import Settings
from scheduler.tables.broken_rows import find_unknown, given_id
from scheduler.tables.csv_rows import read_rows
from scheduler.tables.decoding import decode, read_bytes
from scheduler.tables.grid import FoundRows, name_cells
from scheduler.tables.json_file import json_rows, parse_json, unknown_members
from scheduler.tables.places import GridPlaces, JsonPlaces, Places, TomlPlaces
from scheduler.tables.recognise import recognise
from scheduler.tables.schema import SETTINGS, TABLES, match_table, nearest_table
from scheduler.tables.settings import read_toml, settings_from_rows, validate_settings
from scheduler.tables.validate import ValidRows, validate

SETTINGS_FILE = f"{SETTINGS}.toml"
_UNREADABLE = Settings(name="?", start=Month(2000, 1))
"""Stands for settings that have faults, while the rows are looked at."""


@dataclass(frozen=True)
class Source:
    """An instance together with where each of its rows stands in the user's files."""

    instance: Instance
    path: Path
    notices: tuple[Fault, ...]
    """What was read all the same but is worth a look, each with its place."""
    places: Mapping[str, Places] = field(repr=False)
    numbers: Mapping[str, tuple[int, ...]] = field(repr=False)
    """Table to the number that each of its rows has in its file (line, row of a sheet, index)."""

    def place(self, table: str, row: int | None, column: str = "") -> str:
        """Where that row of the instance's table, or that cell of it, stands: ``cadres.csv:17``.

        ``row`` counts from 0; None is the table as a whole. The settings are table ``instance``.
        """
        return _place(self.places, self.numbers, table, row, column)

    def locate(self, fault: Fault) -> Fault:
        """The same fault, its place, column and other rows named as in the user's files."""
        return _locate(self.places, self.numbers, fault)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the settings and of each table's rows in sorted order.

        The same for the three formats of one instance, for any order of rows or columns and for
        headings in any language, and so for everything that cannot change the roster.
        """
        return instance_digest(self.instance)


def instance_digest(instance: Instance) -> str:
    """SHA-256 (hex) of an instance, whatever the order of its rows."""
    content = hashlib.sha256(instance.settings.model_dump_json().encode())
    for table in TABLES:
        content.update(f"\n[{table}]\n".encode())
        content.update(
            "\n".join(sorted(row.model_dump_json() for row in instance.table(table))).encode()
        )
    return content.hexdigest()


@dataclass
class _Found:
    """Everything read so far, sound and faulty."""

    settings: Settings | None = None
    tables: dict[str, ValidRows] = field(default_factory=dict)
    places: dict[str, Places] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Tables that are there but could not be read at all."""

    def add(self, rows: FoundRows) -> None:
        valid = validate(rows)
        name = rows.table.name
        self.tables[name] = valid
        self.places[name] = rows.places
        self.faults += valid.faults
        self.notices += valid.notices
        if rows.table.required and not valid.records and not valid.faults:
            self.faults.append(Fault("no_rows", name, place=rows.places.place(None)))

    def try_adding(self, table: str, read: Callable[[], FoundRows]) -> None:
        try:
            self.add(read())
        except InputError as error:
            self.faults += error.faults
            self.unread.add(table)


def read_instance(path: Path, encoding: str | None = None) -> Source:
    """The instance in a CSV folder, an ``.xlsx`` workbook or a ``.json`` file.

    ``encoding`` is for CSV and TOML files without a byte order mark that are not in UTF-8, such as
    ``cp1258``. Raises :class:`InputError` with every fault: of cells, of rows and between tables;
    what is no instance at all, but another known file or folder, is called so.
    """
    path = Path(path)
    try:
        return _read(path, encoding)
    except InputError:
        other = recognise(path, encoding)
        if other is None or other.kind in ("instance", "table", "settings"):
            raise
        raise InputError([other.instead_of("instance", path.name)]) from None


def _read(path: Path, encoding: str | None) -> Source:
    if path.is_dir():
        found = _read_folder(path, encoding)
    elif not path.exists():
        raise InputError([Fault("not_found", value=str(path), place=path.name or str(path))])
    elif path.suffix.lower() in (".xlsx", ".xlsm"):
        found = _read_workbook(path)
    elif path.suffix.lower() == ".json":
        found = _read_json(path, encoding)
    else:
        raise InputError([Fault("format", value=path.suffix, place=path.name)])
    _report_missing_tables(found, path)
    return _checked(found, path)


def _read_folder(folder: Path, encoding: str | None) -> _Found:
    found = _Found()
    settings = folder / SETTINGS_FILE
    found.places[SETTINGS] = TomlPlaces(SETTINGS_FILE)
    if settings.exists():
        try:
            text = decode(read_bytes(settings), SETTINGS_FILE, encoding)
            found.settings, faults = read_toml(text, SETTINGS_FILE)
            found.faults += faults
        except InputError as error:
            found.faults += error.faults
    else:
        context = {"name": SETTINGS_FILE}
        found.faults.append(Fault("no_settings", SETTINGS, context=context, place=folder.name))
    for table, file in _tables_of(sorted(folder.iterdir()), found).items():
        found.try_adding(table, lambda table=table, file=file: _read_csv(file, table, encoding))  # type: ignore[misc]
    return found


def _tables_of(files: Iterable[Path], found: _Found) -> dict[str, Path]:
    named: dict[str, Path] = {}
    for file in files:
        table = match_table(file.stem)
        if file.suffix.lower() != ".csv" or file.name.startswith((".", "~")):
            continue
        if file.is_dir() and table not in TABLES:
            continue
        if table == SETTINGS or not table:
            _report_unknown(file.stem, file.name, "ignored_file", found)
        elif table in named:
            context = {"first": named[table].name}
            found.faults.append(Fault("table_twice", table, context=context, place=file.name))
        else:
            named[table] = file
    return {table: named[table] for table in TABLES if table in named}


def _report_unknown(title: str, place: str, ignored: str, found: _Found) -> None:
    """A misspelt table is a fault; what looks like none of the tables is only noted."""
    context = {"tables": ", ".join(TABLES)}
    if near := nearest_table(title):
        fault = Fault("unknown_table", value=title, nearest=near, context=context, place=place)
        found.faults.append(fault)
    else:
        found.notices.append(Fault(ignored, value=title, context=context, place=place))


def _read_csv(file: Path, table: str, encoding: str | None) -> FoundRows:
    text = decode(read_bytes(file), file.name, encoding)
    rows, faults = read_rows(text, TABLES[table], file.name)
    found = name_cells(rows, TABLES[table], GridPlaces(file.name), even=True)
    found.faults[:0] = [replace(fault, table=table) for fault in faults]
    return found


def _read_workbook(path: Path) -> _Found:
    from scheduler.tables.workbook import key_rows, read_sheets, sheet_notices, sheet_rows

    found = _Found()
    seen: dict[str, str] = {}
    for sheet in read_sheets(read_bytes(path), path.name):
        table = match_table(sheet.title)
        if not table:
            _report_unknown(sheet.title, sheet.place, "ignored_sheet", found)
        elif table in seen:
            context = {"first": seen[table]}
            found.faults.append(Fault("table_twice", table, context=context, place=sheet.place))
        elif table == SETTINGS:
            rows, places, faults = key_rows(sheet)
            found.places[SETTINGS] = places
            found.settings, more = validate_settings(settings_from_rows(rows), places)
            found.faults += faults + more
            found.notices += sheet_notices(sheet, SETTINGS)
        elif sheet.rows or sheet.facts.stray or TABLES[table].required:
            found.add(sheet_rows(sheet, TABLES[table]))
        seen.setdefault(table, sheet.title)
    if SETTINGS not in seen:
        context = {"name": SETTINGS}
        found.faults.append(Fault("no_settings", SETTINGS, context=context, place=path.name))
    return found


def _read_json(path: Path, encoding: str | None) -> _Found:
    found = _Found()
    file = path.name
    data = parse_json(decode(read_bytes(path), file, encoding), file)
    found.faults += unknown_members(data, file)
    places = found.places[SETTINGS] = JsonPlaces(file, SETTINGS)
    settings = data.get(SETTINGS)
    if settings is None:
        context = {"name": SETTINGS}
        found.faults.append(Fault("no_settings", SETTINGS, context=context, place=f"{file}:$"))
    elif not isinstance(settings, dict):
        found.faults.append(
            Fault("section", SETTINGS, value=str(settings), place=places.place(None))
        )
    else:
        found.settings, faults = validate_settings(settings, places)
        found.faults += faults
    for name, table in TABLES.items():
        if name in data:
            found.add(json_rows(data[name], table, file))
    return found


def _report_missing_tables(found: _Found, path: Path) -> None:
    for name, table in TABLES.items():
        if table.required and name not in found.tables and name not in found.unread:
            found.faults.append(Fault("missing_table", name, value=name, place=path.name))


def _checked(found: _Found, path: Path) -> Source:
    numbers = {name: rows.numbers for name, rows in found.tables.items()}
    records: dict[str, tuple[Record, ...]] = {
        name: rows.records for name, rows in found.tables.items()
    }
    given = _ids_in_broken_rows(found)
    known = {name: ids | _ids(records[name]) for name, ids in given.items()}
    faults = [*found.faults, *_unknown_in_broken_rows(found, known)]
    instance = Instance.of(found.settings or _UNREADABLE, records)
    faults += [
        _locate(found.places, numbers, _with_nearest(fault, known))
        for fault in (find_faults if found.settings else find_row_faults)(instance)
        if not _follows_from(fault, given)
    ]
    if faults or found.settings is None:
        raise InputError(sorted(faults, key=_by_table))
    return Source(instance, path, tuple(found.notices), found.places, numbers)


def _ids_in_broken_rows(found: _Found) -> dict[str, set[str]]:
    """By table the ids that rows with a fault give; no table of which some ids are not known."""
    given: dict[str, set[str]] = {}
    for name, rows in found.tables.items():
        ids = {given_id(row) for row in rows.broken}
        whole = rows.whole and (rows.records or rows.broken)
        if "id" in TABLES[name].by_name and whole and None not in ids:
            given[name] = {identifier for identifier in ids if identifier}
    return given


def _ids(records: Iterable[Record]) -> set[str]:
    return {record.id for record in records}  # type: ignore[attr-defined]


def _unknown_in_broken_rows(found: _Found, known: Mapping[str, Set[str]]) -> Iterator[Fault]:
    for name, rows in found.tables.items():
        for row in rows.broken:
            yield from find_unknown(TABLES[name], row, known, found.places[name])


def _follows_from(fault: Fault, given: Mapping[str, Set[str]]) -> bool:
    """Whether a reference may fail only because the row it names has a fault of its own."""
    target = str(fault.context.get("table"))
    return fault.kind == "reference" and (target not in given or fault.value in given[target])


def _with_nearest(fault: Fault, known: Mapping[str, Set[str]]) -> Fault:
    """The fault of a reference with the nearest id, which may stand in a row with a fault."""
    if fault.kind != "reference" or fault.nearest or fault.value is None:
        return fault
    return replace(fault, nearest=nearest(fault.value, known[str(fault.context["table"])]))


def _by_table(fault: Fault) -> int:
    order = (SETTINGS, *TABLES)
    return order.index(fault.table) if fault.table in order else -1


def _place(
    places: Mapping[str, Places],
    numbers: Mapping[str, tuple[int, ...]],
    table: str,
    row: int | None,
    column: str,
) -> str:
    if table not in places:
        return table
    number = numbers[table][row] if row is not None and table in numbers else None
    return places[table].place(number, column)


def _locate(
    places: Mapping[str, Places], numbers: Mapping[str, tuple[int, ...]], fault: Fault
) -> Fault:
    context = dict(fault.context)
    if "first_row" in context and fault.table in numbers:
        context["first_row"] = numbers[fault.table][context["first_row"]]
    heading = places[fault.table].heading(fault.column) if fault.table in places else fault.column
    place = _place(places, numbers, fault.table, fault.row, fault.column)
    return replace(fault, context=context, column=heading, place=place)
