"""Years of a ledger, made up: rosters that were published, and what became of each visit.

Meant for trying reports, and for measuring, at full size. The rosters are those of the engine's
construction heuristic, one pass over the months: lawful, and audited, but not optimised and not
proven. What becomes of a visit is drawn by rates; the same seed gives the same years.
"""

from __future__ import annotations

import datetime as dt
import importlib.resources
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.decomposition.construction import construct_roster
from scheduler.engine.feasibility import pinned_visits
from scheduler.generator.chance import stream, weighted
from scheduler.ledger.chain import canonical
from scheduler.ledger.drafts import drafts_of
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import JudgedRow, Status, Told, visit_id
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class Rates:
    """How often what happens; parts of the whole, from 0 to 1."""

    attended: float = 0.87
    substituted: float = 0.04
    moved: float = 0.03
    missed: float = 0.04
    not_held: float = 0.02
    silent: float = 0.01
    """Of the returns that an area sends for a month, those that never come."""
    turnout: float = 0.657
    """Members who attend, on average."""
    opinions: float = 0.4
    """Of the visits made, those that bring opinions back."""
    proposals: float = 0.15
    mere_form: float = 0.05
    """Of the bodies, those that tell nothing of their visits."""

    def weights(self) -> dict[Status, float]:
        """What may become of a visit, and how often it does."""
        return {
            "attended": self.attended, "substituted": self.substituted, "moved": self.moved,
            "missed": self.missed, "not_held": self.not_held,
        }  # fmt: skip


BY = "generator"
_WORST, _BEST = 0.6, 1.4
"""How far a meeting's turnout lies from the average, as parts of it."""


def made_up_roster(problem: Problem, seed: int) -> Roster:
    """A lawful roster of the problem's months, in one pass around what its pins ask for.

    Raises :class:`~scheduler.milp.errors.NoPoint` where no roster does what the pins ask for.
    """
    pinned = pinned_visits(problem, Watch())
    return construct_roster(problem, pinned, seed) or pinned


def fill_ledger(
    ledger: Ledger, problem: Problem, roster: Roster, seed: int, rates: Rates | None = None
) -> None:
    """Publish each month of the roster, and take in what every area tells of it a few days later.

    The ledger must be new.
    """
    made_up = _Years(problem, roster, seed, rates or Rates())
    for month in problem.horizon:
        visits = made_up.by_month[month]
        drafts = drafts_of(problem, Roster(tuple(visits)), problem.instance, version="made up")
        ledger.publish(drafts, by=BY, time=_at(month, -3))
        for area, rows in made_up.returns(ledger.id, month):
            content = canonical([[*map(str, row.cells.values())] for row in rows]).encode()
            ledger.take_in(f"{area} {month}.json", content, rows, by=BY, time=_at(month, 34))


def _at(month: Month, days: int) -> dt.datetime:
    day = month.first_day + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(8), dt.UTC)


class _Years:
    def __init__(self, problem: Problem, roster: Roster, seed: int, rates: Rates):
        self.problem, self.seed, self.rates = problem, seed, rates
        self.by_month: Mapping[Month, list[Visit]] = defaultdict(list)
        for visit in roster:
            self.by_month[visit.month].append(visit)
        self._out = {(visit.cadre, visit.date) for visit in roster}
        self._bare = self._bodies_that_tell_nothing()

    def _bodies_that_tell_nothing(self) -> set[tuple[str, str]]:
        cadres = self.problem.cadres.values()
        bodies = sorted({(row.organization, area) for row in cadres for area in row.areas})
        draw = stream(self.seed, "mere form")
        return {body for body in bodies if draw.random() < self.rates.mere_form}

    def returns(self, ledger: str, month: Month) -> Iterator[tuple[str, list[JudgedRow]]]:
        """What each area below the top tells of the month, by its id; silent ones are left out."""
        level = self.problem.settings.levels[1]
        own: dict[str, list[Visit]] = defaultdict(list)
        for visit in self.by_month[month]:
            where = self.problem.branches[visit.branch].area
            own[self.problem.territory.ancestor_at(where, level) or ""].append(visit)
        for area in sorted(own):
            draw = stream(self.seed, "outcomes", area, month)
            if draw.random() >= self.rates.silent:
                yield area, [self._row(ledger, visit, draw) for visit in own[area]]

    def _row(self, ledger: str, visit: Visit, draw: Random) -> JudgedRow:
        status = weighted(draw, self.rates.weights())
        cadre, date = visit.cadre, visit.date
        if status == "substituted":
            others = self._substitutes(visit)
            cadre = draw.choice(others) if others else cadre
            status = status if others else "attended"
            self._out.add((cadre, date))
        if status == "moved":
            date = min(date + dt.timedelta(days=draw.randint(1, 5)), visit.month.last_day)
            status = status if date != visit.date else "attended"
        told = Told(visit_id(ledger, visit), status, cadre, visit.branch, date,
                    *self._said(visit, status, draw))  # fmt: skip
        said = (told.visit, status, cadre, date, told.attendance, told.members)
        names = ("visit", "status", "cadre", "date", "attendance", "members")
        cells = {name: "" if value is None else str(value)
                 for name, value in zip(names, said, strict=True)}  # fmt: skip
        return JudgedRow(visit.branch, cells, "recorded", told)

    def _substitutes(self, visit: Visit) -> Sequence[str]:
        """Others of the tier who may go there and are nowhere else that day."""
        problem = self.problem
        tier = problem.cadres[visit.cadre].tier
        return [
            cadre
            for cadre in self._able(tier, visit.branch)
            if cadre != visit.cadre
            and (cadre, visit.date) not in self._out
            and problem.views.people.employed(cadre, visit.date)
        ]

    @cache  # noqa: B019 - lives as long as the years that it makes up
    def _able(self, tier: str, branch: str) -> tuple[str, ...]:
        problem = self.problem
        return tuple(c for c in problem.cadres_by_tier[tier] if branch in problem.may_attend(c))

    def _said(
        self, visit: Visit, status: Status, draw: Random
    ) -> tuple[int | None, int | None, str, str]:
        if status in ("missed", "not_held"):
            return None, None, "", ""
        members = draw.randint(12, 45)
        there = round(members * self.rates.turnout * draw.uniform(_WORST, _BEST))
        row = self.problem.cadres[visit.cadre]
        if any((row.organization, area) in self._bare for area in row.areas):
            return None, None, "", ""
        voices = _voices()
        opinion = draw.choice(voices["opinions"]) if draw.random() < self.rates.opinions else ""
        wish = draw.choice(voices["proposals"]) if draw.random() < self.rates.proposals else ""
        return min(there, members), members, opinion, wish


@cache
def _voices() -> Mapping[str, Sequence[str]]:
    data = importlib.resources.files("scheduler.generator") / "data" / "voices.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))
