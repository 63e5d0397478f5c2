"""Small random instances in which every rule and objective has something to do.

``random_instance(seed)`` always gives the same instance for a seed, and only consistent ones;
whether a roster exists is left open where pins or required company speak.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, TypeVar

from scheduler.domain.checks import find_faults
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import (
    Area,
    Branch,
    Cadre,
    CalendarRule,
    Closure,
    Distance,
    Leave,
    Organization,
    PastVisit,
    Pin,
    SingleDate,
)
from scheduler.domain.settings import Objectives, Rules, Settings

T = TypeVar("T")

SEVEN = ("missed", "early_returns", "unaccompanied", "waiting", "uneven", "imbalance", "travel")
RULES = ("15", "3", "-1", "1SA", "2TU", "-1SU", "FREQ=MONTHLY;BYDAY=2TH,4TH",
         "FREQ=MONTHLY;BYMONTHDAY=10,20")  # fmt: skip


def random_instance(seed: int, *, tiny: bool = False, months: int = 0) -> Instance:
    """The instance of that seed; ``tiny`` ones have few enough rosters to look at each.

    It has as many months as asked for, or a few.
    """
    for attempt in range(1_000):
        instance = _Maker(random.Random(f"{seed}/{attempt}/{tiny}"), tiny).instance(months)
        if not find_faults(instance):
            return instance
    raise AssertionError("no consistent instance in 1000 attempts")


class _Maker:
    def __init__(self, rng: random.Random, tiny: bool):
        self.rng = rng
        self.tiny = tiny

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def some(self, things: Sequence[T], low: int, high: int) -> list[T]:
        return self.rng.sample(things, min(len(things), self.rng.randint(low, high)))

    def instance(self, months: int) -> Instance:
        rng, tiny = self.rng, self.tiny
        few = (
            1
            if tiny and self.chance(0.5)
            else rng.choice((1, 1, 2, 2, 3) if tiny else (1, 1, 2, 3, 4))
        )
        months = months or few
        self.start = Month(2015, rng.randint(1, 12))
        self.horizon = [self.start.plus(n) for n in range(months)]
        self.levels = ("province", "district", "commune", "hamlet")[
            -rng.randint(2, 3 if tiny else 4) :
        ]
        self.settings = Settings(
            name="random",
            start=self.start,
            months=months,
            levels=self.levels,
            rules=self._rules(),
            objectives=self._objectives(),
        )
        self.areas = self._areas()
        self.organizations = self._organizations()
        self.branches = self._branches()
        self.cadres = self._cadres()
        return Instance(
            settings=self.settings,
            areas=tuple(self.areas),
            organizations=tuple(self.organizations),
            branches=tuple(self.branches),
            cadres=tuple(self.cadres),
            calendars=tuple(self._calendars()),
            meetings=tuple(self._single_dates()),
            closures=tuple(self._closures()),
            leave=tuple(self._leave()),
            history=tuple(self._history()),
            pins=tuple(self._pins()),
            distances=tuple(self._distances()),
        )

    def _rules(self) -> Rules:
        return Rules(
            visitors_per_meeting=self.rng.choice((1, 1, 2)),
            gap_months=self.rng.choice((0, 2, 3, 4)),
            accompany=self.rng.choice(("prefer", "prefer", "prefer", "require", "off")),
            initial_age_months=self.rng.choice((0, 3, 12)),
            history_months=self.rng.choice((2, 6, 36)),
        )

    def _objectives(self) -> Objectives:
        names: list[str] = list(SEVEN)
        if self.chance(0.3):
            names.append("peak_travel")
        if self.chance(0.3):
            self.rng.shuffle(names)
        levels = [{name: 1} for name in names]
        if self.chance(0.25):
            first = self.rng.randrange(len(levels) - 1)
            pair = levels[first] | levels[first + 1]
            levels[first : first + 2] = [{name: self.rng.randint(1, 4) for name in pair}]
        return Objectives(levels=tuple(levels))

    def _areas(self) -> list[Area]:
        areas: list[Area] = []
        above = [""]
        for depth, level in enumerate(self.levels):
            here = []
            most = 1 if depth == 0 else 2 if self.tiny or depth < len(self.levels) - 1 else 3
            for parent in above:
                for _ in range(1 if depth == 0 else self.rng.randint(1, most)):
                    located = self.chance(0.8)
                    areas.append(
                        Area(
                            id=f"{level[0]}{len(areas)}",
                            name=f"Area {len(areas)}",
                            level=level,
                            parent=parent,
                            latitude=round(9.5 + self.rng.random() / 2, 4) if located else None,
                            longitude=round(106 + self.rng.random() / 2, 4) if located else None,
                            priority=self.rng.choice((1, 1, 2, 3)),
                        )
                    )
                    here.append(areas[-1].id)
            above = here
        return areas

    def _organizations(self) -> list[Organization]:
        names = ["w", "f", "m"][: self.rng.randint(1, 3)]
        attends: dict[str, Any] = {"w": ("own",), "f": ("own", "w"), "m": ("all",)}
        return [Organization(id=name, name=name.upper(), attends=attends[name]) for name in names]

    def _branches(self) -> list[Branch]:
        places = [a.id for a in self.areas if a.level in self.levels[-2:]]
        found = []
        for place in self.some(places, 2, 3 if self.tiny else 5):
            for organization in self.some(self.organizations, 1, 1 if self.tiny else 2):
                requires = ("khmer",) if self.chance(0.15) else ()
                found.append(
                    Branch(
                        id=f"b{len(found)}",
                        name=f"Branch {len(found)}",
                        organization=organization.id,
                        area=place,
                        requires=requires,
                    )
                )
        return found

    def _cadres(self) -> list[Cadre]:
        tiers = self.some(self.levels[:-1], 1, 3)
        quotas = (1, 1, 1, 1, 2, 0) if self.tiny else (1, 1, 1, 2, 3, 0)
        found = []
        for number in range(self.rng.randint(2, 3 if self.tiny else 6)):
            tier = self.rng.choice(tiers)
            areas = [a.id for a in self.areas if a.level in (tier, self.levels[1])]
            own = tuple(self.some(areas, 1, 2))
            organization = self.rng.choice(self.organizations).id
            if found and self.chance(0.4):  # a peer of somebody
                peer = self.rng.choice(found)
                tier, organization, own = peer.tier, peer.organization, peer.areas[::-1]
            first, last = self.horizon[0].first_day, self.horizon[-1].last_day
            found.append(
                Cadre(
                    id=f"c{number}",
                    name=f"Cadre {number // 2}",
                    tier=tier,
                    organization=organization,
                    areas=own,
                    base=self.rng.choice([a.id for a in self.areas]) if self.chance(0.9) else "",
                    skills=("khmer",) if self.chance(0.5) else (),
                    visits_per_month=self.rng.choice(quotas),
                    every_months=self.rng.choice((2, 3)) if self.chance(0.15) else 1,
                    from_=first + self._days(10) if self.chance(0.1) else None,
                    until=last - self._days(10) if self.chance(0.1) else None,
                )
            )
        return found

    def _calendars(self) -> list[CalendarRule]:
        found = []
        for branch in self.branches:
            for rule in self.some(RULES, 1, 1 if self.tiny else 2):
                found.append(CalendarRule(rule=rule, time="07:30", branch=branch.id))
        if self.chance(0.3):
            quarterly = "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12"
            start = self.start.plus(-self.rng.randint(0, 4)).first_day
            area = self.rng.choice(self.areas).id
            found.append(CalendarRule(rule=quarterly, time="morning", area=area, from_=start))
        return found

    def _days(self, most: int) -> dt.timedelta:
        return dt.timedelta(self.rng.randint(0, most))

    def _day(self) -> dt.date:
        return self.rng.choice(self.horizon).first_day + self._days(27)

    def _single_dates(self) -> list[SingleDate]:
        rows = {}
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            branch, day = self.rng.choice(self.branches).id, self._day()
            status = self.rng.choice(("added", "added", "cancelled", "moved"))
            new = day + dt.timedelta(self.rng.randint(-5, 5)) if status == "moved" else None
            rows[branch, day] = SingleDate(branch=branch, date=day, status=status, new_date=new)
        return list(rows.values())

    def _closures(self) -> list[Closure]:
        if not self.chance(0.2):
            return []
        first = self._day()
        area = self.rng.choice(["", self.rng.choice(self.areas).id])
        return [Closure(from_=first, until=first + self._days(12), area=area)]

    def _leave(self) -> list[Leave]:
        rows = {}
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            cadre, first = self.rng.choice(self.cadres).id, self._day()
            days = self.rng.choice((0, 5, 14, 40))
            rows[cadre] = Leave(cadre=cadre, from_=first, until=first + dt.timedelta(days))
        return list(rows.values())

    def _history(self) -> list[PastVisit]:
        rows = {}
        for _ in range(self.rng.choice((0, 3, 8))):
            cadre, branch = self.rng.choice(self.cadres).id, self.rng.choice(self.branches).id
            day = self.start.plus(-self.rng.randint(1, 8)).first_day + self._days(27)
            if self.chance(0.2):  # of the horizon itself, perhaps against what the tables say
                day = self._day()
            status = self.rng.choice(("attended", "attended", "planned", "missed", "substituted"))
            rows[cadre, branch, day] = PastVisit(
                cadre=cadre, branch=branch, date=day, status=status
            )
        return list(rows.values())

    def _pins(self) -> list[Pin]:
        rows = {}
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            cadre, branch = self.rng.choice(self.cadres).id, self.rng.choice(self.branches).id
            decision = self.rng.choice(("require", "forbid", "forbid"))
            month = self.rng.choice((None, self.rng.choice(self.horizon), self.start.plus(-2)))
            rows[cadre, branch] = Pin(cadre=cadre, branch=branch, decision=decision, month=month)
        return list(rows.values())

    def _distances(self) -> list[Distance]:
        if not self.chance(0.3):
            return []
        one, other = self.rng.sample([a.id for a in self.areas], 2)
        return [Distance(from_=one, to=other, km=self.rng.randint(1, 400) / 10)]
