"""The rotation as one HTML page: tables, heatmaps and the trace, with nothing fetched from
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from scheduler.answers.rotation import Rotation
from scheduler.domain.problem import Problem
from scheduler.domain.vocabulary import meant, objectives_said
from scheduler.language import Language, numeral
from scheduler.reports.heat import by_area, most_of
from scheduler.reports.pages import render
from scheduler.reports.pictures.rotation import COLOURS, bars, heatmap, stairs
from scheduler.results.trace import TraceRow
from scheduler.rules import all_objectives


def rotation_page(
    problem: Problem, rotation: Rotation, trace: Sequence[TraceRow], language: Language
) -> str:
    """The page; without a trace it has no part about it."""
    tiers = {
        tier: {
            "circuit": circuit,
            "ages": sorted(rotation.ages_at_end(tier).items()),
            "areas": by_area(problem, rotation, tier),
        }
        for tier, circuit in rotation.tiers.items()
    }
    months = [str(month) for month in problem.horizon]
    return render(
        "rotation.html",
        "show",
        language,
        problem=problem,
        numeral=partial(_numeral, language),
        level_said=problem.settings.level_said,
        objectives_said=partial(_objectives_said, language),
        rotation=rotation,
        tiers=tiers,
        people=problem.by_name(problem.cadres),
        months=months,
        colours=COLOURS,
        most_of=most_of,
        heatmap=partial(heatmap, months),
        bars=bars,
        trace=[(rows[0], stairs(rows)) for rows in _by_level(trace)],
    )


def _numeral(language: Language, text: str) -> str:
    return numeral(text, language)


def _objectives_said(language: Language, said: str) -> str:
    """The objectives of a level of a trace, which may have been written in another language."""
    names = (meant("objectives", name, all_objectives()) or name for name in said.split(" + "))
    return objectives_said(names, language)


def _by_level(trace: Sequence[TraceRow]) -> Iterator[list[TraceRow]]:
    for level in sorted({row.level for row in trace}):
        yield [row for row in trace if row.level == level]
