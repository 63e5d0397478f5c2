"""Reading an instance: a CSV folder, a workbook or a JSON file, all faults at once.

>>> source = read_instance(Path("instances/first-steps"))      # doctest: +SKIP
>>> source.instance.cadres[0].name, source.place("cadres", 0)  # doctest: +SKIP
('An', 'cadres.csv:2')
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.vocabulary import TableName, Words
from scheduler.tables.assembly import Parts, assemble
from scheduler.tables.digest import instance_digest
from scheduler.tables.formats.csv_rows import read_rows
from scheduler.tables.formats.decoding import decode, foreign_fault, read_bytes
from scheduler.tables.formats.json_text import parse_json
from scheduler.tables.formats.places import GridPlaces, JsonPlaces, RowPlaces, TomlPlaces
from scheduler.tables.grid import FoundRows, name_cells
from scheduler.tables.json_tables import json_rows, unknown_members
from scheduler.tables.recognise import recognise
from scheduler.tables.schema import SETTINGS, TABLES, match_table, nearest_table, table_within
from scheduler.tables.settings import read_toml, settings_from_rows, validate_settings

SETTINGS_FILE = f"{SETTINGS}.toml"
_OTHER_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".tsv", ".txt", ".json")
"""Endings of files that hold a table in a form in which a folder's tables are not read."""


@dataclass(frozen=True)
class Source:
    """An instance together with where each of its rows stands in the user's files."""

    instance: Instance
    path: Path
    notices: tuple[Fault, ...]
    """What was read all the same but is worth a look, each with its place."""
    rows: RowPlaces = field(repr=False)

    def place(self, table: str, row: int | None, column: str = "") -> str:
        """Where that row of the instance's table, or that cell of it, stands: ``cadres.csv:17``.

        ``row`` counts from 0; None is the table as a whole. The settings are table ``instance``.
        """
        return self.rows.place(table, row, column)

    def locate(self, fault: Fault) -> Fault:
        """The same fault, its place, column and other rows named as in the user's files."""
        return self.rows.locate(fault)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the settings and of each table's rows in sorted order.

        The same for the three formats of one instance, for any order of rows or columns and for
        headings in any language, and so for everything that cannot change the roster.
        """
        return instance_digest(self.instance)


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
        found = _parts_of_json(read_bytes(path), path.name, encoding)
    else:
        other = Fault("format", value=path.suffix, place=path.name)
        raise InputError([foreign_fault(path) or other])
    _report_missing_tables(found, path)
    instance, rows = assemble(found)
    return Source(instance, path, tuple(found.notices), rows)


def _read_folder(folder: Path, encoding: str | None) -> Parts:
    found = Parts()
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
        try:
            found.rows[table] = _read_csv(file, table, encoding)
        except InputError as error:
            found.faults += error.faults
            found.unread.add(table)
    return found


def _tables_of(files: Iterable[Path], found: Parts) -> dict[str, Path]:
    named: dict[str, Path] = {}
    unknown: list[Path] = []
    others: dict[str, Path] = {}
    copies: dict[str, Path] = {}
    for file in files:
        title, suffix = _title_of(file)
        table = match_table(title)
        if file.name.startswith((".", "~")):
            continue
        if suffix in _OTHER_TABLES and table in TABLES:
            others[table] = file
        elif suffix != ".csv" and table in TABLES and ".csv" in file.name.lower():
            copies[table] = file
        if suffix != ".csv":
            continue
        if file.is_dir() and table not in TABLES:
            continue
        if table == SETTINGS or not table:
            unknown.append(file)
        elif table in named:
            context = {"first": named[table].name}
            found.faults.append(Fault("table_twice", table, context=context, place=file.name))
        else:
            named[table] = file
    for file in unknown:
        _report_unknown(file.stem, file.name, "ignored_file", named, found)
    for table, file in copies.items():
        if table not in named and table not in others:
            found.notices.append(Fault("ignored_file", value=file.name, place=file.name))
    for table, file in others.items():
        if table not in named:
            found.faults.append(Fault("table_no_csv", table, value=file.name, place=file.name))
            found.unread.add(table)
    return {table: named[table] for table in TABLES if table in named}


def _title_of(file: Path) -> tuple[str, str]:
    """What a file is called, and its ending; a second ending, as in leave.csv.txt, counts."""
    title, dot, ending = file.name.lower().partition(".csv")
    if not dot:
        return file.stem, file.suffix.lower()
    return title, ending if ending.startswith(".") else f".csv{ending}"


def _report_unknown(
    title: str, place: str, ignored: str, present: Container[str], found: Parts
) -> None:
    """A misspelt table is a fault; what looks like none that is missing is only noted."""
    context = {"tables": Words("tables", tuple(TABLES))}
    within = table_within(title)
    near = nearest_table(title) if not within else "" if within in present else within
    if near or title == SETTINGS:
        fault = Fault("unknown_table", value=title, nearest=near, context=context, place=place)
        found.faults.append(fault)
    else:
        found.notices.append(Fault(ignored, value=title, context=context, place=place))
        found.ignored.append(title)


def _read_csv(file: Path, table: str, encoding: str | None) -> FoundRows:
    text = decode(read_bytes(file), file.name, encoding)
    rows, faults = read_rows(text, TABLES[table].is_heading, file.name)
    found = name_cells(rows, TABLES[table], GridPlaces(file.name), even=True)
    found.faults[:0] = [replace(fault, table=table) for fault in faults]
    return found


def _read_workbook(path: Path) -> Parts:
    from scheduler.tables.formats.workbook import read_sheets
    from scheduler.tables.settings_sheet import key_rows
    from scheduler.tables.sheet_rows import sheet_rows

    found = Parts()
    seen: dict[str, str] = {}
    sheets = read_sheets(read_bytes(path), path.name)
    for sheet in sheets:
        table = match_table(sheet.title)
        if table in seen:
            context = {"first": seen[table]}
            found.faults.append(Fault("table_twice", table, context=context, place=sheet.place))
        elif table == SETTINGS:
            keys = key_rows(sheet)
            found.places[SETTINGS] = keys.places
            settings = settings_from_rows(keys.values)
            found.settings, faults = validate_settings(settings, keys.places)
            found.faults += keys.faults + faults
            found.notices += keys.notices
        elif table and (sheet.rows or sheet.facts.stray or TABLES[table].required):
            found.rows[table] = sheet_rows(sheet, TABLES[table])
        if table:
            seen.setdefault(table, sheet.title)
    for sheet in sheets:
        if not match_table(sheet.title):
            _report_unknown(sheet.title, sheet.place, "ignored_sheet", seen, found)
    if SETTINGS not in seen:
        context = {"name": TableName(SETTINGS)}
        found.faults.append(Fault("no_settings", SETTINGS, context=context, place=path.name))
    return found


def read_json(content: bytes, name: str) -> Instance:
    """The instance in the bytes of a JSON file of that name; as :func:`read_instance`."""
    found = _parts_of_json(content, name, None)
    _report_missing_tables(found, Path(name))
    return assemble(found)[0]


def _parts_of_json(content: bytes, file: str, encoding: str | None) -> Parts:
    found = Parts()
    data = parse_json(decode(content, file, encoding), file)
    for fault in unknown_members(data, file):
        (found.faults if fault.nearest else found.notices).append(fault)
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
            found.rows[name] = json_rows(data[name], table, file)
    return found


def _report_missing_tables(found: Parts, path: Path) -> None:
    kind = "missing_while_ignored" if found.ignored else "missing_table"
    context = {"ignored": ", ".join(found.ignored)}
    for name, table in TABLES.items():
        if table.required and name not in found.rows and name not in found.unread:
            found.faults.append(Fault(kind, name, value=name, context=context, place=path.name))
