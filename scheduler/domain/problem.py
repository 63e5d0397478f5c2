"""The problem: an instance made ready for planning, with everything derived that rules ask about.

A :class:`Problem` is immutable; what it derives is computed once, on demand. All orders are
canonical (by id, by date), so that nothing downstream can depend on the order of rows in a file.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property

from scheduler.domain.calendars.meetings import Dropped, Meeting, dates_of
from scheduler.domain.checks import find_faults
from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.faults import InputError
from scheduler.domain.geography import Geography
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month, Period
from scheduler.domain.names import given_name_key
from scheduler.domain.records import Branch, Cadre, Leave, Organization, PastVisit, Pin
from scheduler.domain.roster import Visit
from scheduler.domain.settings import Rules
from scheduler.domain.territory import Territory


class Problem:
    """One horizon of one instance.

    Of a horizon that has begun, ``elapsed`` tells the part that is over, beside what the history
    records of it. Raises :class:`InputError` if the instance contradicts itself.
    """

    def __init__(
        self, instance: Instance, *, checked: bool = False, elapsed: Elapsed | None = None
    ):
        if not checked and (faults := find_faults(instance)):
            raise InputError(faults)
        self.instance = instance
        self.elapsed = elapsed
        self.settings = instance.settings

    # -- what stands in the tables, by id -------------------------------------------------------

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

    @cached_property
    def territory(self) -> Territory:
        return Territory((*self.instance.areas, *self.former.areas), self.settings.levels)

    @cached_property
    def organizations(self) -> Mapping[str, Organization]:
        return {row.id: row for row in sorted(self.instance.organizations, key=lambda row: row.id)}

    @cached_property
    def branches(self) -> Mapping[str, Branch]:
        """The branches by id, former ones included."""
        rows = (*self.instance.branches, *self.former.branches)
        return {row.id: row for row in sorted(rows, key=lambda row: row.id)}

    @cached_property
    def cadres(self) -> Mapping[str, Cadre]:
        """The cadres by id, former ones included."""
        rows = (*self.instance.cadres, *self.former.cadres)
        return {row.id: row for row in sorted(rows, key=lambda row: row.id)}

    @cached_property
    def tiers(self) -> tuple[str, ...]:
        """The levels that cadres work for, or did, top down."""
        used = {cadre.tier for cadre in self.cadres.values()}
        return tuple(level for level in self.settings.levels if level in used)

    @cached_property
    def cadres_by_tier(self) -> Mapping[str, tuple[str, ...]]:
        """The cadres of each tier, without former ones."""
        return {
            tier: tuple(sorted(row.id for row in self.instance.cadres if row.tier == tier))
            for tier in self.tiers
        }

    def by_name(self, cadres: Iterable[str]) -> list[str]:
        """Cadres as a list for people shows them: by tier, then given name, then id."""
        rank = {tier: place for place, tier in enumerate(self.tiers)}

        def place(row: Cadre) -> tuple[object, ...]:
            last = len(rank)  # a former cadre of a level that is gone
            return rank.get(row.tier, last), given_name_key(row.name, row.sort_name), row.id

        return [row.id for row in sorted(map(self.cadres.__getitem__, cadres), key=place)]

    # -- meetings -------------------------------------------------------------------------------

    @cached_property
    def _dates(self) -> tuple[tuple[Meeting, ...], tuple[Dropped, ...]]:
        first, last = self.horizon[0].first_day, self.horizon[-1].last_day
        return dates_of(self.instance, self.territory, first, last)

    @cached_property
    def meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        """The meetings of the horizon by (branch, date), in order of date and branch."""
        return {(meeting.branch, meeting.date): meeting for meeting in self._dates[0]}

    @cached_property
    def dropped(self) -> Mapping[str, tuple[Dropped, ...]]:
        """Branch to its dates of the horizon on which a rule has it meet, and it does not."""
        groups: dict[str, list[Dropped]] = defaultdict(list)
        for date in self._dates[1]:
            groups[date.branch].append(date)
        return {branch: tuple(group) for branch, group in groups.items()}

    def meeting(self, branch: str, day: dt.date) -> Meeting:
        """The meeting of that day: by the tables, else as it was published, else without a time."""
        known = self.meetings.get((branch, day)) or self._former_meetings.get((branch, day))
        return known or Meeting(branch, day, "", None)

    @cached_property
    def _former_meetings(self) -> Mapping[tuple[str, dt.date], Meeting]:
        return {(meeting.branch, meeting.date): meeting for meeting in self.former.meetings}

    @cached_property
    def meetings_by_branch(self) -> Mapping[str, tuple[Meeting, ...]]:
        groups: dict[str, list[Meeting]] = defaultdict(list)
        for meeting in self.meetings.values():
            groups[meeting.branch].append(meeting)
        return {branch: tuple(group) for branch, group in groups.items()}

    # -- who may attend what (SPEC §4) ------------------------------------------------------------

    def locality(self, branch: str) -> str:
        """What rotation rotates over: the area the branch belongs to."""
        return self.branches[branch].area

    @cached_property
    def _branches_inside(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        inside: dict[tuple[str, str], list[str]] = defaultdict(list)
        for branch in sorted(self.instance.branches, key=lambda row: row.id):
            for area in self.territory.ancestors(branch.area):
                inside[area, branch.organization].append(branch.id)
        return {key: tuple(ids) for key, ids in inside.items()}

    def attended_organizations(self, organization: str) -> tuple[str, ...]:
        """The organisations whose branches its cadres attend."""
        attends = self.organizations[organization].attends
        if attends == ("all",):
            return tuple(self.organizations)
        return tuple(organization if other == "own" else other for other in attends)

    @cached_property
    def _may_attend(self) -> Mapping[str, frozenset[str]]:
        return {
            cadre.id: frozenset(
                branch
                for area in cadre.areas
                for organization in self.attended_organizations(cadre.organization)
                for branch in self._branches_inside.get((area, organization), ())
                if set(self.branches[branch].requires) <= set(cadre.skills)
            )
            for cadre in self.cadres.values()
        }

    def may_attend(self, cadre: str) -> frozenset[str]:
        """The branches that the cadre may attend: area, organisation and skills allow it."""
        return self._may_attend[cadre]

    @cached_property
    def localities_of_tier(self) -> Mapping[str, tuple[str, ...]]:
        """Tier to the localities with a branch that some cadre of the tier may attend, sorted."""
        return {
            tier: tuple(sorted({self.locality(b) for c in ids for b in self.may_attend(c)}))
            for tier, ids in self.cadres_by_tier.items()
        }

    @cached_property
    def _leave(self) -> Mapping[str, tuple[Leave, ...]]:
        leave: dict[str, list[Leave]] = defaultdict(list)
        for row in self.instance.leave:
            leave[row.cadre].append(row)
        return {
            cadre: tuple(sorted(rows, key=lambda row: (row.from_, row.until)))
            for cadre, rows in leave.items()
        }

    def leave_on(self, cadre: str, day: dt.date) -> Leave | None:
        """The leave that covers the date, if any."""
        return next(
            (row for row in self._leave.get(cadre, ()) if row.from_ <= day <= row.until), None
        )

    def employed(self, cadre: str, day: dt.date) -> bool:
        """Whether the date lies between the cadre's `from` and `until`."""
        row = self.cadres[cadre]
        return not ((row.from_ and day < row.from_) or (row.until and day > row.until))

    @cached_property
    def forbidding_pins(self) -> Mapping[tuple[str, str], tuple[Pin, ...]]:
        """(cadre, branch) to the pins that forbid visits."""
        return self._pins("forbid")

    @cached_property
    def requiring_pins(self) -> Mapping[tuple[str, str], tuple[Pin, ...]]:
        """(cadre, branch) to the pins that require a visit in the horizon.

        A visit that is recorded as not made is asked for no more.
        """
        pins = self._pins("require")
        return {
            pair: kept
            for pair, rows in pins.items()
            if (kept := tuple(p for p in rows if not p.date or (*pair, p.date) not in self.unmade))
        }

    def _pins(self, decision: str) -> Mapping[tuple[str, str], tuple[Pin, ...]]:
        pins: dict[tuple[str, str], list[Pin]] = defaultdict(list)
        for pin in self.instance.pins:
            if pin.decision == decision and self.concerns_horizon(pin):
                pins[pin.cadre, pin.branch].append(pin)
        return {pair: tuple(rows) for pair, rows in sorted(pins.items())}

    def concerns_horizon(self, pin: Pin) -> bool:
        """Whether the pin speaks of a month of the horizon; a pin without a time always does."""
        month = Month.of(pin.date) if pin.date else pin.month
        return month is None or month in self.horizon

    def forbidden(self, cadre: str, branch: str, day: dt.date) -> Pin | None:
        """The pin that forbids the visit, if any."""
        pins = self.forbidding_pins.get((cadre, branch), ())
        return next((pin for pin in pins if pin.covers(day)), None)

    @cached_property
    def _by_the_tables(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Cadre to the meetings they can attend (SPEC §4, a to f), in order of date and branch."""
        return {
            cadre: tuple(
                sorted(
                    (
                        meeting
                        for branch in self.may_attend(cadre)
                        for meeting in self.meetings_by_branch.get(branch, ())
                        if self.employed(cadre, meeting.date)
                        and self.leave_on(cadre, meeting.date) is None
                        and self.forbidden(cadre, branch, meeting.date) is None
                    ),
                    key=lambda meeting: (meeting.date, meeting.branch),
                )
            )
            for cadre in self.cadres
        }

    @cached_property
    def attendable(self) -> Mapping[str, tuple[Meeting, ...]]:
        """Cadre to the meetings that may still be planned for them: all that they can attend (SPEC
        §4) but what is over, made or not. In order of date and branch.
        """
        if self.elapsed is None and not self.made and not self.unmade:
            return self._by_the_tables
        before = self.elapsed.before if self.elapsed else dt.date.min
        over = self.made | self.unmade
        return {
            cadre: tuple(
                m for m in meetings if m.date >= before and (cadre, m.branch, m.date) not in over
            )
            for cadre, meetings in self._by_the_tables.items()
        }

    @cached_property
    def attendable_in(self) -> Mapping[tuple[str, Month], tuple[Meeting, ...]]:
        """(cadre, month) to what may be planned for them then, in order of date and branch."""
        groups: dict[tuple[str, Month], list[Meeting]] = defaultdict(list)
        for cadre, meetings in self.attendable.items():
            for meeting in meetings:
                groups[cadre, Month.of(meeting.date)].append(meeting)
        return {cell: tuple(group) for cell, group in groups.items()}

    @cached_property
    def able_tiers(self) -> Mapping[tuple[str, dt.date], frozenset[str]]:
        """Meeting to the tiers with a cadre who can attend it, whether or not a visit is due."""
        tiers: dict[tuple[str, dt.date], set[str]] = defaultdict(set)
        for cadre, meetings in self._by_the_tables.items():
            tier = self.cadres[cadre].tier
            for meeting in meetings:
                tiers[meeting.branch, meeting.date].add(tier)
        return {meeting: frozenset(able) for meeting, able in tiers.items()}

    # -- another one, or a part of it -----------------------------------------------------------

    def of_instance(self, instance: Instance, elapsed: Elapsed | None = None) -> Problem:
        """The problem of another instance, which is sound, or of this one with a part that is over.

        When meetings take place is not worked out anew if nothing that it depends on differs.
        """
        other = Problem(instance, checked=True, elapsed=elapsed)
        if other.former != self.former:
            return other
        tables = ("areas", "branches", "organizations", "calendars", "meetings", "closures")
        settings = ("start", "months", "levels", "timezone", "holidays")
        if all(getattr(instance, t) is getattr(self.instance, t) for t in tables) and all(
            getattr(instance.settings, name) == getattr(self.settings, name) for name in settings
        ):
            shared = (
                "territory", "organizations", "branches", "horizon", "meetings",
                "meetings_by_branch", "_branches_inside",
            )  # fmt: skip
            other.__dict__.update({name: getattr(self, name) for name in shared})
            if instance.history is self.instance.history:
                past = ("past", "past_months")
                other.__dict__.update({name: getattr(self, name) for name in past})
            if instance.distances is self.instance.distances:
                other.__dict__["geography"] = self.geography
        return other

    def part(self, cadres: Set[str], localities: Set[str]) -> Problem:
        """The problem of these cadres alone, in which only these localities wait, and only for
        their tiers.

        Everything that is said of one of the cadres or localities is as in the whole: their
        meetings, their past, who else could attend.
        """
        part = Problem(self.instance, checked=True, elapsed=self.elapsed)
        shared = (
            "territory", "organizations", "branches", "meetings", "meetings_by_branch", "tiers",
            "horizon", "attendable_in", "able_tiers", "geography", "forbidding_pins",
            "_may_attend", "_leave", "_reach", "_recorded_months", "unmade",
        )  # fmt: skip
        part.__dict__.update({name: getattr(self, name) for name in shared})
        own = sorted(cadres)
        part.__dict__["cadres"] = {cadre: self.cadres[cadre] for cadre in own}
        part.__dict__["cadres_by_tier"] = {
            tier: tuple(cadre for cadre in own if self.cadres[cadre].tier == tier)
            for tier in self.tiers
        }
        part.__dict__["attendable"] = {cadre: self.attendable[cadre] for cadre in own}
        part.__dict__["made"] = frozenset(visit for visit in self.made if visit.cadre in cadres)
        part.__dict__["requiring_pins"] = {
            pair: pins for pair, pins in self.requiring_pins.items() if pair[0] in cadres
        }
        part.__dict__["past"] = tuple(
            row for cadre in own for row in self._past_by_cadre.get(cadre, ())
        )
        part.__dict__["ages_at_start"] = {
            (tier, locality): self.ages_at_start[tier, locality]
            for tier in self.tiers
            if part.cadres_by_tier[tier]
            for locality in sorted(localities)
            if (tier, locality) in self.ages_at_start
        }
        return part

    @cached_property
    def _past_by_cadre(self) -> Mapping[str, list[PastVisit]]:
        visits: dict[str, list[PastVisit]] = defaultdict(list)
        for row in self.past:
            visits[row.cadre].append(row)
        return visits

    # -- what is due ----------------------------------------------------------------------------

    def period(self, cadre: str, month: Month) -> Period:
        """The period around the month in which the cadre owes their visits: for most, the month."""
        every = self.cadres[cadre].every_months
        first = month if every == 1 else Month.at(month.ordinal - month.ordinal % every)
        return Period(first, first if every == 1 else first.plus(every - 1))

    def due(self, cadre: str, month: Month) -> int:
        """Visits that fall due by the end of the month; 0 when excused, or due later in the period.

        They are owed in a period with a day on which the cadre is employed and not on leave, and
        due in the last month of it that has such a day.
        """
        later = range(month.ordinal + 1, self.period(cadre, month).last.ordinal + 1)
        if not self._available(cadre, month) or any(
            self._available(cadre, Month.at(other)) for other in later
        ):
            return 0
        return self.cadres[cadre].visits_per_month

    def _available(self, cadre: str, month: Month) -> bool:
        """Whether the cadre is employed and not on leave on at least one day of the month."""
        row = self.cadres[cadre]
        first = max(month.first_day, row.from_ or month.first_day)
        last = min(month.last_day, row.until or month.last_day)
        day = first
        for leave in self._leave.get(cadre, ()):  # sorted by start: one sweep finds a free day
            if leave.from_ > day:
                break
            day = max(day, leave.until + dt.timedelta(days=1))
        return day <= last

    def owed(self, cadre: str, month: Month) -> int:
        """Visits due in a month of the horizon, without those made before it in the period."""
        return min(self.due(cadre, month), self.quota(cadre, self.period(cadre, month)))

    @cached_property
    def excused(self) -> tuple[str, ...]:
        """Cadres who owe no visit in the whole horizon, former ones included, sorted."""
        horizon = self.horizon
        return tuple(c for c in self.cadres if not any(self.owed(c, month) for month in horizon))

    def days_there(self, cadre: str, period: Period) -> tuple[dt.date, ...]:
        """The days of the period on which the cadre is employed and not on leave."""
        days = (
            dt.date.fromordinal(day)
            for day in range(
                period.first.first_day.toordinal(), period.last.last_day.toordinal() + 1
            )
        )
        return tuple(
            day for day in days if self.employed(cadre, day) and self.leave_on(cadre, day) is None
        )

    def quota(self, cadre: str, period: Period) -> int:
        """Most visits of the cadre in the months of the period from the horizon on."""
        if period.first >= self.horizon[0]:
            return self.cadres[cadre].visits_per_month
        made = sum(self._made_before[cadre, month] for month in period.months)
        return max(0, self.cadres[cadre].visits_per_month - made)

    def by_period(self, visits: Iterable[Visit]) -> Counter[tuple[str, Period]]:
        """How many of the visits each cadre makes in each period, within the horizon; unknown
        cadres are left out.
        """
        first, last = self.horizon[0], self.horizon[-1]
        known = (v for v in visits if v.cadre in self.cadres and first <= v.month <= last)
        return Counter((visit.cadre, self.period(visit.cadre, visit.month)) for visit in known)

    def short_before(self, cadre: str) -> int:
        """Visits that the cadre owed and did not make in the recorded past (SPEC §5, uneven).

        That is the last `history_months` months before the horizon, as far as the history records
        anybody of the cadre's tier.
        """
        if cadre not in self._short_before:
            months = self._recorded_months.get(self.cadres[cadre].tier, ())
            self._short_before[cadre] = sum(self._short_in(cadre, month) for month in months)
        return self._short_before[cadre]

    def _short_in(self, cadre: str, month: Month) -> int:
        """Visits due in a month before the horizon and not made by then."""
        due = self.due(cadre, month)
        if not due:
            return 0
        period = self.period(cadre, month).months
        return max(0, due - sum(self._made_before[cadre, other] for other in period))

    @cached_property
    def _short_before(self) -> dict[str, int]:
        """What was worked out already: few are asked about."""
        return {}

    @cached_property
    def _recorded_months(self) -> Mapping[str, tuple[Month, ...]]:
        """Tier to the recorded months before the horizon, at most `history_months` of them: from
        the first in which the history tells of anybody of the tier.
        """
        start = self.horizon[0]
        first: dict[str, dt.date] = {}
        for row in self.instance.history:
            tier = self.cadres[row.cadre].tier
            if row.date < min(start.first_day, first.get(tier, start.first_day)):
                first[tier] = row.date
        earliest = start.ordinal - self.rules.history_months
        return {
            tier: tuple(map(Month.at, range(max(Month.of(day).ordinal, earliest), start.ordinal)))
            for tier, day in first.items()
        }

    @cached_property
    def _made_before(self) -> Counter[tuple[str, Month]]:
        """(cadre, month) to the visits made then, before the horizon."""
        return Counter((row.cadre, Month.of(row.date)) for row in self.past)

    def gap(self, cadre: str) -> int:
        """Months in which a cadre should not return to a locality (SPEC §5, early_returns).

        With two localities a cadre goes to and fro: the gap is 2.
        """
        reach = self._reach[cadre]
        return min(self.rules.gap_months, max(2, reach - 1)) if reach > 1 else 0

    @cached_property
    def _reach(self) -> Mapping[str, int]:
        return {
            cadre: len({self.locality(branch) for branch in self.may_attend(cadre)})
            for cadre in self.cadres
        }

    # -- what is over of the horizon --------------------------------------------------------------

    @cached_property
    def made(self) -> frozenset[Visit]:
        """Visits of the horizon that are facts: as published before a date, or recorded as attended
        in the history. What is recorded as not made is none of them.
        """
        recorded = {
            Visit(row.cadre, row.branch, row.date)
            for row in self._recorded
            if row.status == "attended"
        }
        published = self.elapsed.made if self.elapsed else frozenset()
        return (published | recorded) - self.unmade

    @cached_property
    def unmade(self) -> frozenset[Visit]:
        """Visits of the horizon that are recorded as missed, or as made by a substitute."""
        return frozenset(
            Visit(row.cadre, row.branch, row.date)
            for row in self._recorded
            if row.status in ("missed", "substituted")
        )

    @property
    def _recorded(self) -> Iterator[PastVisit]:
        """What the history says of the horizon."""
        first, last = self.horizon[0].first_day, self.horizon[-1].last_day
        return (row for row in self.instance.history if first <= row.date <= last)

    # -- the past -------------------------------------------------------------------------------

    @cached_property
    def past(self) -> tuple[PastVisit, ...]:
        """Visits made before the horizon, in order of date; later records are not the past."""
        start = self.horizon[0].first_day
        rows = (row for row in self.instance.history if row.counts and row.date < start)
        return tuple(sorted(rows, key=lambda row: (row.date, row.cadre, row.branch)))

    @cached_property
    def past_months(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """(cadre, locality) to the running numbers of the months of past visits there."""
        months: dict[tuple[str, str], list[int]] = defaultdict(list)
        for row in self.past:
            months[row.cadre, self.locality(row.branch)].append(Month.of(row.date).ordinal)
        return {place: tuple(own) for place, own in months.items()}

    @cached_property
    def ages_at_start(self) -> Mapping[tuple[str, str], int]:
        """(tier, locality) to its age in the first month of the horizon without a visit."""
        start = self.horizon[0].ordinal
        ages = {
            (tier, locality): self.rules.initial_age_months + 1
            for tier, localities in self.localities_of_tier.items()
            for locality in localities
        }
        for row in self.past:  # in order of date: the last visit stays
            key = (self.cadres[row.cadre].tier, self.locality(row.branch))
            if key in ages:
                ages[key] = start - Month.of(row.date).ordinal
        return ages

    # -- the way --------------------------------------------------------------------------------

    @cached_property
    def geography(self) -> Geography:
        return Geography(self.territory, self.instance.distances)

    def travel(self, cadre: str, branch: str) -> int:
        """Round trip from the cadre's base to the branch, in units of 100 m."""
        return self.geography.round_trip(self.cadres[cadre].base, self.locality(branch))
