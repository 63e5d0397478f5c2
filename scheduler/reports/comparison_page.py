"""A comparison to look at: one HTML page that answers, and its picture alone."""

from __future__ import annotations

from functools import partial

from scheduler.answers.whatif import WhatIf
from scheduler.language import Language, say
from scheduler.reports.comparison import comparison_table, note, status_in_words, why_infeasible
from scheduler.reports.lists import Column, Listing, number_cell, text_cell
from scheduler.reports.pages import render
from scheduler.reports.pictures.comparison import comparison_picture, picture_on_page, scale_said
from scheduler.reports.pictures.png import can_render, png_of
from scheduler.reports.pictures.svg import in_both
from scheduler.reports.shifts import answer, leading, ranked, scenario_said

PNG = "comparison.png"


def comparison_pages(study: WhatIf, language: Language) -> dict[str, str | bytes]:
    """File name to content: the page, the picture as SVG, and as PNG where it can be rendered."""
    draw = partial(picture_on_page, study, language)
    page = render(
        "comparison.html", "whatif", language, name=study.base.problem.settings.name,
        leading=list(leading(study, language)),
        picture=in_both(draw) if study.base.kpis else None,
        under=scale_said(study, language), ranking=_ranking(study, language),
        figures=_figures(study, language), note=note(study, language),
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
    """Every figure, as the comparison in words has it."""
    (_, *head), *rows = comparison_table(study, language)
    status = say("whatif.status", language)
    first = say("whatif.scenario" if status in head else "whatif.figure", language)
    heads = [Column(title, is_whole=True) for title in (first, *head)]
    cells = [list(map(text_cell, row)) for row in rows]
    return Listing(say("whatif.all_figures", language), heads, cells)
