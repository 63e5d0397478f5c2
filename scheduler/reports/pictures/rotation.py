"""Pictures of a rotation: waiting times by month, ages, and the trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from scheduler.reports.heat import HeatRow, shade
from scheduler.reports.pictures.svg import drawing, every, label, width_of
from scheduler.results.trace import TraceRow

COLOURS = ("#f3f7fb", "#cfe1f2", "#9ac4e0", "#5a9ecb", "#2873b2", "#0a4a90", "#082c5c")
"""From a place just visited to the longest wait; readable without colour vision, and in print."""

CELL, LABEL = 14, 230
"""Pixels of a heatmap's cell, and of the names beside it."""
_LEFT, _RIGHT, _HIGH = 8, 620, 120
"""Pixels between which a trace is drawn, and its height."""
VALUE, BOUND = "#b2471f", "#2873b2"
"""Colours of what was found and of what is proven; told apart without colour vision too."""


def heatmap(months: Sequence[str], rows: Sequence[HeatRow], most: float, end: str) -> Markup:
    """An SVG with a row of cells an area; cells of one shade are one path, which keeps it small.

    Below stands the scale, from 0 to ``end``, which says the most.
    """
    paths: list[list[str]] = [[] for _ in COLOURS]
    labels = []
    for line, row in enumerate(rows):
        top = CELL * (line + 1)
        labels.append(label(LABEL - 6, top + CELL - 4, row.name, "end", LABEL - 6))
        for number, age in enumerate(row.ages):
            x = LABEL + CELL * number
            paths[shade(age, most, len(COLOURS))].append(f"M{x} {top}h{CELL}v{CELL}h-{CELL}z")
    apart = every(CELL, months)
    heads = [label(LABEL + CELL * n, CELL - 4, months[n]) for n in range(0, len(months), apart)]
    cells = (
        Markup('<path fill="{}" d="{}"/>').format(colour, "".join(path))
        for colour, path in zip(COLOURS, paths, strict=True)
        if path
    )
    last = LABEL + CELL * apart * (len(heads) - 1) + width_of(months[-1])
    bottom = CELL * (len(rows) + 1) + 10
    beside = LABEL + CELL * len(COLOURS) + 6
    width = max(LABEL + CELL * len(months), last, beside + width_of(end)) + 4
    scale = [label(LABEL - 6, bottom + 9, "0", "end"), label(beside, bottom + 9, end)]
    scale += [
        Markup('<rect x="{}" y="{}" width="{}" height="10" fill="{}"/>').format(
            LABEL + CELL * place, bottom, CELL, colour
        )
        for place, colour in enumerate(COLOURS)
    ]
    return drawing(width, bottom + 16, [*heads, *labels, *cells, *scale])


def bars(ages: Sequence[tuple[int, int]]) -> Markup:
    """The distribution of ages: a bar an age."""
    counts, most = dict(ages), max((n for _, n in ages), default=1)
    last = max(counts, default=0)
    step, height = max(6, min(24, 600 // (last + 1))), 90
    drawn = (
        Markup(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}: {}</title></rect>'
        ).format(
            step * age, round(height * (1 - number / most), 1), step - 1,
            round(height * number / most, 1), BOUND, age, number,
        )
        for age, number in ages
    )  # fmt: skip
    texts = (
        label(step * age, height + 12, str(age))
        for age in range(0, last + 1, every(step, [str(last)]))
    )
    width = step * last + max(step, width_of(str(last))) + 4
    return drawing(width, height + 16, [*drawn, *texts])


def stairs(rows: Sequence[TraceRow]) -> Markup:
    """Value and bound of a level over time, as two stairs; bounds of 0, which say nothing, lie on
    the floor.
    """
    end, last = max(rows[-1].seconds, 1e-9), rows[-1]
    top = max(row.value for row in rows)
    floor = min((row.bound for row in rows if row.bound), default=0)
    until = [row.seconds for row in rows[1:]] + [end]

    def stair(numbers: Sequence[int], colour: str) -> Markup:
        points: list[str] = []
        for row, after, number in zip(rows, until, numbers, strict=True):
            y = _HIGH - (_HIGH - 16) * max(0, number - floor) / max(1, top - floor)
            points += [
                f"{_LEFT + (_RIGHT - _LEFT) * second / end:.1f},{y:.1f}"
                for second in (row.seconds, after)
            ]
        line = '<polyline fill="none" stroke="{}" stroke-width="1.6" points="{}"/>'
        return Markup(line).format(colour, " ".join(points))

    def texts() -> Iterator[Markup]:
        yield label(_LEFT, 10, str(top))
        yield label(_LEFT, _HIGH + 14, "0 s")
        yield label(_RIGHT, _HIGH + 14, f"{end:.0f} s", "end")
        for line, text in enumerate(beside):
            yield label(_RIGHT + 6, 16 + 14 * line, text)

    beside = (str(last.value), f"≥ {last.bound}")
    found = (stair([r.value for r in rows], VALUE), stair([r.bound for r in rows], BOUND))
    width = _RIGHT + 6 + max(map(width_of, beside)) + 4
    return drawing(width, _HIGH + 20, [*found, *texts()])
