"""How the cells of a form look: black on white, so that it prints and copies well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.language import Language, say
from scheduler.results.columns import FieldType

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

_FONT: dict[str, Any] = {"font_name": "Times New Roman", "text_wrap": True, "valign": "top"}
_GREY = "#E7E6E6"


class Styles:
    """The formats of a workbook; each is added to it once."""

    def __init__(self, book: Workbook, language: Language):
        self.plain = self._add(book)
        self.title = self._add(book, bold=True, font_size=15, align="center")
        self.about = self._add(book, bold=True, font_size=13, align="center")
        self.line = self._add(book, align="center")
        self.left = self._add(book)
        self.how = self._add(book, italic=True, font_size=10)
        self.head = self._add(book, bold=True, border=1, align="center", valign="vcenter",
                              bg_color=_GREY)  # fmt: skip
        self.group = self._add(book, bold=True, border=1, bg_color=_GREY)
        self.sign = self._add(book, align="center")
        self.bold = book.add_format({"bold": True, "font_name": "Times New Roman"})
        self.italic = book.add_format({"italic": True, "font_name": "Times New Roman"})
        shown = say("results.day_format", language)
        self._told = self._cells(book, {"string": "General", "date": shown})
        self._answers = self._cells(book, {"string": "@", "date": shown, "integer": "0"})

    def cell(self, kind: FieldType, is_answer: bool) -> Format:
        """The format of a cell below the headings.

        In a text that somebody enters nothing is taken for a formula or a date.
        """
        known = self._answers if is_answer else self._told
        return known.get(kind, self._told["string"])

    @staticmethod
    def _add(book: Workbook, **more: Any) -> Format:
        return book.add_format({**_FONT, "font_size": 11, **more})

    def _cells(self, book: Workbook, formats: dict[FieldType, str]) -> dict[FieldType, Format]:
        return {
            kind: self._add(book, border=1, num_format=shown, align="left")
            for kind, shown in formats.items()
        }
