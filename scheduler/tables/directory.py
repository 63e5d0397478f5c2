"""The rows of a table by id and by name, before any of them is validated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from pydantic_core import PydanticCustomError

from scheduler.domain.cells import clean
from scheduler.domain.names import bearers_of, fold, nearest
from scheduler.domain.vocabulary import without_level
from scheduler.tables.grid import FoundRows

_TOLD_APART_BY = {"areas": ("parent",), "branches": ("area",), "cadres": ("tier", "areas")}
"""By table, the columns that tell namesakes apart."""
MARKED_BY = {
    "areas": ("parent", "level"),
    "branches": ("area", "organization"),
    "cadres": ("areas", "organization", "tier"),
}
"""By table, the columns that say what a row lies in or belongs to, what tells most first."""
_BRACKETS = re.compile(r"\s*[(),]\s*")
_MOST_CANDIDATES = 6


def text_of(cell: object) -> str | None:
    """The text of a cell that gives an id or a name; None if it is no text."""
    whole = isinstance(cell, int) and not isinstance(cell, bool)
    try:
        return clean(str(cell) if whole else cell)
    except PydanticCustomError:
        return None


@dataclass(frozen=True)
class Directory:
    """Who and what is called how in one table."""

    found: FoundRows
    directories: Mapping[str, Directory]
    """That of each table, this one included."""

    @cached_property
    def ids(self) -> Mapping[str, int]:
        """Each id that can be read, to the index of the first row that gives it."""
        rows: dict[str, int] = {}
        for index, row in enumerate(self.found.cells):
            if identifier := text_of(row.get("id")):
                rows.setdefault(identifier, index)
        return rows

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """Folded name to the ids of the rows that bear it."""
        return bearers_of((identifier, self.name(identifier)) for identifier in self.ids)

    def name(self, identifier: str) -> str:
        """The name beside that id, or ""."""
        return text_of(self.found.cells[self.ids[identifier]].get("name")) or ""

    def bearers(self, name: str) -> list[str]:
        """The ids of the rows of that name; case and the place of tone marks do not matter."""
        return self._by_name.get(fold(name), [])

    def told_apart(self, name: str, by: Iterable[str]) -> list[str]:
        """The ids of the rows of that name of which all the other words are true: they name, or are
        the id of, what the row lies in or belongs to, near or far. An area may be named without
        the word for what it is: "Hòa Lợi" where the table has "Xã Hòa Lợi".
        """
        wanted = {fold(word) for word in by}
        return [one for one in self.bearers(name) if wanted <= set(self._all_marks(one))]

    def _all_marks(self, identifier: str) -> Iterator[str]:
        """What is true of a row, folded."""
        left, seen = [(self, identifier)], set()
        while left:
            directory, one = left.pop()
            row, table = directory.found.cells[directory.ids[one]], directory.found.table
            seen.add((table.name, one))
            for column in MARKED_BY.get(table.name, ()):
                other = self.directories.get(table.by_name[column].refers_to)
                for text in _parts(row.get(column)):
                    yield from map(fold, filter(None, _BRACKETS.split(text)))
                    if other is None:
                        continue
                    for above in [text] if text in other.ids else other.bearers(text):
                        yield from (fold(above), fold(other.name(above)))
                        yield from other._without_level(above)
                        if (other.found.table.name, above) not in seen:
                            left.append((other, above))

    def _without_level(self, identifier: str) -> Iterator[str]:
        """The name of an area without the word for what it is, if it has one."""
        level = text_of(self.found.cells[self.ids[identifier]].get("level")) or ""
        if self.found.table.name == "areas" and (
            bare := without_level(self.name(identifier), level)
        ):
            yield bare

    @cached_property
    def _words(self) -> frozenset[str]:
        """What one row alone is known by: its id, and its name if no other row bears it."""
        alone = (ids[0] for ids in self._by_name.values() if len(ids) == 1)
        return frozenset([*self.ids, *map(self.name, alone)])

    @cached_property
    def _found_near(self) -> dict[tuple[str, frozenset[str]], str]:
        return {}

    def nearest(self, text: str, special: Set[str] = frozenset()) -> str:
        """The nearest of the words, or of special ones that the column knows besides, or ""."""
        key = text, frozenset(special)
        if key not in self._found_near:
            words = self._words | special if special else self._words
            self._found_near[key] = nearest(text, words)
        return self._found_near[key]

    def candidates(self, name: str) -> str:
        """The rows of that name, each by its id and by what tells it apart from the others."""
        ids = self.bearers(name)
        told = ", ".join(map(self._told_apart, ids[:_MOST_CANDIDATES]))
        return told + (" …" if len(ids) > _MOST_CANDIDATES else "")

    def _told_apart(self, identifier: str) -> str:
        by = ", ".join(self._marks(identifier))
        return f"{identifier} ({by})" if by else identifier

    def _marks(self, identifier: str) -> Iterator[str]:
        row, table = self.found.cells[self.ids[identifier]], self.found.table
        for column in _TOLD_APART_BY.get(table.name, ()):
            cell = row.get(column)
            other = self.directories.get(table.by_name[column].refers_to)
            for text in _parts(cell):
                named = other is not None and text in other.ids
                yield (other.name(text) or text) if other is not None and named else text


def _parts(cell: object) -> Iterator[str]:
    """The texts in a cell that holds one, or a list of them."""
    for part in cell if isinstance(cell, list) else str(cell or "").split(";"):
        if text := text_of(part):
            yield text
