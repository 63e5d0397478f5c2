"""Words with which people answer and which they are shown: kept in one form, said in the language
that is spoken, read in every language, with or without diacritics.

``choices``, ``objectives``, ``settings``, ``levels``, ``breaches`` and ``tables`` are catalogues of
such words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from scheduler.domain.names import fold, nearest
from scheduler.language import LANGUAGES, Language, Spoken, catalogue, is_said, say

Vocabulary = Literal["choices", "objectives", "settings", "levels", "breaches", "tables"]


def called(vocabulary: Vocabulary, word: str, language: Language) -> str:
    """What the word is called in the language; the word itself where nobody says."""
    key = f"{vocabulary}.{word}"
    return say(key, language) if is_said(key, language) else word


def meant(vocabulary: Vocabulary, text: str, among: Iterable[str]) -> str:
    """The one of the words that the text is, or is called in some language; "" if it is none."""
    words = tuple(among)
    if text in words:
        return text
    key = fold(text.replace("_", " "), plain=True)
    for word in words:
        if key in _spellings(vocabulary, word):
            return word
    return ""


@cache
def _spellings(vocabulary: Vocabulary, word: str) -> frozenset[str]:
    names = (word, *(called(vocabulary, word, language) for language in LANGUAGES))
    return frozenset(fold(name.replace("_", " "), plain=True) for name in names)


def objectives_said(names: Iterable[str], language: Language) -> str:
    """The objectives that a level weighs, with a plus between them."""
    return " + ".join(called("objectives", name, language) for name in names)


@cache
def level_called(level: str, language: Language) -> str:
    """What a level or tier is called: as the instance has it, for that is data; but the well-known
    English names are those of the tables, and are said in the language.
    """
    known = meant("levels", level, catalogue("levels"))
    if not known or not _alike(called("levels", known, "en"), level):
        return level
    name = called("levels", known, language)
    return level if _alike(name, level) else name


@cache
def level_spellings(level: str) -> tuple[str, ...]:
    """All that a level or tier may be called, in any language, its own name first."""
    known = meant("levels", level, catalogue("levels"))
    others = (called("levels", known, language) for language in LANGUAGES) if known else ()
    return tuple(dict.fromkeys((level, *others)))


def _alike(one: str, other: str) -> bool:
    return fold(one, plain=True) == fold(other, plain=True)


def without_level(name: str, level: str) -> str:
    """The name of an area, folded, less the word for what it is at its front or its end: the name
    of its ``level``, or of any well-known one. "" where there is no such word, or no name beside
    it (in "Phường 1" the number alone names nothing).
    """
    whole = fold(name)
    for word in (fold(level), *_level_words()):
        rest = whole.removeprefix(f"{word} ")
        rest = whole.removesuffix(f" {word}") if rest == whole else rest
        if rest != whole and any(letter.isalpha() for letter in rest):
            return rest
    return ""


@cache
def _level_words() -> tuple[str, ...]:
    """What well-known levels are called in every language, folded, the longest first."""
    said = {fold(word) for words in catalogue("levels").values() for word in words.values()}
    return tuple(sorted(said, key=lambda word: (-len(word), word)))


@dataclass(frozen=True)
class Words(Spoken):
    """Words of a vocabulary, one after the other, in a sentence."""

    vocabulary: Vocabulary
    words: tuple[str, ...]

    def said(self, language: Language) -> str:
        """What each is called."""
        return ", ".join(self.called(word, language) for word in self.words)

    def called(self, word: str, language: Language) -> str:
        """What one of them is called."""
        return called(self.vocabulary, word, language)

    def nearest(self, text: str) -> str:
        """The word that is most like the text in some language, or ""."""
        spelt = {key: word for word in self.words for key in _spellings(self.vocabulary, word)}
        found = nearest(text, spelt)
        return spelt[found] if found else ""


class TableName(Spoken, str):
    """Name of a table, which stands in a sentence as its title."""

    def said(self, language: Language) -> str:
        """The title."""
        return called("tables", str(self), language)


@dataclass(frozen=True)
class LevelNames(Spoken):
    """Levels or tiers in a sentence."""

    levels: tuple[str, ...]
    own: Mapping[str, str] = field(default_factory=dict)
    """Level to what the instance calls it, where it does."""

    def said(self, language: Language) -> str:
        """What each is called."""
        return ", ".join(self.called(level, language) for level in self.levels)

    def called(self, level: str, language: Language) -> str:
        """What one of them is called."""
        return self.own.get(level) or level_called(level, language)
