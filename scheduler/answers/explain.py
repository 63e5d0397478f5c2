"""Why this cadre is at that meeting, or misses a month, and what everything else would cost.

What a visit is good for is the difference that leaving it out makes. What an alternative costs is
never guessed: the best roster with it is looked for (:mod:`scheduler.engine.restricted`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from scheduler import rules
from scheduler.answers.missed import MissedVisits, missed_visits
from scheduler.answers.obstacles import Obstacle, obstacle
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.engine.restricted import Best, RestrictedSolver
from scheduler.engine.result import Vector
from scheduler.milp.errors import NoPoint
from scheduler.milp.watch import Watch
from scheduler.rules.violations import Violation

AlternativeKind = Literal["other_meeting", "other_cadre"]
RefusalReason = Literal[
    "rules", "no_meeting", "itself", "there", "other_tier", "no_quota", "no_visit"
]


@dataclass(frozen=True)
class Alternative:
    """One way in which it could have been: ``visit`` is made instead of the one explained.

    ``best`` is the best roster with it; None where there is none (``proven``), which the
    ``obstacle`` explains, or where none was found in time.
    """

    kind: AlternativeKind
    visit: Visit
    best: Best | None
    proven: bool
    obstacle: Obstacle | None = None


@dataclass(frozen=True)
class Refusal:
    """A way in which it cannot be, with everything that speaks against it.

    ``reason`` is ``rules`` where the violations say it all; else the branch has no meeting in the
    month, it is the visit explained itself, the cadre is there anyway, is of another tier or has no
    quota, or there is no visit that another could make (``branch`` is "" then).
    """

    cadre: str
    branch: str
    date: dt.date | None
    reason: RefusalReason
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Why a cadre makes a visit in a month, or (``visit`` is None) misses one.

    ``levels`` name the objectives of each level, ``cost`` is what the roster costs on them.
    ``gains`` tells for each objective what it would be without the visit and what it is with it.
    ``whole`` says whether alternatives are the best of all rosters, or of those that differ in this
    month alone. A visit that is ``over`` was made: there is nothing else that could be.
    """

    cadre: str
    month: Month
    visit: Visit | None
    missed: MissedVisits | None
    pinned: bool
    over: bool
    levels: tuple[Mapping[str, int], ...]
    cost: Vector
    gains: Mapping[str, tuple[int, int]]
    whole: bool
    alternatives: tuple[Alternative, ...]
    refusals: tuple[Refusal, ...]
    left_out: int
    """Alternatives beyond the number asked for; they were not looked at."""

    def difference(self, alternative: Alternative) -> Vector | None:
        """What the alternative costs more on each level; None without a roster."""
        if alternative.best is None:
            return None
        return tuple(a - c for a, c in zip(alternative.best.cost, self.cost, strict=True))


def explain(
    problem: Problem,
    roster: Roster,
    cadre: str,
    month: Month,
    *,
    branch: str = "",
    instead_of: Sequence[str] = (),
    most: int = 12,
    watch: Watch | None = None,
) -> list[Explanation]:
    """Each visit of the cadre in the month, and the month itself where a visit is missed.

    ``branch`` asks for the visit there only; where there is none, why not: it is then looked at
    instead of each visit. ``instead_of`` names branches or cadres: only these alternatives are
    looked at. ``most`` alternatives are costed, other meetings first. The roster must keep every
    rule.
    """
    watch = watch or Watch()
    own = [v for v in roster if v.cadre == cadre and v.month == month]
    there = [visit for visit in own if visit.branch == branch]
    chosen: list[Visit | None] = [*(there or own)]
    missed = next(
        (m for m in missed_visits(problem, roster) if (m.cadre, m.month) == (cadre, month)), None
    )
    if not there and (missed or not own):
        chosen.append(None)
    wanted = (branch, *instead_of) if branch and not there else tuple(instead_of)
    desk = _Desk(problem, roster, cadre, month, wanted, most, watch)
    return [desk.explained(visit, missed if visit is None else None) for visit in chosen]


class _Desk:
    """Questions about one cadre in one month."""

    def __init__(
        self,
        problem: Problem,
        roster: Roster,
        cadre: str,
        month: Month,
        wanted: Sequence[str],
        most: int,
        watch: Watch,
    ):
        self.problem = problem
        self.roster = roster
        self.cadre = cadre
        self.month = month
        self.wanted = wanted
        self.most = most
        self.watch = watch
        meetings = problem.attendable_in.get((cadre, month), ())
        localities = {problem.locality(meeting.branch) for meeting in meetings}
        self.restricted = RestrictedSolver(problem, roster, month, localities, watch)

    def explained(self, visit: Visit | None, missed: MissedVisits | None) -> Explanation:
        """One visit, or the one that is missing."""
        over = visit in self.problem.made
        possible = [] if over else [*self._other_meetings(visit), *self._other_cadres(visit)]
        looked_at = possible[: self.most]
        return Explanation(
            self.cadre,
            self.month,
            visit,
            missed,
            visit is not None and self._pinned(visit),
            over,
            self.restricted.levels,
            self.restricted.cost,
            {} if visit is None or over else self._gains(visit),
            self.restricted.whole,
            tuple(self._costed(kind, other, visit) for kind, other in looked_at),
            () if over else tuple(self._refusals(visit)),
            len(possible) - len(looked_at),
        )

    def _pinned(self, visit: Visit) -> bool:
        pins = self.problem.requiring_pins.get((visit.cadre, visit.branch), ())
        return any(pin.covers(visit.date) for pin in pins)

    def _gains(self, visit: Visit) -> dict[str, tuple[int, int]]:
        used = {name for level in self.restricted.levels for name in level}
        with_it = rules.values(self.problem, self.roster)
        without = rules.values(self.problem, Roster(tuple(v for v in self.roster if v != visit)))
        return {name: (without[name], with_it[name]) for name in with_it if name in used}

    # -- what could be --------------------------------------------------------------------------

    def _other_meetings(self, visit: Visit | None) -> Iterator[tuple[AlternativeKind, Visit]]:
        made = set(self.roster)
        for meeting in self.problem.attendable_in.get((self.cadre, self.month), ()):
            other = Visit(self.cadre, meeting.branch, meeting.date)
            if other != visit and other not in made and self._is_wanted(meeting.branch):
                yield "other_meeting", other

    def _other_cadres(self, visit: Visit | None) -> Iterator[tuple[AlternativeKind, Visit]]:
        if visit is None:
            return
        tier = self.problem.cadres[self.cadre].tier
        made = set(self.roster)
        for cadre in self.problem.by_name(self.problem.cadres_by_tier[tier]):
            other = Visit(cadre, visit.branch, visit.date)
            if cadre == self.cadre or other in made or not self._is_wanted(cadre):
                continue
            if self.problem.cadres[cadre].visits_per_month and not self._against(other):
                yield "other_cadre", other

    def _is_wanted(self, identifier: str) -> bool:
        return not self.wanted or identifier in self.wanted

    def _costed(self, kind: AlternativeKind, other: Visit, visit: Visit | None) -> Alternative:
        unmade: Set[Visit] = frozenset() if visit is None else {visit}
        try:
            best = self.restricted.solve(made={other}, unmade=unmade)
        except NoPoint as answer:
            why = obstacle(self.problem, other, unmade) if answer.proven else None
            return Alternative(kind, other, None, answer.proven, why)
        return Alternative(kind, other, best, best.proven)

    # -- what cannot be -------------------------------------------------------------------------

    def _refusals(self, visit: Visit | None) -> Iterator[Refusal]:
        """Of what was asked for by name, that which no roster can hold."""
        for name in self.wanted:
            if name in self.problem.branches:
                yield from self._refused_branch(name, visit)
            elif visit is None:
                yield Refusal(name, "", None, "no_visit")
            else:
                yield from self._refused(Visit(name, visit.branch, visit.date), visit)

    def _refused_branch(self, branch: str, visit: Visit | None) -> Iterator[Refusal]:
        meetings = [
            meeting.date
            for meeting in self.problem.meetings_by_branch.get(branch, ())
            if Month.of(meeting.date) == self.month
        ]
        for date in meetings:
            yield from self._refused(Visit(self.cadre, branch, date), visit)
        if not meetings:
            day = self.month.first_day
            against = self._against(Visit(self.cadre, branch, day))
            barred = tuple(v for v in against if v.rule in ("area", "organization", "skills"))
            yield Refusal(self.cadre, branch, None, "no_meeting", barred)

    def _refused(self, other: Visit, visit: Visit | None) -> Iterator[Refusal]:
        row, own = self.problem.cadres[other.cadre], self.problem.cadres[self.cadre]
        if other == visit:
            yield Refusal(*other, "itself")
        elif row.tier != own.tier:
            yield Refusal(*other, "other_tier")
        elif other in self.roster.visits:
            yield Refusal(*other, "there")
        elif violations := self._against(other):
            yield Refusal(*other, "rules", violations)
        elif not row.visits_per_month:
            yield Refusal(*other, "no_quota")

    def _against(self, visit: Visit) -> tuple[Violation, ...]:
        return tuple(rules.bars(self.problem, visit))
