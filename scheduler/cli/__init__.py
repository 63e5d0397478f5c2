"""The command line: thin doors to the rooms behind them."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from scheduler.cli.interrupts import listen
from scheduler.cli.speech import explained
from scheduler.language import LANGUAGES

COMMANDS = (
    "check", "solve", "audit", "show", "explain", "whatif", "replan", "substitute", "new",
    "convert", "generate", "publish", "record", "calendar", "ledger", "report",
)  # fmt: skip


_COLLECT = (50_000, 20, 100)
"""Python's thresholds for collecting garbage. Nearly all that a command makes lives to its end:
looking it through as often as Python would costs a tenth of the time and frees nothing.
"""


class _Lazy(click.Group):
    """Loads a command's module when it is called, so that `--help` is instant."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"scheduler.cli.{name}").command
        return explained(command, name)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", "language", type=click.Choice(LANGUAGES), expose_value=False)
@click.version_option(package_name="xoayvong", message="%(prog)s %(version)s")
def group() -> None:
    """`scheduler`, as `help.toml` describes it."""


def main() -> None:
    """The entry point of the `scheduler` command."""
    listen()
    gc.set_threshold(*_COLLECT)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    from scheduler.cli.failures import run

    sys.exit(run(explained(group, "scheduler")))
