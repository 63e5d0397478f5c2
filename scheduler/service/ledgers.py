"""Which ledger a use case works with."""

from __future__ import annotations

from pathlib import Path

from scheduler.tables.formats.seals import LEDGER


def ledger_of(instance: Path, given: str | None) -> str:
    """Where the ledger is: as given, else beside the instance."""
    return given or str(beside(instance))


def beside(instance: Path) -> Path:
    """The place of a ledger beside an instance, under its name with the ending ``.ledger.db``,
    whether there is one or not.
    """
    path = instance if instance.name else instance.absolute()
    return path.with_name((path.name if path.is_dir() else path.stem) + LEDGER)
