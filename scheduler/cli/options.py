"""Options and readings that several commands share.

The modules of commands are loaded whenever help is asked for: they import the rooms that they open
only when they run.
"""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scheduler.cli.speech import no_value, spoken_language
from scheduler.domain.months import Month
from scheduler.language import LANGUAGES, Language, Phrase, say
from scheduler.language.choice import VARIABLE

if TYPE_CHECKING:
    from scheduler.answers.replan import Doubt
    from scheduler.domain.faults import Fault
    from scheduler.domain.problem import Problem
    from scheduler.ledger.ledger import Ledger
    from scheduler.ledger.records import Receipt
    from scheduler.results.misnomers import Misnomer
    from scheduler.service.past import Past
    from scheduler.service.reading import Case
    from scheduler.tables.formats.destination import Destination
    from scheduler.tables.read import Source

Command = TypeVar("Command", bound=Callable[..., Any])

HORIZON = "--start, --months"
"""Where a fault of the horizon is told."""

NOTICES = 50
"""Notices of a kind of reading that are told one by one."""

language = click.option(
    "--lang", "language", type=click.Choice(LANGUAGES, case_sensitive=False), envvar=VARIABLE,
    default=spoken_language,
)  # fmt: skip
of_group = click.option("--lang", "language", type=click.Choice(LANGUAGES), expose_value=False)
"""The same before the name of a command."""
as_json = click.option("--json", "as_json", is_flag=True)
encoding = click.option("--encoding")
force = click.option("--force", is_flag=True)


ledger = click.option("--ledger", envvar="SCHEDULER_LEDGER")


def _whoever() -> str:
    """The name of the system's user, for entries that nobody signs."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


by = click.option("--by", default=_whoever)


class _MonthType(click.ParamType[Month]):
    name = "month"

    def convert(self, value: Any, _param: Any, _context: Any) -> Month:
        try:
            return value if isinstance(value, Month) else Month.parse(value)
        except ValueError:
            no_value(self, "month", value)


class _SecondsType(click.FloatRange):
    """A finite number of seconds: `nan` and `inf` are numbers too, for click."""

    name = "seconds"

    def convert(self, value: Any, param: Any, context: Any) -> float:
        number: float = super().convert(value, param, context)
        if not math.isfinite(number):
            no_value(self, "seconds", value)
        return number


class _DayType(click.ParamType[dt.date]):
    name = "day"

    def convert(self, value: Any, _param: Any, _context: Any) -> dt.date:
        from pydantic_core import PydanticCustomError

        from scheduler.domain.cells import parse_day

        try:
            return parse_day(value)
        except PydanticCustomError:
            no_value(self, "day", value)


class _IdType(click.ParamType[str]):
    """An id as the tables have it: NFC, without spaces around."""

    name = "id"

    def convert(self, value: Any, _param: Any, _context: Any) -> str:
        return unicodedata.normalize("NFC", str(value)).strip()


DAY = _DayType()
ID = _IdType()
MONTH = _MonthType()
SECONDS = _SecondsType(0, 366 * 24 * 3600)
start = click.option("--start", type=MONTH)
months = click.option("--months", type=click.IntRange(1, 60))
out = click.option("--out", type=click.Path(path_type=Path), required=True)
time_limit = click.option("--time-limit", type=SECONDS)
workers = click.option("--workers", type=click.IntRange(1, 64), default=8, show_default=True)
seed = click.option("--seed", default=0, show_default=True)
progress = click.option("--progress", is_flag=True)


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


@contextmanager
def opened(
    ledger: str | None, instance: Path, language: Language, tells: bool = True
) -> Iterator[Ledger | None]:
    """The ledger that is named; without one None, and stderr says if one lies beside the instance,
    unless it ``tells`` nothing.
    """
    from scheduler.domain.faults import Fault
    from scheduler.service.ledgers import beside

    if not ledger:
        if tells and (path := beside(instance)).is_file():
            tell([Fault("notices.ledger_beside", context={"path": path})], language)
        yield None
        return
    from scheduler.ledger.ledger import Ledger

    with Ledger.open(ledger, read_only=True) as found:
        yield found


def planning(
    source: Source, start: Month | None, months: int | None, ledger: Ledger | None
) -> tuple[Problem, Past]:
    """The problem of the instance for that horizon, and what is known of the past;
    :class:`InputError` if it ends too late.
    """
    from scheduler.service import reading

    return reading.planning(source, reading.Horizon(start, months), ledger, HORIZON)


def read_case(
    instance: Path,
    roster: Path,
    start: Month | None,
    months: int | None,
    encoding: str | None,
    language: Language,
    *,
    ledger: str | None = None,
    since: dt.date | None = None,
    audited: bool = False,
    beside: bool = True,
) -> Case:
    """An instance and a roster of it, with what is worth telling on stderr; as
    :func:`scheduler.service.reading.read_case`.

    For an audit one area's part of a roster is read, and else refused; an audit tells of every name
    that does not belong to its id, else stderr has a word.
    """
    from scheduler.service import reading

    source = read_source(instance, language, encoding)
    horizon = reading.Horizon(start, months)
    with opened(ledger, instance, language, beside) as found_ledger:
        case = reading.read_case(
            source, roster, horizon, encoding=encoding, since=since, parts=audited,
            ledger=found_ledger, place=HORIZON,
        )  # fmt: skip
    tell([case.file.part_notice] if case.file.is_part else [], language)
    if found := case.found_horizon:
        click.echo(
            say("cli.horizon_from", language, start=found.start, months=found.months), err=True
        )
    if not audited:
        tell_misnomers(case.misnomers, language)
    return case


def named(ledger: str | None, language: Language) -> str:
    """The ledger that is named; without one the command is used wrongly."""
    if not ledger:
        raise click.UsageError(say("ledger.needed", language))
    return ledger


def tell_receipt(place: str, receipt: Receipt, language: Language) -> None:
    """Print the newest entry of a ledger and its hash, to be kept."""
    values = {"place": place, "entry": receipt.entry, "sha256": receipt.sha256}
    click.echo(say("ledger.receipt", language, **values))


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


def tell_misnomers(misnomers: Iterable[Misnomer], language: Language) -> None:
    """Say on stderr that a roster edited by hand has names that do not belong to its ids."""
    found = [misnomer for misnomer in misnomers if not misnomer.is_derived]
    if found:
        tell([found[0].notice(language, len(found) - 1)], language)


def tell_recorded(case: Case, language: Language) -> None:
    """Say on stderr how many visits `history` adds to the roster and takes from it."""
    if case.recorded_since:
        added, gone = case.recorded_since
        click.echo(say("cli.recorded_since", language, added=added, gone=gone), err=True)


def is_sound(case: Case, language: Language) -> bool:
    """Whether the roster keeps every rule; if not, stderr says where to look."""
    if case.violations:
        click.echo(say("cli.not_sound", language, count=len(case.violations)), err=True)
    return not case.violations


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
