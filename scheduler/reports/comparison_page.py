"""A comparison to look at: one HTML page that answers, and its picture alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import get_args

from scheduler.answers.compare import Certainty
from scheduler.answers.whatif import Outcome, WhatIf
from scheduler.language import Language, say
from scheduler.reports.comparison import status_in_words, why_infeasible
from scheduler.reports.lists import Cell, Column, Listing, number_cell, text_cell
from scheduler.reports.measures import measure_of, measure_said
from scheduler.reports.pages import render
from scheduler.reports.pictures.comparison import comparison_picture, picture_on_page, scale_said
from scheduler.reports.pictures.png import can_render, png_of
from scheduler.reports.pictures.svg import in_both
from scheduler.reports.shifts import answer, leading, ranked, scenario_said, shifts
from scheduler.results.columns import words_of

PNG = "comparison.png"


def comparison_pages(study: WhatIf, language: Language) -> dict[str, str | bytes]:
    """File name to content: the page, the picture as SVG, and as PNG where it can be rendered."""
    draw = partial(picture_on_page, study, language)
    page = render(
        "comparison.html", "whatif", language, name=study.base.problem.settings.name,
        leading=list(leading(study, language)),
        picture=in_both(draw) if study.base.kpis else None,
        under=scale_said(study, language), ranking=_ranking(study, language),
        figures=_figures(study, language),
        reasons=list(why_infeasible(study, language)),
    )  # fmt: skip
    picture = comparison_picture(study, language)
    pages: dict[str, str | bytes] = {"comparison.html": page, "comparison.svg": str(picture)}
    return pages | ({PNG: png_of(picture)} if can_render() else {})


def _ranking(study: WhatIf, language: Language) -> Listing:
    """A row a scenario: what it comes to."""
    heads = (Column(say("whatif.scenario", language)),
             Column(say("whatif.rank", language), is_number=True),
             Column(say("whatif.status", language)),
             Column(say("whatif.answer_column", language)))  # fmt: skip
    rows = [
        (text_cell(scenario_said(study, one)), number_cell(place, language),
         text_cell(status_in_words(one.result, language)), text_cell(answer(study, one, language)))
        for place, one in enumerate(ranked(study), start=1)
    ]  # fmt: skip
    return Listing(say("whatif.ranking", language), heads, rows)


def _figures(study: WhatIf, language: Language) -> Listing:
    """A row a figure that a scenario changes; without a base every figure of each scenario."""
    titles = [say(f"whatif.{key}", language) for key in ("scenario", "figure", "values")]
    part = Column(say("whatif.part", language), is_number=True)
    heads = [*map(Column, titles), part, Column(say("whatif.certainty", language))]
    rows = [
        [text_cell(scenario_said(study, one)), *cells]
        for one in ranked(study)
        for cells in (_changed(study, one, language) if study.base.kpis else _alone(one, language))
    ]
    return Listing(say("whatif.all_figures", language), heads, rows)


def _changed(study: WhatIf, outcome: Outcome, language: Language) -> Iterator[list[Cell]]:
    known, words = get_args(Certainty), words_of("certainties", language)
    for shift in shifts(study.base, outcome, language):
        part = None if shift.part is None else round(shift.part, 1)
        certainty = text_cell(words[known.index(shift.certainty)])
        yield [text_cell(shift.name), text_cell(shift.text), number_cell(part, language), certainty]


def _alone(outcome: Outcome, language: Language) -> Iterator[list[Cell]]:
    for kpi, own in outcome.kpis.items():
        measure, name = measure_of(kpi), measure_said(kpi, outcome.problem, language)
        text = measure.shown(own.value, language) + measure.unit_said(own.value, language)
        yield [text_cell(name), text_cell(text), number_cell(None, language), text_cell("")]
