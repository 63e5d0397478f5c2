"""Work shared out to processes: the same answers, and no harm when a process is lost."""

from __future__ import annotations

import os
import threading

import pytest

from scheduler.engine.crew import Crew, Site
from scheduler.engine.progress import Effort, Watch
from tests.tiny import tiny

SITE = Site(tiny(), frozenset(), 7)


def count(site: Site, watch: Watch, more: int) -> tuple[int, int, int]:
    """Where and with what a task works."""
    return len(site.problem.cadres) + more, site.seed, watch.workers


def vanish(_site: Site, _watch: Watch, leader: int) -> str:
    """A process that the system kills, unless it is the one that leads."""
    if os.getpid() != leader:
        os._exit(9)
    return "done"


def patience(_site: Site, watch: Watch) -> bool:
    """Whether a task hears in time that the watch is over."""
    while not watch.over:
        threading.Event().wait(0.01)
    return True


_kept: list[bytes] = []


def grow(_site: Site, _watch: Watch) -> int:
    """Leave the process 200 MB larger, and tell which it is."""
    _kept.append(b"x" * 200_000_000)
    threading.Event().wait(1.1)  # how often the pool looks at the memory of its processes
    return os.getpid()


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a_task_finds_the_same_wherever_it_is_done(size: int) -> None:
    with Crew(SITE, Watch(), size) as crew:
        begun = [crew.submit(count, Effort(), more) for more in range(5)]
        assert [crew.result(future) for future in begun] == [(7 + n, 7, 1) for n in range(5)]


def test_what_a_lost_process_was_at_is_done_by_the_one_who_leads() -> None:
    watch = Watch()
    with Crew(SITE, watch, 1) as crew:
        assert crew.result(crew.submit(vanish, Effort(), os.getpid())) == "done"
        assert crew.result(crew.submit(count, Effort(), 0)) == (7, 7, 1)
    assert watch.cut  # the run may differ from an undisturbed one, and says so


def test_a_process_that_has_grown_is_replaced_without_a_word(
    recwarn: pytest.WarningsRecorder,
) -> None:
    watch = Watch()
    with Crew(SITE, watch, 1) as crew:
        begun = [crew.submit(grow, Effort()) for _ in range(5)]
        processes = [crew.result(task) for task in begun]
    assert len(set(processes)) > 1
    assert not watch.cut
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("size", [0, 1])
def test_a_task_ends_with_the_time_limit(size: int) -> None:
    with Crew(SITE, Watch(time_limit=0.5), size) as crew:
        assert crew.result(crew.submit(patience, Effort())) in (True, None)
        assert crew.watch.over


def test_an_error_in_a_task_is_raised_where_its_answer_is_asked_for() -> None:
    with Crew(SITE, Watch(), 1) as crew:
        begun = crew.submit(count, Effort(), "more")
        with pytest.raises(TypeError):
            crew.result(begun)
