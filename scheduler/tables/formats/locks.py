"""Folders that one process at a time holds, and lets go of when it ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

LOCK = "lock"
"""The file in a folder on which its holder has a lock."""

_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Claim:
    """A claim to hold a folder, which is made for it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._file = folder / LOCK
        self._open: int | None = None

    @property
    def held(self) -> bool:
        return self._open is not None

    def take(self) -> bool:
        """Hold the folder from now on, unless another process does; raises OSError.

        On a file system without locks only a folder that is not there yet can be held.
        """
        try:
            self.folder.mkdir()
            made = True
        except FileExistsError:
            made = False
        try:
            self._open = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o666)
        except (FileNotFoundError, PermissionError):  # its holder is just removing it
            return False
        locked = _try_lock(self._open)
        if (locked or (locked is None and made)) and self._is_in_place(self._open):
            return True
        os.close(self._open)
        self._open = None
        return False

    def _is_in_place(self, file: int) -> bool:
        """Whether what is locked is still the folder's file: its last holder removed theirs."""
        try:
            return os.path.samestat(os.fstat(file), self._file.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let go of the folder, and remove it if nothing else is in it."""
        if self._open is None:
            return
        with suppress(OSError):
            self._file.unlink()  # first: whoever locks it from now on sees that it is gone
        os.close(self._open)
        self._open = None
        if os.name == "nt":  # where an open file cannot be removed
            with suppress(OSError):
                self._file.unlink()
        with suppress(OSError):
            self.folder.rmdir()


def _try_lock(file: int) -> bool | None:
    """Whether it is locked now; None if the file system has no locks."""
    try:
        _lock(file)
    except OSError as error:
        return False if error.errno in _HELD else None
    return True
