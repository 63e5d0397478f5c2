"""What the event of a visit says: when, where, with whom. Never a telephone number or address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.calendars.meetings import Meeting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import Language, say

BEGIN = {"morning": dt.time(7), "afternoon": dt.time(13), "evening": dt.time(19)}
"""When a meeting of which only the session is known stands in a calendar."""
MINUTES = 90
"""How long a meeting stands in it of which the length is not known."""


@dataclass(frozen=True)
class EventText:
    """What there is to say of a visit."""

    problem: Problem
    visit: Visit
    language: Language

    @property
    def meeting(self) -> Meeting:
        """The meeting that is visited."""
        return self.problem.meeting(self.visit.branch, self.visit.date)

    @property
    def begin(self) -> dt.datetime | dt.date:
        """When it begins, in the instance's time zone; without any time the whole day."""
        time = self.meeting.time
        if not time:
            return self.visit.date
        clock = BEGIN.get(time) or dt.time.fromisoformat(time)
        return dt.datetime.combine(self.visit.date, clock, self.problem.settings.zone)

    @property
    def minutes(self) -> int:
        """How long it is taken to last."""
        return self.meeting.minutes or MINUTES

    @property
    def summary(self) -> str:
        """The title of the event."""
        branch = self.problem.branches.get(self.visit.branch)
        return self._say("summary", branch=branch.name if branch else self.visit.branch)

    @property
    def place(self) -> str:
        """The names of the areas in which the branch lies, the smallest first."""
        branch, territory = self.problem.branches.get(self.visit.branch), self.problem.territory
        if branch is None:
            return ""
        return ", ".join(territory[area].name for area in territory.ancestors(branch.area))

    def description(self, others: Sequence[str], publication: str, cancelled: bool) -> str:
        """What else there is to know, a line each; ``others`` are ids of cadres."""
        return "\n".join(self._lines(others, publication, cancelled))

    def _lines(self, others: Sequence[str], publication: str, cancelled: bool) -> Iterator[str]:
        problem, meeting = self.problem, self.meeting
        if cancelled:
            yield self._say("cancelled")
        if branch := problem.branches.get(self.visit.branch):
            name = problem.organizations[branch.organization].name
            yield self._say("organization", organization=name)
        if others:
            names = ", ".join(problem.cadres[cadre].name for cadre in others)
            yield self._say("company", names=names)
        if meeting.time in BEGIN:
            yield self._say(f"session_{meeting.time}", time=f"{BEGIN[meeting.time]:%H:%M}")
        elif not meeting.time:
            yield self._say("no_time")
        if meeting.time and not meeting.minutes:
            yield self._say("no_length", minutes=MINUTES)
        if publication:
            yield self._say("publication", publication=publication)

    def _say(self, key: str, **values: object) -> str:
        return say(f"calendars.{key}", self.language, **values)


def calendar_name(problem: Problem, cadre: str, language: Language) -> str:
    """What a cadre's calendar is called."""
    known = problem.cadres.get(cadre)
    return say("calendars.name", language, cadre=known.name if known else cadre)
