"""Which words of a text are of the other language: Vietnamese by the shape of its syllables,
English by its letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import scheduler.language
from scheduler.domain.names import fold
from scheduler.language import Language, catalogue

CATALOGUES = sorted(path.stem for path in Path(scheduler.language.__file__).parent.glob("*.toml"))
VOCABULARIES = ("choices", "objectives", "settings", "kpis", "breaches")
"""Catalogues of words that are kept in English and said in every language."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_ACUTE_OR_DOT = "\u0301\u0323"
_ONSETS = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
_RHYMES = (
    "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu "
    "im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt "
    "oc oe oem oen oeo oet oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân "
    "uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên "
    "uyêt uyn uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên "
    "yêt yêu yêng"
)
_SYLLABLE = re.compile(f"(?:{_ONSETS})(?:{_RHYMES.replace(' ', '|')})")
_STOPPED = ("c", "ch", "p", "t")

_ENDINGS = "csv|xlsx|xls|xlsm|xlsb|ods|json|toml|ics|md|db|html?|svg|png|docx|zip|txt|numbers"
_LITERAL = re.compile(
    r'"[^"\n]*"|https?://\S+|\bpip install \S+|--[\w-]+|\B-h\b|[\w.*{}\\-]*/(?:[\w.*{}/-]|<[^>]*>)+'
    rf"|[\w*{{}}.-]*\.(?:{_ENDINGS})\b|\bX-[A-Z]+|\b(?:BEGIN|END|METHOD|STATUS):\w*"
    r"|\bRANGE=\w+|\b(?:LAST-MODIFIED|RECURRENCE-ID)\b|\bcp1258|\bold-1|\.VnTime|\bUS-CA\b"
    r"|\bscheduler(?: (?!-)[a-z]+)*|\b[A-Z]+_[A-Z_]+\b|\bU\+[0-9A-F]+|&nbsp;|\b[0-9a-f]{64}\b"
)
"""What is written as a machine has it: options, files, quoted data, codes, commands."""
_QUOTED = re.compile(r"`([^`]*)`")

_OF_CALENDARS = (
    "RRULE RDATE EXDATE EXRULE DTSTART DTEND DTSTAMP DURATION TZID VTIMEZONE VEVENT SEQUENCE UID "
    "SUMMARY COUNT UNTIL INTERVAL FREQ SKIP OMIT BACKWARD FORWARD BYMONTHDAY BYMONTH BYDAY "
    "BYSETPOS WKST RSCALE VIETNAMESE DAILY WEEKLY MONTHLY YEARLY STATUS PT MO TU WE TH FR SA SU "
    "BEGIN END METHOD PUBLISH REQUEST CANCEL CONFIRMED "
    "TENTATIVE CANCELLED YYYYMMDD YYYYMMDDTHHMMSS YYYYMMDDTHHMMSSZ"
)
"""Words of RFC 5545 and 7529, which calendar programs write."""
_PROPER = (
    "CSV JSON TOML UTF XML SVG PNG PDF SQL SHA ZIP URL UTC ICS TSV BOM CRLF MB Excel Word Office "
    "Outlook Google Calendar LibreOffice Windows Apple Numbers OpenDocument PostgreSQL SQLite "
    "postgresql Bash Frictionless OR Tools Ctrl vi en km byte RFC IANA WGS TCVN VNI Unicode Open "
    "Strict CN ortools Python Jinja resvg scheduler VN CA"
)
NAMES = frozenset(fold(word) for word in f"{_OF_CALENDARS} {_PROPER}".split(" "))
"""Proper names and technical words that are the same in every language."""


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
    text = _QUOTED.sub(_said, unicodedata.normalize("NFC", text))
    yield from _WORD.findall(_LITERAL.sub(" ", text))


def _said(quoted: re.Match[str]) -> str:
    """What stands between backticks, if it is a word that has a name in every language."""
    text = quoted[1].removeprefix("rules.").removeprefix("objectives.")
    return text if text in _kept_words() else " "


@cache
def _kept_words() -> frozenset[str]:
    return frozenset(key.rpartition(".")[2] for name in VOCABULARIES for key in catalogue(name))


@cache
def said_in(language: Language) -> frozenset[str]:
    """Every word of the catalogues in that language, folded."""
    return frozenset(
        fold(word)
        for name in CATALOGUES
        for sentences in catalogue(name).values()
        for word in words_in(without_placeholders(sentences[language]))
    )


def without_placeholders(sentence: str) -> str:
    """The sentence without what is filled in."""
    return re.sub(r"\{[^}]*\}", " ", sentence)


def foreign(text: str, language: Language, data: Collection[str] = ()) -> list[str]:
    """Words of the text that are not of the language, in order; ``data`` are folded words of the
    user's own.

    In Vietnamese: what is no syllable, and what English sentences say and Vietnamese ones never
    do. In English: what has a Vietnamese letter, and what Vietnamese sentences alone say.
    """
    other: Language = "en" if language == "vi" else "vi"
    found = []
    for word in words_in(text):
        key = fold(word)
        if key in data or key in NAMES or len(word) == 1:
            continue
        alone = key in said_in(other) and key not in said_in(language)
        alien = not is_vietnamese(word) if language == "vi" else not word.isascii()
        if alien or alone:
            found.append(word)
    return list(dict.fromkeys(found))
