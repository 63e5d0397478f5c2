"""A ledger on a disk that is full, on one that is read-only, in a folder of somebody else's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scheduler.ledger.errors import LedgerError
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.verify import verify
from tests.ledger.test_ledger import JULY, publish
from tests.ledger.test_opening import STOPPED, told

NAME = "july.ledger.db"


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small disk of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)],
                             check=False, capture_output=True)  # fmt: skip
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def published(ledger: Ledger, most: int = 10**6) -> str:
    """Publish July again and again; the hash of the last receipt before there was no room."""
    newest = [one for one in ledger.known().newest.values() if one.startswith("2015-07")]
    for number in range(most):
        done = publish(ledger, JULY[: 1 + number % 2], *newest, note="x" * 10_000)
        newest = [done.publications[0].id]
    return ledger.receipt.sha256


def test_a_full_disk_takes_nothing_away(disk: Path) -> None:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    with Ledger.open(disk / NAME, create=True) as ledger:
        receipt = published(ledger, 2)
        with pytest.raises(LedgerError) as error:
            published(ledger)
        assert told(error) == "ledger.full"
        assert verify(ledger, receipt) == []
        known = ledger.known()
        with pytest.raises(LedgerError):
            ledger.take_in("large", os.urandom(600_000), [], by="x")
        assert ledger.known() == known
        ballast.unlink()
        after = published(ledger, 1)
        assert verify(ledger, receipt) == verify(ledger, after) == []


def test_no_ledger_is_begun_where_there_is_no_room(disk: Path) -> None:
    ballast = disk / "ballast"
    with ballast.open("wb") as file, pytest.raises(OSError, match="No space"):
        file.write(bytes(10**6))
    with pytest.raises(LedgerError) as error:
        Ledger.open(disk / NAME, create=True)
    assert told(error) == "ledger.full"
    ballast.unlink()
    with Ledger.open(disk / NAME, create=True) as ledger:
        assert verify(ledger) == []


LIMITED = """
import resource, sys
from scheduler.ledger.errors import LedgerError
from scheduler.ledger.ledger import Ledger
from tests.ledger.test_media import published

with Ledger.open(sys.argv[1]) as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    try:
        published(ledger)
    except LedgerError as error:
        print(error.faults[0].kind, ledger.receipt.sha256)
"""


def test_a_file_that_may_not_grow_takes_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with Ledger.open(path, create=True) as ledger:
        published(ledger, 3)
    words = [sys.executable, "-c", LIMITED, str(path), str(path.stat().st_size + 100_000)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    kind, receipt = done.stdout.split()
    assert kind in ("ledger.disk", "ledger.full")
    with Ledger.open(path) as ledger:
        assert ledger.receipt.sha256 == receipt
        assert verify(ledger, receipt) == []
        published(ledger, 1)


@pytest.fixture
def read_only(disk: Path) -> Callable[[], None]:
    """Make the small disk read-only."""

    def remount() -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

    return remount


def test_a_ledger_on_a_read_only_medium_is_read(disk: Path, read_only: Callable[[], None]) -> None:
    with Ledger.open(disk / NAME, create=True) as ledger:
        receipt = published(ledger, 2)
        known = ledger.known()
    read_only()
    for only in (True, False):
        with Ledger.open(disk / NAME, read_only=only) as ledger:
            assert verify(ledger, receipt) == []
            assert ledger.known() == known
            with pytest.raises(LedgerError) as error:
                published(ledger, 1)
            assert told(error) == "ledger.read_only"
    with pytest.raises(LedgerError):
        Ledger.open(disk / "other.ledger.db", create=True)


def test_an_interrupted_ledger_on_a_read_only_medium(
    disk: Path, read_only: Callable[[], None], tmp_path: Path
) -> None:
    with Ledger.open(disk / NAME, create=True) as ledger:
        receipt = publish(ledger).receipt.sha256
    subprocess.run([sys.executable, "-c", STOPPED, str(disk / NAME)], check=False)
    assert (disk / f"{NAME}-journal").exists()
    read_only()
    with pytest.raises(LedgerError) as error, Ledger.open(disk / NAME, read_only=True) as ledger:
        ledger.known()
    assert told(error) == "ledger.interrupted"
    for file in disk.iterdir():
        shutil.copy(file, tmp_path)
    with Ledger.open(tmp_path / NAME) as ledger:
        assert verify(ledger, receipt) == []


def as_nobody(act: Callable[[], str]) -> str:
    """What the act says when a user does it who may do little."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgid(65534)
        os.setuid(65534)
        os.write(writer, act().encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return said.read()


def test_a_folder_in_which_one_may_not_write() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may act as somebody else")
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    folder.chmod(0o755)
    path = folder / NAME
    with Ledger.open(path, create=True) as ledger:
        publish(ledger)
    path.chmod(0o666)

    def act() -> str:
        try:
            with Ledger.open(path) as ledger:
                publish(ledger, JULY[:1], "2015-07.1")
        except LedgerError as error:
            return error.faults[0].kind
        return ""

    try:
        assert as_nobody(act) == "ledger.read_only"
        path.chmod(0o600)
        assert as_nobody(act) == "ledger.cannot_open"
    finally:
        shutil.rmtree(folder)
