"""Every sentence the program says, in every language it speaks.

The sentences live in the TOML files beside this module, one table a sentence, one key a language::

    [day]
    en = "a calendar date, YYYY-MM-DD or DD/MM/YYYY"
    vi = "một ngày có thật, YYYY-MM-DD hoặc DD/MM/YYYY"

A key is spoken of as ``file.key``, for instance ``say("cells.day", "vi")``.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Spoken(ABC):
    """What stands in a sentence and is said in the language of that sentence."""

    @abstractmethod
    def said(self, language: Language) -> str:
        """In words."""


@dataclass(frozen=True)
class Phrase(Spoken):
    """Words of the catalogue that stand in another sentence."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: Language) -> str:
        """The words, with their own placeholders filled."""
        return say(self.key, language, **self.values)


_added: dict[str, Mapping[Language, str]] = {}
"""Sentences of rules that other packages register, by their whole key."""


def add_sentences(sentences: Mapping[str, Mapping[Language, str]]) -> None:
    """Let :func:`say` know sentences that stand in none of our files."""
    _added.update(sentences)


def is_said(key: str, language: Language) -> bool:
    """Whether there is a sentence ``file.key`` in that language."""
    name, _, rest = key.partition(".")
    if key in _added:
        return language in _added[key]
    return (files(__package__) / f"{name}.toml").is_file() and language in catalogue(name).get(
        rest, {}
    )


@cache
def catalogue(name: str) -> dict[str, dict[str, str]]:
    """The sentences of one file: key to language to sentence."""
    text = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def say(key: str, language: Language, /, **values: Any) -> str:
    """The sentence ``file.key`` in that language with its ``{placeholders}`` filled.

    Dates and decimal points are written as the language writes them, phrases said in it; of
    several, a dash stands for none. ``{count:visit|visits}`` is the first word where there is one,
    else the second.
    """
    name, _, rest = key.partition(".")
    told = {name: _told(value, language) for name, value in values.items()}
    sentence = _added[key] if key in _added else catalogue(name)[rest]
    return sentence[language].format(**told)


def numeral(text: str, language: Language) -> str:
    """A number that is written with a decimal point, as the language writes it."""
    return text.replace(".", ",") if language == "vi" else text


class _Count(int):
    """A number in a sentence, which chooses between the words for one and for several."""

    def __format__(self, form: str) -> str:
        one, several, more = form.partition("|")
        return (one if self == 1 else more) if several else super().__format__(form)


class _Decimal(float):
    """A number with a comma."""

    def __format__(self, form: str) -> str:
        return numeral(super().__format__(form), "vi")


def day(date: dt.date, language: Language) -> str:
    """The date as the language writes it."""
    return date.strftime(catalogue("dates")["day"][language])


def _told(value: Any, language: Language) -> Any:
    if isinstance(value, dt.date):
        return day(value, language)
    if isinstance(value, Spoken):
        return value.said(language)
    if type(value) is int:
        return _Count(value)
    if type(value) is float:
        return _Decimal(value) if language == "vi" else value
    if type(value) is tuple:
        return ", ".join(str(_told(part, language)) for part in value) or "–"
    return value
