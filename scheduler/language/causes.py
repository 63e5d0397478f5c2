"""Causes that other programs give in English: a database, a parser, a library.

Those that are known stand in ``causes.toml``, in the words of the other program with placeholders;
of any other a language but English says only that it is not known.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache

from scheduler.language import Language, Spoken, catalogue, say

_INNER = "cause"
"""The placeholder of a cause within another."""


@dataclass(frozen=True)
class Cause(Spoken):
    """What another program says in English."""

    text: str

    def said(self, language: Language) -> str:
        """The text itself in English, what is known of it in another language."""
        if language == "en":
            return self.text
        for key, form in _forms():
            if found := form.fullmatch(self.text.strip()):
                values = found.groupdict()
                if _INNER in values:
                    values[_INNER] = Cause(values[_INNER]).said(language)
                return say(f"causes.{key}", language, **values)
        return say("causes.unknown", language)


@cache
def _forms() -> list[tuple[str, re.Pattern[str]]]:
    """Key of each cause that is known, and the texts that it is said with."""
    return [
        (key, re.compile(_form(sentences["en"]), re.DOTALL))
        for key, sentences in catalogue("causes").items()
        if key != "unknown"
    ]


def _form(sentence: str) -> str:
    parts = string.Formatter().parse(sentence)
    return "".join(
        re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts
    )
