"""Work shared out to processes: the same answers, and no harm when a process is lost."""

from __future__ import annotations

import os
import threading

import pytest

from scheduler.engine.context import TaskContext
from scheduler.engine.pool import WorkerPool
from scheduler.milp.params import Limits
from scheduler.milp.watch import Watch
from tests.tiny import tiny

CONTEXT = TaskContext(tiny(), seed=7)


def count(context: TaskContext, watch: Watch, more: int) -> tuple[int, int, int]:
    """Where and with what a task works."""
    return len(context.problem.cadres) + more, context.seed, watch.workers


def vanish(_context: TaskContext, _watch: Watch, leader: int) -> str:
    """A process that the system kills, unless it is the one that leads."""
    if os.getpid() != leader:
        os._exit(9)
    return "done"


def patience(_context: TaskContext, watch: Watch) -> bool:
    """Whether a task hears in time that the watch is over."""
    while not watch.over:
        threading.Event().wait(0.01)
    return True


_kept: list[bytes] = []


def grow(_context: TaskContext, _watch: Watch) -> int:
    """Leave the process 200 MB larger, and tell which it is."""
    _kept.append(b"x" * 200_000_000)
    threading.Event().wait(1.1)  # how often the pool looks at the memory of its processes
    return os.getpid()


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_task_finds_the_same_wherever_it_is_done(size: int) -> None:
    with WorkerPool(CONTEXT, Watch(), size) as pool:
        begun = [pool.submit(count, Limits(), more) for more in range(5)]
        assert [pool.result(future) for future in begun] == [(7 + n, 7, 1) for n in range(5)]


def test_what_a_lost_process_was_at_is_done_by_the_one_who_leads() -> None:
    watch = Watch()
    with WorkerPool(CONTEXT, watch, 1) as pool:
        assert pool.result(pool.submit(vanish, Limits(), os.getpid())) == "done"
        assert pool.result(pool.submit(count, Limits(), 0)) == (7, 7, 1)
    assert watch.cut  # the run may differ from an undisturbed one, and says so


def test_a_process_that_has_grown_is_replaced_without_a_word(
    recwarn: pytest.WarningsRecorder,
) -> None:
    watch = Watch()
    with WorkerPool(CONTEXT, watch, 1) as pool:
        begun = [pool.submit(grow, Limits()) for _ in range(5)]
        processes = [pool.result(task) for task in begun]
    assert len(set(processes)) > 1
    assert not watch.cut
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("size", [0, 1])
def test_a_task_ends_with_the_time_limit(size: int) -> None:
    with WorkerPool(CONTEXT, Watch(time_limit=0.5), size) as pool:
        assert pool.result(pool.submit(patience, Limits())) in (True, None)
        assert pool.watch.over


def test_an_error_in_a_task_is_raised_where_its_answer_is_asked_for() -> None:
    with WorkerPool(CONTEXT, Watch(), 1) as pool:
        begun = pool.submit(count, Limits(), "more")
        with pytest.raises(TypeError):
            pool.result(begun)
