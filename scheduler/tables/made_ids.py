"""Ids for rows that give none: readable ones, made from the name.

A name that one row alone bears is its id, in plain letters. Namesakes get what tells them apart
behind it, whatever the order of the rows, and only those that nothing tells apart are numbered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scheduler.domain.names import id_of
from scheduler.tables.directory import MARKED_BY, text_of
from scheduler.tables.formats.cell_text import is_blank
from scheduler.tables.grid import FoundRows
from scheduler.tables.otherwise import ReadOtherwise

_RESERVED = frozenset({"own", "all"})
"""Words that may stand where an id does."""


def make_ids(tables: Mapping[str, FoundRows]) -> None:
    """Puts an id in each row that has none and could do with it alone; notes it, once a table."""
    for found in tables.values():
        if "id" in found.table.by_name:
            _make(found)


def _make(found: FoundRows) -> None:
    lacking = [row for row, cells in enumerate(found.cells) if is_blank(cells.get("id"))]
    if not lacking:
        return
    given = {text for cells in found.cells if (text := text_of(cells.get("id")))}
    notes = ReadOtherwise(found)
    whole = [row for row in lacking if _is_whole(found, row)]
    for row, made in _ids(found, whole, frozenset(given | _RESERVED)):
        found.cells[row]["id"] = made
        notes.add("ids_made", row, "id", text_of(found.cells[row]["name"]) or "", made)
    for row in lacking:
        found.cells[row].setdefault("id", "")
    found.notices += notes.told()


def _is_whole(found: FoundRows, row: int) -> bool:
    """Whether nothing else is lacking: a title or a total below the table is no row of it."""
    needed = (c.name for c in found.table.columns if c.needed and not c.blank)
    return not any(is_blank(found.cells[row].get(name)) for name in ("name", *needed))


def _ids(found: FoundRows, rows: Sequence[int], taken: frozenset[str]) -> Iterator[tuple[int, str]]:
    wishes = {row: id_of(text_of(found.cells[row]["name"]) or "") for row in rows}
    for column in MARKED_BY.get(found.table.name, ()):
        borne = Counter(wishes.values())
        for row, wish in wishes.items():
            if borne[wish] > 1 or wish in taken:
                wishes[row] = id_of(f"{wish} {_text(found.cells[row].get(column))}")
    alike: dict[str, list[int]] = defaultdict(list)
    for row, wish in wishes.items():
        alike[wish].append(row)
    used = set(taken)
    for wish, own in alike.items():
        if len(own) == 1 and wish not in used:
            used.add(wish)
            yield own[0], wish
    for wish, own in alike.items():
        number = 0
        for row in own if len(own) > 1 or wish in taken else ():
            number += 1
            while f"{wish}-{number}" in used:
                number += 1
            used.add(f"{wish}-{number}")
            yield row, f"{wish}-{number}"


def _text(cell: object) -> str:
    return " ".join(map(str, cell)) if isinstance(cell, list) else str(cell or "")
