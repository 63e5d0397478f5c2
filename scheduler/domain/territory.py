"""The territory tree: which area lies in which, at which level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from scheduler.domain.records import Area


class Territory:
    """Areas of any depth; built from rows that passed :mod:`scheduler.domain.checks`."""

    def __init__(self, areas: Iterable[Area], levels: Sequence[str]):
        self.levels = tuple(levels)
        self.areas = {area.id: area for area in sorted(areas, key=lambda area: area.id)}

    def __getitem__(self, area: str) -> Area:
        return self.areas[area]

    def __contains__(self, area: str) -> bool:
        return area in self.areas

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """Area id to the ids right below it, sorted."""
        children: dict[str, list[str]] = defaultdict(list)
        for area in self.areas.values():
            if area.parent:
                children[area.parent].append(area.id)
        return {parent: tuple(ids) for parent, ids in children.items()}

    @cached_property
    def _ancestors(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}

        def climb(area: str) -> tuple[str, ...]:
            if area not in found:
                parent = self.areas[area].parent
                found[area] = (area, *climb(parent)) if parent else (area,)
            return found[area]

        for area in self.areas:
            climb(area)
        return found

    def ancestors(self, area: str) -> tuple[str, ...]:
        """The area itself first, then its parent, up to the top."""
        return self._ancestors[area]

    @cached_property
    def _within(self) -> dict[str, frozenset[str]]:
        below: dict[str, set[str]] = {area: set() for area in self.areas}
        for area in self.areas:
            for ancestor in self.ancestors(area):
                below[ancestor].add(area)
        return {area: frozenset(ids) for area, ids in below.items()}

    def within(self, area: str) -> frozenset[str]:
        """The area and everything under it."""
        return self._within[area]

    def at_level(self, level: str) -> tuple[str, ...]:
        """Ids of the areas of that level, sorted."""
        return tuple(area.id for area in self.areas.values() if area.level == level)

    def ancestor_at(self, area: str, level: str) -> str | None:
        """The area of that level that it lies in (or is); None where there is none."""
        for ancestor in self.ancestors(area):
            if self.areas[ancestor].level == level:
                return ancestor
        return None
