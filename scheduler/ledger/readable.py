"""What can be asked of a ledger that is open."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.roster import Roster, Visit
from scheduler.language.causes import Cause
from scheduler.ledger.chain import unpack
from scheduler.ledger.database import Database, newest_entry
from scheduler.ledger.errors import ledger_error
from scheduler.ledger.reading import read_known, read_on, read_returns, read_signed
from scheduler.ledger.records import Closing, Known, Receipt, ReturnFile, ReturnRow, visit_id
from scheduler.ledger.schema import entries, instances, planned, publications, return_rows, returns
from scheduler.tables.read import read_json


class ReadableLedger:
    """The part of a ledger that only reads: each call sees one moment of it.

    Each raises :class:`~scheduler.ledger.errors.LedgerError` where the database does not answer,
    and where what stands there is nothing that this program writes.
    """

    def __init__(self, database: Database, ledger: str):
        self.database = database
        """Where it lies."""
        self.id = ledger
        """Made when the ledger was begun, and kept by export and import: the ids of visits depend
        on it."""
        self._before: tuple[Receipt, Known] | None = None
        """What was known when all was asked for last."""

    @property
    def place(self) -> str:
        """The ledger's path, or its URL without the password."""
        return self.database.name

    def known(
        self, first: Month | None = None, last: Month | None = None, *, as_of: int | None = None
    ) -> Known:
        """What it knows of the months from ``first`` to ``last`` (None: of all), at one moment; by
        the entries up to that number where one is given.

        Asked for all again it reads only what was appended since. LedgerError for an entry that
        is not there yet, or not any more.
        """
        with self.reading() as connection:
            there = _receipt(newest_entry(connection)).entry
            if as_of is not None and as_of > there:
                raise ledger_error("no_entry", self.place, given=as_of, newest=there)
            if first or last or as_of is not None:
                return read_known(connection, self.id, first, last, as_of)
            before, newest = self._before, _receipt(newest_entry(connection))
            if before is None or not _has(connection, before[0]):
                known = read_known(connection, self.id)
            elif before[0] == newest:
                return before[1]
            else:
                known = read_on(connection, before[1], before[0].entry)
            self._before = newest, known
            return known

    @property
    def receipt(self) -> Receipt:
        """The newest entry and its hash."""
        with self.reading() as connection:
            return _receipt(newest_entry(connection))

    def instance_of(self, publication: str) -> Instance:
        """The tables as they were when it went out; KeyError for an id that is none."""
        query = (
            sa.select(instances.c.content)
            .join(publications, publications.c.instance_sha256 == instances.c.sha256)
            .where(publications.c.id == publication)
        )
        with self.reading() as connection:
            packed = connection.execute(query).scalar()
            content = None if packed is None else unpack(packed)
        if content is None:
            raise KeyError(publication)
        return read_json(content, f"{publication}.json")

    def roster_of(self, publication: str) -> Roster:
        """The visits of a publication."""
        query = sa.select(planned.c.cadre, planned.c.branch, planned.c.date)
        query = query.where(planned.c.publication == publication)
        with self.reading() as connection:
            rows = connection.execute(query).all()
            return Roster.of(Visit(c, b, dt.date.fromisoformat(d)) for c, b, d in rows)

    def visits_of(self, publication: str) -> dict[Visit, str]:
        """The visits of a publication and their ids."""
        return {visit: visit_id(self.id, visit) for visit in self.roster_of(publication)}

    def returns(self) -> list[ReturnFile]:
        """The files that came back, in that order."""
        with self.reading() as connection:
            return list(read_returns(connection))

    def rows_of(self, number: int) -> list[ReturnRow]:
        """The rows of the return of that number, as they were read."""
        query = sa.select(return_rows).where(return_rows.c.of_return == number)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(return_rows.c.row)).all()
            return [ReturnRow(r.place, json.loads(r.cells), r.fate, r.outcome) for r in rows]

    def content_of(self, number: int) -> bytes:
        """The bytes of the return of that number; KeyError where there is none."""
        query = sa.select(returns.c.content).where(returns.c.number == number)
        with self.reading() as connection:
            packed = connection.execute(query).scalar()
            if packed is None:
                raise KeyError(number)
            return unpack(packed)

    def closings(self, as_of: int | None = None) -> list[Closing]:
        """All periods that ever were closed, in that order, whether reopened since or not; as of an
        entry if one is given.
        """
        with self.reading() as connection:
            return read_signed(connection, as_of)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One moment of the database."""
        with self.in_words(self.database.reading()) as connection:
            yield connection

    @contextmanager
    def in_words(
        self, transaction: AbstractContextManager[sa.Connection]
    ) -> Iterator[sa.Connection]:
        """The transaction; a value that this program never writes is told as what it is."""
        try:
            with transaction as connection:
                yield connection
        except (ValueError, TypeError) as error:
            raise ledger_error("altered", self.place, text=Cause(str(error))) from error


def _receipt(newest: Any) -> Receipt:
    if newest is None:
        raise ValueError(entries.name)
    return Receipt(newest.number, newest.sha256)


def _has(connection: sa.Connection, receipt: Receipt) -> bool:
    """Whether the entry still is what it was: the file may be another one."""
    query = sa.select(entries.c.sha256).where(entries.c.number == receipt.entry)
    return connection.execute(query).scalar() == receipt.sha256
