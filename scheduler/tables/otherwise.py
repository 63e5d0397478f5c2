"""Cells that were read otherwise than they stand: of each kind the first, with a count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from scheduler.domain.faults import Fault
from scheduler.tables.grid import FoundRows


@dataclass
class ReadOtherwise:
    """What was read otherwise than it stands in a table, by kind of notice."""

    found: FoundRows
    notices: defaultdict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, row: int, column: str, value: str, read: str) -> None:
        """Note that the cell in that column of the row with that index was read as ``read``."""
        places, context = self.found.places, {"value": value, "read": read}
        place = places.place(self.found.numbers[row], column)
        heading = places.heading(column)
        self.notices[kind].append(
            Fault(kind, self.found.table.name, None, heading, None, "", context, place)
        )

    def told(self) -> Iterator[Fault]:
        """One notice of each kind: the first, with the count of all."""
        for first, *others in self.notices.values():
            yield replace(first, context={**first.context, "count": 1 + len(others)})
