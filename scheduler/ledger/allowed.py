"""Whether what is to be appended may be: in no closed month, and nobody was faster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from scheduler.domain.months import Month
from scheduler.domain.roster import Visit
from scheduler.ledger.drafts import PublicationDraft
from scheduler.ledger.errors import ledger_error, refused
from scheduler.ledger.reading import read_closings
from scheduler.ledger.records import Closing, JudgedRow
from scheduler.ledger.schema import outcomes, planned

_AT_ONCE = 500
"""Visits of one query."""


def check_draft(
    draft: PublicationDraft, newest: str, closed: Iterable[Closing], place: str
) -> None:
    """Raise :class:`~scheduler.ledger.errors.Refused` if the draft may not follow the ``newest``
    publication of its month ("" for none).
    """
    if any(period.first <= draft.month <= period.last for period in closed):
        raise refused("closed", place, month=draft.month)
    if draft.supersedes == newest:
        return
    if not newest:
        raise refused("supersedes_none", place, given=draft.supersedes, month=draft.month)
    if not draft.supersedes:
        raise refused("published", place, newest=newest, month=draft.month)
    number, last = (name.rpartition(".")[2] for name in (draft.supersedes, newest))
    known = number in {str(earlier) for earlier in range(1, int(last))}
    kind = "overtaken" if known else "supersedes_unknown"
    raise refused(kind, place, newest=newest, given=draft.supersedes)


def check_rows(connection: sa.Connection, rows: Sequence[JudgedRow]) -> None:
    """Raise :class:`~scheduler.ledger.errors.Refused` if one of the rows may not be recorded: its
    month is closed, or its visit has another newest outcome than the one that it replaces;
    LedgerError for a visit that was never published.
    """
    closed = list(read_closings(connection))
    visits = [row.told.visit for row in rows if row.told and row.told.visit]
    months = _months_of(connection, visits)
    newest = _newest_outcomes(connection, visits)
    dates = {row.told.date.isoformat() for row in rows if row.told and not row.told.visit}
    unplanned = _newest_unplanned(connection, sorted(dates))
    for row in rows:
        told = row.told
        assert told is not None
        month = months.get(told.visit) or Month.of(told.date)
        if any(period.first <= month <= period.last for period in closed):
            raise refused("closed", row.place, month=month)
        if told.visit and told.visit not in months:
            raise ledger_error("unknown_visit", row.place, visit=told.visit)
        before = (
            newest.get(told.visit, 0) if told.visit
            else unplanned.get(Visit(told.cadre, told.branch, told.date), 0)
        )  # fmt: skip
        if before != row.replaces:
            raise refused("recorded_since", row.place)


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(keys), _AT_ONCE):
        yield keys[first : first + _AT_ONCE]


def _months_of(connection: sa.Connection, visits: Sequence[str]) -> dict[str, Month]:
    """The month of each of the visits that was ever planned."""
    found: dict[str, Month] = {}
    for own in _portions(visits):
        query = sa.select(planned.c.visit, planned.c.date).where(planned.c.visit.in_(own))
        for visit, date in connection.execute(query):
            found[visit] = Month.of(dt.date.fromisoformat(date))
    return found


def _newest_outcomes(connection: sa.Connection, visits: Sequence[str]) -> dict[str, int]:
    """The number of the newest outcome of each of the visits that has one."""
    found: dict[str, int] = {}
    for own in _portions(visits):
        query = sa.select(outcomes.c.visit, sa.func.max(outcomes.c.number))
        query = query.where(outcomes.c.visit.in_(own)).group_by(outcomes.c.visit)
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def _newest_unplanned(connection: sa.Connection, dates: Sequence[str]) -> dict[Visit, int]:
    """The number of the newest outcome of each visit on those dates that nobody planned."""
    found: dict[Visit, int] = {}
    for own in _portions(dates):
        query = (
            sa.select(
                outcomes.c.cadre, outcomes.c.branch, outcomes.c.date,
                sa.func.max(outcomes.c.number),
            )
            .where(outcomes.c.visit == "", outcomes.c.date.in_(own))
            .group_by(outcomes.c.cadre, outcomes.c.branch, outcomes.c.date)
        )  # fmt: skip
        for cadre, branch, date, number in connection.execute(query):
            found[Visit(cadre, branch, dt.date.fromisoformat(date))] = number
    return found
