"""What a planner should know before solving: missing dates, idle people, places out of reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.answers.replan import Doubt, doubts_of
from scheduler.domain.calendars import meetings
from scheduler.domain.calendars.meetings import Dropped, to_be_announced
from scheduler.domain.calendars.understood import UnderstoodRule, understood_rules
from scheduler.domain.checks import find_notices
from scheduler.domain.faults import Fault
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.language import Language
from scheduler.tables.announcements import write_request_form as write_form
from scheduler.tables.formats.destination import Destination


@dataclass(frozen=True)
class Findings:
    """Lists of ids, each sorted."""

    to_be_announced: tuple[tuple[str, Month], ...]
    """(branch, month) without a date."""
    nothing_to_attend: tuple[str, ...]
    """Cadres who owe a visit in the horizon and can attend no meeting of it."""
    unreachable: tuple[str, ...]
    """Localities with branches that no cadre may attend."""
    excused: tuple[str, ...]
    """Cadres who owe no visit in the whole horizon."""
    dropped: Mapping[tuple[str, Month], tuple[Dropped, ...]]
    """Of what is to be announced: the dates that there were, and what took them."""
    rules: tuple[UnderstoodRule, ...]
    """How each calendar rule was understood, and the next dates that it makes."""
    notices: tuple[Fault, ...]
    """What is odd in the tables, though no fault."""
    doubts: tuple[Doubt, ...]
    """What is over and contradicts itself."""


def check(problem: Problem) -> Findings:
    """Look through the whole horizon."""
    reached = {place for places in problem.localities_of_tier.values() for place in places}
    localities = {branch.area for branch in problem.branches.values()}
    excused = set(problem.excused)
    missing = to_be_announced(problem.instance, problem.meetings.values(), problem.horizon)
    return Findings(
        tuple(missing),
        tuple(
            cadre
            for cadre, meetings in problem.attendable.items()
            if not meetings and cadre not in excused
        ),
        tuple(sorted(localities - reached)),
        problem.excused,
        {
            (branch, month): lost
            for branch, month in missing
            if (
                lost := tuple(
                    d for d in problem.dropped.get(branch, ()) if Month.of(d.date) == month
                )
            )
        },
        understood_rules(problem.instance),
        (*find_notices(problem.instance),
         *meetings.find_notices(problem.instance, problem.territory)),
        tuple(doubts_of(problem)),
    )  # fmt: skip


def write_request_form(
    problem: Problem, to: Destination, language: Language, findings: Findings | None = None
) -> None:
    """Write a workbook that asks the districts for the dates to be announced, as found by
    :func:`check`. Raises InputError where it may not be written.
    """
    to.check_file(".xlsx")
    findings = findings or check(problem)
    write_form(to, problem, findings.to_be_announced, language)
