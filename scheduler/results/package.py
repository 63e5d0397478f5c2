"""The data package of a result: what its CSVs hold, for whoever reads them by program.

A Frictionless descriptor (data package, profile v1): https://specs.frictionlessdata.io
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scheduler.language import Language
from scheduler.results.columns import ResultColumn, ResultTable, Row
from scheduler.results.roster import VISIT
from scheduler.tables.formats.csv_rows import csv_bytes


@dataclass(frozen=True)
class TableFile:
    """A CSV of a result: where it lies in the folder, what it holds, its bytes."""

    path: str
    table: ResultTable[Any]
    content: bytes
    part_of: str = ""
    """Path of the roster whose visits its rows repeat, or ""."""


def table_file(
    path: str,
    table: ResultTable[Row],
    rows: Iterable[Row],
    language: Language,
    part_of: str = "",
) -> TableFile:
    """The CSV with those rows, its headings in that language."""
    content = csv_bytes(table.headings(language), table.rows(rows))
    return TableFile(path, table, content, part_of)


def package_of(name: str, files: Iterable[TableFile], language: Language) -> dict[str, Any]:
    """The descriptor of the files: types, constraints, keys, sizes and hashes."""
    return {
        "profile": "data-package",
        "name": slug(name),
        "title": name,
        "resources": [_resource(file, language) for file in files],
    }


def slug(text: str) -> str:
    """The text as a name that data packages allow."""
    return re.sub(r"[^a-z0-9._]+", "-", text.casefold()).strip("-._") or "roster"


def _resource(file: TableFile, language: Language) -> dict[str, Any]:
    table = file.table
    fields = list(zip(table.columns, table.headings(language), strict=True))
    names = {column.name: heading for column, heading in fields if not column.level}
    schema: dict[str, Any] = {
        "fields": [_field(column, heading, language) for column, heading in fields],
        "primaryKey": [names[column] for column in table.key],
        "missingValues": [""],
    }
    if file.part_of:
        visit = [names[column] for column in VISIT]
        reference = {"resource": slug(file.part_of.removesuffix(".csv")), "fields": visit}
        schema["foreignKeys"] = [{"fields": visit, "reference": reference}]
    return {
        "profile": "tabular-data-resource",
        "name": slug(file.path.removesuffix(".csv")),
        "path": file.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "bytes": len(file.content),
        "hash": f"sha256:{hashlib.sha256(file.content).hexdigest()}",
        "schema": schema,
    }


def _field(column: ResultColumn[Any], heading: str, language: Language) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.filled:
        constraints["required"] = True
    if words := column.choices(language):
        constraints["enum"] = words
    if column.least is not None:
        constraints["minimum"] = column.least
    field: dict[str, Any] = {"name": heading, "type": column.type}
    return field | ({"constraints": constraints} if constraints else {})
