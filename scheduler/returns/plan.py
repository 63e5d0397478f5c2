"""What a return is held against: visits that were planned, and the tables by which they were."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache

from scheduler.domain.dates import month_of_text
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.ledger.records import Known, PlannedVisit
from scheduler.returns.days import Day, day_of
from scheduler.returns.directory import Directory
from scheduler.returns.read_rows import ReadRow

Problems = Callable[[str], Problem]
"""The id of a publication to the problem of its tables as they were."""


class Plan:
    """The planned visits of a ledger, and of each publication who and what its names stand for.

    ``months`` are those of which the file speaks whose rows are given.
    """

    def __init__(self, known: Known, problems: Problems, rows: Sequence[ReadRow] = ()):
        self.known = known
        self.months = self._months_of(rows)
        self._problems = problems
        self._directories: dict[str, Directory] = {}

    def directory(self, publication: str) -> Directory:
        """Who and what is called how in the tables of that publication."""
        if publication not in self._directories:
            self._directories[publication] = _directory_of(self._problems(publication))
        return self._directories[publication]

    @cached_property
    def by_cadre(self) -> Mapping[str, list[PlannedVisit]]:
        """Cadre to all visits that ever were planned for them."""
        found: dict[str, list[PlannedVisit]] = defaultdict(list)
        for planned in self.known.planned.values():
            found[planned.visit.cadre].append(planned)
        return found

    def id_of(self, row: ReadRow) -> str:
        """The id of a planned visit that the row gives, or ""."""
        text = "".join(row.text("visit").casefold().split())
        return text if text in self.known.planned else ""

    def publication_of(self, row: ReadRow) -> str:
        """The publication of which a row most likely speaks: its own, that of its sheet, the newest
        of its month; else the newest of all.
        """
        for named in (row.text("publication"), row.about.publication):
            if named in self.known.publications:
                return named
        if own := self.id_of(row):
            return self.known.planned[own].publication
        newest = self.known.newest
        month = self.month_of(row)
        return newest[month] if month is not None and month in newest else list(newest.values())[-1]

    def month_of(self, row: ReadRow) -> Month | None:
        """The month of which a row speaks, whether published or not; None where it says none."""
        for named in (row.text("publication"), row.about.publication):
            if month := publication_month(named):
                return month
        month = _month(row)
        if month is None and (day := self.day_of(row, "date")) and day.sure and day.date:
            month = Month.of(day.date)
        return month or row.about.month

    def day_of(self, row: ReadRow, column: str, near: dt.date | None = None) -> Day | None:
        """The date in a cell of the row; None of a blank one. A missing year is the one that brings
        it nearest to ``near``, else to what the row or its sheet says of the month.
        """
        if near is None:
            month = publication_month(row.text("publication")) or _month(row)
            month = month or publication_month(row.about.publication) or row.about.month
            month = month or self._some_month
            near = month.first_day + dt.timedelta(days=14) if month else None
        return day_of(row.values.get(column), near, row.about.epoch)

    @property
    def _some_month(self) -> Month | None:
        """A month of the file; without any the only one that is published."""
        months = sorted(self.months) or list(self.known.newest)
        return months[0] if self.months or len(months) == 1 else None

    def _months_of(self, rows: Sequence[ReadRow]) -> frozenset[Month]:
        """The published months of which rows speak by the id of a visit or of a publication, or of
        which their sheets do.
        """
        found = {self.known.planned[own].visit.month for row in rows if (own := self.id_of(row))}
        for row in rows:
            named = publication_month(row.text("publication") or row.about.publication)
            found |= {month for month in (named, _month(row), row.about.month) if month}
        return frozenset(found & self.known.newest.keys())


@lru_cache(maxsize=4)
def _directory_of(problem: Problem) -> Directory:
    """The same for all returns that are held against a problem: there are many of each month."""
    return Directory(problem)


def publication_month(publication: str) -> Month | None:
    """The month in the id of a publication; None of anything else."""
    try:
        return Month.parse(publication.partition(".")[0])
    except ValueError:
        return None


def _month(row: ReadRow) -> Month | None:
    value = row.values.get("month")
    if isinstance(value, dt.date):
        return Month.of(value)
    found = month_of_text(value) if isinstance(value, str) else None
    return found if isinstance(found, Month) else None
