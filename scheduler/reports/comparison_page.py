"""A comparison to look at: one HTML page with the table and the picture, and the picture alone."""

from __future__ import annotations

from scheduler.answers.whatif import WhatIf
from scheduler.language import Language
from scheduler.reports.comparison import comparison_table, note, why_infeasible
from scheduler.reports.pages import render
from scheduler.reports.pictures.comparison import comparison_picture
from scheduler.reports.pictures.png import can_render, png_of

PNG = "comparison.png"


def comparison_pages(study: WhatIf, language: Language) -> dict[str, str | bytes]:
    """File name to content: the page, the picture as SVG, and as PNG where it can be rendered."""
    picture = comparison_picture(study, language)
    head, *rows = comparison_table(study, language)
    page = render(
        "comparison.html", "whatif", language, name=study.base.problem.settings.name, head=head,
        rows=rows, picture=picture, note=note(study, language),
        reasons=list(why_infeasible(study, language)),
    )  # fmt: skip
    pages: dict[str, str | bytes] = {"comparison.html": page, "comparison.svg": str(picture)}
    return pages | ({PNG: png_of(picture)} if can_render() else {})
