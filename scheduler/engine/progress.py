"""What the engine tells while it works; the listener is handed in, never global."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One step of a solve.

    ``phase`` is the key of a sentence in ``scheduler/language/progress.toml``, a word of the
    glossary; ``level`` counts from 1; ``value`` and ``bound`` are None while unknown; ``seconds``
    since the solve began.
    """

    phase: str
    level: int | None = None
    objective: str = ""
    value: int | None = None
    bound: int | None = None
    seconds: float = 0.0


Listener = Callable[[Event], None]
