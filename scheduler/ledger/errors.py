"""What can go wrong with a ledger, said so that a planner can mend it."""

from __future__ import annotations

from scheduler.domain.faults import Fault, InputError


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
