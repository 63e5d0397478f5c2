"""Run a solver so that the caller's thread can still hear signals and end it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from scheduler.milp.watch import Watch

T = TypeVar("T")


def run(work: Callable[[], T], interrupt: Callable[[], Any], watch: Watch) -> T:
    """The result of `work`, done in a thread; `interrupt` is called when the watch is over.

    An exception in the work is raised here. Waiting on an Event, not in Thread.join, keeps Python
    3.11 from losing the thread at a KeyboardInterrupt (cpython#90882).
    """
    results: list[T] = []
    errors: list[BaseException] = []
    done = threading.Event()

    def body() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=body, daemon=True).start()
    while not done.wait(0.05):
        if watch.over:
            interrupt()
    if errors:
        raise errors[0]
    return results[0]
