"""Which ledger a use case works with."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.tables.formats.seals import LEDGER

VARIABLE = "SCHEDULER_LEDGER"
"""The environment variable that names a ledger."""


def ledger_of(instance: Path | None, given: str | None = None) -> str:
    """Where the ledger is: as given, else as the environment variable says, else beside the
    instance, under its name with the ending ``.ledger.db``; "" where none of these says.
    """
    where = given or os.environ.get(VARIABLE, "")
    if where or instance is None:
        return where
    return str(beside(instance))


def beside(instance: Path) -> Path:
    """The place of a ledger beside an instance, whether there is one or not."""
    path = instance if instance.name else instance.absolute()
    return path.with_name((path.name if path.is_dir() else path.stem) + LEDGER)
