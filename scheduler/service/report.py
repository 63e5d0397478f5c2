"""Reporting upward: a period, counted from the ledger."""

from __future__ import annotations

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import Month
from scheduler.domain.names import nearest
from scheduler.domain.settings import MAX_MONTHS
from scheduler.ledger.ledger import Ledger
from scheduler.reports.upward.adjustments import Adjustment, adjustments, signed_before
from scheduler.reports.upward.figures import Figures, figures_of
from scheduler.reports.upward.period import Period
from scheduler.service.past import as_it_was
from scheduler.service.reading import Horizon, problem_of
from scheduler.tables.read import Source


def report(
    source: Source,
    ledger: Ledger,
    first: Month,
    last: Month,
    *,
    area: str = "",
    as_of: int | None = None,
) -> Figures:
    """All figures of the months from ``first`` to ``last``.

    ``area`` limits them to one area, ``as_of`` to what the ledger knew at the entry of that number.
    Raises InputError for a period that is none, and an area that there is not.
    """
    months = last.ordinal - first.ordinal + 1
    if not 1 <= months <= MAX_MONTHS:
        context = {"most": MAX_MONTHS}
        span = f"{first}:{last}"
        raise InputError(
            [Fault("ledger.period", value=span, context=context, place="--from, --until")]
        )
    problem = problem_of(source, Horizon(first, months), "--from, --until")
    if area and area not in problem.territory:
        near = nearest(area, problem.territory.areas)
        raise InputError([Fault("ledger.no_area", value=area, nearest=near, place="--area")])
    known = ledger.known(as_of=as_of)
    period = Period(as_it_was(problem, ledger, known), known, area)
    return figures_of(period, _adjustments(source, ledger, first, area, as_of))


def _adjustments(
    source: Source, ledger: Ledger, first: Month, area: str, as_of: int | None
) -> list[Adjustment]:
    """What changed in the months before since they were signed."""
    signed = signed_before(first, ledger.closings(as_of))
    if not signed:
        return []
    months = [month for one in signed for month in one.months]
    start, last = min(months), max(months)
    problem = problem_of(
        source, Horizon(start, last.ordinal - start.ordinal + 1), "--from, --until"
    )
    known = ledger.known(start, last, as_of=as_of)
    problem = as_it_was(problem, ledger, known)
    now = Period(problem, known, area)
    found = []
    for one in signed:
        then = ledger.known(start, last, as_of=one.entry)
        found += adjustments(one.months, Period(problem, then, area), now)
    return sorted(found, key=lambda one: one.month)
