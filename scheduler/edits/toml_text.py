"""Edits and scenarios as the TOML of a scenario file."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from scheduler.domain.edit import Edit
from scheduler.edits.scenario import Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def scenarios_toml(scenarios: Iterable[Scenario]) -> str:
    """The text of a scenario file that says these scenarios."""
    blocks = []
    for scenario in scenarios:
        lines = ["[[scenario]]", f"name = {_toml(scenario.name)}"]
        lines += [f"repeat = {scenario.repeat}"] if scenario.repeat != 1 else []
        blocks.append("\n".join((*lines, *edits_toml(scenario.edit))) + "\n")
    return "\n".join(blocks)


def edits_toml(edits: Iterable[Edit]) -> list[str]:
    """The lines that say these edits under a scenario, two for each."""
    lines = []
    for edit in edits:
        value = getattr(edit, edit.name)
        if isinstance(value, BaseModel):
            value = value.model_dump(exclude_defaults=True)
        lines += ["[[scenario.edit]]", f"{edit.name} = {_toml(value)}"]
    return lines


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_toml(own)}" for key, own in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """A TOML basic string: escaped as JSON does it, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
