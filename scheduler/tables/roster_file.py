"""Rosters as CSV: what a solve writes, and what comes back after somebody edited it by hand."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from scheduler.domain.cells import clean, parse_day
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.tables.csv_rows import harmless, plain
from scheduler.tables.decoding import decode, read_bytes
from scheduler.tables.schema import heading_key

BEFORE_LEVELS = (
    "month", "date", "weekday", "time", "minutes", "cadre", "cadre_name", "tier", "organization",
    "branch", "branch_name", "branch_organization", "area",
)  # fmt: skip
AFTER_LEVELS = ("with", "pinned", "km")
_NEEDED = ("cadre", "branch", "date")


def roster_headings(problem: Problem, language: Language) -> list[str]:
    """The headings of `roster.csv`: one column for each level carries the level's own name."""
    first, last = (
        [say(f"results.{name}", language) for name in names]
        for names in (BEFORE_LEVELS, AFTER_LEVELS)
    )
    taken = {*first, *last}
    levels = [f"{name} (level)" if name in taken else name for name in problem.settings.levels]
    return [*first, *levels, *last]


def roster_rows(problem: Problem, roster: Roster, language: Language) -> list[list[str]]:
    """A row a visit, in the roster's order; `km` is the round trip, empty where it is not known."""
    weekdays = say("results.weekdays", language).split(";")
    together: dict[tuple[str, dt.date], list[str]] = defaultdict(list)
    for visit in roster:
        together[visit.branch, visit.date].append(visit.cadre)
    rows = []
    for visit in roster:
        cadre, branch = problem.cadres[visit.cadre], problem.branches[visit.branch]
        meeting = problem.meetings[visit.branch, visit.date]
        names = [problem.territory.ancestor_at(branch.area, x) for x in problem.settings.levels]
        others = [other for other in together[visit.branch, visit.date] if other != visit.cadre]
        pins = problem.requiring_pins.get((visit.cadre, visit.branch), ())
        units = problem.travel(visit.cadre, visit.branch)
        rows.append(
            [
                str(visit.month), visit.date.isoformat(), weekdays[visit.date.weekday()],
                meeting.time, str(meeting.minutes or ""), cadre.id, cadre.name, cadre.tier,
                cadre.organization, branch.id, branch.name, branch.organization, branch.area,
                *(problem.territory[name].name if name else "" for name in names),
                ";".join(others),
                say("results.yes", language) if any(p.covers(visit.date) for p in pins) else "",
                f"{units / 10:.1f}" if units else "",
            ]
        )  # fmt: skip
    return rows


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as Excel opens it: UTF-8 with byte order mark, CRLF, no cell that runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


@dataclass(frozen=True)
class RosterFile:
    """A roster as it stands in a file; `lines` is the physical line of each visit."""

    roster: Roster
    lines: tuple[int, ...]


def read_roster(path: Path) -> RosterFile:
    """The visits in a roster CSV, in its order; other columns than the three needed are not read.

    Raises :class:`InputError` with every cell that is no id or no date. Ids that do not exist are
    left for the audit to name.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError([Fault("not_found", value=str(path), place=path.name or str(path))])
    text = decode(read_bytes(path), path.name)
    lines = io.StringIO(text, newline="").readlines()
    header = lines[0] if lines else ""
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    faults: list[Fault] = []
    visits: list[Visit] = []
    numbers: list[int] = []
    try:
        columns = _columns(next(reader, []), path.name)
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            try:
                visits.append(_visit(cells, columns, f"{path.name}:{line}"))
                numbers.append(line)
            except InputError as error:
                faults += error.faults
    except csv.Error:
        faults.append(Fault("quote_open", place=f"{path.name}:{reader.line_num}"))
    if faults:
        raise InputError(faults)
    return RosterFile(Roster(tuple(visits)), tuple(numbers))


def _columns(header: Sequence[str], file: str) -> dict[str, int]:
    keys = [heading_key(cell) for cell in header]
    found = {}
    for name in _NEEDED:
        names = {heading_key(name)} | {heading_key(say(f"results.{name}", x)) for x in LANGUAGES}
        places = [place for place, key in enumerate(keys) if key in names]
        if places:
            found[name] = places[0]
    if missing := [name for name in _NEEDED if name not in found]:
        context = {"missing": ", ".join(missing)}
        raise InputError([Fault("results.roster_columns", context=context, place=f"{file}:1")])
    return found | {"": len(header)}


def _visit(cells: Sequence[str], columns: dict[str, int], place: str) -> Visit:
    faults: list[Fault] = []
    values: dict[str, str] = {}
    for name in _NEEDED:
        if columns[name] >= len(cells):
            context = {"count": columns[""]}
            raise InputError([Fault("results.roster_cells", context=context, place=place)])
        try:
            values[name] = clean(plain(cells[columns[name]]))
        except PydanticCustomError as error:
            faults.append(_fault(error, name, cells[columns[name]], place))
            continue
        if not values[name]:
            faults.append(Fault("empty", column=name, value="", place=place))
    day = None
    if values.get("date"):
        try:
            day = parse_day(values["date"])
        except PydanticCustomError as error:
            faults.append(_fault(error, "date", values["date"], place))
    if faults or day is None:
        raise InputError(faults)
    return Visit(values["cadre"], values["branch"], day)


def _fault(error: PydanticCustomError, column: str, value: str, place: str) -> Fault:
    return Fault(
        error.type, "roster", None, column, value, context=error.context or {}, place=place
    )
