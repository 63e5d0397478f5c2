"""The specification read sentence by sentence, slowly, sharing nothing with the program but tables.

What may be attended, which rules a list of visits breaks, and what every objective comes to: each
computed from the rows of an instance by the plainest loop that says the sentence. Calendars are
read day by day; only the forms that the random instances use are known here.
"""

from __future__ import annotations

import datetime as dt
import math
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Set

from dateutil.rrule import rrulestr

from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.instance import Instance
from scheduler.domain.records import Area, Branch, Cadre, CalendarRule

Triple = tuple[str, str, dt.date]
"""Cadre, branch, date."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = dt.timedelta(days=1)


class World:
    """What an instance says, looked up row by row."""

    def __init__(self, instance: Instance, elapsed: Elapsed | None = None):
        """``elapsed`` tells what is over, and who is gone, of a horizon that has begun."""
        self.instance = instance
        self.before = elapsed.before if elapsed else dt.date.min
        former = elapsed.former if elapsed else Former()
        self.settings = instance.settings
        self.rules = instance.settings.rules
        self.months = [(month.year, month.number) for month in instance.settings.horizon]
        self.areas = {row.id: row for row in (*instance.areas, *former.areas)}
        self.branches = {row.id: row for row in (*instance.branches, *former.branches)}
        self.cadres = {row.id: row for row in (*instance.cadres, *former.cadres)}
        used = {row.tier for row in self.cadres.values()}
        self.tiers = [level for level in self.settings.levels if level in used]
        self.days = self._days()
        within = [row for row in instance.history if row.date in self.days]
        self.unmade = {
            (row.cadre, row.branch, row.date)
            for row in within
            if row.status in ("missed", "substituted")
        }
        self.made = {
            (row.cadre, row.branch, row.date) for row in within if row.status == "attended"
        }
        self.made |= {(c, b, d) for c, b, d in elapsed.made} if elapsed else set()
        self.made -= self.unmade
        self.meetings = self._meetings()

    def _days(self) -> list[dt.date]:
        year, number = self.months[0]
        day, found = dt.date(year, number, 1), []
        while (day.year, day.month) in self.months:
            found.append(day)
            day += DAY
        return found

    # -- meetings -------------------------------------------------------------------------------

    def _meetings(self) -> set[tuple[str, dt.date]]:
        made = {
            (branch.id, day)
            for branch in self.instance.branches
            for row in self.instance.calendars
            if self.speaks_of(row, branch)
            for day in self.days
            if self.falls_on(row, day) and not self.closed(branch, day)
        }
        for row in self.instance.meetings:
            if row.status != "added":
                made.discard((row.branch, row.date))
        for row in self.instance.meetings:
            if row.status == "added":
                made.add((row.branch, row.date))
            if row.status == "moved":
                made.add((row.branch, row.new_date or row.date))
        return {(branch, day) for branch, day in made if day in self.days}

    def speaks_of(self, row: CalendarRule, branch: Branch) -> bool:
        return (
            row.branch in ("", branch.id)
            and row.organization in ("", branch.organization)
            and (row.area == "" or self.inside(branch.area, row.area))
        )

    def falls_on(self, row: CalendarRule, day: dt.date) -> bool:
        if (row.from_ and day < row.from_) or (row.until and day > row.until):
            return False
        if row.rule.lstrip("-").isdigit():
            wanted = int(row.rule)
            return day.day == wanted if wanted > 0 else (day + DAY).day == 1
        if row.rule[-2:] in WEEKDAYS and not row.rule.startswith("FREQ"):
            nth, weekday = int(row.rule[:-2]), WEEKDAYS.index(row.rule[-2:])
            if day.weekday() != weekday:
                return False
            if nth > 0:
                return (day.day - 1) // 7 + 1 == nth
            return (day + 7 * DAY).month != day.month
        start = row.from_ or dt.date(2000, 1, 1)
        at_midnight = dt.datetime.combine(day, dt.time())
        rule = rrulestr(row.rule, dtstart=dt.datetime(start.year, start.month, 1))
        return at_midnight in rule.between(at_midnight, at_midnight, inc=True)

    def closed(self, branch: Branch, day: dt.date) -> bool:
        return any(
            row.from_ <= day <= row.until
            and (row.area == "" or self.inside(branch.area, row.area))
            and row.organization in ("", branch.organization)
            for row in self.instance.closures
        )

    def inside(self, area: str, other: str) -> bool:
        """In or under."""
        while area:
            if area == other:
                return True
            area = self.areas[area].parent
        return False

    # -- who ------------------------------------------------------------------------------------

    def may_attend(self, cadre: Cadre, branch: Branch) -> bool:
        organization = next(
            row for row in self.instance.organizations if row.id == cadre.organization
        )
        named = [cadre.organization if x == "own" else x for x in organization.attends]
        return (
            any(self.inside(branch.area, area) for area in cadre.areas)
            and (named == ["all"] or branch.organization in named)
            and all(skill in cadre.skills for skill in branch.requires)
        )

    def can_attend(self, cadre: Cadre, branch: Branch, day: dt.date) -> bool:
        return (
            self.may_attend(cadre, branch)
            and self.employed(cadre, day)
            and not self.on_leave(cadre, day)
            and not any(
                pin.cadre == cadre.id
                and pin.branch == branch.id
                and pin.decision == "forbid"
                and self.covers(pin, day)
                for pin in self.instance.pins
            )
        )

    @staticmethod
    def covers(pin: object, day: dt.date) -> bool:
        date, month = pin.date, pin.month  # type: ignore[attr-defined]
        if date is not None:
            return bool(date == day)
        return month is None or (month.year, month.number) == (day.year, day.month)

    @staticmethod
    def employed(cadre: Cadre, day: dt.date) -> bool:
        return (cadre.from_ or day) <= day <= (cadre.until or day)

    def on_leave(self, cadre: Cadre, day: dt.date) -> bool:
        return any(
            row.cadre == cadre.id and row.from_ <= day <= row.until for row in self.instance.leave
        )

    def candidates(self) -> list[Triple]:
        """Every visit that rule 1 allows and that is not over, made or not."""
        return [
            (cadre.id, branch, day)
            for cadre in self.instance.cadres
            for branch, day in sorted(self.meetings)
            if self.can_attend(cadre, self.branches[branch], day)
            and day >= self.before
            and (cadre.id, branch, day) not in self.made | self.unmade
        ]

    def counted(self, visits: Iterable[Triple]) -> list[Triple]:
        """The visits that count: what was made, and what is planned and not recorded as failed."""
        planned = [(c, b, d) for c, b, d in visits if (c, b, d) not in self.unmade]
        return planned + sorted(self.made - set(planned))

    def due(self, cadre: Cadre, month: tuple[int, int]) -> int:
        """Due in the last month of the period in which the cadre is there on some day."""
        there = [other for other in self.period(cadre, month) if self.is_there(cadre, other)]
        return cadre.visits_per_month if there and there[-1] == month else 0

    def is_there(self, cadre: Cadre, month: tuple[int, int]) -> bool:
        year, number = month
        days = [dt.date(year, number, n + 1) for n in range(monthrange(year, number)[1])]
        return any(self.employed(cadre, day) and not self.on_leave(cadre, day) for day in days)

    @staticmethod
    def period(cadre: Cadre, month: tuple[int, int]) -> list[tuple[int, int]]:
        """January to March, April to June …; or January and February …; or the month itself."""
        year, number = month
        first = (number - 1) // cadre.every_months * cadre.every_months + 1
        return [(year, first + n) for n in range(cadre.every_months)]

    def made_before(self, cadre: Cadre, month: tuple[int, int]) -> int:
        """Visits in the period of the month that were made before the horizon."""
        period = self.period(cadre, month)
        return sum(1 for c, _, day in self.past() if c == cadre.id and month_of(day) in period)

    # -- hard rules -----------------------------------------------------------------------------

    def broken(self, visits: Iterable[Triple]) -> set[str]:
        """Names of the rules that the visits break, as the program calls them.

        Nothing is held against what was made; beside it what is planned must keep every rule.
        """
        visits = [(c, b, d) for c, b, d in visits]
        found = set()
        planned = [visit for visit in visits if visit not in self.made]
        for cadre, branch, day in planned:
            if (branch, day) not in self.meetings:
                found.add("no_meeting")
            elif not self.can_attend(self.cadres[cadre], self.branches[branch], day):
                found.add("cannot_attend")
            if day < self.before:
                found.add("over")
        if self.unmade & set(visits):
            found.add("unmade")
        if self.made - set(visits):
            found.add("made")
        every = planned + sorted(self.made)
        for cadre, branch, day in planned:
            row = self.cadres[cadre]
            period = self.period(row, month_of(day))
            together = [v for v in every if v[0] == cadre and month_of(v[2]) in period]
            before = self.made_before(row, month_of(day))
            if len(together) + before > row.visits_per_month:
                found.add("quota")
            if sum(1 for v in every if v[0] == cadre and v[2] == day) > 1:
                found.add("one_a_day")
            there = [v for v in every if v[1:] == (branch, day)]
            if sum(1 for v in there if self.cadres[v[0]].tier == row.tier) > (
                self.rules.visitors_per_meeting
            ):
                found.add("capacity")
            if self.rules.accompany == "require" and self.left_alone(row.tier, there):
                found.add("accompany")
        for pin in self.instance.pins:
            month = pin.month or (pin.date and (pin.date.year, pin.date.month))
            if pin.decision != "require" or (month and tuple(month) not in self.months):
                continue
            if pin.date and (pin.cadre, pin.branch, pin.date) in self.unmade:
                continue
            met = [v for v in every if v[:2] == (pin.cadre, pin.branch) and self.covers(pin, v[2])]
            if not met:
                found.add("pin")
        return found

    def left_alone(self, tier: str, there: list[Triple]) -> bool:
        """Whether a tier below this one is missing at a meeting with these visits."""
        present = {self.cadres[cadre].tier for cadre, _, _ in there}
        _, branch, day = there[0]
        below = self.tiers[self.tiers.index(tier) + 1 :]
        return any(x not in present and self.some_can(x, branch, day) for x in below)

    # -- objectives -----------------------------------------------------------------------------

    def values(self, visits: Iterable[Triple]) -> dict[str, int]:
        visits = self.counted(visits)
        return {
            "missed": self.missed(visits),
            "early_returns": self.early_returns(visits),
            "unaccompanied": self.unaccompanied(visits),
            "waiting": self.waiting(visits),
            "uneven": self.uneven(visits),
            "imbalance": self.imbalance(visits),
            "travel": sum(self.travel(c, b) for c, b, _ in visits),
            "peak_travel": self.peak_travel(visits),
        }

    def missed(self, visits: list[Triple]) -> int:
        return sum(
            self.missed_in(cadre, month, visits)
            for cadre in self.instance.cadres
            for month in self.months
        )

    def missed_in(self, cadre: Cadre, month: tuple[int, int], visits: list[Triple]) -> int:
        """Due in the month, a month of the horizon or one before it, and not made.

        Of a month of the horizon, planned visits count within the horizon, made ones before it.
        """
        period = self.period(cadre, month)
        if month in self.months:
            period = [other for other in period if other in self.months]
        made = sum(1 for c, _, day in visits if c == cadre.id and month_of(day) in period)
        if month in self.months:
            made += self.made_before(cadre, month)
        return max(0, self.due(cadre, month) - made)

    def past(self) -> list[Triple]:
        """Visits of the history that count, before the horizon."""
        return [
            (row.cadre, row.branch, row.date)
            for row in self.instance.history
            if row.status in ("attended", "planned") and row.date < self.days[0]
        ]

    def reach(self, cadre: Cadre) -> set[str]:
        return {b.area for b in self.instance.branches if self.may_attend(cadre, b)}

    def windows(self, cadre: Cadre) -> list[set[tuple[int, int]]]:
        """The windows of gap months that contain a month of the horizon; none for a gap below 2."""
        reach = len(self.reach(cadre))
        gap = 0 if reach <= 1 else min(self.rules.gap_months, max(2, reach - 1))
        if gap < 2:
            return []
        first, last = (year * 12 + number - 1 for year, number in (self.months[0], self.months[-1]))
        spans = (range(start, start + gap) for start in range(first - gap + 1, last + 1))
        return [{(m // 12, m % 12 + 1) for m in span} for span in spans]

    def early_returns(self, visits: list[Triple]) -> int:
        total = 0
        for cadre in self.instance.cadres:
            own = [
                (self.branches[b].area, month_of(day))
                for c, b, day in visits + self.past()
                if c == cadre.id
            ]
            for window in self.windows(cadre):
                for area in self.areas:
                    here = sum(1 for place, month in own if place == area and month in window)
                    total += max(0, here - 1)
        return total

    def unaccompanied(self, visits: list[Triple]) -> int:
        pairs = 0
        for branch, day in {(branch, day) for _, branch, day in visits}:
            present = {self.cadres[c].tier for c, b, d in visits if (b, d) == (branch, day)}
            for rank, tier in enumerate(self.tiers):
                higher = any(other in present for other in self.tiers[:rank])
                if higher and tier not in present and self.some_can(tier, branch, day):
                    pairs += 1
        return pairs

    def some_can(self, tier: str, branch: str, day: dt.date) -> bool:
        return (branch, day) in self.meetings and any(
            cadre.tier == tier and self.can_attend(cadre, self.branches[branch], day)
            for cadre in self.instance.cadres
        )

    def waiting_pairs(self) -> Iterator[tuple[str, Area, int]]:
        """Tier, locality, and the age at the month before the start."""
        first = self.months[0][0] * 12 + self.months[0][1]
        for tier in self.tiers:
            cadres = [c for c in self.instance.cadres if c.tier == tier]
            for area in self.instance.areas:
                branches = [b for b in self.instance.branches if b.area == area.id]
                if not any(self.may_attend(c, b) for c in cadres for b in branches):
                    continue
                last = [
                    day.year * 12 + day.month
                    for c, b, day in self.past()
                    if self.cadres[c].tier == tier and self.branches[b].area == area.id
                ]
                age = first - 1 - max(last) if last else self.rules.initial_age_months
                yield tier, area, age

    def waiting(self, visits: list[Triple]) -> int:
        total = 0
        for tier, area, age in self.waiting_pairs():
            visited = {
                month_of(day)
                for c, b, day in visits
                if self.cadres[c].tier == tier and self.branches[b].area == area.id
            }
            for month in self.months:
                age = 0 if month in visited else age + 1
                total += age * area.priority
        return total

    def peers(self) -> list[list[Cadre]]:
        """Groups of two or more of the same tier, organisation and set of areas."""
        found: dict[object, list[Cadre]] = {}
        for cadre in self.instance.cadres:
            kind = cadre.tier, cadre.organization, frozenset(cadre.areas)
            found.setdefault(kind, []).append(cadre)
        return [group for group in found.values() if len(group) >= 2]

    def recorded_months(self, tier: str) -> list[tuple[int, int]]:
        """The months before the horizon for which it is known who of the tier went and who not."""
        first = self.months[0][0] * 12 + self.months[0][1] - 1
        known = [
            row.date.year * 12 + row.date.month - 1
            for row in self.instance.history
            if row.date < self.days[0] and self.cadres[row.cadre].tier == tier
        ]
        since = max(min(known, default=first), first - self.rules.history_months)
        return [(month // 12, month % 12 + 1) for month in range(since, first)]

    def short(self, cadre: Cadre, visits: list[Triple]) -> int:
        before = self.recorded_months(cadre.tier)
        return sum(
            self.missed_in(cadre, month, made)
            for months, made in ((before, self.past()), (self.months, visits))
            for month in months
        )

    def uneven(self, visits: list[Triple]) -> int:
        total = 0
        for group in self.peers():
            short = [self.short(cadre, visits) for cadre in group]
            share = math.ceil(sum(short) / len(short))
            total += sum(max(0, own - share) for own in short)
        return total

    def past_counts(self, cadre: Cadre) -> list[int]:
        """Visits in each of the cadre's areas in the `history_months` months before the start."""
        first = self.months[0][0] * 12 + self.months[0][1]
        recent = [
            self.branches[b].area
            for c, b, day in self.past()
            if c == cadre.id and day.year * 12 + day.month >= first - self.rules.history_months
        ]
        return [sum(self.inside(place, area) for place in recent) for area in cadre.areas]

    def imbalance(self, visits: list[Triple]) -> int:
        total = 0
        for cadre in self.instance.cadres:
            if len(cadre.areas) < 2:
                continue
            counts = self.past_counts(cadre)
            for number, area in enumerate(cadre.areas):
                counts[number] += sum(
                    self.inside(self.branches[b].area, area) for c, b, _ in visits if c == cadre.id
                )
            share = math.ceil(sum(counts) / len(counts))
            total += sum(max(0, count - share) for count in counts)
        return total

    def travel(self, cadre: str, branch: str) -> int:
        base, area = self.cadres[cadre].base, self.branches[branch].area
        if not base:
            return 0
        for row in self.instance.distances:
            if {row.from_, row.to} == {base, area} or (row.from_, row.to) == (base, area):
                return round(2 * row.km * 10)
        ends = self.point(base), self.point(area)
        if None in ends:
            return 0
        (lat1, lon1), (lat2, lon2) = (map(math.radians, end) for end in ends)  # type: ignore[arg-type]
        # The spherical law of cosines in a form that is exact enough for short ways.
        across = math.hypot(
            math.cos(lat2) * math.sin(lon2 - lon1),
            math.cos(lat1) * math.sin(lat2)
            - math.sin(lat1) * math.cos(lat2) * math.cos(lon2 - lon1),
        )
        along = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(
            lon2 - lon1
        )
        return round(2 * 6371.0088 * math.atan2(across, along) * 10)

    def point(self, area: str) -> tuple[float, float] | None:
        while area:
            row = self.areas[area]
            if row.latitude is not None and row.longitude is not None:
                return row.latitude, row.longitude
            area = row.parent
        return None

    def peak_travel(self, visits: list[Triple]) -> int:
        peaks: Counter[tuple[str, frozenset[str]]] = Counter()
        for cadre in self.instance.cadres:
            own = sum(self.travel(c, b) for c, b, _ in visits if c == cadre.id)
            group = cadre.tier, frozenset(cadre.areas)
            peaks[group] = max(peaks[group], own)
        return sum(peaks.values())

    # -- levels ---------------------------------------------------------------------------------

    def levels(self, reference: Set[Triple] = frozenset()) -> list[dict[str, int]]:
        """Objectives and weights of each level; without company nobody is counted as alone.

        With a reference, changes come right after the level of missed visits (first without one).
        """
        off = set() if reference else {"changes"}
        if self.rules.accompany == "off":
            off.add("unaccompanied")
        kept = [
            {name: weight for name, weight in level.items() if name not in off}
            for level in self.settings.objectives.levels
        ]
        found = [level for level in kept if level]
        if reference and all("changes" not in level for level in found):
            places = [n + 1 for n, level in enumerate(found) if "missed" in level]
            found.insert(places[0] if places else 0, {"changes": 1})
        return found

    def vector(
        self, visits: Iterable[Triple], reference: Set[Triple] = frozenset()
    ) -> tuple[int, ...]:
        """The value of each level."""
        visits = self.counted(visits)
        values = {**self.values(visits), "changes": len(set(reference) - set(visits))}
        levels = self.levels(reference)
        return tuple(sum(values[n] * w for n, w in level.items()) for level in levels)


def month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month
