"""How long places waited, month by month: the numbers behind heatmaps, and one for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.answers.rotation import Rotation
from scheduler.domain.problem import Problem

SHADES = " ░▒▓█"
"""From a place just visited to the longest wait."""


@dataclass(frozen=True)
class HeatRow:
    """A line of a heatmap: an area, and its age in each month (a mean over its localities)."""

    area: str
    name: str
    ages: tuple[float, ...]


def by_area(problem: Problem, rotation: Rotation, tier: str) -> list[tuple[HeatRow, list[HeatRow]]]:
    """The areas on the level below the top, each with the localities in it that the tier visits."""
    level = problem.settings.levels[1]
    inside: dict[str, list[str]] = {}
    for own, locality in rotation.ages:
        if own == tier:
            above = problem.territory.ancestor_at(locality, level) or locality
            inside.setdefault(above, []).append(locality)
    found = []
    for area, localities in sorted(inside.items()):
        ages = [rotation.ages[tier, locality] for locality in localities]
        mean = tuple(sum(month) / len(month) for month in zip(*ages, strict=True))
        rows = [
            HeatRow(locality, problem.territory[locality].name, tuple(map(float, own)))
            for locality, own in zip(localities, ages, strict=True)
        ]
        rows.sort(key=lambda row: (-max(row.ages), row.area))
        found.append((HeatRow(area, problem.territory[area].name, mean), rows))
    return found


def most_of(rows: Sequence[HeatRow]) -> float:
    """The largest age of the rows: where their scale ends."""
    return max((max(row.ages) for row in rows), default=1.0)


def shade(age: float, most: float, shades: int) -> int:
    """Which of so many shades an age has, on a scale up to the most."""
    return min(shades - 1, int(age / max(most, 1) * shades))


def text_heatmap(rows: Sequence[HeatRow], most: float) -> Iterator[str]:
    """A line an area, two characters a month."""
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        cells = "".join(SHADES[shade(age, most, len(SHADES))] * 2 for age in row.ages)
        yield f"{row.name:<{width}} |{cells}| {row.ages[-1]:5.1f}"


def ages_in_bins(ages: Mapping[int, int], edges: Sequence[int]) -> list[int]:
    """How many localities have an age up to each edge, beyond the one before; the last bin is
    open.
    """
    counts = [0] * (len(edges) + 1)
    for age, number in ages.items():
        counts[sum(age > edge for edge in edges)] += number
    return counts
