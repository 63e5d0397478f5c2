"""Where every random choice comes from: one stream of numbers for each purpose.

A stream depends only on the seed and its purpose, so that changing one part of a recipe (say, the
calendars of one organisation) leaves every other part of the instance as it was. Seeding by text
and the methods used here give the same numbers on every Python from 3.11 on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *purpose: object) -> Random:
    """The stream of random numbers for that purpose."""
    return Random(":".join(map(str, (seed, *purpose))))


def weighted(random: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, each as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def share_of(random: Random, items: Sequence[T], share: float) -> list[T]:
    """That share of the items (rounded to the nearest count), in their own order."""
    chosen = set(random.sample(range(len(items)), round(share * len(items))))
    return [item for number, item in enumerate(items) if number in chosen]
