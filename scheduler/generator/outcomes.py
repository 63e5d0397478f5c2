"""What really became of planned visits, made up by the rates of a recipe.

The truth does not contradict itself: nobody is at two places on a day, nobody is where no meeting
was held, a substitute is of the same tier and may go there, and all who were at a meeting tell of
the same people. It depends on the seed, the visits and the tables, not on the ids of a ledger.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from random import Random

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.generator.chance import stream, weighted
from scheduler.generator.made_up_names import data_text
from scheduler.generator.outcome_recipe import OutcomesRecipe
from scheduler.language import Language
from scheduler.ledger.records import PlannedVisit, Status, Told

FARTHEST_MOVE = 10
"""A visit is moved by at most so many days."""
_SPREAD = 0.4
"""How far the turnout of a meeting may lie from the average, as a part of it."""


def outcomes_of(
    problem: Problem,
    planned: Iterable[PlannedVisit],
    rates: OutcomesRecipe,
    seed: int,
    language: Language = "vi",
) -> tuple[Told, ...]:
    """What became of each planned visit, by date, branch and cadre; then the visits that nobody
    planned, of which the id is "".

    Moved visits and unplanned ones stay in their month, so that each month may be asked for alone.
    """
    return tuple(_Outcomes(problem, planned, rates, seed, language).told())


def is_silent(area: str, month: Month, rates: OutcomesRecipe, seed: int) -> bool:
    """Whether nothing comes back from an area for that month."""
    if stream(seed, "never answers", area).random() < rates.never:
        return True
    return stream(seed, "silent", area, month).random() < rates.silent


class _Outcomes:
    def __init__(
        self,
        problem: Problem,
        planned: Iterable[PlannedVisit],
        rates: OutcomesRecipe,
        seed: int,
        language: Language,
    ):
        self.problem, self.rates, self.seed, self.language = problem, rates, seed, language
        self.planned = sorted(planned, key=lambda one: (one.visit.date, *one.visit))
        self._taken = {(one.visit.cadre, one.visit.date) for one in self.planned}
        """Who is somewhere, or was to be, on which day."""
        self._of_cadre = cache(rates.of_cadre)
        self._of_branch = cache(rates.of_branch)

    def told(self) -> Iterator[Told]:
        yield from [self._planned(one) for one in self.planned]
        yield from [extra for one in self.planned if (extra := self._unplanned(one.visit))]

    # -- what becomes of a visit -------------------------------------------------------------------

    def _planned(self, planned: PlannedVisit) -> Told:
        visit = planned.visit
        draw = stream(self.seed, "outcome", visit.cadre, visit.branch, visit.date)
        status, cadre, date = self._status(visit, draw), visit.cadre, visit.date
        if status == "substituted":
            cadre = self._substitute(visit, draw) or cadre
            status = status if cadre != visit.cadre else "attended"
        elif status == "moved":
            date = self._other_day(visit, draw) or date
            status = status if date != visit.date else "attended"
        self._taken.add((cadre, date))
        if status in ("missed", "not_held"):
            return Told(planned.id, status, cadre, visit.branch, date)
        return self._made(planned.id, status, Visit(cadre, visit.branch, date), draw)

    def _status(self, visit: Visit, draw: Random) -> Status:
        if not self._is_held(visit.branch, visit.date):
            return "not_held"
        rates = self._visits(visit.cadre)
        shares: dict[Status, float] = {
            "missed": rates.missed, "substituted": rates.substituted, "moved": rates.moved,
        }  # fmt: skip
        rest = max(0.0, 1 - self._meetings(visit.branch).not_held - sum(shares.values()))
        # The shares are of all visits; here only those of meetings that are held are drawn for.
        return weighted(draw, {**shares, "attended": rest})

    def _is_held(self, branch: str, day: dt.date) -> bool:
        return stream(self.seed, "held", branch, day).random() >= self._meetings(branch).not_held

    def _visits(self, cadre: str) -> OutcomesRecipe:
        row = self.problem.cadres[cadre]
        return self._of_cadre(row.tier, row.organization)

    def _meetings(self, branch: str) -> OutcomesRecipe:
        return self._of_branch(self.problem.branches[branch].organization)

    def _substitute(self, visit: Visit, draw: Random) -> str:
        """Somebody of the tier who may go there and is free that day; "" if nobody is."""
        able = _able(self.problem, self.problem.cadres[visit.cadre].tier, visit.branch)
        free = [one for one in able if one != visit.cadre and self._is_free(one, visit.date)]
        return draw.choice(free) if free else ""

    def _other_day(self, visit: Visit, draw: Random) -> dt.date | None:
        """Another day of the month, near the planned one, on which the cadre is free."""
        days = (visit.date + dt.timedelta(days=n) for n in range(-FARTHEST_MOVE, FARTHEST_MOVE + 1))
        open_ones = [
            day for day in days
            if day != visit.date and Month.of(day) == visit.month
            and self._is_free(visit.cadre, day) and self._is_held(visit.branch, day)
        ]  # fmt: skip
        on: list[dt.date] = []
        off: list[dt.date] = []
        for day in open_ones:
            (on if (visit.branch, day) in self.problem.meetings else off).append(day)
        wanted = off if draw.random() < self.rates.off_calendar else on
        choices = wanted or on or off
        return draw.choice(choices) if choices else None

    def _unplanned(self, planned: Visit) -> Told | None:
        """A further visit of the same cadre in that month, now and then."""
        draw = stream(self.seed, "unplanned", planned.cadre, planned.branch, planned.date)
        if draw.random() >= self._visits(planned.cadre).unplanned:
            return None
        meetings = self.problem.attendable_in.get((planned.cadre, planned.month), ())
        open_ones = [
            meeting for meeting in meetings
            if (planned.cadre, meeting.date) not in self._taken
            and self._is_held(meeting.branch, meeting.date)
        ]  # fmt: skip
        if not open_ones:
            return None
        meeting = draw.choice(open_ones)
        self._taken.add((planned.cadre, meeting.date))
        visit = Visit(planned.cadre, meeting.branch, meeting.date)
        return self._made("", "unplanned", visit, draw)

    def _is_free(self, cadre: str, day: dt.date) -> bool:
        there = self.problem.employed(cadre, day) and self.problem.leave_on(cadre, day) is None
        return there and (cadre, day) not in self._taken

    # -- what is told of it ------------------------------------------------------------------------

    def _made(self, own: str, status: Status, visit: Visit, draw: Random) -> Told:
        if self._tells_nothing(visit.cadre):
            return Told(own, status, *visit)
        rates = self._visits(visit.cadre)
        opinion = self._said("opinions", draw) if draw.random() < rates.opinions else ""
        proposal = self._said("proposals", draw) if draw.random() < rates.proposals else ""
        members = stream(self.seed, "members", visit.branch).randint(*rates.members)
        there = self._attendance(visit, members)
        return Told(own, status, *visit, there, members, opinion, proposal)

    def _attendance(self, visit: Visit, members: int) -> int:
        average = self._meetings(visit.branch).turnout
        spread = min(_SPREAD * average, 1 - average)
        draw = stream(self.seed, "attendance", visit.branch, visit.date)
        turnout = average + draw.uniform(-spread, spread)
        return min(members, int(members * turnout + draw.random()))  # right on average

    def _tells_nothing(self, cadre: str) -> bool:
        row = self.problem.cadres[cadre]
        return any(
            stream(self.seed, "mere form", row.organization, area).random() < self.rates.mere_form
            for area in row.areas
        )

    def _said(self, what: str, draw: Random) -> str:
        return draw.choice(voices(self.language)[what])


@cache
def voices(language: Language) -> Mapping[str, Sequence[str]]:
    """What people say: `opinions`, `proposals`, and `reasons` for not coming."""
    found: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(data_text("voices.toml"))
    return found[language]


def _able(problem: Problem, tier: str, branch: str) -> list[str]:
    return [one for one in problem.cadres_by_tier[tier] if branch in problem.may_attend(one)]
