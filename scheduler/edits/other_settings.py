"""Edits of what `instance.toml` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.names import nearest
from scheduler.domain.settings import Settings
from scheduler.domain.vocabulary import meant


def with_settings(instance: Instance, section: str, change: Mapping[str, Any]) -> Instance:
    """The instance with these keys of its settings, or of their section, set; InputError for a key
    that there is not, and for what it cannot be.
    """
    data = instance.settings.model_dump()
    keys = data[section] if section else data
    change = {_key(section, name, keys): value for name, value in change.items()}
    faults = [
        Fault("toml_key", "instance", None, "", key, nearest(key, keys),
              {"keys": ", ".join(keys)})
        for key in change
        if key not in keys
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    keys.update(change)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise InputError(_setting_fault(dict(one)) for one in error.errors()) from None
    return instance.model_copy(update={"settings": settings})


def _key(section: str, name: str, keys: Iterable[str]) -> str:
    """The key of that name, said in any language; the name itself where there is none."""
    start = f"{section}." if section else ""
    return meant("settings", name, [start + key for key in keys]).removeprefix(start) or name


def _setting_fault(error: Mapping[str, Any]) -> Fault:
    column = ".".join(str(part) for part in error["loc"] if isinstance(part, str))
    context = dict(error.get("ctx", {}))
    kind = error["type"] if "kind" in context else "toml_table"
    return Fault(kind, "instance", None, column, str(error["input"]), context=context)
