"""Reading what a use case is about: an instance in a horizon, and a roster of it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scheduler import rules
from scheduler.domain.checks import find_horizon_faults
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.settings import MAX_MONTHS
from scheduler.results.folder import SUMMARY_FILE, roster_path
from scheduler.results.former import elapsed_of
from scheduler.results.handoff import HANDOFF
from scheduler.results.misnomers import Misnomer, find_misnomers
from scheduler.results.roster_file import RosterFile, read_roster
from scheduler.rules import past as past_rule
from scheduler.rules.violations import Violation
from scheduler.service.past import Past, month_to_plan, with_past
from scheduler.tables.read import Source

if TYPE_CHECKING:
    from scheduler.ledger.ledger import Ledger  # SQLAlchemy takes its time to load


@dataclass(frozen=True)
class Horizon:
    """The horizon that is asked for; None where the instance's own holds."""

    start: Month | None = None
    months: int | None = None

    def __bool__(self) -> bool:
        return self.start is not None or self.months is not None


@dataclass(frozen=True)
class Case:
    """A roster, and the problem that it is a roster of."""

    source: Source
    problem: Problem
    file: RosterFile
    path: Path
    """Where the roster's file is."""
    past: Past
    """What is known of the time before the horizon."""
    found_horizon: Horizon = field(default_factory=Horizon)
    """That of the solve which wrote the roster, where its first month was taken from there."""

    @property
    def places(self) -> list[str]:
        """Where each visit stands: the file and the line."""
        return [f"{self.path.name}:{line}" for line in self.file.lines]

    @cached_property
    def roster(self) -> Roster:
        """The roster with what really happened since: visits that `history` records within the
        horizon stand in it, those recorded as not made do not.
        """
        return past_rule.counted(self.problem, self.file.roster)

    @property
    def recorded_since(self) -> tuple[int, int] | None:
        """How many visits `history` adds to the roster and takes from it; None if it says nothing
        of the horizon.
        """
        if self.roster is self.file.roster:
            return None
        planned, stands = set(self.file.roster), set(self.roster)
        return len(stands - planned), len(planned - stands)

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """Every rule that the roster breaks, with what really happened since."""
        return tuple(rules.audit(self.problem, self.roster))

    @cached_property
    def misnomers(self) -> tuple[Misnomer, ...]:
        """Names, areas and levels in the file that do not belong to the ids of their row."""
        return tuple(find_misnomers(self.problem, self.file))


def problem_of(source: Source, horizon: Horizon, place: str = "start, months") -> Problem:
    """The problem of the instance in that horizon.

    Raises :class:`InputError`, at that place, if the horizon is no number of months that a horizon
    may have, or ends too late.
    """
    faults: list[Fault] = []
    if horizon.months is not None and not 1 <= horizon.months <= MAX_MONTHS:
        context = {"low": 1, "high": MAX_MONTHS}
        faults.append(Fault("integer", value=str(horizon.months), context=context, place="months"))
    else:
        settings = source.instance.settings.with_horizon(horizon.start, horizon.months)
        faults += (fault.at(place) for fault in find_horizon_faults(settings))
    if faults:
        raise InputError(faults)
    return Problem(source.instance.model_copy(update={"settings": settings}), checked=True)


def planning(
    source: Source, horizon: Horizon, ledger: Ledger | None, place: str = "start, months"
) -> tuple[Problem, Past]:
    """What is to be planned, with all that is known of the past.

    With a ledger the horizon begins, unless one is asked for, with the month after the last that
    was published. Raises :class:`InputError` as :func:`problem_of`.
    """
    if ledger is not None and horizon.start is None:
        horizon = Horizon(month_to_plan(ledger), horizon.months)
    return with_past(problem_of(source, horizon, place), ledger)


def read_case(
    source: Source,
    roster: Path,
    horizon: Horizon,
    *,
    encoding: str | None = None,
    since: dt.date | None = None,
    parts: bool = False,
    ledger: Ledger | None = None,
    place: str = "start, months",
) -> Case:
    """A roster (a CSV, or the folder of a solve) of an instance.

    The horizon is the one asked for, else that of a summary.json of the same instance beside the
    roster, else the instance's own; a first month that is not asked for is found likewise. What
    lies before ``since`` is over; unless given, before the date of the replanning that wrote the
    roster. With ``parts`` one area's part of a roster is
    taken, and else refused. What a ``ledger`` knows is history too. Raises :class:`InputError`.
    """
    path, settings = roster_path(roster), source.instance.settings
    file = read_roster(path, encoding, settings.levels, settings.level_names)
    if file.is_part and not parts:
        raise InputError([file.part_fault])
    summary = _summary_beside(path, source)
    found = Horizon() if horizon.start else _horizon_in(summary)
    if found and horizon:
        found = Horizon(found.start, horizon.months)
    problem, past = with_past(problem_of(source, found or horizon, place), ledger)
    if since := since or _replanned_in(summary):
        elapsed = elapsed_of(problem, file, since)
        elapsed = replace(elapsed, former=problem.former.joined(elapsed.former))
        problem = problem.of_instance(problem.instance, elapsed)
    return Case(source, problem, file, path, past, found)


def read_hint(source: Source, roster: Path, encoding: str | None = None) -> RosterFile:
    """A roster from which a search may begin, whatever its horizon; also a part of one."""
    settings = source.instance.settings
    return read_roster(roster_path(roster), encoding, settings.levels, settings.level_names)


def _summary_beside(roster: Path, source: Source) -> dict[str, Any]:
    """What the solve which wrote the roster says of it; {} if it was of another instance."""
    folder = roster.parent.parent if roster.parent.name == HANDOFF else roster.parent
    try:
        summary = json.loads((folder / SUMMARY_FILE).read_text(encoding="utf-8-sig"))
        own = summary["instance"] == source.instance.settings.name
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return summary if own and isinstance(summary, dict) else {}


def _horizon_in(summary: dict[str, Any]) -> Horizon:
    """The horizon of the solve that wrote the summary."""
    try:
        horizon = summary["horizon"]
        start, months = Month.parse(horizon["start"]), horizon["months"]
    except (ValueError, KeyError, TypeError):
        return Horizon()
    known = type(months) is int and 1 <= months <= MAX_MONTHS
    return Horizon(start, months) if known else Horizon()


def _replanned_in(summary: dict[str, Any]) -> dt.date | None:
    """The date before which all was over when the roster was replanned, if it was."""
    try:
        return dt.date.fromisoformat(summary["replanned"]["from"])
    except (ValueError, KeyError, TypeError):
        return None
