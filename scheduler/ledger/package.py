"""A whole ledger as a data package, and back, without loss.

A CSV for each table, its columns as in the database, beside the stored files: ``instances/`` holds
the tables of each publication as JSON, ``returns/`` each file that came back, under its number. A
Frictionless descriptor (`datapackage.json`) says types, keys and hashes. What is imported is
verified before anything is written.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from scheduler.language.causes import Cause
from scheduler.ledger.chain import Row, by_key, pack, rows_hash, unpack
from scheduler.ledger.connect import SCHEMAS, connect
from scheduler.ledger.errors import LedgerError, ledger_error
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.schema import BROUGHT, entries, instances, ledgers, returns
from scheduler.ledger.verify import Contents, faults_of
from scheduler.tables.formats.csv_rows import csv_bytes, unharmed
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.seals import PACKAGE, seal

_TABLES: Mapping[str, sa.Table] = {entries.name: entries, **BROUGHT}
_STEP = "ledger_schema"
"""Where the descriptor says the step of the schema, which a later program must know."""
_LONGEST = 2**31 - 1
"""Letters of a cell: a ledger holds whatever a clerk wrote, the csv module 131,072."""
_AT_ONCE = 500


def export(ledger: Ledger, to: Destination) -> None:
    """Write the whole ledger to a folder. InputError where it may not be written."""
    with ledger.reading() as connection:
        tables = {
            name: [dict(row) for row in connection.execute(_ordered(table)).mappings()]
            for name, table in _TABLES.items()
        }
    with to.folder() as out:
        resources = []
        for name, rows in tables.items():
            table, columns = _TABLES[name], _columns(_TABLES[name])
            for row in rows:
                if "content" in table.c:
                    file = out / _path_of(table, row)
                    file.parent.mkdir(exist_ok=True)
                    file.write_bytes(_unpacked(row["content"], ledger.place))
            cells = [[_text(row[column.name]) for column in columns] for row in rows]
            content = csv_bytes([column.name for column in columns], cells)
            (out / f"{name}.csv").write_bytes(content)
            resources.append(_resource(table, content))
        about = {"profile": "data-package", "name": "ledger", _STEP: SCHEMAS[-1]}
        seal(out, {**about, "resources": resources})


def import_package(folder: Path, where: str | Path) -> Ledger:
    """The ledger that was exported to the folder, in a new database.

    Raises :class:`~scheduler.ledger.errors.LedgerError` where the package is none, not whole, or of
    a later version of the program, and where there is a ledger already.
    """
    _check_step(folder)
    tables = {name: _read(folder, table) for name, table in _TABLES.items()}
    if faults := faults_of(tables[entries.name], _contents(tables), str(folder)):
        raise LedgerError(faults)
    database = connect(where, create=True)
    with database.writing() as connection:
        if connection.execute(sa.select(ledgers.c.id)).first() is not None:
            raise ledger_error("there_already", database.name)
        for name, table in _TABLES.items():
            rows = tables[name]
            for first in range(0, len(rows), _AT_ONCE):
                connection.execute(sa.insert(table), rows[first : first + _AT_ONCE])
    return Ledger.open(where)


def _check_step(folder: Path) -> None:
    try:
        step = json.loads((folder / PACKAGE).read_bytes())[_STEP]
    except (OSError, ValueError, KeyError, TypeError):
        raise ledger_error("no_package", str(folder), file=PACKAGE) from None
    if step not in SCHEMAS:
        raise ledger_error("newer", str(folder), schema=step)


def _ordered(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    return sa.select(table).order_by(*table.primary_key)


def _columns(table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of its CSV: what is packed lies in files."""
    return [column for column in table.c if column.name != "content"]


def _path_of(table: sa.Table, row: Row) -> str:
    """Where the packed bytes of a row lie; the name of a return stands in its row."""
    if table is instances:
        return f"instances/{row['sha256']}.json"
    assert table is returns
    return f"returns/{row['number']:06}"


def _unpacked(packed: bytes, place: str) -> bytes:
    try:
        return unpack(packed)
    except (ValueError, TypeError) as error:
        raise ledger_error("altered", place, text=Cause(str(error))) from None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _resource(table: sa.Table, content: bytes) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": "integer" if _is_number(column) else "string"}
        for column in _columns(table)
    ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "format": "csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": fields,
            "primaryKey": [column.name for column in table.primary_key],
            "missingValues": [""],
        },
    }


def _is_number(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.Integer)


def _read(folder: Path, table: sa.Table) -> list[dict[str, Any]]:
    path = folder / f"{table.name}.csv"
    try:
        text = path.read_bytes().decode("utf-8-sig")
        with _long_cells():
            rows = list(_rows(text, table))
        for row in rows:
            if "content" in table.c:
                row["content"] = pack((folder / _path_of(table, row)).read_bytes())
    except FileNotFoundError as error:
        raise ledger_error("no_package", str(folder), file=Path(error.filename).name) from None
    except (ValueError, csv.Error, KeyError) as error:
        raise ledger_error(
            "unreadable", str(path), table=table.name, text=Cause(str(error))
        ) from None
    return rows


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(text: str, table: sa.Table) -> Iterator[dict[str, Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = _columns(table)
    if next(reader, None) != [column.name for column in columns]:
        raise ValueError(f"{table.name}.csv")
    for cells in reader:
        yield {
            column.name: _value(column, cell) for column, cell in zip(columns, cells, strict=True)
        }


def _value(column: sa.Column[Any], cell: str) -> object:
    if not _is_number(column):
        return unharmed(cell)
    return None if cell == "" and column.nullable else int(cell)


def _contents(tables: Mapping[str, Iterable[Row]]) -> Contents:
    """What each entry brought to each table, by the rows of the package."""
    found: dict[str, dict[int, tuple[int, str]]] = {}
    for name, table in BROUGHT.items():
        own: dict[int, list[Row]] = defaultdict(list)
        for row in tables[name]:
            own[row["entry"]].append(row)
        found[name] = {number: rows_hash(by_key(table, rows)) for number, rows in own.items()}
    return found
