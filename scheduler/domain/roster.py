"""A roster: the visits of a horizon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.domain.months import Month


class Visit(NamedTuple):
    """A cadre at one meeting of a branch."""

    cadre: str
    branch: str
    date: dt.date

    @property
    def month(self) -> Month:
        return Month.of(self.date)

    @property
    def month_number(self) -> int:
        """The running number of the month (:attr:`~scheduler.domain.months.Month.ordinal`), for
        loops that ask it a million times.
        """
        return self.date.year * 12 + self.date.month - 1


@dataclass(frozen=True)
class Roster:
    """Visits in the order in which they were written; a visit's place in it is its row."""

    visits: tuple[Visit, ...]

    @classmethod
    def of(cls, visits: Iterable[Visit]) -> Roster:
        """The visits in the order of `roster.csv`: by date, then branch, then cadre."""
        return cls(tuple(sorted(visits, key=lambda visit: (visit.date, visit.branch, visit.cadre))))

    def __iter__(self) -> Iterator[Visit]:
        return iter(self.visits)

    def __len__(self) -> int:
        return len(self.visits)
