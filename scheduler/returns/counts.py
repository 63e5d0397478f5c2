"""How many people a cell says there were."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from scheduler.domain.cells import MAX_COUNT

_PEOPLE = r"(?:người|nguoi|hội viên|hoi vien|hv|đ/c|đồng chí|people|members|persons?|ng)?\.?"
_ONE = re.compile(rf"([0-9]{{1,7}})(?:[.,]0+)?\s*{_PEOPLE}", re.IGNORECASE)
_TWO = re.compile(
    rf"([0-9]{{1,7}})\s*{_PEOPLE}\s*(?:/|trên|tren|of)\s*(?:tổng số\s*)?([0-9]{{1,7}})\s*{_PEOPLE}",
    re.IGNORECASE,
)
_SOME = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True)
class Count:
    """A number of people, maybe of how many; ``sure`` unless the cell says something else, of which
    the number is only a part.
    """

    people: int | None = None
    of: int | None = None
    sure: bool = True


def count_of(value: object) -> Count:
    """The people that a cell counts; one that is blank counts none and is sure."""
    if value is None:
        return Count()
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = float(value).is_integer() and 0 <= value <= MAX_COUNT
        return Count(int(value)) if whole else Count(sure=False)
    if not isinstance(value, str):  # a spreadsheet takes 8/12 for a date
        return Count(sure=False)
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    if not text:
        return Count()
    if match := _TWO.fullmatch(text):
        return Count(int(match[1]), int(match[2]))
    if match := _ONE.fullmatch(text):
        return Count(int(match[1]))
    found = _SOME.findall(text)
    return Count(int(found[0]) if len(found) == 1 else None, sure=False)
