"""How many visits the cadres owe, and when: months, longer periods, what was made before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.months import Month, Period
from scheduler.domain.past_visits import PastVisits
from scheduler.domain.people import People
from scheduler.domain.records import PastVisit


@dataclass(frozen=True)
class Dues:
    """What cadres owe in a horizon, and owed before it."""

    people: People
    past: PastVisits
    start: Month
    """First month of the horizon."""
    history: Sequence[PastVisit]
    history_months: int
    """How many months of records before the horizon count."""
    _short: dict[str, int] = field(default_factory=dict, repr=False, compare=False)
    """What was worked out already of :meth:`short_before`: few are asked about."""

    def period(self, cadre: str, month: Month) -> Period:
        """The period around the month in which the cadre owes their visits: for most, the month."""
        every = self.people.cadres[cadre].every_months
        first = month if every == 1 else Month.at(month.ordinal - month.ordinal % every)
        return Period(first, first if every == 1 else first.plus(every - 1))

    def due(self, cadre: str, month: Month) -> int:
        """Visits that fall due by the end of the month; 0 when excused, or due later in the period.

        They are owed in a period with a day on which the cadre is employed and not on leave, and
        due in the last month of it that has such a day.
        """
        later = range(month.ordinal + 1, self.period(cadre, month).last.ordinal + 1)
        if not self.people.available(cadre, month) or any(
            self.people.available(cadre, Month.at(other)) for other in later
        ):
            return 0
        return self.people.cadres[cadre].visits_per_month

    def owed(self, cadre: str, month: Month) -> int:
        """Visits due in a month of the horizon, without those made before it in the period."""
        return min(self.due(cadre, month), self.quota(cadre, self.period(cadre, month)))

    def quota(self, cadre: str, period: Period) -> int:
        """Most visits of the cadre in the months of the period from the horizon on."""
        visits = self.people.cadres[cadre].visits_per_month
        if period.first >= self.start:
            return visits
        return max(0, visits - sum(self.past.made[cadre, month] for month in period.months))

    def short_before(self, cadre: str) -> int:
        """Visits that the cadre owed and did not make in the recorded past (SPEC §5, uneven).

        That is the last `history_months` months before the horizon, as far as the history records
        anybody of the cadre's tier.
        """
        if cadre not in self._short:
            months = self._recorded_months.get(self.people.cadres[cadre].tier, ())
            self._short[cadre] = sum(self._short_in(cadre, month) for month in months)
        return self._short[cadre]

    def _short_in(self, cadre: str, month: Month) -> int:
        """Visits due in a month before the horizon and not made by then."""
        due = self.due(cadre, month)
        if not due:
            return 0
        period = self.period(cadre, month).months
        return max(0, due - sum(self.past.made[cadre, other] for other in period))

    @cached_property
    def _recorded_months(self) -> Mapping[str, tuple[Month, ...]]:
        """Tier to the recorded months before the horizon, at most `history_months` of them: from
        the first in which the history tells of anybody of the tier.
        """
        start = self.start
        first: dict[str, dt.date] = {}
        for row in self.history:
            tier = self.people.cadres[row.cadre].tier
            if row.date < min(start.first_day, first.get(tier, start.first_day)):
                first[tier] = row.date
        earliest = start.ordinal - self.history_months
        return {
            tier: tuple(map(Month.at, range(max(Month.of(day).ordinal, earliest), start.ordinal)))
            for tier, day in first.items()
        }
