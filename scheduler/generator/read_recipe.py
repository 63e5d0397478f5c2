"""Reading `recipe.toml`, with every fault in it at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scheduler.domain.faults import InputError
from scheduler.generator.recipe import Recipe
from scheduler.generator.recipe_checks import find_recipe_faults
from scheduler.tables.formats.toml_model import model_of, placed, read_toml_file

TABLE = "recipe"
"""What faults call the table they speak of."""


def read_recipe(path: Path) -> Recipe:
    """The recipe in that file.

    Raises :class:`InputError` with every fault found, each with its place, such as
    ``recipe.toml:cadres[2].tier``.
    """
    data = read_toml_file(path, TABLE)
    try:
        return recipe_of(data)
    except InputError as error:
        raise placed(error, path.name) from None


def recipe_of(data: Mapping[str, Any]) -> Recipe:
    """The recipe with that content; raises :class:`InputError` with every fault found."""
    recipe = model_of(Recipe, data, TABLE)
    if faults := list(find_recipe_faults(recipe)):
        raise InputError(faults)
    return recipe
