"""A calendar file (.ics, RFC 5545) for each cadre: an event a visit.

A calendar program that is given a later file changes the events that it has: the id of a visit is
the event's for good, and the number of the publication says which of two versions is newer.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import Language
from scheduler.ledger.records import Known, visit_id
from scheduler.results.calendar_text import EventText, calendar_name
from scheduler.results.package import package_of
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.file_names import safe_name
from scheduler.tables.formats.ics_file import CalendarEvent, ics_bytes, time_zone
from scheduler.tables.formats.seals import seal

ENDING = ".ics"


@dataclass(frozen=True)
class _Version:
    """A visit as an event of a calendar, at a publication."""

    visit: Visit
    uid: str
    sequence: int
    stamp: dt.datetime
    publication: str = ""
    cancelled: bool = False


def calendars(
    problem: Problem, roster: Roster, language: Language = "en", *, known: Known | None = None
) -> dict[str, bytes]:
    """File name to content, for each cadre with a visit, in order of their ids.

    With what a ledger has ``known``, events bear the ids of its visits, and what earlier
    publications of the horizon planned and the newest do not is cancelled. Without, the ids are
    those of the instance's name, cadre, branch and date. The bytes depend on the arguments alone.
    """
    own: dict[str, list[_Version]] = defaultdict(list)
    for version in (*_versions(problem, roster, known), *_dropped(problem, roster, known)):
        own[version.visit.cadre].append(version)
    company = _company(roster)
    dates = [version.visit.date for versions in own.values() for version in versions]
    zone = problem.settings.zone
    definition = time_zone(zone, min(dates), max(dates)) if dates else None
    files: dict[str, bytes] = {}
    taken: set[str] = set()
    for cadre, versions in sorted(own.items()):
        versions.sort(key=lambda version: (version.visit.date, version.visit.branch))
        events = [_event(problem, version, company, language) for version in versions]
        name = calendar_name(problem, cadre, language)
        content = ics_bytes(name, events, definition, language)
        files[safe_name(cadre, taken, "cadre") + ENDING] = content
    return files


def write_calendars(
    to: Path | Destination,
    problem: Problem,
    roster: Roster,
    language: Language = "en",
    *,
    known: Known | None = None,
) -> None:
    """Write the calendars to a folder.

    Raises :class:`InputError` if what stands there may not be replaced, and OSError, with nothing
    written.
    """
    files = calendars(problem, roster, language, known=known)
    with Destination.of(to).folder() as out:
        for name, content in files.items():
            (out / name).write_bytes(content)
        seal(out, package_of(problem.settings.name, [], language))


def _versions(problem: Problem, roster: Roster, known: Known | None) -> Iterator[_Version]:
    salt = known.ledger if known else problem.settings.name
    start = dt.datetime.combine(problem.horizon[0].first_day, dt.time(), dt.UTC)
    for visit in roster:
        uid = visit_id(salt, visit)
        newest = known.newest.get(visit.month) if known else None
        if known is None or newest is None:
            yield _Version(visit, uid, 0, start)
        else:
            publication = known.publications[newest]
            yield _Version(visit, uid, publication.number, publication.time, newest)


def _dropped(problem: Problem, roster: Roster, known: Known | None) -> Iterator[_Version]:
    """Visits of the horizon that were published once and are no more."""
    kept = frozenset(roster)
    for planned in known.planned.values() if known else ():
        if planned.visit.month not in problem.horizon or planned.visit in kept:
            continue
        if known and not known.is_current(planned.id):
            newest = known.publications[known.newest[planned.visit.month]]
            yield _Version(
                planned.visit, planned.id, newest.number, newest.time, newest.id, cancelled=True
            )


def _company(roster: Iterable[Visit]) -> Mapping[tuple[str, dt.date], list[str]]:
    found: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for visit in roster:
        found[visit.branch, visit.date].append(visit.cadre)
    return found


def _event(
    problem: Problem,
    version: _Version,
    company: Mapping[tuple[str, dt.date], list[str]],
    language: Language,
) -> CalendarEvent:
    visit = version.visit
    present = () if version.cancelled else company[visit.branch, visit.date]
    others = [cadre for cadre in present if cadre != visit.cadre]
    text = EventText(problem, visit, language)
    return CalendarEvent(
        uid=version.uid,
        sequence=version.sequence,
        stamp=version.stamp,
        begin=text.begin,
        minutes=text.minutes,
        summary=text.summary,
        place=text.place,
        description=text.description(others, version.publication, version.cancelled),
        cancelled=version.cancelled,
    )
