"""The picture of a replanning: how many visits change in each area, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from markupsafe import Markup

from scheduler.answers.replan import ChangeKind
from scheduler.language import Language, say
from scheduler.reports.pictures.svg import (
    SIZE,
    Layout,
    drawing,
    hatching,
    label,
    number,
    width_of,
)

_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
_COLOURS: Mapping[ChangeKind, str] = {"moved": "#2873b2", "dropped": "#b2471f", "added": "#2f7d4f"}
"""Dropped is hatched, added is hollow: told apart without colours too."""
_LINE, _BAR = 22, 12
_UNIT = 24
"""Pixels of one change at most."""


def changes_picture(
    areas: Sequence[tuple[str, Mapping[ChangeKind, int]]], language: Language, layout: Layout
) -> Markup:
    """A bar an area, from zero: what is moved, dropped and added, one after the other."""
    most = max((sum(counts.values()) for _, counts in areas), default=1)
    left = 0.36 * layout.width
    unit = min(float(_UNIT), (layout.width - left - 4 * SIZE) / max(most, 1))
    parts, y = list(_legend(language)), 2.4 * SIZE
    for name, counts in areas:
        middle = y + (_LINE - _BAR) / 2
        parts.append(label(left - SIZE, middle + SIZE, name, "end", left - SIZE))
        x = left
        for kind in _KINDS:
            if wide := counts.get(kind, 0) * unit:
                parts += _piece(kind, x, middle, wide)
                x += wide
        parts.append(label(x + SIZE / 2, middle + SIZE, str(sum(counts.values()))))
        y += _LINE
    return drawing(layout.width, y + 2, parts)


def _legend(language: Language) -> Iterator[Markup]:
    x = 0.0
    for kind in _KINDS:
        text = say(f"changes.kind_{kind}", language)
        yield from _piece(kind, x + 1, 2, 2 * SIZE)
        yield label(x + 2.6 * SIZE, 2 + SIZE, text)
        x += 4 * SIZE + width_of(text)


def _piece(kind: ChangeKind, x: float, y: float, wide: float) -> Iterator[Markup]:
    colour = _COLOURS[kind]
    if kind == "dropped":
        path = hatching(x, y, wide, _BAR)
        yield Markup('<path d="{}" stroke="{}" stroke-width="1.6"/>').format(path, colour)
    box = '<rect class="edge" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>'
    fill = colour if kind == "moved" else "none"
    yield Markup(box).format(number(x), number(y), number(wide), _BAR, fill, colour)
