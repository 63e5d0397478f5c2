"""What changed in months that were signed before: what came late shows in the next report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.months import Month
from scheduler.ledger.records import Closing
from scheduler.reports.upward.period import Period
from scheduler.reports.upward.tallies import Count, counts

ADJUSTED = (
    "planned", "attended", "substituted", "moved", "missed", "not_held", "no_answer", "made",
    "unplanned", "attendance", "members", "stated",
)  # fmt: skip
"""The figures that are compared."""


@dataclass(frozen=True)
class Adjustment:
    """A figure of a month that is another now than when the month was last reported."""

    month: Month
    figure: str
    reported: int
    now: int

    @property
    def change(self) -> int:
        """How much more it is; negative for less."""
        return self.now - self.reported


@dataclass(frozen=True)
class Signed:
    """The months that were signed before a period, and the entry as of which they were last
    reported: their own report, or a later one, which showed what had changed by then.
    """

    months: tuple[Month, ...]
    entry: int


def signed_before(first: Month, closings: Sequence[Closing]) -> Signed | None:
    """What was signed before the month, reopened since or not; None where nothing was."""
    earlier = [period for period in closings if period.last < first]
    if not earlier:
        return None
    months = {
        period.first.plus(number)
        for period in earlier
        for number in range(period.last.ordinal - period.first.ordinal + 1)
    }
    return Signed(tuple(sorted(months)), max(period.entry for period in earlier))


def adjustments(months: Sequence[Month], then: Period, now: Period) -> list[Adjustment]:
    """The figures of those months that differ, by month."""
    before, after = _by_month(then), _by_month(now)
    return [one for month in months for one in _changes(month, before, after)]


def _by_month(period: Period) -> Mapping[str, Count]:
    return {count.id: count for count in counts(period) if count.kind == "month"}


def _changes(
    month: Month, before: Mapping[str, Count], after: Mapping[str, Count]
) -> Iterator[Adjustment]:
    for figure in ADJUSTED:
        was, now = _figure(before[str(month)], figure), _figure(after[str(month)], figure)
        if was != now:
            yield Adjustment(month, figure, was, now)


def _figure(count: Count, name: str) -> int:
    return int(getattr(count, name)) if hasattr(count, name) else count.fates[name]
