"""Pictures of a rotation, as SVG within a page: waiting times by month, ages, and the trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from scheduler.reports.heat import HeatRow, shade
from scheduler.results.trace import TraceRow

COLOURS = ("#f3f7fb", "#cfe1f2", "#9ac4e0", "#5a9ecb", "#2873b2", "#0a4a90", "#082c5c")
"""From a place just visited to the longest wait; readable without colour vision, and in print."""

CELL, LABEL = 14, 230
"""Pixels of a heatmap's cell, and of the names beside it."""


def heatmap(months: Sequence[str], rows: Sequence[HeatRow], most: float) -> Markup:
    """An SVG with a row of cells an area; cells of one shade are one path, which keeps it small."""
    paths: list[list[str]] = [[] for _ in COLOURS]
    labels = []
    for line, row in enumerate(rows):
        top = CELL * (line + 1)
        text = Markup('<text x="{}" y="{}" class="name">{}</text>')
        labels.append(text.format(LABEL - 6, top + CELL - 4, row.name))
        for number, age in enumerate(row.ages):
            x = LABEL + CELL * number
            paths[shade(age, most, len(COLOURS))].append(f"M{x} {top}h{CELL}v{CELL}h-{CELL}z")
    heads = (
        Markup('<text x="{}" y="{}">{}</text>').format(LABEL + CELL * n, CELL - 4, month)
        for n, month in enumerate(months)
        if n % 6 == 0
    )
    cells = (
        Markup('<path fill="{}" d="{}"/>').format(colour, "".join(path))
        for colour, path in zip(COLOURS, paths, strict=True)
        if path
    )
    width, height = LABEL + CELL * len(months) + 4, CELL * (len(rows) + 1) + 4
    return Markup('<svg width="{}" height="{}" role="img">{}</svg>').format(
        width, height, Markup("").join([*heads, *labels, *cells])
    )


def bars(ages: Sequence[tuple[int, int]]) -> Markup:
    """The distribution of ages: a bar an age."""
    counts, most = dict(ages), max((n for _, n in ages), default=1)
    last = max(counts, default=0)
    step, height = max(6, min(24, 600 // (last + 1))), 90
    drawn = (
        Markup('<rect x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>').format(
            step * age, round(height * (1 - number / most), 1), step - 1,
            round(height * number / most, 1), age, number,
        )
        for age, number in ages
    )  # fmt: skip
    texts = (
        Markup('<text x="{}" y="{}">{}</text>').format(step * age, height + 12, age)
        for age in range(0, last + 1, 3 if last > 11 else 1)
    )
    return Markup('<svg width="{}" height="{}" class="bars" role="img">{}</svg>').format(
        step * (last + 2), height + 16, Markup("").join([*drawn, *texts])
    )


def stairs(rows: Sequence[TraceRow]) -> Markup:
    """Value and bound of a level over time, as two stairs; bounds of 0, which say nothing, lie on
    the floor.
    """
    width, height, left = 620, 120, 8
    end = max(rows[-1].seconds, 1e-9)
    bounds = [row.bound for row in rows if row.bound] or [0]
    top, bottom = max(row.value for row in rows), min(bounds)

    def stair(numbers: Sequence[int]) -> str:
        points: list[str] = []
        for place, (row, number) in enumerate(zip(rows, numbers, strict=True)):
            until = rows[place + 1].seconds if place + 1 < len(rows) else end
            y = height - (height - 12) * max(0, number - bottom) / max(1, top - bottom)
            points += [
                f"{left + (width - left) * second / end:.1f},{y:.1f}"
                for second in (row.seconds, until)
            ]
        return " ".join(points)

    lines: list[Any] = [
        Markup('<polyline class="{}" points="{}"/>').format(name, stair(numbers))
        for name, numbers in (
            ("value", [row.value for row in rows]),
            ("bound", [row.bound for row in rows]),
        )
    ]
    last = rows[-1]
    texts = (
        (left, 10, f"{top:,}"), (left, height + 14, "0 s"),
        (width - 40, height + 14, f"{end:.0f} s"),
        (width + 6, 16, f"{last.value:,}"), (width + 6, 30, f"≥ {last.bound:,}"),
    )  # fmt: skip
    lines += [Markup('<text x="{}" y="{}">{}</text>').format(*text) for text in texts]
    return Markup('<svg width="{}" height="{}" class="trace" role="img">{}</svg>').format(
        width + 90, height + 20, Markup("").join(lines)
    )
