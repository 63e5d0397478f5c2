"""The picture of a comparison, as SVG or PNG; needs matplotlib (the extra ``plot``)."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Sequence
from typing import Any

from scheduler.answers.whatif import Outcome, WhatIf
from scheduler.domain.faults import SchedulerError
from scheduler.language import Language, say

VALUE, BASE = "#2873b2", "#b2471f"
"""Colours of scenarios and of the base; told apart without colour vision too."""


MOST = 60
"""Scenarios in a picture at most, base included: the first ones."""


class NoPictures(SchedulerError):
    """matplotlib is not installed."""

    sentence = "whatif.no_pictures"


def require(language: Language) -> None:
    """Raise :class:`NoPictures` unless pictures can be made."""
    if importlib.util.find_spec("matplotlib") is None:
        raise NoPictures(say("whatif.no_pictures", language))


def comparison_picture(study: WhatIf, form: str, language: Language) -> bytes:
    """The KPIs of all scenarios, a panel each, as ``svg`` or ``png``; the same bytes every time.

    Raises :class:`NoPictures`.
    """
    require(language)
    import matplotlib as mpl
    from matplotlib.figure import Figure

    outcomes = [outcome for outcome in (study.base, *study.outcomes) if outcome.kpis][:MOST]
    names = [say("whatif.base", language), *(outcome.name for outcome in outcomes[1:])]
    kpis = _telling(outcomes)
    across = 3
    down = -(-len(kpis) // across)
    height = max(2.0, 0.22 * len(outcomes) + 1.1)
    with mpl.rc_context({"svg.hashsalt": "scheduler", "font.size": 8, "svg.fonttype": "none"}):
        figure = Figure(figsize=(4.2 * across, height * max(1, down)), layout="constrained")
        for number, kpi in enumerate(kpis, start=1):
            axes = figure.add_subplot(down, across, number)
            _panel(axes, outcomes, kpi, names if number % across == 1 else [""] * len(names))
        figure.suptitle(say("whatif.title", language, name=study.base.problem.settings.name))
        out = io.BytesIO()
        figure.savefig(out, format=form, dpi=120, metadata=_NO_DATE[form])
    return out.getvalue()


_NO_DATE: dict[str, dict[str, Any]] = {"svg": {"Date": None}, "png": {"Software": None}}


def _telling(outcomes: Sequence[Outcome]) -> list[str]:
    """KPIs that differ between scenarios."""
    names = dict.fromkeys(name for outcome in outcomes for name in outcome.kpis)
    values = {
        name: {outcome.kpis[name].value for outcome in outcomes if name in outcome.kpis}
        for name in names
    }
    return [name for name in names if len(values[name]) > 1] or list(names)


def _panel(axes: Any, outcomes: Sequence[Outcome], kpi: str, names: Sequence[str]) -> None:
    """One KPI: a dot a scenario, a line down to its bound where that is lower."""
    from matplotlib.ticker import MaxNLocator

    rows = list(range(len(outcomes)))[::-1]
    for row, outcome in zip(rows, outcomes, strict=True):
        found = outcome.kpis.get(kpi)
        if found is None:
            continue
        colour = BASE if outcome is outcomes[0] else VALUE
        if found.bound is not None and found.bound < found.value:
            axes.plot([found.bound, found.value], [row, row], color=colour, linewidth=1.5)
        axes.plot([found.value], [row], "o", color=colour, markersize=4)
    axes.set_title(kpi, fontsize=9)
    axes.set_yticks(rows, names)
    axes.set_ylim(-0.5, len(rows) - 0.5)  # side by side in every panel, dot or no dot
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=_whole(outcomes, kpi)))
    axes.grid(axis="x", color="#d5dde5", linewidth=0.6)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _whole(outcomes: Sequence[Outcome], kpi: str) -> bool:
    return all(o.kpis[kpi].value == int(o.kpis[kpi].value) for o in outcomes if kpi in o.kpis)
