"""The errors of :mod:`scheduler.milp` in the words of this program's users."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.domain.faults import SchedulerError
from scheduler.milp.errors import TooLarge, WrongAnswer, WrongVersion


class ModelTooLarge(SchedulerError):
    """A row or objective beyond what the solver can be trusted with."""

    sentence = "cli.too_large"


class Contradiction(SchedulerError):
    """Solver and independent check disagree; nothing may be written."""

    exit_code = 1


@contextmanager
def translated() -> Iterator[None]:
    """Raise what goes wrong in :mod:`scheduler.milp` as an error of this program.

    Around, or as a decorator of, every entry to the engine. NoPoint is an answer, and stays.
    """
    try:
        yield
    except TooLarge as error:
        raise ModelTooLarge(*error.args) from error
    except WrongAnswer as error:
        raise Contradiction(*error.args) from error
    except WrongVersion as error:
        raise SchedulerError(*error.args) from error
