"""The review workbook: doubtful rows, each with a column to decide in; read like any return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.faults import describe
from scheduler.language import Language, catalogue, say
from scheduler.returns.choices import option_text, status_options
from scheduler.returns.doubts import Doubt
from scheduler.returns.headings import ANSWERS, ASKED
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.new_workbook import new_workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = dt.datetime(2000, 1, 1)
_A4 = 9
_ROW = (
    "decision", "publication", "visit", "cadre", "cadre_name", "branch", "branch_name", "date",
    *ANSWERS, "note",
)  # fmt: skip
_FOLDED = ("publication", "visit", "cadre", "branch")
_WIDTHS = {"place": 24, "was_read": 40, "why": 44, "candidates": 44, "proposed": 32, "decision": 40}
_LONGEST = 2_000
"""Most characters of a cell."""
_HEADINGS = 1
"""The row of the headings, from 0: above it stands what to do."""


def write_review(to: Path | Destination, doubts: Sequence[Doubt], language: Language) -> None:
    """A workbook that asks about the doubtful rows, of however many files.

    Raises :class:`InputError` if the destination is refused.
    """
    with Destination.of(to).file() as file, new_workbook(file) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(say("returns.review_sheet", language))
        lists = book.add_worksheet(say("returns.lists_sheet", language))
        lists.hide()
        _write_headings(book, sheet, language)
        wrap = book.add_format({"text_wrap": True, "valign": "top", "bottom": 4})
        decide = book.add_format(
            {"text_wrap": True, "valign": "top", "bottom": 4, "bg_color": "#FFF2CC"}
        )
        for number, doubt in enumerate(doubts):
            choices = _choices(doubt, language)
            lists.write_row(number, 0, choices, wrap)
            _write_row(sheet, _HEADINGS + 1 + number, _cells(doubt, language), (wrap, decide))
            place = len(ASKED)
            last = _HEADINGS + 1 + number
            source = f"='{lists.get_name()}'!$A${number + 1}:{_letter(len(choices))}${number + 1}"
            sheet.data_validation(last, place, last, place, {
                "validate": "list", "source": source, "error_type": "warning",
            })  # fmt: skip
        _print_setup(sheet, len(doubts))


def _letter(count: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return f"${xl_col_to_name(count - 1)}"


def _write_headings(book: Workbook, sheet: Worksheet, language: Language) -> None:
    sheet.write_string(0, 0, say("returns.review_title", language), book.add_format({"bold": True}))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, name in enumerate((*ASKED, *_ROW)):
        title = _heading(name, language)
        folded = {"level": 1, "hidden": True} if name in _FOLDED else {}
        sheet.set_column(place, place, _WIDTHS.get(name, max(12, len(title) + 1)), None, folded)
        sheet.write_string(_HEADINGS, place, title, head)


def _heading(name: str, language: Language) -> str:
    if name in ASKED:
        return say(f"returns.heading_{name}", language)
    words = catalogue("headings")
    own = words.get(f"handoff.{name}") or words.get(name)
    if own:
        return own[language]
    written = catalogue("returns")[f"column_{name}"]
    return written[language].split(";")[0]


def _choices(doubt: Doubt, language: Language) -> list[str]:
    """What can be decided of a row: what it may mean, a bare status, or not to record it."""
    texts = [option_text(told, doubt, language) for told in doubt.options]
    texts += status_options(doubt, language)
    texts += [say("returns.record", language), say("returns.discard", language)]
    return list(dict.fromkeys(texts))


def _cells(doubt: Doubt, language: Language) -> list[str]:
    """The text of each cell of a row."""
    row, options = doubt.row, [option_text(told, doubt, language) for told in doubt.options]
    asked = {
        "place": row.place,
        "was_read": "\n".join(f"{name}: {text}" for name, text in row.cells.items()),
        "why": "\n".join(_why(doubt, language)),
        "candidates": "\n".join(options),
        "proposed": options[0] if options else "",
    }
    own = {name: row.text(name) for name in _ROW} | {"decision": ""}
    own["publication"] = doubt.publication
    if doubt.planned:
        visit = doubt.planned.visit
        own |= {
            "visit": doubt.planned.id, "cadre": visit.cadre, "branch": visit.branch,
            "cadre_name": doubt.names.get(visit.cadre, ""),
            "branch_name": doubt.names.get(visit.branch, ""), "date": visit.date.isoformat(),
        }  # fmt: skip
    return [(asked | own)[name][:_LONGEST] for name in (*ASKED, *_ROW)]


def _why(doubt: Doubt, language: Language) -> list[str]:
    """The reasons in words, without the place, which has a column of its own."""
    return [describe(fault.at(""), language) for fault in doubt.why]


def _write_row(
    sheet: Worksheet, number: int, cells: Sequence[str], styles: tuple[Format, Format]
) -> None:
    plain, decide = styles
    for place, text in enumerate(cells):
        style = decide if place == len(ASKED) else plain
        if text:
            sheet.write_string(number, place, text, style)
        else:
            sheet.write_blank(number, place, None, style)


def _print_setup(sheet: Worksheet, count: int) -> None:
    last = len(ASKED) + len(_ROW) - 1
    sheet.freeze_panes(_HEADINGS + 1, 1)
    sheet.autofilter(_HEADINGS, 0, _HEADINGS + max(count, 1), last)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADINGS)
