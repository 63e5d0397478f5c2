"""The settings of an instance: in ``instance.toml``, a sheet of keys and values, or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.registry import added_settings
from scheduler.domain.settings import Objectives, Rules, Settings
from scheduler.domain.vocabulary import Words, called, meant
from scheduler.language import Language
from scheduler.tables.formats.cell_text import shown
from scheduler.tables.formats.places import Places, TomlPlaces
from scheduler.tables.schema import SETTINGS
from scheduler.tables.validate import nearest_choice

SEVERAL = ("levels", "level_names", "objectives.levels")
"""Keys of settings that may have several values."""

_SECTIONS: dict[str, type[BaseModel]] = {"": Settings, "rules": Rules, "objectives": Objectives}
_SYNTAX_PLACE = re.compile(r"\(at line ([0-9]+), column ([0-9]+)\)")

# Errors of pydantic's own, for the wrong kind of TOML or JSON value.
_OWN_KINDS = {
    "missing": "missing_setting",
    "extra_forbidden": "unknown_setting",
    "model_type": "section",
    "model_attributes_type": "section",
    "dict_type": "section",
    "string_type": "text",
    "tuple_type": "list",
}


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The content of a TOML text; :class:`InputError` with the line of what is no TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError([Fault("nesting", SETTINGS, place=file)]) from None
    except ValueError as error:  # also a whole number of thousands of digits
        line, column = (
            found.groups() if (found := _SYNTAX_PLACE.search(str(error))) else (None, None)
        )
        place = f"{file}:{line}" if line else file
        value = (
            text.splitlines()[int(line) - 1] if line and int(line) <= text.count("\n") + 1 else None
        )
        context = {"column": column or "?"}
        raise InputError([Fault("toml", SETTINGS, None, "", value, "", context, place)]) from None


def read_toml(text: str, file: str) -> tuple[Settings | None, list[Fault]]:
    """The settings in the text of ``instance.toml``, or every fault in it."""
    try:
        return validate_settings(parse_toml(text, file), TomlPlaces(file))
    except InputError as error:
        return None, list(error.faults)


def validate_settings(
    data: Mapping[str, Any], places: Places
) -> tuple[Settings | None, list[Fault]]:
    """The settings in a mapping shaped as ``instance.toml``, or every fault in it."""
    said: dict[str, str] = {}
    try:
        return Settings.model_validate(_canonical(data, said)), []
    except ValidationError as error:
        if isinstance(places, TomlPlaces):
            places = replace(places, said=said)
        return None, [_fault(dict(one), places) for one in error.errors(include_url=False)]


def canonical_key(said: str) -> str:
    """The key of a setting, with its section, by what it is called in some language; what is no
    setting's name stays as it is.
    """
    return meant("settings", said, _known_keys()) or said


def _canonical(data: Mapping[str, Any], said: dict[str, str], section: str = "") -> dict[str, Any]:
    """The same mapping under the keys that the specification names; ``said`` is told what each of
    them is called in the file.
    """
    start = f"{section}." if section else ""
    own = [key for key in _known_keys() if key.rpartition(".")[0] == section]
    found: dict[str, Any] = {}
    for name, value in data.items():
        key = meant("settings", name, own).removeprefix(start) or name
        key = name if key in found else key
        said[start + key] = name
        if not section and key in _SECTIONS and isinstance(value, Mapping):
            value = _canonical(value, said, key)
        found[key] = value
    return found


def _known_keys() -> list[str]:
    """The keys of all settings, with their sections, and the sections."""
    sections = {name: model.model_fields for name, model in _SECTIONS.items() if name}
    inner = [f"{name}.{key}" for name, fields in sections.items() for key in fields]
    return [*Settings.model_fields, *inner, *(f"rules.{key}" for key in added_settings())]


def _fault(error: dict[str, Any], places: Places) -> Fault:
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    column = ".".join(names)
    kind = _OWN_KINDS.get(error["type"], error["type"])
    context = dict(error.get("ctx", {}))
    value = context.pop("value", error["input"])
    near = str(context.pop("nearest", "")) or nearest_choice(value, context)
    if kind == "unknown_setting":
        section, value = ".".join(names[:-1]), names[-1]
        known = list(_SECTIONS[section].model_fields) if section in _SECTIONS else []
        known += added_settings() if section == "rules" else ()
        start = f"{section}." if section else ""
        keys = Words("settings", tuple(start + key for key in known))
        near, context = keys.nearest(value), {"known": keys}
    text = None if kind == "missing_setting" else _shown_setting(value)
    return Fault(kind, SETTINGS, None, column, text, near, context, places.place(None, column))


def _shown_setting(value: object) -> str:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    return shown(value)


# -- keys and values: one row a setting -----------------------------------------------------------


def settings_rows(settings: Settings, language: Language) -> list[tuple[str, list[str | int]]]:
    """Each setting as its key and the cells of its value, in the words of the language: a list
    takes one cell for each part.
    """
    rows: list[tuple[str, list[str | int]]] = []
    for key, value in settings.model_dump(mode="json").items():
        if key == "rules":
            rows += [(f"rules.{name}", [_said(rule, language)]) for name, rule in value.items()]
        elif key == "objectives":
            levels = [_level_text(level, language) for level in value["levels"]]
            rows.append(("objectives.levels", [*levels]))
        else:
            rows.append((key, list(value) if isinstance(value, list | tuple) else [value]))
    return [(called("settings", key, language), cells) for key, cells in rows]


def _said(value: str | int, language: Language) -> str | int:
    return called("choices", value, language) if isinstance(value, str) else value


def settings_from_rows(rows: Mapping[str, Sequence[object]]) -> dict[str, Any]:
    """The mapping shaped as ``instance.toml`` that those keys and cells stand for."""
    data: dict[str, Any] = {}
    for key, cells in rows.items():
        section, _, name = key.rpartition(".")
        target = data.setdefault(section, {}) if section else data
        value: object = cells[0] if len(cells) == 1 else list(cells)
        if key in ("levels", "level_names"):
            value = _parts(cells)
            if len(cells) == len(value) == 1:  # there are at least two
                value = _parts(cells, ",;\n")
        elif key == "objectives.levels":
            value = [_level_from(text) for text in _parts(cells)]
        elif key == "months":
            value = _whole(value)
        if isinstance(target, dict):
            target[name] = value
    return data


def _parts(cells: Sequence[object], separators: str = ";\n") -> list[object]:
    only = cells[0] if len(cells) == 1 else None
    if not isinstance(only, str):
        return list(cells)
    return [part.strip() for part in re.split(f"[{separators}]", only)]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value) else value


def _level_text(level: Mapping[str, int], language: Language) -> str:
    said = ((called("objectives", name, language), weight) for name, weight in level.items())
    return ", ".join(name if weight == 1 else f"{name}={weight}" for name, weight in said)


def _level_from(text: object) -> object:
    if not isinstance(text, str):
        return text
    level: dict[str, object] = {}
    for part in text.split(","):
        name, _, weight = part.partition("=")
        level[name.strip()] = _whole(weight.strip()) if weight else 1
    return level


def settings_toml(settings: Settings) -> str:
    """The text of ``instance.toml`` that says those settings."""
    data = settings.model_dump(mode="json")
    rules, objectives = data.pop("rules"), data.pop("objectives")
    lines = [f"{key} = {_toml(value)}" for key, value in data.items()]
    lines += ["", "[rules]", *(f"{key} = {_toml(value)}" for key, value in rules.items())]
    levels = [f"    {_toml(level)}," for level in objectives["levels"]]
    lines += ["", "[objectives]", "levels = [", *levels, "]"]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # A TOML basic string escapes as JSON does, once DEL is taken care of.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
