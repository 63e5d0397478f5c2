"""The rotation as one HTML page: what it answers, a picture, lists, heatmaps and the trace, with
nothing fetched from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from scheduler.answers.rotation import Rotation
from scheduler.domain.roster import Roster
from scheduler.domain.vocabulary import meant, objectives_said
from scheduler.language import Language, numeral, say
from scheduler.reports.heat import HeatRow, by_area, most_of
from scheduler.reports.lists import Listing
from scheduler.reports.pages import render
from scheduler.reports.pictures.map import Dot, place_map
from scheduler.reports.pictures.rotation import bars, heatmap, stairs
from scheduler.reports.pictures.svg import in_both
from scheduler.reports.rotation_lists import cadres_list, places_list, roster_lists, tiers_list
from scheduler.reports.rotation_said import leading_sentence, tier_longest_waited_for
from scheduler.results.trace import TraceRow
from scheduler.rules import all_objectives

_ON_A_SHEET = 40
"""Rows of a heatmap, so that no sheet of paper cuts one; more stand in the next."""


@dataclass(frozen=True)
class TierPart:
    """What the page has of a tier."""

    name: str
    map: Markup | None
    """None without coordinates, or where nothing waits."""
    left_out: int
    """Places that are not on the map."""
    ages: Markup
    heat: Markup | None
    """None of a single month."""
    areas: Sequence[tuple[str, int, Markup]]
    """Name of an area, its places, and their waiting."""
    places: Listing


def rotation_page(
    rotation: Rotation, roster: Roster, trace: Sequence[TraceRow], language: Language
) -> str:
    """The page; without a trace it has no part about it."""
    problem = rotation.problem
    parts = {tier: _tier_part(rotation, tier, language) for tier in rotation.tiers}
    rosters = list(roster_lists(problem, roster, language))
    return render(
        "rotation.html",
        "show",
        language,
        name=problem.settings.name,
        start=problem.horizon[0],
        months=len(problem.horizon),
        lead=leading_sentence(rotation, roster, trace, language),
        first=parts.get(tier_longest_waited_for(rotation)),
        rosters=rosters,
        tiers=tiers_list(rotation, language),
        parts=list(parts.values()),
        cadres=cadres_list(rotation, language),
        trace=[(_level_said(rows[0], language), stairs(rows)) for rows in _by_level(trace)],
    )


def _tier_part(rotation: Rotation, tier: str, language: Language) -> TierPart:
    problem = rotation.problem
    months = [month.said(language) for month in problem.horizon]
    areas = by_area(problem, rotation, tier)
    means = [mean for mean, _ in areas]
    several, most = len(months) > 1, rotation.tiers[tier].longest_wait
    drawn, left_out = _map(rotation, tier, language)

    def heat(rows: Sequence[HeatRow], end: float) -> Markup:
        scale = say("show.months", language, number=_number(end, language), count=2)
        pieces = (rows[first : first + _ON_A_SHEET] for first in range(0, len(rows), _ON_A_SHEET))
        return Markup("").join(heatmap(months, piece, end, scale) for piece in pieces)

    return TierPart(
        name=problem.settings.level_said(tier, language),
        map=drawn,
        left_out=left_out,
        ages=bars(sorted(rotation.ages_at_end(tier).items())),
        heat=heat(means, most_of(means)) if several and means else None,
        areas=[(mean.name, len(rows), heat(rows, most)) for mean, rows in areas if several],
        places=places_list(rotation, tier, language),
    )


def _number(value: float, language: Language) -> str:
    return numeral(f"{round(value, 1):.10g}", language)


def _map(rotation: Rotation, tier: str, language: Language) -> tuple[Markup | None, int]:
    """The map of places by their wait at the end, and how many have no coordinates of their
    own; none of fewer than two places, and where none waits.
    """
    problem, dots, left_out = rotation.problem, [], 0
    for (own, place), ages in rotation.ages.items():
        area = problem.territory[place]
        if own == tier and area.latitude is not None and area.longitude is not None:
            within = problem.territory[area.parent].name if area.parent else ""
            dots.append(Dot(area.name, within, area.latitude, area.longitude, ages[-1]))
        elif own == tier:
            left_out += 1
    most = max((dot.age for dot in dots), default=0)
    if len(dots) < 2 or not most:
        return None, left_out
    return in_both(partial(place_map, dots, most, language)), left_out


def _level_said(row: TraceRow, language: Language) -> str:
    """A level of a trace, which may have been written in another language."""
    known = all_objectives()
    names = (meant("objectives", one, known) or one for one in row.objectives.split(" + "))
    said = objectives_said(names, language)
    return say("show.level", language, level=row.level, objectives=said)


def _by_level(trace: Sequence[TraceRow]) -> Iterator[list[TraceRow]]:
    for level in sorted({row.level for row in trace}):
        yield [row for row in trace if row.level == level]
