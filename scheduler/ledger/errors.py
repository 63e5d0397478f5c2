"""What can go wrong with a ledger, said so that a planner can mend it."""

from __future__ import annotations

import os
from pathlib import Path

import sqlalchemy as sa

from scheduler.domain.faults import Fault, InputError
from scheduler.language.causes import Cause


class LedgerError(InputError):
    """The ledger cannot be used, or does not take what it is given."""


class Refused(LedgerError):
    """The answer is no: somebody was faster, or a period is closed (exit code 1)."""

    exit_code = 1


def ledger_error(kind: str, place: str, **context: object) -> LedgerError:
    """The error with one fault of that kind (a key of ``language/ledger.toml``)."""
    return LedgerError([Fault(f"ledger.{kind}", context=context, place=place)])


def refused(kind: str, place: str, **context: object) -> Refused:
    """The refusal with one fault of that kind."""
    return Refused([Fault(f"ledger.{kind}", context=context, place=place)])


_OF_SQLITE = {
    "SQLITE_BUSY": "locked", "SQLITE_LOCKED": "locked",
    "SQLITE_FULL": "full",
    "SQLITE_READONLY": "read_only", "SQLITE_PERM": "read_only",
    "SQLITE_NOTADB": "no_database",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_CANTOPEN": "cannot_open",
    "SQLITE_IOERR": "disk",
    "SQLITE_CONSTRAINT_TRIGGER": "only_grows",
    "SQLITE_ERROR": "altered",  # a table or a column is not there
}  # fmt: skip
"""Kinds of faults by the beginning of the error's name."""
_OF_POSTGRESQL = {
    "55P03": "locked", "40P01": "locked", "40001": "locked",
    "53100": "full",
    "25006": "read_only",
    "42501": "no_rights",
    "XX001": "damaged", "XX002": "damaged",
    "P0001": "only_grows",
    "42P01": "altered", "42703": "altered",
    "08": "no_server", "28": "no_server", "3D": "no_server", "53": "no_server", "57": "no_server",
    "58": "disk",
}  # fmt: skip
"""Kinds of faults by the beginning of the SQLSTATE; servers say them in their own languages."""


def translated(error: sa.exc.DBAPIError, name: str, path: Path | None) -> Exception:
    """The database's error as one that says what to do; itself where nothing is known of it.

    ``path`` is that of an SQLite file.
    """
    code = getattr(error.orig, "sqlite_errorname", None) or "SQLITE_ERROR"
    codes = _OF_SQLITE  # only a text that is none has no code
    if path is None:
        code, codes = getattr(error.orig, "sqlstate", None) or "", _OF_POSTGRESQL
        if not code and isinstance(error, sa.exc.OperationalError):
            code = "08"  # no server, so no state of it
    kind = next((kind for begin, kind in codes.items() if code.startswith(begin)), None)
    if kind is None:
        return error
    if kind in ("cannot_open", "read_only") and path is not None and path.exists():
        journal = path.with_name(f"{path.name}-journal")
        if journal.exists() and not os.access(path, os.W_OK):
            return ledger_error("interrupted", name, journal=journal.name)
        if os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK):
            kind = "read_only"  # the journal could not be made
    return ledger_error(kind, name, text=Cause(str(error.orig).strip().splitlines()[0]))
