"""Work shared out to processes, or done here: the answers are the same."""

from __future__ import annotations

import gc
import signal
import warnings
from collections.abc import Callable, Set
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scheduler.domain.elapsed import Elapsed
from scheduler.domain.instance import Instance
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.engine.context import TaskContext
from scheduler.engine.params import SolveParams
from scheduler.milp.params import Limits
from scheduler.milp.watch import Watch

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

T = TypeVar("T")


Task = Callable[..., T]
"""Called with the context, a watch and what else was submitted; lives at the top of a module."""


@dataclass
class Begun(Generic[T]):
    """A task that was submitted, and all that is needed to do it once more."""

    task: Task[T]
    limits: Limits
    arguments: tuple[Any, ...]
    future: Future[T]


_POLL = 0.05

_context: TaskContext | None = None
"""The context of this process, if it is one of a pool's."""


def processors(watch: Watch) -> int:
    """How many processes the watch and this machine allow."""
    if watch.workers == 1:
        return 1
    from loky import cpu_count

    return min(watch.workers, int(cpu_count()))


class WorkerPool:
    """So many processes; with 0 the work is done by the caller's.

    A context manager: whatever still runs at its end is killed. When a process is lost (killed by
    the system for want of memory, say) or cannot be begun, the caller does its tasks, and all that
    follow, alone.
    """

    def __init__(self, context: TaskContext, watch: Watch, size: int):
        self.context = context
        self.watch = watch
        self.size = size
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> WorkerPool:
        if self.size:
            # Unlike the standard library's, these processes do not run the caller's script again.
            from loky import ProcessPoolExecutor

            context = self.context
            about = (
                context.problem.instance, context.problem.elapsed, frozenset(context.reference),
                context.seed, context.params, gc.get_threshold(),
            )  # fmt: skip
            # A process that has grown is replaced between two tasks: no news for a planner.
            warnings.filterwarnings("ignore", "A worker was restarted", UserWarning)
            try:
                self._pool = ProcessPoolExecutor(self.size, initializer=_initialize, initargs=about)
            except OSError:  # a system that allows no shared memory, or has none left
                self.size = 0
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=True)

    def warm_up(self) -> None:
        """Let the processes get ready while the caller has other things to do."""
        if self._pool is not None:
            with suppress(BrokenExecutor, OSError):  # whoever submits a task will see
                for _ in range(self.size):
                    self._pool.submit(_derive)

    def submit(self, task: Task[T], limits: Limits, *arguments: Any) -> Begun[T]:
        """Begin a task; without processes it is done at once."""
        if self._pool is not None:
            try:
                future = self._pool.submit(_work, task, limits, self.watch.remaining, arguments)
            except (BrokenExecutor, OSError):
                self._give_up()
                future = self._done_here(task, limits, arguments)
        else:
            future = self._done_here(task, limits, arguments)
        return Begun(task, limits, arguments, future)

    def result(self, begun: Begun[T], meanwhile: Callable[[], object] | None = None) -> T | None:
        """The answer of a task; None when the watch was over before.

        While it is waited for, ``meanwhile`` is called again and again.
        """
        while True:
            try:
                return begun.future.result(timeout=_POLL)
            except TimeoutError:
                if self.watch.over:
                    return None
                if meanwhile is not None:
                    meanwhile()
            except BrokenExecutor:
                self._give_up()
                if self.watch.over:
                    return None
                begun.future = self._done_here(begun.task, begun.limits, begun.arguments)

    def _done_here(self, task: Task[T], limits: Limits, arguments: tuple[Any, ...]) -> Future[T]:
        future: Future[T] = Future()
        watch = _watch(self.context, limits, self.watch.remaining)
        watch.stop = self.watch.stop
        future.set_result(task(self.context, watch, *arguments))
        self.watch.over  # noqa: B018  remembers that the limit cut the task
        return future

    def _give_up(self) -> None:
        """Go on without the processes; what comes now may differ from an undisturbed run."""
        self.watch.cut = True
        self.__exit__()
        self._pool, self.size = None, 0


def _initialize(
    instance: Instance,
    elapsed: Elapsed | None,
    reference: Set[Visit],
    seed: int,
    params: SolveParams,
    thresholds: tuple[int, int, int],
) -> None:
    """Make this process one of a pool: Ctrl-C is for the one who leads it, whose thresholds for
    collecting garbage hold here too.
    """
    global _context
    gc.set_threshold(*thresholds)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    problem = Problem(instance, checked=True, elapsed=elapsed)
    _context = TaskContext(problem, reference, seed, params)


def _derive() -> None:
    """Work out what every task begins with."""
    assert _context is not None
    _ = _context.problem.meetings_by_branch, _context.problem.past_months


def _work(task: Task[T], limits: Limits, seconds: float | None, arguments: tuple[Any, ...]) -> T:
    assert _context is not None
    return task(_context, _watch(_context, limits, seconds), *arguments)


def _watch(context: TaskContext, limits: Limits, seconds: float | None) -> Watch:
    """The watch of one task: it works alone, within its own limits."""
    return Watch(seconds, workers=1, params=replace(context.params.milp, limits=limits))
