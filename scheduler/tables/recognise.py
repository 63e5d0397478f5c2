"""What a file is, whatever it was given for.

A planner has several files of the same look, and gives one where another is meant: a handoff that
came back where a roster is wanted, an instance where a calendar is. The file is then called by its
name, and so is the command that takes it.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.vocabulary import TableName
from scheduler.language import Phrase, catalogue
from scheduler.tables.formats.cell_text import is_blank
from scheduler.tables.formats.csv_rows import DELIMITERS
from scheduler.tables.formats.decoding import decode, read_bytes
from scheduler.tables.formats.sheet import Sheet
from scheduler.tables.formats.workbook import read_sheets
from scheduler.tables.schema import SETTINGS, TABLES, Table, heading_key, match_table

Kind = Literal[
    "instance", "table", "settings", "scenario", "result", "study", "roster", "handoff", "answered",
    "missed", "changes", "trace", "comparison", "form", "form_text", "calendar",
]  # fmt: skip
"""``handoff`` is one that nobody has filled in, ``answered`` one that came back."""
Wanted = Literal["roster", "meetings", "instance", "return"]

_HEADINGS_WITHIN = 20
_IN_ROSTERS = {"weekday", "cadre_name", "branch_name"}
_OF_A_VISIT = {"cadre", "cadre_name", "branch", "branch_name", "date"}
_OF_HANDOFFS = "handoff."
"""How the keys of headings begin that only handoffs have, for the office to fill in."""
_ANSWERS = {
    key.removeprefix(_OF_HANDOFFS) for key in catalogue("headings") if key.startswith(_OF_HANDOFFS)
}


@dataclass(frozen=True)
class Recognised:
    """What a file is."""

    kind: Kind
    table: str = ""
    """Of a table of an instance, which one."""

    def instead_of(self, wanted: Wanted, place: str) -> Fault:
        """The fault that it is this, where another file is wanted."""
        context = {
            "wanted": Phrase(f"kinds.wanted_{wanted}"),
            "found": Phrase(f"kinds.{self.kind}", {"table": TableName(self.table)}),
            "way": Phrase(f"kinds.way_{self.kind}", {"table": TableName(self.table)}),
        }
        return Fault("other_file", context=context, place=place)


def recognise(path: Path, encoding: str | None = None) -> Recognised | None:
    """What the file or folder is, or None if it is nothing known or cannot be read."""
    try:
        if path.is_dir():
            return _folder(path)
        if not path.is_file():
            return None
        data = read_bytes(path)
        if is_calendar(data):
            return Recognised("calendar")
        if data.startswith(b"PK\x03\x04"):
            return recognise_sheets(read_sheets(data, path.name))
        return recognise_text(decode(data, path.name, encoding), path.name)
    except InputError:
        return None


def is_calendar(data: bytes) -> bool:
    """Whether a file is a calendar, also one whose text is not sound."""
    start = data.removeprefix(codecs.BOM_UTF8)[:200].lstrip()
    return start[:15].upper() == b"BEGIN:VCALENDAR"


def _folder(path: Path) -> Recognised | None:
    marks: tuple[tuple[str, Kind], ...] = (
        (f"{SETTINGS}.toml", "instance"), ("areas.csv", "instance"), ("roster.csv", "result"),
        ("comparison.csv", "study"),
    )  # fmt: skip
    return next((Recognised(kind) for name, kind in marks if (path / name).is_file()), None)


def recognise_text(text: str, file: str) -> Recognised | None:
    """What a text file of that name is."""
    start = text.lstrip()
    if start[:15].upper() == "BEGIN:VCALENDAR":
        return Recognised("calendar")
    if start.startswith("{"):
        return _json(start)
    if file.lower().endswith(".toml"):
        return Recognised("settings" if file.lower() == f"{SETTINGS}.toml" else "scenario")
    found = next(filter(None, map(recognise_rows, _grids(text))), None)
    return Recognised("form_text") if found == Recognised("form") else found


def _grids(text: str) -> Iterator[Iterator[list[str]]]:
    """The rows of a CSV text, for each delimiter with which it may be written."""
    for delimiter in DELIMITERS:
        yield _readable(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    with suppress(csv.Error):
        yield from rows


def _json(text: str) -> Recognised | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_instance = "areas" in data or isinstance(data.get(SETTINGS), dict)
    return Recognised("instance") if is_instance else None


def recognise_sheets(sheets: Sequence[Sheet]) -> Recognised | None:
    """What a workbook is: by the titles of its sheets, else by the headings in them."""
    titles = {match_table(sheet.title) for sheet in sheets} - {""}
    if SETTINGS in titles or len(titles) > 1:
        return Recognised("instance")
    found = (recognise_rows(cells for _, cells in sheet.rows) for sheet in sheets)
    kinds = [one for one in found if one is not None]
    answered = Recognised("answered")
    return answered if answered in kinds else next(iter(kinds), None)


def recognise_rows(rows: Iterable[Sequence[object]]) -> Recognised | None:
    """What a grid of cells is, by the first row that has headings known here."""
    rows = iter(rows)
    for cells in islice(rows, _HEADINGS_WITHIN):
        headings = [_names(cell) for cell in cells]
        if found := _by_headings(headings):
            if found.kind == "handoff" and _is_answered(headings, rows):
                return Recognised("answered")
            return found
    return None


def _by_headings(headings: Sequence[frozenset[str]]) -> Recognised | None:
    names = frozenset[str]().union(*headings)
    if {"branch", "month", "date"} <= names and "cadre" not in names:
        return Recognised("form")
    marks: tuple[tuple[Kind, set[str]], ...] = (
        ("changes", {"number", "cadre", "change"}),
        ("missed", {"cadre", "month", "missed", "reason"}),
        ("comparison", {"scenario", "seed"}),
        ("trace", {"seconds", "objectives", "bound"}),
    )
    if kind := next((kind for kind, needed in marks if needed <= names), None):
        return Recognised(kind)
    if {"cadre", "branch", "date"} <= names:
        returned = len(names & _ANSWERS)
        if returned > 1 or (returned and names & _IN_ROSTERS):
            return Recognised("handoff")
    filled = [heading for heading in headings if heading]
    for table in TABLES.values():
        # A roster may have no more columns than the table history needs.
        if _is_of(table, filled) and (table.name != "history" or "status" in names):
            return Recognised("table", table.name)
    return Recognised("roster") if {"cadre", "branch", "date"} <= names else None


def _is_of(table: Table, headings: Sequence[frozenset[str]]) -> bool:
    """Whether the headings are those of the table, and no others that are known here."""
    needed = {column.name for column in table.columns if column.required}
    names = frozenset[str]().union(*headings)
    return needed <= names and all(heading & set(table.by_name) for heading in headings)


def _is_answered(headings: Sequence[frozenset[str]], rows: Iterator[Sequence[object]]) -> bool:
    """Whether a row that says who, where or when has an answer; titles and signatures do not."""
    told = [place for place, names in enumerate(headings) if names & _OF_A_VISIT]
    answers = [place for place, names in enumerate(headings) if names & _ANSWERS]
    return any(_any_filled(cells, told) and _any_filled(cells, answers) for cells in rows)


def _any_filled(cells: Sequence[object], places: Iterable[int]) -> bool:
    return any(place < len(cells) and not is_blank(cells[place]) for place in places)


def _names(heading: object) -> frozenset[str]:
    """The columns that a heading may stand for, in results or tables, in any language."""
    if not isinstance(heading, str) or not heading.strip():
        return frozenset()
    return known_headings().get(heading_key(heading), frozenset())


@cache
def known_headings() -> Mapping[str, frozenset[str]]:
    """What headings of tables and results are compared by, to the columns that are called so."""
    found: dict[str, set[str]] = {}
    for key, headings in catalogue("headings").items():
        name = key.removeprefix(_OF_HANDOFFS)
        for heading in (name, *headings.values()):
            found.setdefault(heading_key(heading), set()).add(name)
    for table in TABLES.values():
        for column in table.columns:
            for heading in column.headings:
                found.setdefault(heading_key(heading), set()).add(column.name)
    return {key: frozenset(names) for key, names in found.items()}
