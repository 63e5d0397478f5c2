"""Files that are refused whole: of another ledger, or of a month that is not published."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scheduler.domain.faults import Fault, InputError, quoted
from scheduler.domain.months import Month
from scheduler.ledger.records import ID_LENGTH
from scheduler.returns.plan import Plan, publication_month
from scheduler.returns.read_rows import ReadRow

_ID = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")


class Closed(InputError):
    """A file that would change what was reported of a closed month."""

    exit_code = 1


def refuse_strangers(rows: Sequence[ReadRow], plan: Plan, name: str) -> None:
    """Raises :class:`InputError` if the rows are not those of a handoff of this ledger."""
    ids = [text for row in rows if _ID.fullmatch(text := row.text("visit").strip().casefold())]
    known = [text for text in ids if text in plan.known.planned]
    if fault := _unpublished(rows, plan):
        raise InputError([fault])
    if ids and not known:
        context = {"count": len(ids), "value": quoted(ids[0])}
        raise InputError([Fault("returns.other_ledger", context=context, place=name)])
    if fault := _unknown_publication(rows, plan):
        raise InputError([fault])


def _unpublished(rows: Sequence[ReadRow], plan: Plan) -> Fault | None:
    """The fault of a publication of a month of which there is none, or of rows that all speak of
    such months.
    """
    newest = plan.known.newest
    for row in rows:
        month = publication_month(row.text("publication"))
        if month and month not in newest:
            return _month_fault(month, row)
    if not newest:
        months = [plan.month_of(row) for row in rows]
        month = next(filter(None, months), None)
        return (
            _month_fault(month, rows[0])
            if month
            else Fault("returns.nothing_published", place=rows[0].place)
        )
    if any(plan.id_of(row) for row in rows):
        return None
    months = [plan.month_of(row) for row in rows]
    said = [month for month in months if month]
    if said and not any(month in newest for month in said):
        return _month_fault(said[0], rows[months.index(said[0])])
    return None


def _month_fault(month: Month, row: ReadRow) -> Fault:
    return Fault("returns.unpublished", context={"month": month}, place=row.place)


def _unknown_publication(rows: Sequence[ReadRow], plan: Plan) -> Fault | None:
    for row in rows:
        named = row.text("publication")
        month = publication_month(named)
        if month and named not in plan.known.publications and not plan.id_of(row):
            context = {"value": quoted(named), "newest": plan.known.newest[month]}
            return Fault("returns.unknown_publication", context=context, place=row.place)
    return None


def refuse_closed(faults: Sequence[Fault]) -> None:
    """Raises :class:`Closed` with the faults, if there are any."""
    if faults:
        raise Closed(faults)
