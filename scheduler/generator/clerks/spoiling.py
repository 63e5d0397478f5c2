"""What clerks do to the sheets of a form: rows and columns moved, added, lost and renamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from scheduler.generator.clerks.form import Page, Row
from scheduler.generator.clerks.words import Words
from scheduler.language import LANGUAGES, Language
from scheduler.results.roster import handoff_table

_IDS = ("visit", "publication")
_CODES = ("cadre", "branch")
_MAY_BE_HIDDEN = ("weekday", "time", "with", "status", "opinions", "proposals", "members")
_MOST_BLANK = 3


# -- rows -----------------------------------------------------------------------------------------


def remove(page: Page, row: Row) -> None:
    """Take the row out."""
    del page.rows[page.place_of(row)]


def insert_below(page: Page, row: Row, new: Row) -> None:
    """Put a new row right below another."""
    page.rows.insert(page.place_of(row) + 1, new)


def put_blank_rows(page: Page, among: Sequence[Row], draw: Random) -> None:
    """Leave some rows blank below others."""
    for row in draw.sample(among, min(len(among), draw.randint(1, _MOST_BLANK))):
        insert_below(page, row, page.new_row())


def write_below(page: Page, words: Words, draw: Random) -> None:
    """Write a sum and some notes below everything, in the first column that is seen."""
    at = page.first
    if "attendance" in page.columns and draw.random() < 0.5:
        total = page.new_row()
        total[at] = words.total
        total[page.columns["attendance"]] = draw.randint(100, 900)
        page.rows.append(total)
    notes = words.list("notes")
    for note in ["", *draw.sample(notes, draw.randint(1, len(notes)))]:
        row = page.new_row()
        row[at] = note or None
        page.rows.append(row)


def sort_rows(page: Page, rows: Sequence[Row], column: str) -> None:
    """Put the rows among each other in the order of what stands in a column."""
    places = sorted(page.place_of(row) for row in rows)
    at = page.columns[column]
    for place, row in zip(places, sorted(rows, key=lambda row: str(row[at])), strict=True):
        page.rows[place] = row


def sort_apart(page: Page, rows: Sequence[Row], column: str) -> list[Row]:
    """Sort what can be seen of the rows by a column, and leave the folded ids and codes where they
    are; gives the rows in which other ids stand now.
    """
    folded = {page.columns[name] for name in (*_IDS, *_CODES) if name in page.columns}
    at = page.columns[column]
    old = {id(row): list(row) for row in rows}
    order = sorted(rows, key=lambda row: str(old[id(row)][at]))
    for row, other in zip(rows, order, strict=True):
        row[:] = [cell if place in folded else old[id(other)][place]
                  for place, cell in enumerate(old[id(row)])]  # fmt: skip
    return [other for row, other in zip(rows, order, strict=True) if other is not row]


def repeat_headings(page: Page, among: Sequence[Row], draw: Random) -> None:
    """Write the headings once more where a page may end."""
    insert_below(page, draw.choice(among), list(page.head))


def filter_rows(page: Page, among: Sequence[Row], draw: Random) -> None:
    """Leave a filter on that hides some of the rows."""
    page.filtered = draw.sample(among, min(len(among), draw.randint(1, _MOST_BLANK)))


# -- columns --------------------------------------------------------------------------------------


def move_columns(page: Page, draw: Random) -> None:
    """Put the columns of the table in another order; titles above it stay."""
    order = list(range(len(page.head)))
    draw.shuffle(order)
    _rearrange(page, lambda row: [row[at] for at in order])
    page.columns = {name: order.index(at) for name, at in page.columns.items()}


def add_columns(page: Page, words: Words, draw: Random) -> None:
    """Insert a column or two that the form does not have."""
    for heading in draw.sample(sorted(words.added), draw.randint(1, 2)):
        at = draw.randint(0, len(page.head))
        choices = words.added[heading]
        cells = _added_cells(page, heading, choices, draw)
        _rearrange(page, lambda row, at=at, cells=cells: [  # type: ignore[misc]
            *row[:at], cells.get(id(row)), *row[at:]
        ])  # fmt: skip
        page.columns = {name: own + (own >= at) for name, own in page.columns.items()}


def _added_cells(page: Page, heading: str, choices: Sequence[str], draw: Random) -> dict[int, Any]:
    """What stands in an added column, by the identity of the row."""
    cells: dict[int, Any] = {id(page.head): heading}
    named = (row for row in page.body if row[page.columns["branch_name"]])
    for number, row in enumerate(named, 1):
        cells[id(row)] = number if choices[0] == "number" else draw.choice(choices)
    return cells


def lose_ids(page: Page, with_codes: bool) -> None:
    """Delete the columns of ids, maybe those of codes too."""
    lost = {page.columns[name] for name in (*_IDS, *(_CODES if with_codes else ()))
            if name in page.columns}  # fmt: skip
    kept = [at for at in range(len(page.head)) if at not in lost]
    _rearrange(page, lambda row: [row[at] for at in kept])
    page.columns = {name: kept.index(at) for name, at in page.columns.items() if at in kept}


def hide_columns(page: Page, draw: Random) -> None:
    """Hide some columns."""
    names = [name for name in _MAY_BE_HIDDEN if name in page.columns]
    page.hidden = {page.columns[name] for name in draw.sample(names, min(2, len(names)))}


def rename_headings(page: Page, words: Words, draw: Random) -> None:
    """Call some columns otherwise, in the clerk's own words."""
    for name, choices in words.headings.items():
        if name in page.columns and draw.random() < 0.5:
            page.head[page.columns[name]] = draw.choice(choices)


def translate_headings(page: Page, language: Language) -> None:
    """Call all columns as a form of the other language does."""
    other = next(one for one in LANGUAGES if one != language)
    for column in handoff_table((), published=True).columns:
        if column.name in page.columns:
            page.head[page.columns[column.name]] = column.heading(other)


def _rearrange(page: Page, change: Callable[[Row], Row]) -> None:
    """Change the headings and all rows below them in place, so that each stays the same row."""
    width = len(page.head)
    for row in page.rows[page.place_of(page.head) :]:
        row += [None] * (width - len(row))
        row[:] = change(row)
