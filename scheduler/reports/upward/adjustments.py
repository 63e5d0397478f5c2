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
    """Months that were signed before a period, and the entry as of which they were told of last."""

    months: tuple[Month, ...]
    entry: int


def signed_before(first: Month, closings: Sequence[Closing]) -> list[Signed]:
    """What was signed before the month, reopened since or not, in the order of the entries.

    A month was last reported in the newest report of its own or a later period. A period that is
    closed anew, once a late return was let in, is no report: else nobody would be told of it.
    """
    reported: dict[Month, int] = {}
    for period in (one for one in closings if one.last < first):
        own = [period.first.plus(number)
               for number in range(period.last.ordinal - period.first.ordinal + 1)]  # fmt: skip
        if all(month in reported for month in own):
            continue
        told = [month for month in reported if month <= period.last]
        reported |= dict.fromkeys([*told, *own], period.entry)
    return [
        Signed(tuple(sorted(month for month, own in reported.items() if own == entry)), entry)
        for entry in sorted(set(reported.values()))
    ]


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
