"""The report as one HTML page: what a chief asks first, then the lists behind it, with nothing
fetched from elsewhere.

Printed, the first sheet is the one to sign. Signs of mere form are printed by body; by person they
stand on the screen only.
"""

from __future__ import annotations

from scheduler.language import Language
from scheduler.reports.pages import render
from scheduler.reports.upward.annexes import annexes
from scheduler.reports.upward.figures import Figures
from scheduler.reports.upward.sentences import (
    further_sentences,
    leading_sentences,
    period_in_words,
)
from scheduler.reports.upward.summary_table import count_name, groups, shown_cells, titles
from scheduler.reports.upward.tallies import Count


def report_page(figures: Figures, language: Language) -> str:
    """The page. It depends on the arguments alone."""

    def row(count: Count) -> list[str]:
        return [count_name(count, language), *shown_cells(count, language)]

    return render(
        "report.html",
        "upward",
        language,
        period=period_in_words(figures, language),
        leading=list(leading_sentences(figures, language)),
        further=list(further_sentences(figures, language)),
        titles=titles(language),
        groups=[(group.title(language), list(map(row, group.counts))) for group in groups(figures)],
        total=row(figures.total),
        annexes=list(annexes(figures, language)),
    )
