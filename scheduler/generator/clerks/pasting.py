"""Several pages pasted into one sheet: below each other, or beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from scheduler.generator.clerks.form import Page, Row


def below(pages: Sequence[Page]) -> Page:
    """One page with all of them below each other, a blank row between."""
    first, *others = pages
    rows = list(first.rows)
    for page in others:
        rows += [[], *page.rows]
    return Page(first.title, rows, first.head, first.columns, first.first, hidden=first.hidden)


def beside(pages: Sequence[Page]) -> Page:
    """One page with all of them beside each other, their headings in one row, a blank column
    between.
    """
    first, *others = pages
    rows, hidden = list(first.rows), set(first.hidden)
    at = first.place_of(first.head)
    for page in others:
        above = at - page.place_of(page.head)
        rows = [*_blank(-above), *rows]
        at += max(0, -above)
        width = max(map(len, rows)) + 1
        new = [*_blank(above), *page.rows]
        rows = [
            [*left, *[None] * (width - len(left)), *right]
            for left, right in zip_longest(rows, new, fillvalue=())
        ]
        hidden |= {width + one for one in page.hidden}
    return Page(first.title, rows, rows[at], first.columns, first.first, hidden=hidden)


def _blank(count: int) -> list[Row]:
    return [[] for _ in range(count)]
