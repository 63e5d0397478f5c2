"""Made-up names of people and places, and ids made out of names."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count, product
from random import Random
from typing import Any

from scheduler.domain.names import id_of


def data_text(name: str) -> str:
    """The text of a file in `data/`; FileNotFoundError if there is none."""
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def data_rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file in `data/`."""
    return list(csv.DictReader(data_text(name).splitlines()))


@cache
def _people() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    return tomllib.loads(data_text("people.toml"))


@cache
def place_styles() -> Mapping[str, Mapping[str, Any]]:
    """The ways to make up names of places, by their own names."""
    return tomllib.loads(data_text("places.toml"))


def person(random: Random, language: str) -> str:
    """A person's name; two people may well bear the same."""
    groups = _people()[language]
    group = random.choices(groups, [group["weight"] for group in groups])[0]
    return " ".join(random.choice(part) for part in group["parts"])


def place_names(random: Random, style: str, above: str) -> Iterator[str]:
    """Names for the areas below one area, in order, no two alike.

    Either numbers or names, as the style's share says; where the names end, they begin again
    with a number behind.
    """
    ways = place_styles()[style]
    beginning = _beginning(ways, above)
    if random.random() < ways.get("numbered", 0.0):
        yield from (f"{beginning}{number}" for number in count(1))
    names = [
        ways.get("glue", " ").join(parts)
        for parts in product(*ways["parts"])
        if len({*parts}) == len(parts)
    ]
    random.shuffle(names)
    yield from (f"{beginning}{name}" for name in names)
    yield from (f"{beginning}{name} {number}" for number in count(2) for name in names)


def _beginning(style: Mapping[str, Any], above: str) -> str:
    words: Mapping[str, str] = style.get("words", {})
    return next((f"{word} " for start, word in words.items() if above.startswith(start)), "")


def person_slug(name: str, language: str) -> str:
    """A short id for a person: in Vietnamese the given name, which comes last."""
    return id_of(name.split()[-1] if language == "vi" else name)


class Ids:
    """Hands out ids, each once: a second claim gets a number behind."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, wish: str) -> str:
        """The id wished for, or the first free ``wish-2``, ``wish-3`` …."""
        numbered = (f"{wish}-{number}" for number in count(2))
        free = (
            wish if wish not in self._taken else next(i for i in numbered if i not in self._taken)
        )
        self._taken.add(free)
        return free
