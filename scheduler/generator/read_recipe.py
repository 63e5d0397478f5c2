"""Reading `recipe.toml`, with every fault in it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.names import nearest
from scheduler.generator.recipe import Recipe
from scheduler.generator.recipe_checks import find_recipe_faults

TABLE = "recipe"
"""What faults call the table they speak of."""

Place = tuple[int | str, ...]
"""The keys and numbers that lead to a value."""


def read_recipe(path: Path) -> Recipe:
    """The recipe in that file.

    Raises :class:`InputError` with every fault found, each with its place, such as
    ``recipe.toml:cadres[2].tier``.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise InputError(
            [Fault("generator.file", TABLE, value=str(path), place=path.name)]
        ) from None
    except RecursionError:
        raise InputError([Fault("nesting", TABLE, place=path.name)]) from None
    except ValueError as error:  # also a whole number of thousands of digits
        syntax = Fault("generator.toml", TABLE, context={"problem": str(error)}, place=path.name)
        raise InputError([syntax]) from None
    try:
        return recipe_of(data)
    except InputError as error:
        raise InputError(f.at(f"{path.name}:{f.column}") for f in error.faults) from None


def recipe_of(data: Mapping[str, Any]) -> Recipe:
    """The recipe with that content; raises :class:`InputError` with every fault found."""
    try:
        recipe = Recipe.model_validate(data)
    except ValidationError as error:
        raise InputError(map(_fault, error.errors())) from None
    if faults := list(find_recipe_faults(recipe)):
        raise InputError(faults)
    return recipe


def _fault(details: ErrorDetails) -> Fault:
    """The fault behind an error of validation."""
    place: Place = details["loc"]
    context = dict(details.get("ctx", {}))
    fault = Fault(details["type"], TABLE, None, _written(place), _shown(details["input"]))
    if "kind" in context:  # one of our own, raised by scheduler.domain.cells.fail
        return replace(fault, nearest=str(context.pop("nearest", "")), context=context)
    if fault.kind == "missing":
        return replace(fault, kind="empty", value=None)
    if fault.kind == "extra_forbidden":
        known, key = _known_keys(place[:-1]), str(place[-1])
        context = {"keys": ", ".join(known)}
        return replace(
            fault, kind="generator.key", value=key, nearest=nearest(key, known), context=context
        )
    return replace(fault, kind=_BUILT_IN.get(fault.kind, "generator.table"))


_BUILT_IN = {"string_type": "text", "tuple_type": "list", "too_long": "generator.pair"}
"""Kinds of pydantic's own, and ours; whatever else its models refuse is no table."""


def _written(place: Place) -> str:
    """A place as one writes it: ``cadres[2].tier``, counting from 1."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


def _shown(value: object) -> str:
    return value if isinstance(value, str) else repr(value)


def _known_keys(place: Place) -> list[str]:
    """The keys that the table at that place may hold."""
    model: type[BaseModel] = Recipe
    for step in place:
        if isinstance(step, str):
            fields = {info.alias or name: info for name, info in model.model_fields.items()}
            model = _model_within(fields[step].annotation) or model
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_within(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation speaks of, itself or within."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_within(part))), None)
