"""What may stop a solve, and its parameters. Handed in, never global."""

from __future__ import annotations

import threading
import time
from dataclasses import KW_ONLY, dataclass, field

from scheduler.milp.params import MilpParams

DEFAULT_WORKERS = 8
"""Fixed, not the machine's core count, so that a default run is the same everywhere."""


@dataclass
class Watch:
    """Time, the wish to stop, and the parameters of one solve.

    ``time_limit`` is in wall-clock seconds (None: none). ``workers`` is the number of processes
    of a search over many months; it does not change what is found. ``cut`` becomes true when the
    limit or a stop changed the course of the search, so that its result may differ from run to run.
    """

    time_limit: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    _: KW_ONLY
    workers: int = DEFAULT_WORKERS
    started: float = field(default_factory=time.monotonic)
    cut: bool = False
    params: MilpParams = field(default_factory=MilpParams)

    @property
    def seconds(self) -> float:
        """Since the solve began."""
        return time.monotonic() - self.started

    @property
    def over(self) -> bool:
        """Whether to stop now; remembers that it answered yes."""
        late = self.time_limit is not None and self.seconds >= self.time_limit
        if late or self.stop.is_set():
            self.cut = True
            return True
        return False

    @property
    def remaining(self) -> float | None:
        """Seconds left before the limit; None without one."""
        return None if self.time_limit is None else max(0.0, self.time_limit - self.seconds)
