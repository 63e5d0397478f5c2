"""What is told while the engine works: on a terminal one line that lives, elsewhere a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from scheduler.domain.vocabulary import objectives_said
from scheduler.language import Language, numeral, say

if TYPE_CHECKING:
    from rich.text import Text

    from scheduler.engine.progress import Event, Listener

_A_SECOND = 2
"""How often the line is written anew."""


@contextmanager
def progress(
    asked: bool, language: Language, limit: float | None = None
) -> Iterator[Listener | None]:
    """A listener for the engine, as long as it works: on a terminal a line that is written anew
    twice a second, so that nobody wonders whether anything is going on, and goes away at the end;
    elsewhere, if it is ``asked`` for, a line an event; else None. ``limit`` is in seconds.
    """
    if not sys.stderr.isatty():
        yield _Log(language) if asked else None
        return
    from rich.console import Console  # here, so that only a terminal waits for it
    from rich.live import Live

    line = _Line(language, limit)
    console = Console(stderr=True, highlight=False)
    with Live(
        get_renderable=line.text, console=console, refresh_per_second=_A_SECOND, transient=True,
        redirect_stdout=False, vertical_overflow="crop",
    ):  # fmt: skip
        yield line


def _sentence(event: Event, language: Language) -> str:
    gap = None if event.value is None or event.bound is None else event.value - event.bound
    return say(
        f"progress.{event.phase}", language, level=event.level, value=event.value, gap=gap,
        objective=objectives_said(event.objective.split(" + "), language), bound=event.bound,
    )  # fmt: skip


class _Log:
    """A line an event, on stderr."""

    def __init__(self, language: Language):
        self.language = language

    def __call__(self, event: Event) -> None:
        seconds = numeral(f"{event.seconds:6.1f}", self.language)
        click.echo(f"[{seconds} s] {_sentence(event, self.language)}", err=True)


class _Line:
    """The time, what is being done, the first level that is open, and the seconds that are left."""

    def __init__(self, language: Language, limit: float | None):
        self.language = language
        self.limit = limit
        self._began = time.monotonic()
        self._phase = say("progress.working", language)
        self._open: dict[int, str] = {}
        """Levels that are not proven, by their number."""

    def __call__(self, event: Event) -> None:
        sentence = _sentence(event, self.language)
        if event.level is None:
            self._phase = sentence
        elif event.value == event.bound:
            self._open.pop(event.level, None)
        else:
            self._open[event.level] = sentence

    def text(self) -> Text:
        """The line by now, cut at the width of the terminal."""
        from rich.text import Text

        seconds = time.monotonic() - self._began
        levels = dict(self._open)  # another thread may be telling of one
        parts = [self._phase, levels[min(levels)] if levels else ""]
        if self.limit is not None:
            left = max(0, round(self.limit - seconds))
            parts.append(say("progress.left", self.language, seconds=left))
        passed = numeral(f"{seconds:6.1f}", self.language)
        line = f"[{passed} s] " + "; ".join(filter(None, parts))
        return Text(line, no_wrap=True, overflow="ellipsis")
