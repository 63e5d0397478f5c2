"""The columns of a form's sheets: how wide, which are folded away, what may be entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any

from scheduler.language import Language, say
from scheduler.results.columns import ResultColumn, headings
from scheduler.results.forms.facts import Form
from scheduler.results.roster import TO_FILL_IN, VisitRow

EARLIEST = dt.datetime(2000, 1, 1)
"""The first day that can be entered."""
_TO_WRITE = {"actual_cadre": 17, "actual_date": 11, "attendance": 7, "members": 7, "opinions": 25,
             "proposals": 25, "note": 13}  # fmt: skip
"""Width of the columns to fill in, in characters."""
_WIDEST = {"branch_name": 26, "cadre_name": 18, "with": 18}
_WIDEST_LEVEL = 16
_DAY = 10
_ARROW, _MARGIN = 2, 1.5
"""Room for the arrow of a drop-down, and beside a text, in characters."""


@dataclass(frozen=True)
class FormColumn:
    """A column as it stands in a sheet of a form."""

    column: ResultColumn[VisitRow]
    title: str
    texts: tuple[str, ...]
    """Its cells, row by row."""
    folded: bool

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def is_answer(self) -> bool:
        """Whether the office fills it in."""
        return self.name in TO_FILL_IN

    def width(self, language: Language) -> float:
        """How wide it is, in characters: no word is broken, and no more room taken than it needs.

        Longer texts are wrapped.
        """
        least = max(map(len, self.title.split()))
        if words := self.column.choices(language):
            return max(least, *map(len, words)) + _MARGIN + (_ARROW if self.is_answer else 0)
        if self.column.type == "date" or self.name in _TO_WRITE:
            return max(least, _TO_WRITE.get(self.name, _DAY)) + _MARGIN
        most = _WIDEST_LEVEL if self.column.of_level else _WIDEST.get(self.name, 12)
        needed = max(map(len, self.texts), default=0)
        unbroken = max((len(word) for text in self.texts for word in text.split()), default=0)
        return max(least, unbroken, min(needed, most)) + _MARGIN


def planned_columns(form: Form, grouped: bool) -> list[FormColumn]:
    """The columns of the visits that are planned; the company by name.

    ``grouped`` says that headings between the rows name the level below.
    """
    columns = [
        replace(column, cell=_company) if column.name == "with" else column
        for column in form.table.columns
    ]
    folded = {"cadre", *(form.levels[:1] if grouped else ())}
    return _columns(form, columns, folded, [row for _, rows in form.groups() for row in rows])


def unplanned_columns(form: Form) -> list[FormColumn]:
    """The columns of visits that nobody planned: who, where and when they were, and the answers."""
    told = ("date", "cadre", "cadre_name", "branch", "branch_name")
    own = {*told, *TO_FILL_IN} - {"actual_cadre", "actual_date"}
    columns = [
        replace(column, words="unplanned") if column.name == "status" else column
        for column in form.table.columns
        if column.name in (form.levels if column.of_level else own)
    ]
    return _columns(form, columns, ("cadre", "branch"), form.rows)


def _columns(
    form: Form,
    columns: Sequence[ResultColumn[VisitRow]],
    folded: Container[str],
    rows: Iterable[VisitRow],
) -> list[FormColumn]:
    rows = tuple(rows)
    titles = headings(columns, form.language)
    return [
        FormColumn(
            column, title, tuple(map(column.cell, rows)), column.aside or column.name in folded
        )
        for column, title in zip(columns, titles, strict=True)
    ]


def _company(row: VisitRow) -> str:
    return row.company


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a width in characters."""
    return sum(max(1, len(wrap(part, max(1, int(width))))) for part in text.split("\n"))


def expected(column: FormColumn, language: Language) -> dict[str, Any]:
    """What a spreadsheet lets somebody enter in a column that is filled in."""
    if words := column.column.choices(language):
        told = say("forms.wrong_word", language, words=", ".join(words))
        return _checked("list", told, language) | {"source": words}
    if column.column.type == "date":
        told = say("forms.wrong_date", language)
        return _checked("date", told, language) | {"criteria": ">=", "value": EARLIEST}
    if column.column.type == "integer":
        least = column.column.least
        told = say("forms.wrong_number", language, least=least)
        return _checked("integer", told, language) | {"criteria": ">=", "value": least}
    return {}


def _checked(kind: str, told: str, language: Language) -> dict[str, Any]:
    title = say("forms.wrong", language)
    return {"validate": kind, "error_title": title, "error_message": told}
