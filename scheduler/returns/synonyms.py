"""The words of returns, in every language, and what they mean."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from scheduler.domain.names import fold, nearest
from scheduler.language import LANGUAGES, Language, catalogue, say
from scheduler.ledger.records import STATUSES, Status
from scheduler.returns.spelling import Spelt

Choice = Literal["record", "discard"]
"""What is decided of a row as a whole."""

_LONGEST_TITLE = 12
"""Most words of a title."""
_AROUND = " \t\n.,;:!*()[]\"'"
_REST = re.compile(r"\s*(?:[(:;,–—]|\s-\s)\s*")
"""What stands between a status and what is said beside it."""


def words(key: str) -> list[str]:
    """The words of a list, in every language."""
    return [word for text in catalogue("returns")[key].values() for word in text.split(";")]


def status_word(status: Status, language: Language) -> str:
    """The status as it is written in that language."""
    return say(f"returns.status_{status}", language).split(";")[0]


def status_of(text: str) -> tuple[Status | None, str]:
    """The status that a text means, and what is said beside it, as in "absent (ill)".

    None where it is not certain.
    """
    whole = text.strip(_AROUND)
    if status := _status(whole):
        return status, ""
    head, *rest = _REST.split(whole, maxsplit=1)
    status = _status(head) if rest else None
    return (status, rest[0].strip(_AROUND)) if status else (None, "")


def nearest_status(text: str) -> tuple[Status | None, str]:
    """The status whose word is nearest to a text that is none, and that word."""
    word = nearest(text, _statuses().words)
    return (_statuses().words[word], word) if word else (None, "")


def choice_of(text: str) -> Choice | None:
    """What is decided of a row by that text; None for anything else."""
    meant = _choices().meant(text.strip(_AROUND))
    return meant[0] if len(meant) == 1 else None


def is_off_plan(title: str) -> bool:
    """Whether a title speaks of visits that nobody planned; instructions may name them too."""
    if len(title.split()) > _LONGEST_TITLE:
        return False
    plain = f" {fold(title, plain=True)} "
    return any(f" {fold(word, plain=True)} " in plain for word in words("off_plan_section"))


def without_honorific(name: str) -> str:
    """The name without the address before it, such as Mr or đồng chí."""
    text = " ".join(unicodedata.normalize("NFC", name).strip(_AROUND).split())
    match = _honorific().match(text)
    return text[match.end() :].strip(_AROUND) if match else text


@cache
def _statuses() -> Spelt[Status]:
    return Spelt((word, status) for status in STATUSES for word in words(f"status_{status}"))


@cache
def _choices() -> Spelt[Choice]:
    both: tuple[Choice, ...] = ("record", "discard")
    return Spelt((say(f"returns.{one}", lang), one) for one in both for lang in LANGUAGES)


@cache
def _honorific() -> re.Pattern[str]:
    titles = sorted(words("honorifics"), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, titles))})(?:[.:]\s*|\s+)", re.IGNORECASE)


def _status(text: str) -> Status | None:
    meant = _statuses().meant(text)
    return meant[0] if len(meant) == 1 else None
