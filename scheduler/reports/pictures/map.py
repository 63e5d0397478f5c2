"""A map of places by how long they wait, from their coordinates alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from scheduler.domain.geography import EARTH_RADIUS_KM
from scheduler.language import Language, numeral, say
from scheduler.reports.heat import shade
from scheduler.reports.pictures.rotation import COLOURS
from scheduler.reports.pictures.svg import (
    INK,
    SIZE,
    Anchor,
    Layout,
    drawing,
    label,
    number,
    width_of,
)

NAMED = 12
"""Places named at most: those that wait longest."""
_SMALLEST, _LARGEST, _TALLEST = 0.003, 0.008, 620
"""Radii of dots, of the map's width, and pixels of its height."""


@dataclass(frozen=True)
class Dot:
    """A place on the map."""

    name: str
    within: str
    """Name of the area above, or ""."""
    latitude: float
    longitude: float
    age: int
    """Months waited."""


@dataclass(frozen=True)
class _Frame:
    """From degrees to pixels: areas keep their sizes to each other, as far as a province goes."""

    west: float
    north: float
    shrink: float
    """Of a degree of longitude, against one of latitude: the cosine of the middle latitude."""
    per_degree: float
    """Pixels of a degree of latitude."""
    margin: float
    height: float
    width: int
    most: int
    """Months: the age of the largest dot."""

    def radius(self, age: int) -> float:
        """Of a dot, in pixels."""
        grown = min(1.0, age / max(self.most, 1)) * (_LARGEST - _SMALLEST)
        return max(1.5, self.width * (_SMALLEST + grown))

    def at(self, dot: Dot) -> tuple[float, float]:
        x = self.margin + (dot.longitude - self.west) * self.shrink * self.per_degree
        return x, self.margin + (self.north - dot.latitude) * self.per_degree


def place_map(dots: Sequence[Dot], most: int, language: Language, layout: Layout) -> Markup:
    """The places, those that wait longest on top and named; ``most`` is where the scale ends."""
    frame = _frame(dots, most, layout)
    order = sorted(dots, key=lambda dot: (dot.age, dot.name))
    parts = [*(_dot(dot, frame) for dot in order), *_names(order[::-1], frame, layout)]
    bottom = frame.height
    parts += [*_scale_of_ages(frame, bottom + 1.6 * SIZE, language),
              *_scale_of_ways(frame, layout, bottom + 1.6 * SIZE)]  # fmt: skip
    return drawing(layout.width, bottom + 4 * SIZE, parts)


def _frame(dots: Sequence[Dot], most: int, layout: Layout) -> _Frame:
    south, north = (end(dot.latitude for dot in dots) for end in (min, max))
    west, east = (end(dot.longitude for dot in dots) for end in (min, max))
    shrink, margin = math.cos(math.radians((south + north) / 2)), 2.0 * SIZE
    wide, high = max((east - west) * shrink, 1e-3), max(north - south, 1e-3)
    per_degree = min((layout.width - 2 * margin) / wide, (_TALLEST - 2 * margin) / high)
    left = (layout.width - wide * per_degree) / 2 / (shrink * per_degree)
    start = west - left + margin / (shrink * per_degree)
    return _Frame(start, north, shrink, per_degree, margin, high * per_degree + 2 * margin,
                  layout.width, most)  # fmt: skip


def _circle(x: float, y: float, age: int, frame: _Frame, title: str = "") -> Markup:
    whole = Markup("<title>{}</title>").format(title) if title else ""
    return Markup(
        '<circle class="dot" cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width=".5">'
        "{}</circle>"
    ).format(
        number(x), number(y), number(frame.radius(age)),
        COLOURS[shade(age, frame.most, len(COLOURS))], INK, whole,
    )  # fmt: skip


def _dot(dot: Dot, frame: _Frame) -> Markup:
    return _circle(*frame.at(dot), dot.age, frame, f"{_name(dot, '')}: {dot.age}")


def _names(order: Sequence[Dot], frame: _Frame, layout: Layout) -> Iterator[Markup]:
    """Names of the first places, each where it lies on no other name; else none."""
    taken: list[tuple[float, float, float, float]] = []
    for dot in order[:NAMED]:
        text = f"{_name(dot, layout.name)} ({dot.age})"
        (x, y), wide, beside = frame.at(dot), width_of(text) * 1.15, frame.radius(frame.most) + 3
        is_right = x + beside + wide <= layout.width
        left = x + beside if is_right else x - beside - wide
        box = (left, y - 0.7 * SIZE, left + wide, y + 0.5 * SIZE)
        if left < 0 or not all(_apart(box, other) for other in taken):
            continue
        taken.append(box)
        anchor: Anchor = "start" if is_right else "end"
        at = left if is_right else x - beside
        yield Markup('<g class="name">{}</g>').format(label(at, y + 3, text, anchor, bold=True))


def _name(dot: Dot, layout: str) -> str:
    """The name of a place; with the area above it where there is room."""
    return dot.name if layout == "narrow" or not dot.within else f"{dot.name}, {dot.within}"


def _apart(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def _scale_of_ages(frame: _Frame, y: float, language: Language) -> Iterator[Markup]:
    """What the dots mean: from just visited to the longest wait."""
    steps = len(COLOURS) - 1
    ages = sorted({round(place * frame.most / steps) for place in range(steps + 1)})
    for place, age in enumerate(ages):
        yield _circle(SIZE + place * 2 * SIZE, y, age, frame)
    yield label(0, y + 2 * SIZE, "0")
    end = say("show.months", language, number=frame.most, count=frame.most)
    yield label(SIZE + (len(ages) - 1) * 2 * SIZE, y + 2 * SIZE, end)


def _scale_of_ways(frame: _Frame, layout: Layout, y: float) -> Iterator[Markup]:
    """A line as long as a round number of kilometres, at most a quarter of the map."""
    per_km = frame.per_degree / (math.radians(1) * EARTH_RADIUS_KM)
    room = layout.width / 4 / per_km
    power = 10.0 ** math.floor(math.log10(room))
    km = max(step * power for step in (1, 2, 5) if step * power <= room)
    end, start = layout.width - SIZE, layout.width - SIZE - km * per_km
    yield Markup('<path class="ink" fill="none" d="M{0} {2}v6h{1}v-6" stroke="{3}"/>').format(
        number(start), number(end - start), number(y - 3), INK
    )
    yield label(end, y + 2 * SIZE, f"{numeral(f'{km:g}', 'en')} km", "end")
