"""The picture of a comparison: what each scenario changes against the base, as bars on one scale.

Better lies to the right, plain; worse to the left, hatched. A line with ends is what is not proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from scheduler.answers.whatif import Outcome, WhatIf
from scheduler.language import Language, numeral, say
from scheduler.reports.measures import measure_of
from scheduler.reports.pictures.svg import (
    BROAD,
    FAINT,
    INK,
    SIZE,
    Layout,
    drawing,
    hatching,
    label,
    number,
)
from scheduler.reports.shifts import Shift, ranked, scenario_said, shifts

BETTER, WORSE = "#2873b2", "#b2471f"
"""Colours of both; told apart without colour vision too, and by side and hatching."""
MOST = 20
"""Scenarios in a picture at most: the gravest."""
SHORTEST, LONGEST = 10.0, 100.0
"""Per cent: the scale goes at least and at most so far on either side."""
_TICKS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_LINE, _BAR, _HEAD, _GAP = 20, 10, 20, 8
"""Pixels: a figure's line, its bar, a scenario's heading, and what is between scenarios."""


@dataclass(frozen=True)
class _Scale:
    """From per cent to pixels: zero in the middle."""

    middle: float
    half: float
    """Pixels on either side."""
    end: float
    """Per cent at the ends."""

    def at(self, part: float) -> float:
        return self.middle + self.half * max(-1.0, min(1.0, part / self.end))


def end_of_scale(study: WhatIf, language: Language) -> float:
    """Per cent at the end of the scale, a round number."""
    found = [shift for one in _shown(study) for shift in shifts(study.base, one, language)]
    parts = [abs(p) for one in found for p in (one.part, one.least, one.most) if p is not None]
    largest = min(LONGEST, max([SHORTEST, *parts]))
    return next(end for end in (10.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0) if largest <= end)


def _shown(study: WhatIf) -> list[Outcome]:
    return ranked(study)[:MOST]


def comparison_picture(study: WhatIf, language: Language, layout: Layout = BROAD) -> Markup:
    """The changes of all scenarios, as one SVG."""
    parts, y = [], 0.0
    for block in _blocks(study, language, layout):
        inner = Markup("").join(block.parts)
        parts.append(Markup('<g transform="translate(0 {})">{}</g>').format(number(y), inner))
        y += block.height
    return drawing(layout.width, y + 2, parts)


def picture_on_page(study: WhatIf, language: Language, layout: Layout) -> Markup:
    """The same as an SVG a scenario, one right below the other: no sheet of paper cuts one."""
    blocks = _blocks(study, language, layout)
    return Markup("").join(drawing(layout.width, one.height, one.parts) for one in blocks)


@dataclass(frozen=True)
class _Block:
    """A piece of the picture, from its own top."""

    height: float
    parts: Sequence[Markup]


def _blocks(study: WhatIf, language: Language, layout: Layout) -> Iterator[_Block]:
    """The legend with the scale, then each scenario."""
    scale = _scale(study, language, layout)
    top = 5.2 * SIZE
    yield _Block(top, [*_legend(scale, layout, language), *_ticks(scale, top, language)])
    for outcome in _shown(study):
        said = _heading(study, outcome, language)
        parts = [label(0, _GAP + SIZE, said, room=layout.width, bold=True)]
        y, lanes = float(_GAP + _HEAD), [(0.0, float(_GAP))]
        for shift in shifts(study.base, outcome, language):
            parts += _row(shift, scale, layout, y)
            line = _LINE * (1.7 if layout.is_narrow else 1)
            lanes.append((y + line - _LINE, y + line))
            y += line
        yield _Block(y, [_lines(scale, lanes), *parts])
    if (left := len(study.outcomes) - MOST) > 0:
        more = say("whatif.more_scenarios", language, count=left)
        yield _Block(_HEAD, [label(0, SIZE + 2, more)])


def _scale(study: WhatIf, language: Language, layout: Layout) -> _Scale:
    width, end = layout.width, end_of_scale(study, language)
    if layout.is_narrow:
        return _Scale(width / 2, width / 2 - 2 * SIZE, end)
    return _Scale(0.48 * width, 0.2 * width, end)


def _heading(study: WhatIf, outcome: Outcome, language: Language) -> str:
    """The scenario, and how it ended or what it asks for."""
    name, here, there = scenario_said(study, outcome), study.base.kpis, outcome.kpis
    if not there:
        return f"{name}: {say(f'whatif.{outcome.result.status}', language)}"
    if not here or here["due"].value == there["due"].value:
        return name
    due = [measure_of("due").shown(own["due"].value, language) for own in (here, there)]
    return say("whatif.due_change", language, name=name, before=due[0], after=due[1])


def _legend(scale: _Scale, layout: Layout, language: Language) -> Iterator[Markup]:
    """On which side what is better lies, and what the line with ends is."""
    worse, better = say("whatif.worse", language), say("whatif.better", language)
    x, y = scale.middle, 2.9 * SIZE
    yield label(x - SIZE, y, worse, "end", bold=True)
    yield label(x + SIZE, y, better, bold=True)
    beside = say("whatif.open_range", language)
    yield from _range(2, 2 * SIZE + 2, 0.8 * SIZE)
    yield label(3 * SIZE, 1.1 * SIZE, beside, room=layout.width - 3 * SIZE)


def _ticks(scale: _Scale, bottom: float, language: Language) -> Iterator[Markup]:
    for share in _TICKS:
        text = numeral(f"{abs(share) * scale.end:.10g}", language) + " %"
        yield label(scale.middle + share * scale.half, bottom - 3, text, "middle")


def _lines(scale: _Scale, lanes: Sequence[tuple[float, float]]) -> Markup:
    """The scale's lines behind the bars, from top to bottom of each lane."""
    found = []
    for share in _TICKS:
        x = number(scale.middle + share * scale.half)
        path = "".join(f"M{x} {number(top)}V{number(bottom)}" for top, bottom in lanes)
        kind, colour = ("back", FAINT) if share else ("ink", INK)
        line = '<path class="{}" d="{}" stroke="{}"/>'
        found.append(Markup(line).format(kind, path, colour))
    return Markup("").join(found)


def _row(shift: Shift, scale: _Scale, layout: Layout, y: float) -> Iterator[Markup]:
    """A figure: its name, its bar with the range, and its values."""
    bar = y + (_LINE - _BAR) / 2
    if layout.is_narrow:
        yield label(0, y + SIZE, f"{shift.name}: {shift.text}", room=layout.width)
        bar = y + 1.5 * SIZE
    else:
        left, right = scale.middle - scale.half, scale.middle + scale.half
        yield label(left - SIZE, bar + SIZE - 1, shift.name, "end", left - SIZE)
        room = layout.width - right - SIZE
        yield label(right + SIZE, bar + SIZE - 1, shift.text, room=room)
    if shift.part is not None:
        yield from _bar(shift, shift.part, scale, bar)
    if shift.least is not None and shift.most is not None and shift.least < shift.most:
        yield from _range(scale.at(shift.least), scale.at(shift.most), bar + _BAR / 2)


def _bar(shift: Shift, part: float, scale: _Scale, y: float) -> Iterator[Markup]:
    """From zero to the change; an arrow's head where it goes beyond the scale."""
    left, right = sorted((scale.middle, scale.at(part)))
    wide, colour = max(right - left, 0.5), BETTER if shift.is_better else WORSE
    if not shift.is_better:
        path = hatching(left, y, wide, _BAR)
        yield Markup('<path d="{}" stroke="{}" stroke-width="1.6"/>').format(path, colour)
    box = '<rect class="edge" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"/>'
    fill = BETTER if shift.is_better else "none"
    yield Markup(box).format(number(left), number(y), number(wide), _BAR, fill, colour)
    if abs(part) > scale.end:
        x, way = scale.at(part), 1 if part > 0 else -1
        yield Markup('<path d="M{} {}v{}l{} -{}z" fill="{}"/>').format(
            number(x), number(y - 3), _BAR + 6, way * 8, (_BAR + 6) // 2, colour
        )


def _range(start: float, end: float, y: float) -> Iterator[Markup]:
    """A line with ends."""
    yield Markup(
        '<path class="ink" fill="none" d="M{0} {2}v6m0 -3H{1}m0 -3v6" stroke="{3}"'
        ' stroke-width="1.4"/>'
    ).format(number(start), number(end), number(y - 3), INK)


def scale_said(study: WhatIf, language: Language) -> str:
    """How the scale is to be read."""
    return say("whatif.scale", language, end=int(end_of_scale(study, language)))
