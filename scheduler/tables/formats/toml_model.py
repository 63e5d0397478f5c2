"""TOML files that fill a model of their own, with every fault in them at once."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scheduler.domain.cells import written
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.names import nearest
from scheduler.language.causes import Cause

Model = TypeVar("Model", bound=BaseModel)

Place = tuple[int | str, ...]
"""The keys and numbers that lead to a value."""


def read_toml_file(path: Path, table: str) -> dict[str, Any]:
    """The content of that file, in NFC as all names are; ``table`` is what faults call it.

    Raises :class:`InputError`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(unicodedata.normalize("NFC", text))
    except FileNotFoundError:
        raise InputError([Fault("not_found", table, value=str(path), place=path.name)]) from None
    except (OSError, UnicodeDecodeError):
        raise InputError([Fault("toml_file", table, value=str(path), place=path.name)]) from None
    except RecursionError:
        raise InputError([Fault("nesting", table, place=path.name)]) from None
    except ValueError as error:  # also a whole number of thousands of digits
        syntax = Fault(
            "toml_syntax", table, context={"problem": Cause(str(error))}, place=path.name
        )
        raise InputError([syntax]) from None


def model_of(model: type[Model], data: Mapping[str, Any], table: str) -> Model:
    """The model with that content; raises :class:`InputError` with every fault found."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError(_fault(one, model, table) for one in error.errors()) from None


def placed(error: InputError, file: str) -> InputError:
    """The same faults, each with its place in the file, such as ``recipe.toml:cadres[2].tier``."""
    return InputError(
        f if f.place else replace(f, place=f"{file}:{f.column}", column="") for f in error.faults
    )


def _fault(details: ErrorDetails, model: type[BaseModel], table: str) -> Fault:
    """The fault behind an error of validation."""
    place: Place = details["loc"]
    context = dict(details.get("ctx", {}))
    column = place_in_words(place)
    shown = details["input"] if isinstance(details["input"], str) else written(details["input"])
    fault = Fault(details["type"], table, None, column, shown)
    if "kind" in context:  # one of our own, raised by scheduler.domain.cells.fail
        return replace(fault, nearest=str(context.pop("nearest", "")), context=context)
    if fault.kind == "missing":
        return replace(fault, kind="empty", value=None)
    if fault.kind == "extra_forbidden":
        known, key = _known_keys(model, place[:-1]), str(place[-1])
        context = {"keys": ", ".join(known)}
        return replace(
            fault, kind="toml_key", value=key, nearest=nearest(key, known), context=context
        )
    if fault.kind in _LIMITS:
        kind, key = _LIMITS[fault.kind]
        return replace(fault, kind=kind, context={"limit": f"{context[key]:g}"})
    return replace(fault, kind=_BUILT_IN.get(fault.kind, "toml_table"), context={})


_BUILT_IN = {
    "string_type": "text", "tuple_type": "toml_list", "list_type": "toml_list",
    "too_long": "toml_pair",
    "literal_error": "toml_word", "bool_type": "toml_truth", "int_type": "toml_whole",
    "int_parsing": "toml_whole", "int_from_float": "toml_whole", "float_type": "toml_number",
    "float_parsing": "toml_number", "too_short": "toml_some",
}  # fmt: skip
"""Kinds of pydantic's own, and ours; whatever else its models refuse is no table."""


_LIMITS = {
    "greater_than_equal": ("toml_least", "ge"), "less_than_equal": ("toml_most", "le"),
    "greater_than": ("toml_above", "gt"),
}  # fmt: skip
"""Numbers out of range: pydantic's kind, ours, and where the limit stands."""


def place_in_words(place: Iterable[int | str]) -> str:
    """A place as one writes it: ``cadres[2].tier``, counting from 1."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.lstrip(".")


def _known_keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that the table at that place may hold."""
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
