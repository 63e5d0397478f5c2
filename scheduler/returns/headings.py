"""Which columns the headings of a return name, however a clerk has changed them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache, lru_cache

from scheduler.language import LANGUAGES, catalogue, say
from scheduler.returns.synonyms import words
from scheduler.tables.formats.cell_text import is_blank
from scheduler.tables.formats.places import column_letters
from scheduler.tables.formats.sheet import GridRow
from scheduler.tables.schema import heading_key

IDENTITY = ("visit", "cadre", "cadre_name", "branch", "branch_name", "date")
"""Columns that say which visit a row speaks of."""
ANSWERS = (
    "status", "actual_cadre", "actual_date", "attendance", "members", "opinions", "proposals",
)  # fmt: skip
"""Columns that the office fills in."""
COLUMNS = ("publication", "month", *IDENTITY, *ANSWERS, "note", "decision")
"""Columns of a return that are read."""

_WITHIN = 60
"""Rows within which the first table of a sheet begins."""
_PRESENT = 3
"""Fewest columns by which a row of headings is known."""
_WORD_ALIKE = 0.7
_LONGEST = 120
"""Most characters of a heading."""
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|^\s*[0-9]+[.)]\s*|[*:]+")


ASKED = ("place", "was_read", "why", "candidates", "proposed")
"""What a review workbook says beside each row that it asks about, column by column."""


@dataclass(frozen=True)
class Headings:
    """A row of headings: where each column stands, and what everything is called."""

    number: int
    """Of the row in its file."""
    positions: Mapping[str, int]
    """Name of a column that is read to its position, from 0."""
    titles: Mapping[int, str] = field(default_factory=dict)
    """By position, what stands above it; all different."""
    foreign: tuple[int, ...] = ()
    """Positions of headings that nobody here knows."""

    def title(self, position: int) -> str:
        """What the column at that position is called; without a heading, by its letters."""
        return self.titles.get(position) or column_letters(position)


def find_headings(rows: Sequence[GridRow], start: int) -> tuple[int, Headings] | None:
    """The next row of headings from that index on, with the index of the row that follows it."""
    limit = start + _WITHIN if start == 0 else len(rows)
    for index in range(start, min(limit, len(rows))):
        if _is_headings(heading_names(rows[index][1])):
            below = rows[index + 1] if index + 1 < len(rows) else None
            found, taken = _headings(rows[index], below)
            return index + taken, found
    return None


def is_headings(cells: Sequence[object]) -> bool:
    """Whether a row is one of headings."""
    return _is_headings(heading_names(cells))


def _is_headings(names: Iterable[str]) -> bool:
    present = set(names) - {""}
    who, where = present & {"cadre", "cadre_name"}, present & {"branch", "branch_name"}
    named = "visit" in present or ("date" in present and who and where)
    asked = present & {"visit", "decision", *ANSWERS}  # or it is a roster
    return bool(named and asked) and len(present) >= _PRESENT


def heading_names(cells: Sequence[object]) -> list[str]:
    """The column that each cell names; "" for none."""
    return [heading_name(cell) if isinstance(cell, str) else "" for cell in cells]


def _headings(row: GridRow, below: GridRow | None) -> tuple[Headings, int]:
    """The headings of a row, with those of a second one right below if there is one; and how many
    rows they take.
    """
    number, cells = row
    texts = [_text(cell) for cell in cells]
    second = _second(texts, below)
    if second:
        width = max(len(texts), len(second))
        texts += [""] * (width - len(texts))
        above = ""
        for at, text in enumerate(texts):
            above = text or above
            if at < len(second) and second[at]:
                both = f"{above} {second[at]}"
                texts[at] = (
                    second[at] if heading_name(second[at]) or not heading_name(both) else both
                )
    return Headings(number, *_placed(texts)), 2 if second else 1


def _second(texts: Sequence[str], below: GridRow | None) -> list[str]:
    """The texts of the row below, where it holds sub-headings of headings that span columns."""
    cells = list(below[1]) if below else []
    filled = [at for at, cell in enumerate(cells) if not is_blank(cell)]
    if not filled or not all(isinstance(cells[at], str) for at in filled):
        return []
    free = {at for at in range(len(cells)) if at >= len(texts) or not heading_name(texts[at])}
    known = [at for at in filled if at in free and heading_name(_text(cells[at]))]
    return [_text(cell) for cell in cells] if known and set(filled) <= free else []


def _placed(texts: Sequence[str]) -> tuple[dict[str, int], dict[int, str], tuple[int, ...]]:
    positions: dict[str, int] = {}
    for at in sorted(range(len(texts)), key=lambda at: (_certainty(texts[at]), at)):
        name = heading_name(texts[at])
        if name in COLUMNS:
            positions.setdefault(name, at)
    taken_up = set(positions.values())
    foreign = [
        at
        for at, text in enumerate(texts)
        if text and at not in taken_up and heading_name(text) in ("", *COLUMNS)
    ]
    for at in tuple(foreign):
        if name := _misspelt(texts[at], positions):
            positions[name] = at
            foreign.remove(at)
    titles: dict[int, str] = {}
    for at, text in enumerate(texts):
        if text:
            taken = text in titles.values()
            titles[at] = f"{text} ({column_letters(at)})" if taken else text
    return positions, titles, tuple(foreign)


def _text(cell: object) -> str:
    return "" if is_blank(cell) else " ".join(str(cell).split())


@lru_cache(maxsize=8_192)
def heading_name(heading: str) -> str:
    """The column of which that is a heading, also with something in brackets beside it; or ""."""
    if len(heading) > _LONGEST or level_of(heading) != heading:
        return ""
    key = heading_key(heading)
    return _known().get(key) or _known().get(heading_key(_IN_BRACKETS.sub(" ", heading)), "")


def level_of(heading: str) -> str:
    """The name of a level in a heading that says that it is one; any other heading as it stands."""
    for language in LANGUAGES:
        before, after = say("results.level_heading", language, name="\0").split("\0")
        while after and heading.startswith(before) and heading.endswith(after):
            heading = heading[len(before) : -len(after)]
    return heading


def _certainty(heading: str) -> int:
    """0 for a heading as the program writes it, then other words for it, then such with more
    beside them: a level may be called like one of these.
    """
    key = heading_key(heading)
    written = {word for names in catalogue("headings").values() for word in names.values()}
    if heading.strip() in written:
        return 0
    return 1 if key in _known() else 2


def _misspelt(heading: str, present: Mapping[str, int]) -> str:
    """The one absent column of which that is a misspelling: as many words, all of them alike."""
    ours = heading_key(_IN_BRACKETS.sub(" ", heading)).split()
    names = {
        name
        for key, name in _known().items()
        if name in COLUMNS and name not in present and _alike(ours, key.split())
    }
    return names.pop() if len(names) == 1 else ""


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    if len(ours) != len(theirs) or sum(map(len, ours)) < 4:
        return False
    differing = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(differing) == 1 and all(
        SequenceMatcher(None, a, b, autojunk=False).ratio() >= _WORD_ALIKE for a, b in differing
    )


@cache
def _known() -> Mapping[str, str]:
    """Key of a heading to the column's name: what is read, and what the program writes besides."""
    found: dict[str, str] = {}
    for key in catalogue("returns"):
        if key.startswith("column_"):
            for word in words(key):
                found[heading_key(word)] = key.removeprefix("column_")
    for name, headings in catalogue("headings").items():
        own = name.removeprefix("handoff.")
        for word in (own, *headings.values()):
            found.setdefault(heading_key(word), own)
    return found
