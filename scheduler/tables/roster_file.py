"""Rosters as CSV: what a solve writes, and what comes back after somebody edited it by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, cast

from scheduler.domain.cells import SESSIONS, Day, Id
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.problem import Problem
from scheduler.domain.records import Record
from scheduler.domain.roster import Roster, Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.tables.csv_rows import harmless, read_rows
from scheduler.tables.decoding import decode, read_bytes
from scheduler.tables.grid import FoundRows, name_cells
from scheduler.tables.places import GridPlaces
from scheduler.tables.schema import Column, Table, columns_of
from scheduler.tables.validate import every_row


def roster_rows(problem: Problem, roster: Roster, language: Language) -> list[list[str]]:
    """A row a visit, in the roster's order; `km` is the round trip, empty where it is not known."""
    weekdays = say("results.weekdays", language).split(";")
    together: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for visit in roster:
        together[visit.branch, visit.date].append(visit.cadre)
    rows = []
    for visit in roster:
        cadre, branch = problem.cadres[visit.cadre], problem.branches[visit.branch]
        meeting = problem.meeting(visit.branch, visit.date)
        names = [problem.territory.ancestor_at(branch.area, x) for x in problem.settings.levels]
        others = [other for other in together[visit.branch, visit.date] if other != visit.cadre]
        pins = problem.requiring_pins.get((visit.cadre, visit.branch), ())
        units = problem.travel(visit.cadre, visit.branch)
        rows.append(
            [
                str(visit.month), visit.date.isoformat(), weekdays[visit.date.weekday()],
                _spoken(meeting.time, language), str(meeting.minutes or ""), cadre.id, cadre.name,
                cadre.tier, cadre.organization,
                branch.id, branch.name, branch.organization, branch.area,
                *(problem.territory[name].name if name else "" for name in names),
                ";".join(others),
                say("results.yes", language) if any(p.covers(visit.date) for p in pins) else "",
                f"{units / 10:.1f}" if units else "",
            ]
        )  # fmt: skip
    return rows


def _spoken(time: str, language: Language) -> str:
    """The time of a meeting, a session in the words of the language."""
    return say(f"results.{time}", language) if time in SESSIONS else time


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as Excel opens it: UTF-8 with byte order mark, CRLF, no cell that runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


class _RosterRow(Record):
    """What the program needs to know of a row of a roster."""

    table: ClassVar[str] = "roster"
    key: ClassVar[tuple[str, ...]] = ("cadre", "branch", "date")

    cadre: Id
    branch: Id
    date: Day


def known_as(column: Column) -> Column:
    """The column, known by its heading in results too."""
    return replace(column, also=tuple(say(f"results.{column.name}", x) for x in LANGUAGES))


_ROSTER = Table("roster", _RosterRow, tuple(map(known_as, columns_of(_RosterRow))), open=True)


@dataclass(frozen=True)
class RosterFile:
    """A roster as it stands in a file, and the line (of a sheet: the row) of each visit."""

    roster: Roster
    lines: tuple[int, ...]


def read_roster(path: Path, encoding: str | None = None) -> RosterFile:
    """The visits in a roster (CSV or the first sheet of a workbook), in its order.

    Columns other than cadre, branch and date are not read. Raises :class:`InputError` with every
    cell that is no id or no date. Ids that do not exist are left for the audit to name.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError([Fault("no_file", value=str(path), place=path.name or str(path))])
    read = every_row(_rows_of(path, encoding))
    if read.faults:
        raise InputError(read.faults)
    rows = cast(tuple[_RosterRow, ...], read.records)
    return RosterFile(Roster(tuple(Visit(r.cadre, r.branch, r.date) for r in rows)), read.numbers)


def _rows_of(path: Path, encoding: str | None) -> FoundRows:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from scheduler.tables.workbook import read_sheets, sheet_rows

        return sheet_rows(read_sheets(read_bytes(path), path.name)[0], _ROSTER)
    text = decode(read_bytes(path), path.name, encoding)
    rows, faults = read_rows(text, _ROSTER, path.name)
    # Excel leaves out empty cells at the end of some rows, so rows need not be even.
    found = name_cells(rows, _ROSTER, GridPlaces(path.name), even=False)
    found.faults[:0] = faults
    return found
