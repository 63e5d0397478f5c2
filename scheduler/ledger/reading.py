"""What a ledger knows, read at one moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import sqlalchemy as sa

from scheduler.domain.months import Month
from scheduler.domain.roster import Visit
from scheduler.ledger.records import (
    Closing,
    Known,
    Outcome,
    PlannedVisit,
    Publication,
    Told,
    Value,
)
from scheduler.ledger.schema import answers, closings, entries, outcomes, planned, publications


def read_known(
    connection: sa.Connection,
    ledger: str,
    first: Month | None = None,
    last: Month | None = None,
    as_of: int | None = None,
) -> Known:
    """What the ledger knows of the months from ``first`` to ``last`` (None: of all), by its entries
    up to the one of that number.
    """
    reader = _Reader(connection, first, last, as_of)
    published = {row.id: row for row in reader.publications()}
    visits = {row.id: row for row in reader.planned()}
    newest = {row.month: row.id for row in published.values()}
    of_visits, unplanned = reader.outcomes(visits)
    return Known(
        ledger, published, visits, dict(sorted(newest.items())), of_visits, unplanned,
        tuple(read_closings(connection, as_of)), reader.answered(),
    )  # fmt: skip


class _Reader:
    def __init__(
        self,
        connection: sa.Connection,
        first: Month | None,
        last: Month | None,
        as_of: int | None,
    ):
        self.connection = connection
        self.first, self.last, self.as_of = first, last, as_of

    def _select(self, table: sa.Table, *more: sa.Table) -> sa.Select[tuple[object, ...]]:
        query = sa.select(table, *more)
        return query if self.as_of is None else query.where(table.c.entry <= self.as_of)

    def _within(self, month: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        found = []
        if self.first is not None:
            found.append(month >= str(self.first))
        if self.last is not None:
            found.append(month <= str(self.last))
        return found

    def publications(self) -> Iterator[Publication]:
        """In the order in which they went out."""
        query = (
            self._select(publications)
            .add_columns(entries.c.time, entries.c.author)
            .join(entries, entries.c.number == publications.c.entry)
            .where(*self._within(publications.c.month))
            .order_by(publications.c.entry, publications.c.month)
        )
        for row in self.connection.execute(query):
            values = tuple(Value(*value) for value in json.loads(row.objectives))
            yield Publication(
                row.id, Month.parse(row.month), row.number, row.supersedes, row.note,
                row.instance, row.instance_sha256, row.roster_sha256, row.version, values,
                row.entry, dt.datetime.fromisoformat(row.time), row.author,
            )  # fmt: skip

    def planned(self) -> Iterator[PlannedVisit]:
        """In the order of publications, so that of a visit the newest one comes last."""
        month = sa.func.substr(planned.c.date, 1, 7)
        query = (
            self._select(planned)
            .where(*self._within(month))
            .order_by(planned.c.entry, planned.c.date, planned.c.branch, planned.c.cadre)
        )
        for row in self.connection.execute(query):
            visit = Visit(row.cadre, row.branch, dt.date.fromisoformat(row.date))
            yield PlannedVisit(
                row.visit, row.publication, visit, row.tier, row.organization, row.area
            )

    def outcomes(
        self, visits: dict[str, PlannedVisit]
    ) -> tuple[dict[str, Outcome], tuple[Outcome, ...]]:
        """The newest outcome of each of the visits, and those of visits that nobody planned."""
        of_visits: dict[str, Outcome] = {}
        unplanned: dict[int, Outcome] = {}
        query = self._select(outcomes).order_by(outcomes.c.number)
        for row in self.connection.execute(query):
            outcome = _outcome(row)
            unplanned.pop(row.replaces, None)
            if row.visit in visits:
                of_visits[row.visit] = outcome
            elif not row.visit and self._contains(Month.of(outcome.told.date)):
                unplanned[row.number] = outcome
        by_date = sorted(
            unplanned.values(), key=lambda o: (o.told.date, o.told.branch, o.told.cadre)
        )
        return of_visits, tuple(by_date)

    def _contains(self, month: Month) -> bool:
        first, last = self.first or month, self.last or month
        return first <= month <= last

    def answered(self) -> dict[int, str]:
        query = self._select(answers).order_by(answers.c.entry, answers.c.outcome)
        return {row.outcome: row.answer for row in self.connection.execute(query)}


def _outcome(row: sa.Row[tuple[object, ...]]) -> Outcome:
    told = Told(
        row.visit, row.status, row.cadre, row.branch, dt.date.fromisoformat(row.date),
        row.attendance, row.members, row.opinions, row.proposals, row.note,
    )  # fmt: skip
    return Outcome(row.number, told, row.of_return, row.place, row.replaces, row.entry)


def read_closings(connection: sa.Connection, as_of: int | None = None) -> Iterator[Closing]:
    """The periods that are closed and not reopened, in the order in which they were closed."""
    query = (
        sa.select(closings, entries.c.time, entries.c.author)
        .join(entries, entries.c.number == closings.c.entry)
        .order_by(closings.c.entry)
    )
    if as_of is not None:
        query = query.where(closings.c.entry <= as_of)
    closed: dict[tuple[str, str], Closing] = {}
    for row in connection.execute(query):
        period = (row.first, row.last)
        if row.act == "reopen":
            closed.pop(period, None)
            continue
        closed[period] = Closing(
            Month.parse(row.first), Month.parse(row.last), row.as_of, row.report_sha256,
            dt.datetime.fromisoformat(row.time), row.author,
        )  # fmt: skip
    yield from closed.values()
