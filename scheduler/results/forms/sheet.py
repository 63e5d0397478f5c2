"""One sheet of a form, written from the top down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scheduler.language import Language, say
from scheduler.results.forms.columns import FormColumn, expected, lines_of
from scheduler.results.forms.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_A4 = 9
_LINE = 15.5
"""Height of a line of the usual size, in points."""
_TO_WRITE = 24
"""Height of a row of a table to fill in: room to write by hand."""
_HIGHEST = 400
"""Spreadsheets know no higher rows than 409 points."""
_ROOM_TO_SIGN = 100
_FONT = '&"Times New Roman"'
_LONGEST_FOOT = 150
"""Characters; spreadsheets take 255 with the codes."""
_SIGNATURES = ("sender", "writer", "head")
_OF_NAMES = ("cadre_name", "actual_cadre")
"""Columns in which the name of a cadre is entered."""


class FormSheet:
    """Writes a sheet; what stands over several columns has the height that it needs.

    Rows of visits have the height of what stands in them, and grow when the office fills them in.
    """

    def __init__(
        self,
        sheet: Worksheet,
        columns: Sequence[FormColumn],
        styles: Styles,
        language: Language,
        names: str = "",
    ):
        """``names`` is where the names of cadres stand, as a formula."""
        self.next = 0
        """The next row to write, counted from 0."""
        self.growing: set[int] = set()
        """Rows that grow with what is entered, counted from 1."""
        self._sheet, self._columns, self._styles = sheet, columns, styles
        self._language, self._names = language, names
        self._least = _TO_WRITE if any(column.is_answer for column in columns) else _LINE
        self._last = len(columns) - 1
        self._head = 0
        self._first = next(at for at, column in enumerate(columns) if not column.folded)
        self._widths = [column.width(language) for column in columns]
        shown = zip(columns, self._widths, strict=True)
        self._width = sum(width for column, width in shown if not column.folded)
        for at, column in enumerate(columns):
            folded = {"level": 1, "hidden": True} if column.folded else {}
            sheet.set_column(at, at, self._widths[at], styles.plain, folded)

    def line(self, text: str, style: Format, height: float = _LINE) -> None:
        """A text over the whole width; ``height`` of one line of it, in points."""
        first = self._first  # programs differ in what they show of a text in a folded column
        self._sheet.merge_range(self.next, first, self.next, self._last, "", style)
        self._sheet.write_string(self.next, first, text, style)
        self._sheet.set_row(self.next, min(height * lines_of(text, self._width) + 1, _HIGHEST))
        self.next += 1

    def heading_row(self) -> None:
        """The headings of the columns, which stand on every page."""
        lines = (
            lines_of(column.title, width - 1)
            for column, width in zip(self._columns, self._widths, strict=True)
            if not column.folded
        )
        self._sheet.set_row(self.next, _LINE * (max(lines) + 0.5))
        for at, column in enumerate(self._columns):
            self._sheet.write_string(self.next, at, column.title, self._styles.head)
        self._head = self.next
        self._sheet.repeat_rows(self._head)
        self._sheet.freeze_panes(self._head + 1, 0)
        self.next += 1

    def row(self, number: int | None) -> None:
        """The cells of the row with that number, from 0; without one, a row to fill in."""
        for at, column in enumerate(self._columns):
            text = "" if number is None else column.texts[number]
            is_answer = column.is_answer or number is None
            style = self._styles.cell(column.column.type, is_answer)
            self._cell(self.next, at, text, column, style)
        height = max(_LINE * self._lines(number) + 3, self._least)
        self._sheet.set_row(self.next, min(height, _HIGHEST))
        self.next += 1
        self.growing.add(self.next)

    def allow(self, first: int, everything: bool = False) -> None:
        """From that row on, offer and check what can be entered: in the columns of answers, or in
        all.
        """
        for at, column in enumerate(self._columns):
            if not (everything or column.is_answer):
                continue
            if column.name in _OF_NAMES and self._names:
                # Somebody else may have come, too.
                options = {"validate": "list", "source": self._names, "show_error": False}
            else:
                options = expected(column, self._language)
            if options:
                self._sheet.data_validation(first, at, self.next - 1, at, options)

    def signatures(self, starts: Sequence[str]) -> None:
        """Room for three to sign, beside each other, from those columns on; on one page."""
        names = [column.name for column in self._columns]
        bounds = [*map(names.index, starts), len(names)]
        self.next += 1
        for who, first, end in zip(_SIGNATURES, bounds, bounds[1:], strict=False):
            above = self._say("sign_date") if who == "head" else " "
            how = self._say("sign_how_head" if who == "head" else "sign_how")
            self._sheet.merge_range(self.next, first, self.next, end - 1, "", self._styles.sign)
            self._sheet.write_rich_string(
                self.next, first, self._styles.italic, f"{above}\n",
                self._styles.bold, self._say(f"sign_{who}"), self._styles.italic, f"\n{how}",
                self._styles.sign,
            )  # fmt: skip
        self._sheet.set_row(self.next, _ROOM_TO_SIGN)
        self.next += 1

    def set_up_page(self, told: str, title: str = "") -> None:
        """A4, across, all columns on one page, pages numbered; ``told`` stands at every foot, and
        a ``title`` above every page where none stands in the sheet.
        """
        page = self._say("page", page="&P", pages="&N")
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        told = told.replace("&", "&&")[:_LONGEST_FOOT]
        if title:
            title = title.replace("&", "&&")[:_LONGEST_FOOT]
            # The size comes first: it would swallow a number with which the title begins.
            self._sheet.set_header(f'&C&12&"Times New Roman,Bold"{title}')
        self._sheet.set_footer(f"&L{_FONT}{told}&R{_FONT}{page}")

    def filter(self) -> None:
        """Let the rows below the headings be filtered."""
        self._sheet.autofilter(self._head, 0, max(self.next - 1, self._head), self._last)

    def _lines(self, number: int | None) -> int:
        if number is None:
            return 1
        return max(
            lines_of(column.texts[number], width)
            for column, width in zip(self._columns, self._widths, strict=True)
            if not column.folded
        )

    def _cell(self, row: int, at: int, text: str, column: FormColumn, style: Format) -> None:
        kind = column.column.type
        if not text:
            self._sheet.write_blank(row, at, None, style)
        elif kind == "date":
            self._sheet.write_datetime(row, at, dt.datetime.fromisoformat(text), style)
        elif kind in ("integer", "number"):
            self._sheet.write_number(row, at, float(text), style)
        else:
            self._sheet.write_string(row, at, text, style)

    def _say(self, key: str, **values: object) -> str:
        return say(f"forms.{key}", self._language, **values)
