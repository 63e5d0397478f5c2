"""A disk that forgets what was not synced: a model of power loss, for SQLite.

The ledger's own code runs on it, through apsw, whose SQLite takes a file system written in Python.
Every write, sync and deletion is noted; afterwards any moment can be looked at as it would be found
after the power failed at it.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import apsw

Image = dict[str, bytes]
"""The files of a folder: name to content."""


@dataclass
class _File:
    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes since then: where, and what; None cuts the file off there."""

    def content(self, survives: random.Random | None) -> bytes:
        """What is found of it: what was synced, and of the writes since those that survive."""
        found = bytearray(self.synced)
        for place, data in self.pending if survives else ():
            if survives is not None and survives.random() < 0.5:
                if data is None:
                    del found[place:]
                    continue
                found.extend(bytes(max(0, place - len(found))))
                found[place : place + len(data)] = data
        return bytes(found)

    def sync(self) -> None:
        everything = bytearray(self.synced)
        for place, data in self.pending:
            if data is None:
                del everything[place:]
                continue
            everything.extend(bytes(max(0, place - len(everything))))
            everything[place : place + len(data)] = data
        self.synced, self.pending = bytes(everything), []


@dataclass
class Disk:
    """All that was done to the files of a folder, in order."""

    acts: list[tuple[str, Any]] = field(default_factory=list)

    def note(self, act: str, *about: Any) -> None:
        """Remember an act; ``told`` is what the world outside was told meanwhile."""
        self.acts.append((act, about))

    def after_each(
        self, survives: random.Random | None = None
    ) -> Iterator[tuple[int, list[Any], Image]]:
        """After each act: its number, what had been told by then, and what would be found if the
        power failed. Of what was not synced nothing is left, or with ``survives`` any part.
        """
        now: dict[str, _File] = {}
        kept: dict[str, _File] = {}
        told: list[Any] = []
        fresh: set[str] = set()
        for number, (act, about) in enumerate(self.acts):
            if act == "told":
                told.extend(about)
                yield number, list(told), _found(now, kept, survives)
                continue
            name = about[0]
            if act == "open":
                if name not in now:
                    now[name] = _File()
                    fresh.add(name)
            elif act == "write":
                now[name].pending.append(about[1:])
            elif act == "delete":
                del now[name]
                if about[1]:
                    kept = dict(now)  # the folder was synced
            elif act == "sync":
                now[name].sync()
                if name in fresh and name.endswith("-journal"):
                    kept = dict(now)  # SQLite syncs the folder with a new journal
                fresh.discard(name)
            yield number, list(told), _found(now, kept, survives)


def _found(now: dict[str, _File], kept: dict[str, _File], survives: random.Random | None) -> Image:
    there = dict(kept)
    for name in sorted({*now, *kept}) if survives else ():
        if survives is not None and now.get(name) is not kept.get(name) and survives.random() < 0.5:
            if name in now:
                there[name] = now[name]
            else:
                del there[name]
    return {name: file.content(survives) for name, file in there.items()}


class _Watched(apsw.VFSFile):
    def __init__(self, disk: Disk, filename: Any, flags: list[int]):
        super().__init__("", filename, flags)
        name = filename.filename() if isinstance(filename, apsw.URIFilename) else filename
        self._disk, self._name = disk, Path(name).name
        disk.note("open", self._name)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 - SQLite's names
        super().xWrite(data, offset)
        self._disk.note("write", self._name, offset, bytes(data))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._disk.note("write", self._name, size, None)

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._disk.note("sync", self._name)  # the model's, so the real disk may rest


class _Watching(apsw.VFS):
    def __init__(self, disk: Disk, name: str):
        self._disk = disk
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802
        if name is None:  # a file of nobody's, gone when it is closed
            return super().xOpen(name, flags)
        return _Watched(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self._disk.note("delete", Path(filename).name, syncdir)


class _Cursor:
    """As much of a cursor of sqlite3 as SQLAlchemy needs."""

    arraysize = 1
    rowcount = -1

    def __init__(self, connection: apsw.Connection):
        self._connection, self._cursor = connection, connection.cursor()
        self.description: Any = None
        self._rows: list[Any] = []

    @property
    def lastrowid(self) -> int:
        return self._connection.last_insert_rowid()

    def execute(self, statement: str, values: Any = ()) -> _Cursor:
        def describe(cursor: apsw.Cursor, _sql: str, _values: Any) -> bool:
            self.description = tuple((*one, *[None] * 5) for one in cursor.getdescription()) or None
            return True

        self._cursor.exec_trace = describe
        try:
            self._rows = self._cursor.execute(statement, values).fetchall()
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error
        return self

    def executemany(self, statement: str, values: Sequence[Any]) -> _Cursor:
        for own in values:
            self.execute(statement, own)
        return self

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self._cursor.close()


class _Connection:
    """As much of a connection of sqlite3 as the ledger and SQLAlchemy need."""

    def __init__(self, own: apsw.Connection):
        self._own = own

    def cursor(self, *_: Any) -> _Cursor:
        return _Cursor(self._own)

    def execute(self, statement: str) -> _Cursor:
        return self.cursor().execute(statement)

    def create_function(self, *_: Any, **__: Any) -> None:
        """SQLAlchemy's own; the ledger uses none."""

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        if self._own.in_transaction:
            self.execute(how)

    def close(self) -> None:
        self._own.close()


def module(disk: Disk, synchronous: str = "extra") -> SimpleNamespace:
    """What stands in for the module sqlite3: its files lie on the disk.

    With another ``synchronous`` that setting is given instead of the ledger's own.
    """
    name = f"power-{id(disk)}"
    vfs = _Watching(disk, name)

    class Connection(_Connection):
        def execute(self, statement: str) -> _Cursor:
            return super().execute(
                statement.replace("synchronous=extra", f"synchronous={synchronous}")
            )

    def connect(address: str, **_: Any) -> Connection:
        assert vfs is not None  # it must live as long as its connections
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
        return Connection(apsw.Connection(address, flags=flags, vfs=name))

    return SimpleNamespace(connect=connect, Error=sqlite3.Error)
