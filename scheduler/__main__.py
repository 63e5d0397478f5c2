"""`scheduler`, and `python -m scheduler`: the entry of the command line."""

from __future__ import annotations

import os
import signal
from typing import Any, NoReturn

INTERRUPTED = 130


def main() -> None:
    """Run the command. While its modules are being loaded there is nothing to save: Ctrl-C ends at
    once then, and later as :mod:`scheduler.cli.interrupts` says.
    """
    signal.signal(signal.SIGINT, _leave)
    from scheduler.cli import main as command

    command()


def _leave(_number: int, _frame: Any) -> NoReturn:
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
