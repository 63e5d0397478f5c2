"""Writing an instance: a CSV folder, a workbook or a JSON file, none of them with any loss."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.records import Record
from scheduler.language import Language
from scheduler.tables.formats.cell_text import cell_text, number_text
from scheduler.tables.formats.csv_rows import harmless
from scheduler.tables.formats.destination import Destination
from scheduler.tables.said_values import said_value
from scheduler.tables.schema import SETTINGS, TABLES, Column, Table
from scheduler.tables.settings import settings_toml

SETTINGS_FILE = f"{SETTINGS}.toml"
_NO_FOLDERS = (".csv", ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".toml", ".zip")


def write_instance(
    instance: Instance,
    to: Path | Destination,
    *,
    language: Language = "en",
    blank_columns: bool = False,
) -> None:
    """Writes the instance: to a workbook if the path ends in ``.xlsx``, to JSON if in ``.json``,
    else to a folder of CSV files (UTF-8 with byte order mark, CRLF) beside ``instance.toml``.

    Headings and titles are in that language (JSON always keeps the names of SPEC §3). A folder gets
    only the tables that have rows and the columns that say anything, with ``blank_columns`` all of
    them; a workbook always gets all. An instance is there to be edited, so a folder of one bears no
    seal. Raises :class:`InputError` when the destination is refused.
    """
    to = Destination.of(to)
    check_destination(to)
    suffix = to.path.suffix.lower()
    if suffix == ".xlsx":
        from scheduler.tables.write_workbook import write_workbook

        with to.file() as temporary:
            write_workbook(instance, temporary, language)
    elif suffix == ".json":
        with to.file() as temporary:
            temporary.write_text(instance_json(instance), encoding="utf-8", newline="\n")
    else:
        with to.folder() as temporary:
            _write_folder(instance, temporary, language, blank_columns)


def check_destination(to: Destination) -> None:
    """Raise :class:`InputError` if no instance may be written there; worth asking before work."""
    suffix = to.path.suffix.lower()
    if suffix in _NO_FOLDERS:
        raise InputError([Fault("format", value=to.path.suffix, place=to.path.name)])
    if suffix in (".xlsx", ".json"):
        to.check_file()
    else:
        to.check_folder()


# -- CSV ------------------------------------------------------------------------------------------


def _write_folder(instance: Instance, folder: Path, language: Language, blank: bool) -> None:
    settings = settings_toml(instance.settings)
    (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8", newline="\n")
    for name, table in TABLES.items():
        rows = instance.table(name)
        if rows or blank:
            columns = table.columns if blank else columns_in_use(table, rows)
            _write_csv(folder / f"{name}.csv", columns, rows, language)


def columns_in_use(table: Table, rows: Sequence[Record]) -> tuple[Column, ...]:
    """The required columns of a table, and the optional ones that differ from their default."""
    return tuple(
        column
        for column in table.columns
        if column.required or any(getattr(row, column.field) != column.default for row in rows)
    )


def _write_csv(
    file: Path, columns: Sequence[Column], rows: Sequence[Record], language: Language
) -> None:
    writers = [(column.field, _text_writer(column, language)) for column in columns]
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream, lineterminator="\r\n")
        lines.writerow([column.heading(language) for column in columns])
        lines.writerows([write(getattr(row, field)) for field, write in writers] for row in rows)


def _text_writer(column: Column, language: Language) -> Callable[[Any], str]:
    if column.type in ("integer", "decimal"):
        return number_text  # a negative number is no formula
    return lambda value: harmless(cell_text(said_value(column, value, language)))


def instance_json(instance: Instance) -> str:
    """The instance as JSON text: one line a row; what equals its default is left out."""
    settings = instance.settings.model_dump(mode="json")
    lines = ",\n  ".join(f'"{key}": {_json_text(value)}' for key, value in settings.items())
    members = [f'"{SETTINGS}": {{\n  {lines}\n}}']
    for name, table in TABLES.items():
        lines = ",\n  ".join(_json_row(table, row) for row in instance.table(name))
        if lines or table.required:
            members.append(f'"{name}": [\n  {lines}\n]')
    return "{\n" + ",\n".join(members) + "\n}\n"


def _json_row(table: Table, row: Record) -> str:
    cells = {
        column.name: json_value(getattr(row, column.field))
        for column in table.columns
        if column.required or getattr(row, column.field) != column.default
    }
    return _json_text(cells)


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def json_value(value: Any) -> Any:
    """A cell as a JSON value: numbers and lists as such, dates and months as text."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return list(value)
    return value if isinstance(value, int | float) else cell_text(value)
