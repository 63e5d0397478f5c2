"""The picture of a comparison: a panel a KPI, in it a dot a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from scheduler.answers.whatif import Outcome, WhatIf
from scheduler.language import Language, numeral, say
from scheduler.reports.pictures.svg import (
    FAINT,
    SIZE,
    Anchor,
    drawing,
    label,
    number,
    ticks,
    width_of,
)
from scheduler.results.comparison import kpi_said

VALUE, BASE = "#2873b2", "#b2471f"
"""Colours of scenarios and of the base; told apart without colour vision too."""
MOST = 60
"""Scenarios in a picture at most, base included: the first ones."""
ACROSS = 3
"""Panels side by side."""
PANEL, LINE, GAP = 250, 18, 36
"""Pixels: a panel's width, the height of a scenario's line, and what is between panels."""
_TITLE, _HEAD, _FOOT, _LONGEST_NAME = 20, 34, 22, 220


def comparison_picture(study: WhatIf, language: Language) -> Markup:
    """The KPIs of all scenarios, as SVG."""
    outcomes = [outcome for outcome in (study.base, *study.outcomes) if outcome.kpis][:MOST]
    names = [
        say("whatif.base", language) if outcome is study.base else outcome.name
        for outcome in outcomes
    ]
    kpis = _telling(outcomes)
    left = min(max(map(width_of, names), default=0.0), _LONGEST_NAME) + SIZE
    height = _HEAD + LINE * len(outcomes) + _FOOT
    title = say("whatif.title", language, name=study.base.problem.settings.name)
    width = left + min(len(kpis), ACROSS) * (PANEL + GAP)
    parts = [label(width / 2, SIZE + 4, title, "middle", width)]
    for place, kpi in enumerate(kpis):
        down, across = divmod(place, ACROSS)
        x, y = left + across * (PANEL + GAP), _TITLE + down * height
        if across == 0:
            for line, name in enumerate(names):
                middle = y + _HEAD + LINE * (line + 0.5) + SIZE / 3
                parts.append(label(x - SIZE, middle, name, "end", left - SIZE))
        parts.append(Markup('<g transform="translate({} {})">{}</g>').format(
            number(x), number(y), Markup("").join(_panel(study.base, outcomes, kpi, language))
        ))  # fmt: skip
    return drawing(width, _TITLE + -(-len(kpis) // ACROSS) * height, parts)


def _telling(outcomes: Sequence[Outcome]) -> list[str]:
    """KPIs that differ between scenarios."""
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.kpis)
    values = {
        name: {outcome.kpis[name].value for outcome in outcomes if name in outcome.kpis}
        for name in names
    }
    return [name for name in names if len(values[name]) > 1] or list(names)


def _panel(
    base: Outcome, outcomes: Sequence[Outcome], kpi: str, language: Language
) -> Iterator[Markup]:
    """One KPI: its name, its scale, a dot a scenario, a line from it down to its bound."""
    found = [outcome.kpis[kpi] for outcome in outcomes if kpi in outcome.kpis]
    ends = [own.value for own in found] + [own.bound for own in found if own.bound is not None]
    low, high = min(ends), max(ends)
    span = high - low or 1.0

    def x(value: float) -> str:
        return number(PANEL * (value - low) / span if high > low else PANEL / 2)

    bottom = _HEAD + LINE * len(outcomes)
    yield label(PANEL / 2, _HEAD - SIZE, kpi_said(kpi, base.problem, language), "middle", PANEL)
    yield Markup('<path d="M-6 {0}H{1}" stroke="{2}"/>').format(bottom, PANEL + 6, FAINT)
    whole = all(end == int(end) for end in ends)
    for value, text in ticks(low, high, PANEL, whole):
        yield Markup('<path d="M{0} {1}V{2}" stroke="{3}"/>').format(x(value), _HEAD, bottom, FAINT)
        yield label(*_inside(float(x(value)), bottom + SIZE + 4, numeral(text, language)))
    for line, outcome in enumerate(outcomes):
        if (own := outcome.kpis.get(kpi)) is None:
            continue
        colour, middle = BASE if outcome is base else VALUE, number(_HEAD + LINE * (line + 0.5))
        if own.bound is not None and own.bound < own.value:
            yield Markup('<path d="M{} {}H{}" stroke="{}" stroke-width="2"/>').format(
                x(own.bound), middle, x(own.value), colour
            )
        yield Markup('<circle cx="{}" cy="{}" r="4" fill="{}"/>').format(
            x(own.value), middle, colour
        )


def _inside(x: float, y: float, text: str) -> tuple[float, float, str, Anchor]:
    """Where the text of a tick goes: below it, but not into the next panel."""
    beyond = GAP / 2 - SIZE / 2
    half = width_of(text) / 2
    if x + beyond < half:
        return -beyond, y, text, "start"
    if x - beyond > PANEL - half:
        return PANEL + beyond, y, text, "end"
    return x, y, text, "middle"
