"""What rules and objectives there are: the program's own, and those that other packages register.

A package registers its own under the entry point group ``xoayvong.rules``: each entry point names a
rule, an objective, or a list of them. This room knows of them only what settings and sentences ask:
their names and settings. What else they answer, and to whom, stands in :mod:`scheduler.rules.rule`.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, Protocol

from scheduler.domain.faults import SchedulerError
from scheduler.language import Language, add_sentences

GROUP = "xoayvong.rules"
"""The entry point group under which packages register rules and objectives."""

OWN = "scheduler.rules.own"
"""The module with the program's own, in its ``REGISTERED``."""


class NotRegistered(SchedulerError):
    """What another package registers is no whole rule or objective."""

    sentence = "cli.not_registered"


class Setting(NamedTuple):
    """A key that a rule or an objective adds to ``[rules]`` of ``instance.toml``."""

    type: Any
    """What pydantic takes for a type: what the value must be."""
    default: Any
    """The value where the instance does not say one: that which changes nothing for others."""


class Registered(Protocol):
    """A rule or an objective, as far as this room knows it."""

    @property
    def name(self) -> str: ...

    @property
    def is_objective(self) -> bool: ...

    @property
    def settings(self) -> Mapping[str, Setting]: ...

    @property
    def sentences(self) -> Mapping[str, Mapping[Language, str]]: ...


@cache
def registered() -> tuple[Registered, ...]:
    """All of them: the program's own in the order of the specification, then others by name.

    Raises :class:`NotRegistered` for an entry point that cannot be loaded, for what is no whole
    rule or objective, and for a name that two of them have.
    """
    own = importlib.import_module(OWN)
    others = list(_others())
    if lacking := [text for item in others for text in own.lacking(item)]:
        raise NotRegistered("; ".join(lacking))
    others.sort(key=lambda item: item.name)
    everything = (*own.REGISTERED, *others)
    for place, item in enumerate(everything):
        if any(item.name == other.name for other in everything[:place]):
            raise NotRegistered(f"two rules or objectives are called {item.name!r}")
    for item in everything:
        add_sentences(item.sentences)
    return everything


def _others() -> Iterator[Registered]:
    for entry in importlib.metadata.entry_points(group=GROUP):
        try:
            found = entry.load()
        except Exception as error:
            raise NotRegistered(f"{entry.name} = {entry.value}: {error!r}") from error
        yield from found if isinstance(found, Iterable) else (found,)


@cache
def objective_names() -> tuple[str, ...]:
    """What a level of ``objectives.levels`` may name."""
    return tuple(item.name for item in registered() if item.is_objective)


@cache
def added_settings() -> Mapping[str, Setting]:
    """The keys of ``[rules]`` that other packages add."""
    return {key: setting for item in registered() for key, setting in item.settings.items()}
