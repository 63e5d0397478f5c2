"""JSON as it stands in files: what is none, or says a thing twice, is refused with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json

from scheduler.domain.faults import Fault, InputError
from scheduler.tables.formats.cell_text import shown

_MAX_DEPTH = 20


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys stood there twice."""

    repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        made.repeated = tuple(dict.fromkeys(key for key in keys if keys.count(key) > 1))
    return made


def json_text(facts: object) -> str:
    """The JSON text of facts, for people and programs: indented, ending with a line break."""
    return to_json(facts, indent=2).decode() + "\n"


def parse_json(text: str, file: str) -> dict[str, Any]:
    """The object in a JSON text; :class:`InputError` with the line of what is no JSON.

    Keys that stand twice in an object, NaN, infinities and deep nesting are refused as well.
    """
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"{file}:{error.lineno}"
        context = {"column": error.colno}
        raise InputError([Fault("json", context=context, place=place)]) from None
    except RecursionError:
        raise InputError([Fault("nesting", place=file)]) from None
    except ValueError as error:  # NaN, or a whole number of thousands of digits
        value = str(error) if len(str(error)) < 10 else None
        raise InputError([Fault("json_number", value=value, place=file)]) from None
    if not isinstance(data, dict):
        raise InputError([Fault("json_object", value=shown(data)[:80], place=f"{file}:$")])
    if faults := list(_repeated_keys(data, f"{file}:$", 0)):
        raise InputError(faults)
    return data


def _no_number(word: str) -> None:
    raise ValueError(word)


def _repeated_keys(value: object, path: str, depth: int) -> Iterator[Fault]:
    if depth > _MAX_DEPTH:
        yield Fault("nesting", place=path)
    elif isinstance(value, _Object):
        for key in value.repeated:
            yield Fault("json_key", value=key, place=path)
        for key, part in value.items():
            yield from _repeated_keys(part, f"{path}.{key}", depth + 1)
    elif isinstance(value, list) and not all(isinstance(part, str) for part in value):
        for index, part in enumerate(value):
            yield from _repeated_keys(part, f"{path}[{index}]", depth + 1)
