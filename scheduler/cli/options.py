"""Options and readings that several commands share.

The modules of commands are loaded whenever help is asked for: they import the rooms that they open
only when they run.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.domain.months import Month
from scheduler.language import LANGUAGES, Language, Phrase, say

if TYPE_CHECKING:
    from scheduler.answers.replan import Doubt
    from scheduler.domain.faults import Fault
    from scheduler.domain.problem import Problem
    from scheduler.domain.roster import Roster
    from scheduler.results.roster_file import RosterFile
    from scheduler.tables.formats.destination import Destination
    from scheduler.tables.read import Source

Command = TypeVar("Command", bound=Callable[..., Any])

NOTICES = 50
"""Notices of a kind of reading that are told one by one."""

language = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    envvar="SCHEDULER_LANG",
    default="en",
    show_default=True,
    help="Language of messages and headings.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
encoding = click.option(
    "--encoding", help="Encoding of CSV and calendar files not in UTF-8, such as cp1258."
)
force = click.option(
    "--force",
    is_flag=True,
    help="Move what stands at the destination aside (to NAME.old-1); nothing is deleted.",
)


class _MonthType(click.ParamType[Month]):
    name = "YYYY-MM"

    def convert(self, value: Any, _param: Any, _context: Any) -> Month:
        try:
            return value if isinstance(value, Month) else Month.parse(value)
        except ValueError:
            self.fail(f"{value!r} is not a month YYYY-MM")


class _SecondsType(click.FloatRange):
    """A finite number of seconds: `nan` and `inf` are numbers too, for click."""

    name = "seconds"

    def convert(self, value: Any, param: Any, context: Any) -> float:
        number: float = super().convert(value, param, context)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds", param, context)
        return number


class _DayType(click.ParamType[dt.date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, _param: Any, _context: Any) -> dt.date:
        from pydantic_core import PydanticCustomError

        from scheduler.domain.cells import parse_day

        try:
            return parse_day(value)
        except PydanticCustomError:
            self.fail(f"{value!r} is not a date YYYY-MM-DD or DD/MM/YYYY")


class _IdType(click.ParamType[str]):
    """An id as the tables have it: NFC, without spaces around."""

    name = "id"

    def convert(self, value: Any, _param: Any, _context: Any) -> str:
        return unicodedata.normalize("NFC", str(value)).strip()


DAY = _DayType()
ID = _IdType()
MONTH = _MonthType()
SECONDS = _SecondsType(0, 366 * 24 * 3600)
start = click.option("--start", type=MONTH, help="First month, in place of the instance's.")
months = click.option(
    "--months", type=click.IntRange(1, 60), help="Number of months, in place of the instance's."
)
out = click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
time_limit = click.option("--time-limit", type=SECONDS, help="Seconds of wall-clock time.")
workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="Threads or processes of a search; from 2 on they do not change the roster.",
)
seed = click.option(
    "--seed", default=0, show_default=True, help="Decides between equally good rosters."
)
progress = click.option("--progress", is_flag=True, help="Show progress even without a terminal.")


def path_argument(name: str) -> Callable[[Command], Command]:
    """An argument that names a file or folder."""
    return click.argument(name, type=click.Path(path_type=Path))


def tell(notices: Iterable[Fault], language: Language) -> None:
    """Say on stderr what was read all the same but is worth a look."""
    from scheduler.domain.faults import describe_all

    for text in describe_all(notices, language, NOTICES, "more_notices"):
        click.echo(say("cli.notice", language, text=text), err=True)


def tell_moved(destination: Destination, language: Language) -> None:
    """Say on stderr where what stood at the destination is now."""
    for place in destination.moved:
        text = say("destination.moved", language, path=destination.path, place=place)
        click.echo(text, err=True)


def read_source(path: Path, language: Language, encoding: str | None = None) -> Source:
    """The instance at the path; notices go to stderr."""
    from scheduler.tables.read import read_instance

    source = read_instance(path, encoding)
    tell(source.notices, language)
    return source


def problem_of(source: Source, start: Month | None, months: int | None) -> Problem:
    """The problem of the instance for that horizon; :class:`InputError` if it ends too late."""
    from scheduler.domain.checks import find_horizon_faults
    from scheduler.domain.faults import InputError
    from scheduler.domain.problem import Problem

    settings = source.instance.settings.with_horizon(start, months)
    if faults := [fault.at("--start, --months") for fault in find_horizon_faults(settings)]:
        raise InputError(faults)
    return Problem(source.instance.model_copy(update={"settings": settings}), checked=True)


def horizon_of(
    roster: Path, source: Source, start: Month | None, months: int | None, language: Language
) -> tuple[Month | None, int | None]:
    """The horizon to read a roster in: that of the options, else of a summary.json of the same
    instance beside the roster, which is said on stderr, else Nones.
    """
    if start is None and months is None and (found := _horizon_beside(roster, source)):
        start, months = found
        click.echo(say("cli.horizon_from", language, start=start, months=months), err=True)
    return start, months


def _summary_beside(roster: Path, source: Source) -> dict[str, Any]:
    """What the solve which wrote the roster says of it; {} if it was of another instance."""
    from scheduler.results.folder import SUMMARY_FILE
    from scheduler.results.handoff import HANDOFF

    folder = roster.parent.parent if roster.parent.name == HANDOFF else roster.parent
    try:
        summary = json.loads((folder / SUMMARY_FILE).read_text(encoding="utf-8-sig"))
        own = summary["instance"] == source.instance.settings.name
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return summary if own and isinstance(summary, dict) else {}


def _horizon_beside(roster: Path, source: Source) -> tuple[Month, int] | None:
    """The horizon that the solve which wrote the roster was for, if it was of this instance."""
    from scheduler.domain.settings import MAX_MONTHS

    try:
        horizon = _summary_beside(roster, source)["horizon"]
        start, months = Month.parse(horizon["start"]), horizon["months"]
    except (ValueError, KeyError, TypeError):
        return None
    return (start, months) if type(months) is int and 1 <= months <= MAX_MONTHS else None


def _replanned_beside(roster: Path, source: Source) -> dt.date | None:
    """The date before which all was over when the roster was replanned, if it was."""
    try:
        return dt.date.fromisoformat(_summary_beside(roster, source)["replanned"]["from"])
    except (ValueError, KeyError, TypeError):
        return None


def read_case(
    instance: Path,
    roster: Path,
    start: Month | None,
    months: int | None,
    encoding: str | None,
    language: Language,
    since: dt.date | None = None,
    audited: bool = False,
) -> tuple[Source, Problem, RosterFile]:
    """An instance and a roster of it (a CSV, or the folder of a solve), in the roster's horizon.

    What lies before ``since`` is over; unless given, before the date of the replanning that wrote
    the roster. For an audit one area's part of a roster is read, which is said on stderr, and else
    refused; an audit tells of every name that does not belong to its id, else stderr has a word.
    """
    from scheduler.domain.faults import InputError
    from scheduler.results.folder import roster_path
    from scheduler.results.former import elapsed_of
    from scheduler.results.roster_file import read_roster

    path = roster_path(roster)
    source = read_source(instance, language, encoding)
    read = read_roster(path, encoding, source.instance.settings.levels)
    if read.is_part:
        if not audited:
            raise InputError([read.part_fault])
        tell([read.part_notice], language)
    problem = problem_of(source, *horizon_of(path, source, start, months, language))
    since = since or _replanned_beside(path, source)
    if since:
        elapsed = elapsed_of(problem, read, since)
        problem = problem.of_instance(problem.instance, elapsed)
    if not audited:
        tell_misnomers(problem, read, language)
    return source, problem, read


def tell_doubts(problem: Problem, doubts: Sequence[Doubt], language: Language) -> None:
    """Ask on stderr about what is over and contradicts itself; of many the first, with a count."""
    from scheduler.reports.changes import doubt_sentence

    for doubt in doubts[:NOTICES]:
        click.echo(doubt_sentence(problem, doubt, language), err=True)
    if (more := len(doubts) - NOTICES) > 0:
        click.echo(say("tables.fault.more_notices", language, count=more), err=True)


def cadres_said(problem: Problem) -> Phrase:
    """How many cadres there are, and how many of them owe no visit in the horizon."""
    count, excused = len(problem.cadres), len(problem.excused)
    return Phrase(
        "cli.cadres_excused" if excused else "cli.cadres", {"count": count, "excused": excused}
    )


def tell_misnomers(problem: Problem, read: RosterFile, language: Language) -> None:
    """Say on stderr that a roster edited by hand has names that do not belong to its ids."""
    from scheduler.results.misnomers import find_misnomers

    found = [misnomer for misnomer in find_misnomers(problem, read) if not misnomer.is_derived]
    if found:
        tell([found[0].notice(language, len(found) - 1)], language)


def as_it_stands(problem: Problem, read: RosterFile, language: Language) -> Roster:
    """The roster with what really happened since: visits that `history` records within the horizon
    stand in it, those recorded as not made do not; stderr says how many there are.
    """
    from scheduler.rules import past

    roster = past.counted(problem, read.roster)
    if roster is not read.roster:
        planned, stands = set(read.roster), set(roster)
        counts = {"added": len(stands - planned), "gone": len(planned - stands)}
        click.echo(say("cli.recorded_since", language, **counts), err=True)
    return roster


def is_sound(problem: Problem, roster: Roster, language: Language) -> bool:
    """Whether the roster keeps every rule; if not, stderr says where to look."""
    from scheduler import rules

    broken = sum(1 for _ in rules.audit(problem, roster))
    if broken:
        click.echo(say("cli.not_sound", language, count=broken), err=True)
    return not broken


def refuse(faults: Iterable[Fault], **renamed: str) -> None:
    """Raise :class:`InputError` if there are faults of a question, each at the option that it is
    about: that of the parameter's name, or the one given for it here. Places in files stay.
    """
    from scheduler.domain.faults import InputError

    found = list(faults)
    if found:
        raise InputError(fault.at(_option(fault.place, renamed)) for fault in found)


def _option(place: str, renamed: Mapping[str, str]) -> str:
    option = "--" + place.replace("_", "-") if place.isidentifier() else place
    return renamed.get(place, option)
