"""A real PostgreSQL server of the tests' own, on a socket in a folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_USER = "ledger"


def programs() -> Path | None:
    """The folder of the server's programs; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).parent if path else None


@dataclass
class Server:
    """The server, started and stopped by hand; root hands it to another user, as it must."""

    programs: Path
    settings: Sequence[str] = ()
    root: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        # A short path: a socket's name has at most 107 letters.
        self.root = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._own: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._own = {"user": "nobody"}
            shutil.chown(self.root, "nobody")
        self._run("initdb", "-D", self.data, "-U", _USER, "--auth=trust", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip

    @property
    def data(self) -> Path:
        """Where its files are."""
        return self.root / "data"

    def _run(self, program: str, *arguments: object) -> None:
        words = [str(self.programs / program), *map(str, arguments)]
        subprocess.run(words, check=True, capture_output=True, cwd=self.root, **self._own)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-c", "listen_addresses=", "-k", str(self.root)]
        for setting in self.settings:
            options += ["-c", setting]
        with (self.root / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", str(self.data), *options],
                stdout=log, stderr=log, cwd=self.root, start_new_session=True, **self._own,
            )  # fmt: skip
        for _ in range(600):
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError((self.root / "log").read_text())

    def kill(self) -> None:
        """As if the machine's power failed for the server alone: every process of it, at once."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop it and clear away what it kept."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)
        shutil.rmtree(self.root, ignore_errors=True)

    def url(self, database: str) -> str:
        """The URL of a database."""
        return f"postgresql://{_USER}@/{database}?host={self.root}"

    def new_database(self, options: str = "") -> str:
        """The URL of a new, empty database."""
        name = f"ledger{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} {options}".encode())
        return self.url(name)
