"""What a ledger knows, read at one moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from scheduler.domain.months import Month
from scheduler.domain.roster import Visit
from scheduler.ledger.records import (
    Closing,
    Known,
    Outcome,
    PlannedVisit,
    Publication,
    ReturnFile,
    Told,
    Value,
)
from scheduler.ledger.schema import (
    answers,
    closings,
    entries,
    outcomes,
    planned,
    publications,
    returns,
)


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
    return _read(_Reader(connection, first, last, as_of), Known(ledger))


def read_on(connection: sa.Connection, before: Known, entry: int) -> Known:
    """The same as :func:`read_known` of all months, where it was known already as of that entry: a
    ledger only grows.
    """
    return _read(_Reader(connection, after=entry), before)


def _read(reader: _Reader, before: Known) -> Known:
    published = {**before.publications, **{row.id: row for row in reader.publications()}}
    visits = {**before.planned, **reader.planned(published)}
    newest = {row.month: row.id for row in published.values()}
    return Known(
        before.ledger, published, visits, dict(sorted(newest.items())),
        {**before.outcomes, **reader.outcomes(visits)}, reader.unplanned(),
        tuple(read_closings(reader.connection, reader.as_of)), reader.answered(),
    )  # fmt: skip


class _Reader:
    def __init__(
        self,
        connection: sa.Connection,
        first: Month | None = None,
        last: Month | None = None,
        as_of: int | None = None,
        after: int = 0,
    ):
        self.connection = connection
        self.first, self.last, self.as_of = first, last, as_of
        self.after = after
        """The entry up to which publications, plans and answers are known already."""
        self._is_all = first is None and last is None

    def _new(self, query: sa.Select[Any], table: sa.Table) -> sa.CursorResult[Any]:
        return self._rows(query.where(table.c.entry > self.after) if self.after else query, table)

    def _rows(self, query: sa.Select[Any], table: sa.Table) -> sa.CursorResult[Any]:
        if self.as_of is not None:
            query = query.where(table.c.entry <= self.as_of)
        return self.connection.execute(query)

    def _within(self, month: sa.ColumnElement[str]) -> list[sa.ColumnElement[bool]]:
        """Conditions that a month is asked for."""
        found = []
        if self.first is not None:
            found.append(month >= str(self.first))
        if self.last is not None:
            found.append(month <= str(self.last))
        return found

    def publications(self) -> Iterator[Publication]:
        """In the order in which they went out."""
        query = (
            sa.select(publications, entries.c.time, entries.c.author)
            .join(entries, entries.c.number == publications.c.entry)
            .where(*self._within(publications.c.month))
            .order_by(publications.c.entry, publications.c.month)
        )
        for row in self._new(query, publications):
            values = tuple(Value(*value) for value in json.loads(row.objectives))
            yield Publication(
                row.id, Month.parse(row.month), row.number, row.supersedes, row.note,
                row.instance, row.instance_sha256, row.roster_sha256, row.version, values,
                row.entry, dt.datetime.fromisoformat(row.time), row.author,
            )  # fmt: skip

    def planned(self, published: Iterable[str]) -> dict[str, PlannedVisit]:
        """The visits of the publications by id, each as in the newest one that has it, in the order
        of publications and dates.
        """
        query = sa.select(*(planned.c[name] for name in _PLANNED)).order_by(
            planned.c.entry, planned.c.date, planned.c.branch, planned.c.cadre
        )
        if not self._is_all:
            query = query.where(planned.c.publication.in_(list(published)))
        newest: dict[str, Sequence[Any]] = {}
        for row in self._new(query, planned):
            newest[row[0]] = row
        day = _Days()
        return {
            key: PlannedVisit(key, publication, Visit(cadre, branch, day[date]), *rest)
            for key, publication, cadre, branch, date, *rest in newest.values()
        }

    def outcomes(self, visits: Container[str]) -> dict[str, Outcome]:
        """The newest outcome of each of the visits, in the order in which they were first told."""
        query = sa.select(*(outcomes.c[name] for name in _OUTCOME)).where(outcomes.c.visit != "")
        if not self._is_all:
            ids = sa.select(publications.c.id).where(*self._within(publications.c.month))
            own = sa.select(planned.c.visit).where(planned.c.publication.in_(ids))
            query = query.where(outcomes.c.visit.in_(own))
        newest: dict[str, Sequence[Any]] = {}
        for row in self._new(query.order_by(outcomes.c.number), outcomes):
            newest[row[_VISIT]] = row
        day = _Days()
        return {key: _outcome(row, day) for key, row in newest.items() if key in visits}

    def unplanned(self) -> tuple[Outcome, ...]:
        """The newest outcomes of visits that nobody planned."""
        query = sa.select(*(outcomes.c[name] for name in _OUTCOME)).where(
            outcomes.c.visit == "", *self._within(sa.func.substr(outcomes.c.date, 1, 7))
        )
        day = _Days()
        newest: dict[int, Outcome] = {}
        for row in self._rows(query.order_by(outcomes.c.number), outcomes):
            outcome = _outcome(row, day)
            newest.pop(outcome.replaces, None)
            newest[outcome.number] = outcome
        by_date = sorted(newest.values(), key=lambda o: (o.told.date, o.told.branch, o.told.cadre))
        return tuple(by_date)

    def answered(self) -> dict[int, str]:
        """Outcomes whose proposals were answered; the newest answer of each. An outcome that
        corrects another and makes the same proposals was answered with it.
        """
        query = sa.select(answers).order_by(answers.c.entry, answers.c.outcome)
        found = {row.outcome: row.answer for row in self._rows(query, answers)}
        if found:
            for number, replaced in self._with_the_same_proposals():
                if replaced in found:
                    found.setdefault(number, found[replaced])
        return found

    def _with_the_same_proposals(self) -> Iterator[tuple[int, int]]:
        """Outcomes with the one that each corrects, where both make the same proposals."""
        before = outcomes.alias()
        query = (
            sa.select(outcomes.c.number, outcomes.c.replaces)
            .join(before, before.c.number == outcomes.c.replaces)
            .where(outcomes.c.proposals == before.c.proposals)
            .order_by(outcomes.c.number)
        )
        for row in self._rows(query, outcomes):
            yield row.number, row.replaces


_PLANNED = ("visit", "publication", "cadre", "branch", "date", "tier", "organization", "area")
_OUTCOME = (
    "number", "visit", "status", "cadre", "branch", "date", "attendance", "members", "opinions",
    "proposals", "note", "of_return", "place", "replaces", "entry",
)  # fmt: skip
"""Columns in the order in which they are read."""
_VISIT = _OUTCOME.index("visit")


class _Days(dict[str, dt.date]):
    """Dates by their texts: a ledger says each of its few days very often."""

    def __missing__(self, text: str) -> dt.date:
        day = self[text] = dt.date.fromisoformat(text)
        return day


def _outcome(row: Sequence[Any], day: Mapping[str, dt.date]) -> Outcome:
    number, visit, status, cadre, branch, date, *said, of_return, place, replaces, entry = row
    told = Told(visit, status, cadre, branch, day[date], *said)
    return Outcome(number, told, of_return, place, replaces, entry)


def read_closings(connection: sa.Connection, as_of: int | None = None) -> Iterator[Closing]:
    """The periods that are closed and not reopened, in the order in which they were closed."""
    return (period for period in read_signed(connection, as_of) if not period.reopened)


def read_signed(connection: sa.Connection, as_of: int | None = None) -> list[Closing]:
    """All periods that ever were closed, in that order, whether reopened since or not."""
    query = (
        sa.select(closings, entries.c.time, entries.c.author)
        .join(entries, entries.c.number == closings.c.entry)
        .order_by(closings.c.entry)
    )
    if as_of is not None:
        query = query.where(closings.c.entry <= as_of)
    found: list[Closing] = []
    closed: dict[tuple[str, str], int] = {}
    for row in connection.execute(query):
        period = (row.first, row.last)
        if row.act == "reopen":
            if (at := closed.pop(period, None)) is not None:
                found[at] = replace(found[at], reopened=True)
            continue
        closed[period] = len(found)
        found.append(Closing(
            Month.parse(row.first), Month.parse(row.last), row.as_of, row.report_sha256,
            dt.datetime.fromisoformat(row.time), row.author,
        ))  # fmt: skip
    return found


def read_returns(connection: sa.Connection) -> Iterator[ReturnFile]:
    """The files that came back, in that order."""
    query = (
        sa.select(
            returns.c.number, returns.c.name, returns.c.sha256, returns.c.entry, entries.c.time,
            entries.c.author,
        )
        .join(entries, entries.c.number == returns.c.entry)
        .order_by(returns.c.number)
    )  # fmt: skip
    for row in connection.execute(query):
        time = dt.datetime.fromisoformat(row.time)
        yield ReturnFile(row.number, row.name, row.sha256, row.entry, time, row.author)
