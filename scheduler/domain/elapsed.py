"""What is over of a horizon that has begun, and whom and what the tables no longer know of it.

What is over stays over (SPEC §4): a visit that was made is a fact, whatever becomes of the rows
that it names.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.records import Area, Branch, Cadre
from scheduler.domain.roster import Visit


@dataclass(frozen=True)
class Former:
    """People and places that stand in no table any more, as a published roster says them.

    Former cadres owe nothing and can attend nothing (no areas, no visits due); former branches
    never meet again, and ``meetings`` tell when they, or others whose calendars were changed since,
    did meet.
    """

    cadres: tuple[Cadre, ...] = ()
    branches: tuple[Branch, ...] = ()
    areas: tuple[Area, ...] = ()
    meetings: tuple[Meeting, ...] = ()

    def joined(self, other: Former) -> Former:
        """These and the others; who is in both is as here."""
        own_meetings = {(row.branch, row.date) for row in self.meetings}
        own_areas = {row.id for row in self.areas}
        return Former(
            (*self.cadres, *(row for row in other.cadres if row.id not in self.cadre_ids)),
            (*self.branches, *(row for row in other.branches if row.id not in self.branch_ids)),
            (*self.areas, *(row for row in other.areas if row.id not in own_areas)),
            (
                *self.meetings,
                *(row for row in other.meetings if (row.branch, row.date) not in own_meetings),
            ),
        )

    @cached_property
    def cadre_ids(self) -> frozenset[str]:
        return frozenset(row.id for row in self.cadres)

    @cached_property
    def branch_ids(self) -> frozenset[str]:
        return frozenset(row.id for row in self.branches)


@dataclass(frozen=True)
class Elapsed:
    """The part of a horizon that is over.

    ``made`` are visits that were made, of whatever date; before the date ``before`` there were no
    others.
    """

    before: dt.date
    made: frozenset[Visit]
    former: Former = field(default_factory=Former)
