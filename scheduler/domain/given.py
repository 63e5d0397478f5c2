"""What the tables of an instance give to plan with: where, when, who, and what is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from scheduler.domain.calendars.meetings import Dropped, Meeting
from scheduler.domain.dues import Dues
from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.geography import Geography
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month, Period
from scheduler.domain.records import Branch, Cadre, Leave, Organization
from scheduler.domain.roster import Visit
from scheduler.domain.settings import Rules
from scheduler.domain.territory import Territory
from scheduler.domain.views import Views


class Given:
    """An instance and its derived views, as everybody asks for them.

    Of a horizon that has begun, ``elapsed`` tells the part that is over; who and what it alone
    knows is former.
    """

    def __init__(self, instance: Instance, elapsed: Elapsed | None, views: Views | None):
        self.instance = instance
        self.elapsed = elapsed
        self.settings = instance.settings
        self.views = views or Views.of(instance, self.former)

    @property
    def rules(self) -> Rules:
        return self.settings.rules

    @cached_property
    def horizon(self) -> tuple[Month, ...]:
        return self.settings.horizon

    @property
    def former(self) -> Former:
        """Whom and what visits of the horizon were made by and to, and no table knows any more."""
        return self.elapsed.former if self.elapsed else Former()

    # -- where ----------------------------------------------------------------------------------

    @property
    def territory(self) -> Territory:
        return self.views.branch_map.territory

    @property
    def organizations(self) -> Mapping[str, Organization]:
        return self.views.branch_map.organizations

    @cached_property
    def branches(self) -> Mapping[str, Branch]:
        """The branches by id, former ones included."""
        return self.views.branch_map.branches

    def locality(self, branch: str) -> str:
        """What rotation rotates over: the area the branch belongs to."""
        return self.branches[branch].area

    @property
    def geography(self) -> Geography:
        return self.views.geography

    def travel(self, cadre: str, branch: str) -> int:
        """Round trip from the cadre's base to the branch, in units of 100 m."""
        return self.geography.round_trip(self.cadres[cadre].base, self.locality(branch))

    # -- when -----------------------------------------------------------------------------------

    @cached_property
    def meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        """The meetings of the horizon by (branch, date), in order of date and branch."""
        return self.views.dates.meetings

    @cached_property
    def meetings_by_branch(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Branch to its meetings of the horizon, in order of date."""
        return self.views.dates.by_branch

    @property
    def dropped(self) -> Mapping[str, tuple[Dropped, ...]]:
        """Branch to its dates of the horizon on which a rule has it meet, and it does not."""
        return self.views.dates.dropped

    def meeting(self, branch: str, day: dt.date) -> Meeting:
        """The meeting of that day: by the tables, else as it was published, else without a time."""
        known = self.meetings.get((branch, day)) or self._former_meetings.get((branch, day))
        return known or Meeting(branch, day, "", None)

    @cached_property
    def _former_meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        return {(meeting.branch, meeting.date): meeting for meeting in self.former.meetings}

    # -- who ------------------------------------------------------------------------------------

    @cached_property
    def cadres(self) -> Mapping[str, Cadre]:
        """The cadres by id, former ones included."""
        return self.views.people.cadres

    @property
    def tiers(self) -> tuple[str, ...]:
        """The levels that cadres work for, or did, top down."""
        return self.views.people.tiers

    @cached_property
    def cadres_by_tier(self) -> Mapping[str, tuple[str, ...]]:
        """The cadres of each tier, without former ones."""
        return self.views.people.by_tier

    def by_name(self, cadres: Iterable[str]) -> list[str]:
        """Cadres as a list for people shows them: by tier, then given name, then id."""
        return self.views.people.by_name(cadres)

    def employed(self, cadre: str, day: dt.date) -> bool:
        """Whether the date lies between the cadre's `from` and `until`."""
        return self.views.people.employed(cadre, day)

    def leave_on(self, cadre: str, day: dt.date) -> Leave | None:
        """The leave that covers the date, if any."""
        return self.views.people.leave_on(cadre, day)

    def days_there(self, cadre: str, period: Period) -> tuple[dt.date, ...]:
        """The days of the period on which the cadre is employed and not on leave."""
        return self.views.people.days_there(cadre, period)

    # -- who may attend what (SPEC §4) ----------------------------------------------------------

    def attended_organizations(self, organization: str) -> tuple[str, ...]:
        """The organisations whose branches its cadres attend."""
        return self.views.branch_map.attended(organization)

    def may_attend(self, cadre: str) -> frozenset[str]:
        """The branches that the cadre may attend: area, organisation and skills allow it."""
        return self.views.reach.branches[cadre]

    @cached_property
    def localities_of_tier(self) -> Mapping[str, tuple[str, ...]]:
        """Tier to the localities with a branch that some cadre of the tier may attend, sorted."""
        return {
            tier: tuple(sorted({self.locality(b) for c in ids for b in self.may_attend(c)}))
            for tier, ids in self.cadres_by_tier.items()
        }

    def gap(self, cadre: str) -> int:
        """Months in which a cadre should not return to a locality (SPEC §5, early_returns).

        With two localities a cadre goes to and fro: the gap is 2.
        """
        reach = self.views.reach.localities[cadre]
        return min(self.rules.gap_months, max(2, reach - 1)) if reach > 1 else 0

    # -- what is due ----------------------------------------------------------------------------

    @cached_property
    def dues(self) -> Dues:
        """What cadres owe, and owed in the recorded past."""
        views, rules = self.views, self.rules
        start, history = self.horizon[0], self.instance.history
        return Dues(views.people, views.past, start, history, rules.history_months)

    def period(self, cadre: str, month: Month) -> Period:
        """The period around the month in which the cadre owes their visits: for most, the month."""
        return self.dues.period(cadre, month)

    def due(self, cadre: str, month: Month) -> int:
        """Visits that fall due by the end of the month; 0 when excused, or due later in the period.

        They are owed in a period with a day on which the cadre is employed and not on leave, and
        due in the last month of it that has such a day.
        """
        return self.dues.due(cadre, month)

    def owed(self, cadre: str, month: Month) -> int:
        """Visits due in a month of the horizon, without those made before it in the period."""
        return self.dues.owed(cadre, month)

    def quota(self, cadre: str, period: Period) -> int:
        """Most visits of the cadre in the months of the period from the horizon on."""
        return self.dues.quota(cadre, period)

    def short_before(self, cadre: str) -> int:
        """Visits that the cadre owed and did not make in the recorded past (SPEC §5, uneven)."""
        return self.dues.short_before(cadre)

    @cached_property
    def excused(self) -> tuple[str, ...]:
        """Cadres who owe no visit in the whole horizon, former ones included, sorted."""
        horizon = self.horizon
        return tuple(c for c in self.cadres if not any(self.owed(c, month) for month in horizon))

    def by_period(self, visits: Iterable[Visit]) -> Counter[tuple[str, Period]]:
        """How many of the visits each cadre makes in each period, within the horizon; unknown
        cadres are left out.
        """
        first, last = self.horizon[0], self.horizon[-1]
        known = (v for v in visits if v.cadre in self.cadres and first <= v.month <= last)
        return Counter((visit.cadre, self.period(visit.cadre, visit.month)) for visit in known)
