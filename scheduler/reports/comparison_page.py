"""A comparison as one HTML page: the table, and the picture within it."""

from __future__ import annotations

from markupsafe import Markup

from scheduler.answers.whatif import WhatIf
from scheduler.language import Language
from scheduler.reports.comparison import comparison_table
from scheduler.reports.pages import render
from scheduler.reports.pictures.comparison import comparison_picture


def comparison_page(study: WhatIf, language: Language) -> str:
    """The page. Raises :class:`scheduler.reports.pictures.comparison.NoPictures`."""
    svg = comparison_picture(study, "svg", language).decode()
    head, *rows = comparison_table(study, language)
    return render(
        "comparison.html", "whatif", language, name=study.base.problem.settings.name, head=head,
        rows=rows, picture=Markup(svg[svg.index("<svg") :]),
    )  # fmt: skip
