"""Values of cells as they are written in a language: those of a few known words are said in it."""

from __future__ import annotations

from typing import Any

from scheduler.domain.cells import SESSIONS
from scheduler.domain.checks import SPECIAL_REFERENCES
from scheduler.domain.vocabulary import called
from scheduler.language import Language, say
from scheduler.tables.schema import Column


def said_value(column: Column, value: Any, language: Language) -> Any:
    """The value with its known words in the language; all of them are read in every language."""
    if column.choices and isinstance(value, str):
        return called("choices", value, language)
    if column.type == "time" and value in SESSIONS:
        return say(f"results.{value}", language)
    special = SPECIAL_REFERENCES.get((column.table, column.name))
    if special and isinstance(value, tuple):
        return tuple(
            called("choices", part, language) if part in special else part for part in value
        )
    return value


def said_choices(column: Column, language: Language) -> list[str]:
    """The words of which a cell takes one; none where it is free."""
    return [called("choices", word, language) for word in column.choices]
