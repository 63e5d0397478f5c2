"""The words in which clerks write; other words than those of the reader of returns on purpose."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from scheduler.generator.made_up_names import data_text
from scheduler.language import Language


class Words:
    """What clerks write in the forms of one language."""

    def __init__(self, content: Mapping[str, Any]):
        self._content = content

    def list(self, name: str) -> Sequence[str]:
        """The ways to write something."""
        found: Sequence[str] = self._content[name]
        return found

    @property
    def total(self) -> str:
        """What stands beside a sum."""
        return str(self._content["total"])

    @property
    def added(self) -> Mapping[str, Sequence[str]]:
        """Headings of columns that clerks add, and what stands below them."""
        found: Mapping[str, Sequence[str]] = self._content["added"]
        return found

    @property
    def headings(self) -> Mapping[str, Sequence[str]]:
        """Other headings of columns, by the column's name."""
        found: Mapping[str, Sequence[str]] = self._content["headings"]
        return found


@cache
def words_in(language: Language) -> Words:
    """The words of that language."""
    return Words(tomllib.loads(data_text("clerks.toml"))[language])


def date_in_words(pattern: str, day: dt.date) -> str:
    """The date as the pattern says."""
    return pattern.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100)
