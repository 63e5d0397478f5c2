"""Names as people write, mistype and sort them, Vietnamese ones in particular."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

_TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Combining marks of the tones huyền, hỏi, ngã, sắc, nặng, in the order of dictionaries."""
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CROSSED_D = str.maketrans("ðɖ", "đđ")
"""Letters that look like đ, and are typed for it."""
DASHES = dict.fromkeys("‐‑‒–—−", "-")
"""Dashes that programs and telephones put in place of the hyphen that is typed."""
_MARKS = str.maketrans({**dict.fromkeys("‘’ʼ′`´", "'"), **DASHES})

_RANK = {letter: chr(ord("a") + place) for place, letter in enumerate(_ALPHABET)}
NEAR = 0.6
"""How much alike, from 0 to 1, a value and the nearest one are at least."""
_SHORT_LIST = 24

Word = tuple[str, str]
"""What is compared of one word: its letters, then the tones on them."""


@lru_cache(maxsize=65_536)
def fold(text: str, *, plain: bool = False) -> str:
    """A key under which different spellings of the same text are equal.

    Case, composed or decomposed letters, no-break and repeated spaces, look-alikes of Đ, the shape
    of apostrophes and dashes, and the place of the tone mark (``Hòa``, ``Hoà``) make no difference;
    with ``plain`` no diacritic does.
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_MARKS))
    letters = letters.translate(_CROSSED_D)
    if plain:
        letters = "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d")
        return " ".join(letters.split())
    return " ".join(map(_tone_last, letters.split()))


def _tone_last(word: str) -> str:
    tones = "".join(mark for mark in word if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in word if c not in _TONES)) + tones


def bearers_of(rows: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Folded name to the ids of all that bear it, from each one's id and name; no empty name."""
    found: dict[str, list[str]] = defaultdict(list)
    for identifier, name in rows:
        if key := fold(name):
            found[key].append(identifier)
    return found


def id_of(name: str) -> str:
    """The name as a readable id: small letters without the marks of Latin ones, digits, hyphens;
    ``unnamed`` without any.
    """
    letters = unicodedata.normalize("NFD", name.casefold().translate(_CROSSED_D))
    plain = "".join(c for c in letters.replace("đ", "d") if not "\u0300" <= c <= "\u036f")
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in plain)
    return unicodedata.normalize("NFC", "-".join("".join(kept).split())) or "unnamed"


# -- the nearest valid value ----------------------------------------------------------------------


def nearest(value: str, candidates: Iterable[str], least: float = NEAR) -> str:
    """The candidate most like the value, or "" when none is near: ``least`` from 0 to 1.

    Diacritics, case and spaces count little; ties go to the first in alphabetical order. Asking
    again about the same candidates is cheap, however many there are.
    """
    return _index(frozenset(candidates)).nearest(fold(value, plain=True), least)


@lru_cache(maxsize=16)
def _index(candidates: frozenset[str]) -> _Index:
    spellings: dict[str, str] = {}
    for candidate in sorted(candidates):
        spellings.setdefault(fold(candidate, plain=True), candidate)
    return _Index(spellings)


@dataclass(frozen=True)
class _Index:
    """Candidates by their folded spelling, and by the pairs of letters in it."""

    spellings: dict[str, str]

    @cached_property
    def _keys(self) -> list[str]:
        return list(self.spellings)

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """Pair of letters to the numbers of the keys that hold it."""
        holders: dict[str, list[int]] = {}
        for number, key in enumerate(self._keys):
            for pair in _pairs(key):
                holders.setdefault(pair, []).append(number)
        return holders

    def nearest(self, key: str, least: float) -> str:
        if key in self.spellings:
            return self.spellings[key]
        best, best_ratio = "", least
        matcher = difflib.SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(key)
        for other in self._short_list(key):
            matcher.set_seq1(other)
            ratio = matcher.ratio()
            if ratio > best_ratio or (ratio == best_ratio and not best):
                best, best_ratio = other, ratio
        return self.spellings[best] if best else ""

    def _short_list(self, key: str) -> list[str]:
        """The keys that share most pairs of letters with the key, in order."""
        if len(self._keys) <= _SHORT_LIST:
            return self._keys
        pairs = _pairs(key)
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._holders.get(pair, ()))
        alike = sorted(
            shared, key=lambda n: (-shared[n] / (len(pairs) + len(self._keys[n]) + 1), n)
        )
        return [self._keys[number] for number in sorted(alike[:_SHORT_LIST])]


def _pairs(key: str) -> set[str]:
    padded = f"\x02{key}\x03"
    return {padded[at : at + 2] for at in range(len(padded) - 1)}


# -- order of people ------------------------------------------------------------------------------


def given_name_key(name: str, sort_name: str = "") -> tuple[tuple[Word, ...], str]:
    """The place of a person in a Vietnamese list of names, as a key to sort by.

    People are ordered by given name (the last word), then by the words of the middle name, then by
    family name. Words are ordered by their letters in the order of the Vietnamese alphabet (a ă â b
    c d đ e ê … o ô ơ … u ư …; f, j, w, z where Latin has them; digits before letters), and words of
    the same letters by tone: ngang, huyền, hỏi, ngã, sắc, nặng. That is the order of the dictionary
    of the Institute of Linguistics (Hoàng Phê) and of the Unicode collation (CLDR) for ``vi``, used
    word by word, so that people of one given name stand together.

    A ``sort_name`` takes the place of the name and is compared as it stands, from its first word:
    ``Phia Thạch Sô`` puts Thạch Sô Phia among the names on P. Namesakes have equal keys; whoever
    sorts adds the id.
    """
    words = fold(sort_name or name).split()
    if not sort_name and len(words) > 1:
        family, *middle, given = words
        words = [given, *middle, family]
    return tuple(map(_word, words)), unicodedata.normalize("NFC", sort_name or name)


@lru_cache(maxsize=16_384)
def _word(word: str) -> Word:
    """Letters as characters that sort in the order of the alphabet, then the rank of each tone."""
    letters = ""
    tones = ""
    for letter in unicodedata.normalize("NFC", "".join(c for c in word if c not in _TONES)):
        if letter not in _RANK:  # a letter of another language sorts as the one without its marks
            letter = unicodedata.normalize("NFD", letter)[0]
        letters += _RANK.get(letter, letter)
    for mark in word:
        if mark in _TONES:
            tones += str(_TONES.index(mark))
    return letters, tones
