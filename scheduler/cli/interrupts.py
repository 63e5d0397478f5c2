"""Ctrl-C before and after the engine runs, where nobody asks it to stop.

Python raises KeyboardInterrupt wherever it happens to be. Inside the loading of a module written in
C the exception may be lost or become an ImportError, and inside ``exec`` of a text (as dataclasses
do) Python ends the process by the signal in the end, though the exception was handled. So what is
raised is an exception of its own, and that it was asked for is kept.
"""

from __future__ import annotations

import signal
import threading
from typing import Any

_asked = threading.Event()


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; of a class of its own, as Python counts plain ones that nobody handles."""


def listen() -> None:
    """From now on Ctrl-C raises :class:`Interrupted` and is remembered."""
    _asked.clear()
    signal.signal(signal.SIGINT, _interrupt)


def was_asked() -> bool:
    """Whether Ctrl-C was pressed since, also where the exception has got lost."""
    return _asked.is_set()


def _interrupt(_number: int, _frame: Any) -> None:
    _asked.set()
    raise Interrupted
