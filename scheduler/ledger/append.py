"""Appending an entry: its rows, their hash, and the link to the entry before, all or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from scheduler.domain.faults import Fault
from scheduler.ledger.chain import START, Row, by_key, canonical, entry_hash, rows_hash
from scheduler.ledger.database import newest_entry
from scheduler.ledger.errors import LedgerError
from scheduler.ledger.records import Receipt
from scheduler.ledger.schema import BROUGHT, entries

Kind = Literal["beginning", "publication", "return", "closing", "reopening", "answer"]

_LONE = re.compile("[\ud800-\udfff]")
"""Half of a letter of UTF-16, as in a file's name that is no UTF-8."""
_AT_ONCE = 500
"""Rows of one statement."""
_TOO_MANY = 10**9
"""Numbers of an outcome stay below: PostgreSQL holds 32 bits."""


@dataclass
class EntryDraft:
    """An entry in the making; it is written by :meth:`append`."""

    connection: sa.Connection
    kind: Kind
    by: str
    time: dt.datetime | None = None
    """When, by default now; for tests and for what is made up."""
    number: int = field(init=False)
    _previous: str = field(init=False)
    _rows: dict[str, list[Row]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        last = newest_entry(self.connection)
        self.number = last.number + 1 if last else 1
        self._previous = last.sha256 if last else START

    @property
    def when(self) -> dt.datetime:
        """The time of the entry, in UTC, to the second."""
        if self.time is None:
            self.time = dt.datetime.now(dt.UTC)
        return self.time.astimezone(dt.UTC).replace(microsecond=0)

    def bring(self, table: sa.Table, **row: Any) -> None:
        """A row that the entry brings; LedgerError for a value that not every database holds."""
        for column, value in row.items():
            _check_value(column, value, row.get("place", ""))
        self._rows[table.name].append({**row, "entry": self.number})

    def brings(self, table: sa.Table, **values: Any) -> bool:
        """Whether it brings a row with these values already."""
        return any(values.items() <= row.items() for row in self._rows[table.name])

    def append(self) -> Receipt:
        """Write the entry and its rows."""
        _check_value("author", self.by)
        contents = {}
        for name, table in BROUGHT.items():
            if rows := self._rows.get(name):
                contents[name] = list(rows_hash(by_key(table, rows)))
        entry: dict[str, Any] = {
            "number": self.number,
            "time": self.when.isoformat(),
            "author": self.by,
            "kind": self.kind,
            "contents": canonical(contents),
            "previous": self._previous,
        }
        entry["sha256"] = entry_hash(entry)
        self.connection.execute(sa.insert(entries), entry)
        for name, table in BROUGHT.items():
            rows = self._rows.get(name, [])
            for first in range(0, len(rows), _AT_ONCE):
                self.connection.execute(sa.insert(table), rows[first : first + _AT_ONCE])
        return Receipt(self.number, entry["sha256"])


def _check_value(column: str, value: object, place: str = "") -> None:
    if isinstance(value, str):
        fits = "\0" not in value and not _LONE.search(value)
    elif isinstance(value, int):
        fits = abs(value) < _TOO_MANY
    else:
        return
    if not fits:
        fault = Fault("ledger.unstorable", column=column, value=str(value), place=place)
        raise LedgerError([fault])
