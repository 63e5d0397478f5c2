"""Which branch an event of a calendar file speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from scheduler.domain.faults import Fault
from scheduler.domain.instance import Instance
from scheduler.domain.names import fold, nearest
from scheduler.tables.ics.events import Event


class Branches:
    """Branches by id, or by a name that one branch alone bears.

    Case, spaces and the place of tone marks do not matter.
    """

    def __init__(self, instance: Instance):
        self._ids = [row.id for row in instance.branches]
        self._by_key = _by_key(instance)

    def of(self, event: Event) -> tuple[str, ...]:
        """The branches that the event names, separated by `;`; none where it names another thing.

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
        parts = [self._by_key.get(fold(part)) for part in text.split(";") if part.strip()]
        return tuple(dict.fromkeys(part for part in parts if part)) if all(parts) else ()

    def fault(self, event: Event) -> Fault:
        """What is wrong with an event that names no branch."""
        name = event.names[0] if event.names else ""
        near = nearest(name, [*self._ids, *self._by_key])
        return Fault("ics_branch", "meetings", None, "SUMMARY", name, near, place=event.place)


def _by_key(instance: Instance) -> Mapping[str, str]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in instance.branches:
        names[fold(row.name)].add(row.id)
    keys = {name: next(iter(ids)) for name, ids in names.items() if len(ids) == 1}
    return keys | {fold(row.id): row.id for row in instance.branches}
