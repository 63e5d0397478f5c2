"""The columns of a form's sheets: how wide, which are folded away, what may be entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any

from scheduler.language import Language, say
from scheduler.results.columns import ResultColumn
from scheduler.results.forms.form import Form
from scheduler.results.roster import TO_FILL_IN, VisitRow

EARLIEST = dt.datetime(2000, 1, 1)
"""The first day that can be entered."""
_TO_WRITE = {"status": 11, "actual_cadre": 13, "actual_date": 9, "attendance": 6, "members": 6,
             "opinions": 20, "proposals": 20, "note": 11}  # fmt: skip
"""Width of the columns to fill in, in characters."""
_WIDEST = {"branch_name": 20, "cadre_name": 15, "with": 15}
_OTHERS = 11
"""Most of the others, those of levels among them."""
_DAY = 9
_LONGEST_WORD = 30
"""Letters of a word above which it is broken."""
_MARGIN = 1
"""Room beside a text, in characters."""
_TO_A_WIDTH = 1.25
"""Characters of a text that fit in the width of a digit, on average."""


@dataclass(frozen=True)
class FormColumn:
    """A column as it stands in a sheet of a form or a list."""

    column: ResultColumn[Any]
    title: str
    texts: tuple[str, ...]
    """Its cells, row by row."""
    folded: bool
    most: int = 0
    """Most of its width, in characters; 0 leaves it to what kind of column it is."""

    @property
    def name(self) -> str:
        """The column's name; "" of that of a level, which may be called like another."""
        return "" if self.column.level else self.column.name

    @property
    def is_answer(self) -> bool:
        """Whether the office fills it in."""
        return self.name in TO_FILL_IN

    def width(self, language: Language) -> float:
        """How wide it is, in characters: no word is broken, and no more room taken than it needs.

        Longer texts are wrapped.
        """
        words = [
            word
            for text in (self.title, *self.texts, *self.column.choices(language))
            for word in text.split()
        ]
        needed, most = _DAY, _DAY
        if self.is_answer:
            needed = most = _TO_WRITE[self.name]
        elif self.column.type != "date":
            needed = max(map(len, self.texts), default=0)
            most = self.most or _WIDEST.get(self.name, _OTHERS)
        unbroken = max(map(len, words)) if self.column.type != "date" else 0
        return max(min(unbroken, _LONGEST_WORD), min(needed, most)) + _MARGIN


def planned_columns(form: Form, grouped: bool) -> list[FormColumn]:
    """The columns of the visits that are planned; the company by name.

    ``grouped`` says that headings between the rows name the level below.
    """
    columns = [
        replace(column, cell=_company) if column.name == "with" and not column.level else column
        for column in form.table.columns
    ]
    rows = [row for _, rows in form.groups() for row in rows]
    found = _columns(form, columns, ("cadre",), rows)
    said = form.levels[:1] if grouped else ()
    return [
        replace(one, folded=True) if one.column.level and one.column.level in said else one
        for one in found
    ]


def unplanned_columns(form: Form) -> list[FormColumn]:
    """The columns of visits that nobody planned: who, where and when they were, and the answers."""
    told = ("date", "cadre", "cadre_name", "branch", "branch_name")
    own = {*told, *TO_FILL_IN} - {"actual_cadre", "actual_date"}
    columns = [
        replace(column, words="unplanned") if column.words == "statuses" else column
        for column in form.table.columns
        if (column.level in form.levels if column.level else column.name in own)
    ]
    return _columns(form, columns, ("cadre", "branch"), form.rows)


def _columns(
    form: Form,
    columns: Sequence[ResultColumn[VisitRow]],
    codes: Container[str],
    rows: Iterable[VisitRow],
) -> list[FormColumn]:
    """``codes`` are the columns that are folded away beside those that always are."""
    rows = tuple(rows)
    found = []
    for column in columns:
        folded = column.aside or (column.name in codes and not column.level)
        title, cells = column.heading(form.language), tuple(map(column.cell, rows))
        found.append(FormColumn(column, title, cells, folded))
    return found


def _company(row: VisitRow) -> str:
    return row.company


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a width in characters."""
    fitting = max(1, int(width * _TO_A_WIDTH))
    if len(text) <= fitting and "\n" not in text:
        return 1
    return sum(max(1, len(wrap(part, fitting))) for part in text.split("\n"))


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
