"""Whether a text is another one, as typed by somebody who left accents out."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from scheduler.domain.names import fold

Meant = TypeVar("Meant")
"""What a text stands for."""


def lacks_accents(typed: str, full: str) -> bool:
    """Whether the typed text is the full one, or that without some of its accents; case, spaces and
    the form of the letters make no difference. An accent that the full one lacks does.
    """
    ours, theirs = _letters(typed), _letters(full)
    return [base for base, _ in ours] == [base for base, _ in theirs] and all(
        marks <= full_marks for (_, marks), (_, full_marks) in zip(ours, theirs, strict=True)
    )


def _letters(text: str) -> list[tuple[str, frozenset[str]]]:
    """Each letter without marks, and its marks; that of đ counts as one. Tones stand at the end of
    their word wherever they were typed.
    """
    letters: list[tuple[str, frozenset[str]]] = []
    for letter in unicodedata.normalize("NFD", fold(text)):
        if letter == "đ":
            letters.append(("d", frozenset("đ")))
        elif unicodedata.combining(letter) and letters:
            base, marks = letters[-1]
            letters[-1] = (base, marks | {letter})
        else:
            letters.append((letter, frozenset()))
    return letters


class Spelt(Generic[Meant]):
    """What texts stand for, found by other spellings of them.

    The same text may stand for several things.
    """

    def __init__(self, texts: Iterable[tuple[str, Meant]]):
        self._exact: dict[str, list[Meant]] = defaultdict(list)
        self._plain: dict[str, list[tuple[str, Meant]]] = defaultdict(list)
        self._words: dict[str, Meant] = {}
        for text, meant in texts:
            if key := fold(text):
                self._exact[key].append(meant)
                self._plain[fold(text, plain=True)].append((text, meant))
                self._words.setdefault(text, meant)

    def meant(self, text: str) -> Sequence[Meant]:
        """What the text stands for: spelt in full, else as one that lacks accents."""
        if exact := self._exact.get(fold(text)):
            return list(dict.fromkeys(exact))
        alike = self._plain.get(fold(text, plain=True), ())
        return list(dict.fromkeys(meant for full, meant in alike if lacks_accents(text, full)))

    @property
    def words(self) -> Mapping[str, Meant]:
        """The texts as they are written, each with the first thing that it stands for."""
        return self._words
