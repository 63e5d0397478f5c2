"""What people said: every opinion and proposal, and which proposals were answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scheduler.reports.upward.period import Period


@dataclass(frozen=True)
class Voice:
    """What a visit brought back."""

    number: int
    """Of the outcome, by which a proposal is answered."""
    visit: str
    """Id of the planned visit; "" of one that nobody planned."""
    date: dt.date
    area: str
    """Name of the area below the top in which the branch lies."""
    organization: str
    """Of the branch."""
    branch: str
    """Its name."""
    cadre: str
    """Name of who went."""
    opinions: str
    proposals: str
    answer: str
    """What was answered to the proposals; "" where nothing was."""


def voices(period: Period) -> list[Voice]:
    """In order of date, branch and cadre."""
    problem, found = period.problem, []
    for outcome in period.outcomes:
        told = outcome.told
        if not (told.opinions or told.proposals):
            continue
        row = problem.branches.get(told.branch)
        areas = [problem.territory[area] for area in period.areas_of(told.branch)]
        level = problem.settings.levels[1]
        found.append(
            Voice(
                outcome.number, told.visit, told.date,
                next((area.name for area in areas if area.level == level), ""),
                row.organization if row else "", row.name if row else told.branch,
                period.name_of(told.cadre), told.opinions, told.proposals,
                period.known.answered.get(outcome.number, ""),
            )
        )  # fmt: skip
    return found
