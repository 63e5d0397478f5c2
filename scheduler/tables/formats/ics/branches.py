"""Which branch an event of a calendar file speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.faults import Fault
from scheduler.domain.instance import Instance
from scheduler.domain.names import bearers_of, fold, nearest
from scheduler.tables.formats.ics.events import CalendarEvent


class Branches:
    """Branches by id, or by a name that one branch alone bears.

    Case, spaces, the shape of apostrophes and the place of tone marks do not matter.
    """

    def __init__(self, instance: Instance):
        self._ids = [row.id for row in instance.branches]
        self._names = [row.name for row in instance.branches]
        self._by_key = _by_key(instance)

    def of(self, event: CalendarEvent) -> tuple[str, ...]:
        """The branches that the event names, separated by `;` or `,`; none if it names others.

        Programs put a word and a colon before the summary of what they cancel.
        """
        for name in event.names:
            texts = [name, name.partition(":")[2]] if event.cancelled else [name]
            for text in texts:
                if found := self._all_of(text):
                    return found
        return ()

    def _all_of(self, text: str) -> tuple[str, ...]:
        if whole := self._by_key.get(fold(text)):
            return (whole,)
        parts = self._parts(text)
        found = dict.fromkeys(branch for branch in parts.values() if branch)
        return tuple(found) if all(parts.values()) else ()

    def _parts(self, text: str) -> dict[str, str | None]:
        """The parts of a list, and which branch each is; by `,` too, if that gives a branch."""
        for separator in (";", ","):
            parts = [part.strip() for part in text.split(separator) if part.strip()]
            branches = {part: self._by_key.get(fold(part)) for part in parts}
            if len(parts) > 1 and any(branches.values()):
                return branches
        return {text: self._by_key.get(fold(text))}

    def faults(self, event: CalendarEvent) -> list[Fault]:
        """What is wrong with an event that names no branch, or a list with other things in it."""
        name = event.names[0] if event.names else ""
        lost = [part for part, branch in self._parts(name).items() if branch is None]
        kind = "ics_branch" if lost == [name] else "ics_branch_part"
        return [
            Fault(kind, "meetings", None, "SUMMARY", part, self._nearest(part), place=event.place)
            for part in lost
        ]

    def _nearest(self, text: str) -> str:
        return nearest(text, [*self._ids, *self._names])


def _by_key(instance: Instance) -> Mapping[str, str]:
    names = bearers_of((row.id, row.name) for row in instance.branches)
    keys = {name: ids[0] for name, ids in names.items() if len(ids) == 1}
    return keys | {fold(row.id): row.id for row in instance.branches}
