"""How far apart areas are: great circle between coordinates, or the given road distances."""

from __future__ import annotations

import math
from collections.abc import Iterable

from scheduler.domain.records import Distance
from scheduler.domain.territory import Territory

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG R1), as SPEC §5 fixes it."""


def great_circle_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Kilometres between two (latitude, longitude) points in degrees, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (
        (math.radians(latitude), math.radians(longitude)) for latitude, longitude in (first, second)
    )
    half_chord = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half_chord)))


class Geography:
    """Distances between the areas of a territory."""

    def __init__(self, territory: Territory, distances: Iterable[Distance]):
        self._territory = territory
        self._road = {}
        for row in distances:
            self._road[row.from_, row.to] = row.km
            self._road[row.to, row.from_] = row.km
        self._points: dict[str, tuple[float, float] | None] = {}
        self._units: dict[tuple[str, str], int] = {}

    def point(self, area: str) -> tuple[float, float] | None:
        """Coordinates of the area or of its nearest ancestor that has any."""
        if area not in self._points:
            self._points[area] = next(
                (
                    (node.latitude, node.longitude)
                    for node in map(self._territory.__getitem__, self._territory.ancestors(area))
                    if node.latitude is not None and node.longitude is not None
                ),
                None,
            )
        return self._points[area]

    def km(self, start: str, end: str) -> float | None:
        """Kilometres one way; None where either end has no coordinates and no road is given."""
        road = self._road.get((start, end))
        if road is not None:
            return road
        first, second = self.point(start), self.point(end)
        return None if first is None or second is None else great_circle_km(first, second)

    def round_trip(self, base: str, area: str) -> int:
        """The way from the base to the area and back, in units of 100 m, to the nearest unit (ties
        to even).
        """
        if not base:
            return 0
        if (base, area) not in self._units:
            km = self.km(base, area)
            self._units[base, area] = 0 if km is None else round(2 * km * 10)
        return self._units[base, area]
