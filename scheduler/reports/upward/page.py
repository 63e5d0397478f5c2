"""The report as one HTML page: what a chief asks first, then every table, with nothing fetched from
elsewhere.

Printed, the first sheet is the one to sign. Signs of mere form are printed by body; by person they
stand on the screen only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scheduler.language import Language, day, say
from scheduler.reports.pages import render
from scheduler.reports.upward.figures import REPORTS, Figures, rows_of
from scheduler.reports.upward.sentences import percent, period_in_words, sentences
from scheduler.reports.upward.summary_table import summary_rows
from scheduler.results.columns import ResultColumn


@dataclass(frozen=True)
class _Heading:
    title: str
    number: bool
    """Whether its cells are numbers."""


@dataclass(frozen=True)
class _Annex:
    title: str
    meaning: str
    columns: Sequence[_Heading]
    rows: Sequence[Sequence[str]]
    screen_only: bool = False


def report_page(figures: Figures, language: Language) -> str:
    """The page. It depends on the arguments alone."""
    return render(
        "report.html",
        "upward",
        language,
        period=period_in_words(figures, language),
        sentences=list(sentences(figures, language)),
        summary=summary_rows(figures, language),
        annexes=[*_annexes(figures, language), *_silent_people(figures, language)],
    )


def _annexes(figures: Figures, language: Language) -> Iterator[_Annex]:
    """A table for each of the report that has rows."""
    rows = rows_of(figures, language)
    for table in REPORTS:
        shown = [[_shown(column, column.cell(row), language) for column in table.columns]
                 for row in rows[table.name]]  # fmt: skip
        if shown:
            columns = [_Heading(c.heading(language), c.type in ("integer", "number"))
                       for c in table.columns]  # fmt: skip
            title = say(f"upward.sheet_{table.name}", language)
            yield _Annex(title, say(f"columns.{table.name}", language), columns, shown)


def _shown(column: ResultColumn[Any], text: str, language: Language) -> str:
    """A cell as people read it."""
    if column.type == "number":
        return percent(float(text), language) if text else "–"
    if column.type == "date" and text:
        return day(dt.date.fromisoformat(text), language)
    return text


def _silent_people(figures: Figures, language: Language) -> Iterator[_Annex]:
    """Whose visits were made and nothing told of, those most often first."""
    silent = sorted((one for one in figures.people if one.mere_form),
                    key=lambda one: (-one.mere_form, one.cadre))  # fmt: skip
    if not silent:
        return
    titles = [say(f"upward.{key}", language) for key in ("cadre", "column_made", "column_silent")]
    columns = [_Heading(title, place > 0) for place, title in enumerate(titles)]
    rows = [[f"{one.name} ({one.cadre})", str(one.made), str(one.mere_form)] for one in silent]
    meaning = say("upward.silent_people_note", language)
    yield _Annex(say("upward.silent_people", language), meaning, columns, rows, screen_only=True)
