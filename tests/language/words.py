"""Which words of a text are of the other language: Vietnamese by the shape of its syllables,
English by its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache

from scheduler.domain.names import fold
from scheduler.language import Language, catalogue
from tests.language.test_catalogues import CATALOGUES

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_ACUTE_OR_DOT = "\u0301\u0323"
_ONSETS = (
    "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
)  # fmt: skip
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh
ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo
oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc
uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyt uyu ư
ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu yêng yn
""".split()
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{'|'.join(sorted(_RHYMES, key=len, reverse=True))})")
_STOPPED = ("c", "ch", "p", "t")

_LITERAL = re.compile(
    r"""`[^`]*`|"[^"\n]*"|https?://\S+|\bpip\ install\ \S+|--[\w-]+|\B-h\b|[\w.*{}\\/-]*/[\w.*{}/-]+"""
    r"""|[\w*{}-]*\.(?:csv|xlsx|xls|xlsm|xlsb|ods|json|toml|ics|md|db|html?|svg|png|docx|zip|txt)\b"""
    r"""|\b[A-Z]+(?:[=:;][A-Z0-9+:-]+)+|\b[A-Z]+_[A-Z_]+\b|\bU\+[0-9A-F]+|\b\w*[0-9]\w*[A-Za-z]\w*\b""",
    re.VERBOSE,
)
"""What is written as it is meant for the machine: commands, options, files, quoted data, codes."""

NAMES = frozenset(
    fold(word)
    for word in """
    CSV JSON TOML UTF XML SVG PNG PDF SQL SHA ZIP URL UTC UID ICS TSV Excel Word Office Outlook Google
    Calendar LibreOffice Windows PostgreSQL SQLite Bash Frictionless OR-Tools Ctrl Alt vi en km
    RRULE RFC TCVN VNI Unicode GMT Open Strict Python Jinja resvg scheduler xoayvong
    """.split()
)
"""Proper names, which are the same in every language."""


def is_vietnamese(word: str) -> bool:
    """Whether the word has the shape of a Vietnamese syllable, with the tone that it must have."""
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = [letter for letter in letters if letter in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(_STOPPED) or (bool(tones) and tones[0] in _ACUTE_OR_DOT)


def words_in(text: str) -> Iterator[str]:
    """The words of a text that are there to be read."""
    yield from _WORD.findall(_LITERAL.sub(" ", unicodedata.normalize("NFC", text)))


@cache
def said_in(language: Language) -> frozenset[str]:
    """Every word of the catalogues in that language, folded."""
    return frozenset(
        fold(word)
        for name in CATALOGUES
        for sentences in catalogue(name).values()
        for word in words_in(re.sub(r"\{[^}]*\}", " ", sentences[language]))
    )


def foreign(text: str, language: Language, data: Collection[str] = ()) -> list[str]:
    """Words of the text that are not of the language, in order; ``data`` are folded words of the
    user's own.

    In Vietnamese: what is no syllable, and what English sentences say and Vietnamese ones never do.
    In English: what has a Vietnamese letter.
    """
    found = []
    for word in words_in(text):
        key = fold(word)
        if key in data or key in NAMES or len(word) == 1:
            continue
        if language == "en":
            if not key.isascii():
                found.append(word)
        elif not is_vietnamese(word) or (
            key in said_in("en") and key not in said_in("vi")
        ):
            found.append(word)
    return list(dict.fromkeys(found))
