"""The chain of entries: what each brought is hashed, together with the entry before it.

A row's hash is the SHA-256 of its canonical JSON: its columns in alphabetical order, without
spaces, packed bytes as the hexadecimal SHA-256 of what they hold. The rows that an entry brought to
a table are hashed together in the order of the table's key, and the entry's own hash is that of its
number, time, author, kind, what it brought, and the hash of the entry before.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

START = "0" * 64
"""What stands for the hash of the entry before the first."""

Row = Mapping[str, Any]


def canonical(value: object) -> str:
    """The value as canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rows_hash(rows: Iterable[Row]) -> tuple[int, str]:
    """How many rows there are, and their hash, in that order."""
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(canonical(_plain(row)).encode())
        digest.update(b"\n")
        count += 1
    return count, digest.hexdigest()


def pack(content: bytes) -> bytes:
    """The bytes as a ledger stores them."""
    return zlib.compress(content)


def unpack(packed: bytes) -> bytes:
    """The bytes that are stored so; ValueError where they are none, or something follows them."""
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(packed)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not reader.eof or reader.unused_data:
        raise ValueError(f"{len(packed)} B")
    return content


def _plain(row: Row) -> Row:
    if not any(isinstance(value, bytes | memoryview) for value in row.values()):
        return row
    return {
        name: hashlib.sha256(unpack(bytes(value))).hexdigest()
        if isinstance(value, bytes | memoryview)
        else value
        for name, value in row.items()
    }


def by_key(table: sa.Table, rows: Iterable[Row]) -> list[Row]:
    """The rows of a table in the order of its key, in which they are hashed, whatever order the
    database has for texts.
    """
    key = [column.name for column in table.primary_key]
    return sorted(rows, key=lambda row: [row[name] for name in key])


def entry_hash(entry: Row) -> str:
    """The hash of an entry: of all that it says but the hash itself."""
    said = {name: value for name, value in entry.items() if name != "sha256"}
    return hashlib.sha256(canonical(said).encode()).hexdigest()
