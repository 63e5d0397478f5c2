"""Names as people write, sort and mistype them, Vietnamese ones in particular."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """A key under which spellings that people mix up are equal: case, spaces, all diacritics."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "d").replace("đ", "d")).casefold()
    letters = (c for c in plain if not unicodedata.combining(c))
    return "".join("".join(letters).split())


def nearest(value: str, candidates: Iterable[str]) -> str:
    """The candidate closest to the value, or "" when none is near."""
    folded = {fold(candidate): candidate for candidate in sorted(candidates, reverse=True)}
    found = difflib.get_close_matches(fold(value), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""
