"""Tasks that a pool works at, each with what it is about, until they are taken in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from scheduler.engine.context import TaskContext
from scheduler.engine.pool import Begun, WorkerPool

K = TypeVar("K")
T = TypeVar("T")


class InFlight(Generic[K, T]):
    """Tasks of bounds: no more at a time than the parameters say, one where there is no pool."""

    def __init__(self, context: TaskContext, pool: WorkerPool):
        self._params = context.params.bounds
        self._pool = pool
        self._begun: list[tuple[K, Begun[T]]] = []

    def __bool__(self) -> bool:
        """Whether anything is begun and not taken in."""
        return bool(self._begun)

    @property
    def has_room(self) -> bool:
        """Whether one more may be begun."""
        return len(self._begun) < (self._params.queue if self._pool.size else 1)

    @property
    def has_news(self) -> bool:
        """Whether anything is finished and not taken in."""
        return any(task.future.done() for _, task in self._begun)

    def begin(self, key: K, task: Callable[..., T], *arguments: Any) -> None:
        """Begin a task about something."""
        self._begun.append((key, self._pool.submit(task, self._params.limits, *arguments)))

    def taken(self) -> list[tuple[K, T | None]]:
        """What is finished, each once: what it is about, and its answer; None if it was cut off."""
        begun, self._begun = self._begun, []
        done = []
        for key, task in begun:
            if task.future.done():
                done.append((key, self._pool.result(task)))
            else:
                self._begun.append((key, task))
        return done

    def wait(self) -> bool:
        """Until the first that is begun is finished, or the watch is over; False if nothing is."""
        if self._begun:
            self._pool.result(self._begun[0][1])
        return bool(self._begun)
