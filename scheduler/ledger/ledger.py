"""The ledger: what was published, what came back, and what really happened. It only grows."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from scheduler.domain.months import Month
from scheduler.ledger.allowed import check_draft, check_rows
from scheduler.ledger.append import EntryDraft
from scheduler.ledger.chain import canonical, pack
from scheduler.ledger.connect import connect
from scheduler.ledger.database import Database, newest_entry
from scheduler.ledger.drafts import PublicationDraft
from scheduler.ledger.errors import LedgerError, ledger_error, refused
from scheduler.ledger.readable import ReadableLedger
from scheduler.ledger.reading import read_closings, read_returns
from scheduler.ledger.records import (
    Closing,
    JudgedRow,
    Publication,
    Receipt,
    ReturnFile,
    visit_id,
)
from scheduler.ledger.schema import (
    answers,
    closings,
    instances,
    ledgers,
    outcomes,
    planned,
    publications,
    return_rows,
    returns,
)
from scheduler.tables.digest import instance_digest
from scheduler.tables.write import instance_json


@dataclass(frozen=True)
class Published:
    """What came of publishing."""

    publications: tuple[Publication, ...]
    """Of each month that was asked for: the new one, or the one that says the same already."""
    already: frozenset[str]
    """The ids of those that were there before."""
    receipt: Receipt


@dataclass(frozen=True)
class Recorded:
    """What came of taking in a return."""

    file: ReturnFile
    already: bool
    """Whether the same bytes were taken in before: nothing is new then."""
    receipt: Receipt


class Ledger(ReadableLedger):
    """A ledger that is open. Each call is one transaction; nothing stays locked between them."""

    @classmethod
    def open(
        cls,
        where: str | Path,
        *,
        create: bool = False,
        read_only: bool = False,
        by: str = "",
        time: dt.datetime | None = None,
    ) -> Ledger:
        """The ledger in the SQLite file at the path, or in the PostgreSQL database at the URL.

        Only with ``create`` is one begun where there is none (``by``, ``time``: its first entry).
        Raises :class:`~scheduler.ledger.errors.LedgerError`.
        """
        database = connect(where, create=create, read_only=read_only)
        with database.reading() as connection:
            found = _id_in(connection, database)
        if not found:
            if not create:
                raise ledger_error("none", database.name)
            found = _begin(database, by, time)
        return cls(database, found)

    @classmethod
    def is_begun(cls, where: str | Path) -> bool:
        """Whether there is a ledger: no file, an empty one and an empty database are none, and what
        an interrupted beginning left is none yet. Raises
        :class:`~scheduler.ledger.errors.LedgerError` for what can become none.
        """
        try:
            cls.open(where, read_only=True).close_connections()
        except LedgerError as error:
            if {fault.kind for fault in error.faults} <= {"ledger.none", "ledger.missing"}:
                return False
            raise
        return True

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close_connections()

    def close_connections(self) -> None:
        """Let go of the database."""
        self.database.engine.dispose()

    # -- what is appended -------------------------------------------------------------------------

    def publish(
        self, drafts: Sequence[PublicationDraft], *, by: str, time: dt.datetime | None = None
    ) -> Published:
        """Publish the months of a roster, all of them or none.

        A draft that says what the newest publication of its month says already, visits and tables,
        brings nothing new. Raises :class:`~scheduler.ledger.errors.Refused` where a draft does not
        supersede the newest publication of its month, or the month is closed.
        """
        with self.in_words(self.database.writing()) as connection:
            entry = EntryDraft(connection, "publication", by, time)
            newest = {
                row.month: row
                for row in connection.execute(
                    sa.select(publications).order_by(publications.c.number)
                )
            }
            closed = list(read_closings(connection))
            ids, already = [], set()
            for draft in drafts:
                before = newest.get(str(draft.month))
                digest = instance_digest(draft.instance)
                if before and (before.roster_sha256, before.instance_sha256) == (
                    draft.roster_sha256, digest,
                ):  # fmt: skip
                    ids.append(before.id)
                    already.add(before.id)
                    continue
                check_draft(draft, before.id if before else "", closed, self.place)
                number = before.number + 1 if before else 1
                ids.append(self._bring(entry, draft, number, digest))
            if len(already) < len(ids):
                receipt = entry.append()
            else:
                last = newest_entry(connection)
                receipt = Receipt(last.number, last.sha256)
        known = self.known().publications
        return Published(tuple(known[name] for name in ids), frozenset(already), receipt)

    def _bring(self, entry: EntryDraft, draft: PublicationDraft, number: int, digest: str) -> str:
        name = f"{draft.month}.{number}"
        known = entry.connection.execute(
            sa.select(instances.c.sha256).where(instances.c.sha256 == digest)
        ).scalar()
        if known is None and not entry.brings(instances, sha256=digest):
            text = instance_json(draft.instance).encode()
            entry.bring(instances, sha256=digest, content=pack(text))
        entry.bring(
            publications, id=name, month=str(draft.month), number=number,
            supersedes=draft.supersedes, note=draft.note, instance=draft.instance.settings.name,
            instance_sha256=digest, roster_sha256=draft.roster_sha256, version=draft.version,
            objectives=canonical([[v.name, v.value, v.bound] for v in draft.values]),
        )  # fmt: skip
        for row in draft.visits:
            visit = row.visit
            entry.bring(
                planned, publication=name, visit=visit_id(self.id, visit), cadre=visit.cadre,
                branch=visit.branch, date=visit.date.isoformat(), tier=row.tier,
                organization=row.organization, area=row.area,
            )  # fmt: skip
        return name

    def take_in(
        self,
        name: str,
        content: bytes,
        rows: Sequence[JudgedRow],
        *,
        by: str,
        time: dt.datetime | None = None,
    ) -> Recorded:
        """Take in a return: the file, each of its rows, and the outcomes that they tell, all or
        nothing.

        The same bytes again bring nothing, unless rows of them are recorded now that were not then.
        Raises :class:`~scheduler.ledger.errors.Refused` where a row tells of a closed month, and
        where somebody recorded an outcome since the rows were judged.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        told = _told(rows)
        with self.in_words(self.database.writing()) as connection:
            known = [file for file in read_returns(connection) if file.sha256 == sha256]
            if known and not told:
                last = newest_entry(connection)
                return Recorded(known[0], True, Receipt(last.number, last.sha256))
            check_rows(connection, told)
            entry = EntryDraft(connection, "return", by, time)
            number = _bring_return(entry, name, content, rows)
            receipt = entry.append()
        file = ReturnFile(number, name, sha256, entry.number, entry.when, by)
        return Recorded(file, False, receipt)

    def check_return(self, name: str, content: bytes, rows: Sequence[JudgedRow]) -> None:
        """Record nothing, and raise what :meth:`take_in` would raise at this moment."""
        with self.reading() as connection:
            check_rows(connection, _told(rows))
            _bring_return(EntryDraft(connection, "return", ""), name, content, rows)

    def close(
        self,
        first: Month,
        last: Month,
        report_sha256: str,
        *,
        by: str,
        time: dt.datetime | None = None,
    ) -> Closing:
        """Close a period: nothing more is recorded or published in it, and what was reported of it
        (its hash) can be given again as of the entry before. Raises
        :class:`~scheduler.ledger.errors.Refused` where part of it is closed already.
        """
        with self.in_words(self.database.writing()) as connection:
            for period in read_closings(connection):
                if period.first <= last and first <= period.last:
                    raise refused("closed_already", self.place, first=period.first,
                                  last=period.last)  # fmt: skip
            entry = EntryDraft(connection, "closing", by, time)
            entry.bring(
                closings, act="close", first=str(first), last=str(last), as_of=entry.number - 1,
                report_sha256=report_sha256,
            )  # fmt: skip
            entry.append()
        return Closing(first, last, entry.number - 1, report_sha256, entry.when, by)

    def reopen(
        self, first: Month, last: Month, *, by: str, time: dt.datetime | None = None
    ) -> Receipt:
        """Open a closed period again. Raises :class:`~scheduler.ledger.errors.Refused` where it is
        not closed as such.
        """
        with self.in_words(self.database.writing()) as connection:
            closed = list(read_closings(connection))
            if all((p.first, p.last) != (first, last) for p in closed):
                near = [
                    f"{p.first}:{p.last}" for p in closed if p.first <= last and first <= p.last
                ]
                raise refused(
                    "closed_otherwise" if near else "not_closed", self.place, first=first,
                    last=last, periods=", ".join(near),
                )  # fmt: skip
            entry = EntryDraft(connection, "reopening", by, time)
            entry.bring(
                closings, act="reopen", first=str(first), last=str(last), as_of=entry.number - 1,
                report_sha256="",
            )  # fmt: skip
            return entry.append()

    def answer(
        self, given: Mapping[int, str], *, by: str, time: dt.datetime | None = None
    ) -> Receipt:
        """Note what was answered to proposals: number of the outcome that holds each, to the
        answer. Raises :class:`~scheduler.ledger.errors.LedgerError` for a number that is none, and
        for an answer that says nothing.
        """
        with self.in_words(self.database.writing()) as connection:
            query = sa.select(outcomes.c.number).where(outcomes.c.proposals != "")
            known = set(connection.execute(query).scalars())
            if unknown := sorted(set(given) - known):
                raise ledger_error("no_proposal", self.place, number=unknown[0])
            if empty := sorted(number for number, text in given.items() if not text.strip()):
                raise ledger_error("no_answer", self.place, number=empty[0])
            entry = EntryDraft(connection, "answer", by, time)
            for number, text in sorted(given.items()):
                entry.bring(answers, outcome=number, answer=text)
            return entry.append()


def _id_in(connection: sa.Connection, database: Database) -> str:
    """The id of the ledger; "" where it was not begun yet."""
    found = connection.execute(sa.select(ledgers.c.id)).scalar()
    if found is None and newest_entry(connection) is not None:
        raise ledger_error("altered", database.name, text=ledgers.name)
    return found or ""


def _begin(database: Database, by: str, time: dt.datetime | None) -> str:
    """Begin a ledger; its id, which another who began it meanwhile may have given to it."""
    with database.writing() as connection:
        if found := _id_in(connection, database):
            return found
        ledger = uuid.uuid4().hex
        entry = EntryDraft(connection, "beginning", by, time)
        entry.bring(ledgers, id=ledger)
        entry.append()
    return ledger


def _next(connection: sa.Connection, number: sa.Column[int]) -> int:
    return (connection.execute(sa.select(sa.func.max(number))).scalar() or 0) + 1


def _told(rows: Iterable[JudgedRow]) -> list[JudgedRow]:
    """The rows that bring an outcome."""
    return [row for row in rows if row.told and row.fate in ("recorded", "corrected")]


def _bring_return(entry: EntryDraft, name: str, content: bytes, rows: Sequence[JudgedRow]) -> int:
    """Bring the file, its rows and what they tell; the number of the return."""
    number = _next(entry.connection, returns.c.number)
    outcome = _next(entry.connection, outcomes.c.number)
    sha256 = hashlib.sha256(content).hexdigest()
    entry.bring(returns, number=number, name=name, sha256=sha256, content=pack(content))
    for place, row in enumerate(rows, start=1):
        made = row.replaces if row.fate == "unchanged" else 0
        if row.told and row.fate in ("recorded", "corrected"):
            made, outcome = outcome, outcome + 1
            _bring_outcome(entry, row, made, number)
        entry.bring(
            return_rows, of_return=number, row=place, place=row.place,
            cells=canonical(dict(row.cells)), fate=row.fate, outcome=made,
        )  # fmt: skip
    return number


def _bring_outcome(entry: EntryDraft, row: JudgedRow, number: int, of_return: int) -> None:
    told = row.told
    assert told is not None
    entry.bring(
        outcomes, number=number, visit=told.visit, status=told.status, cadre=told.cadre,
        branch=told.branch, date=told.date.isoformat(), attendance=told.attendance,
        members=told.members, opinions=told.opinions, proposals=told.proposals, note=told.note,
        of_return=of_return, place=row.place, replaces=row.replaces,
    )  # fmt: skip
