"""Files and folders that appear whole or not at all, and never at the cost of what stood there.

Everything is written to a hidden sibling of the destination and renamed into place at the end; when
anything fails on the way (a full disk, an interrupt) the sibling is removed and the old stands.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.domain.faults import Fault, InputError


@contextmanager
def atomic_file(path: Path, overwrite: bool = False) -> Iterator[Path]:
    """A temporary path to write to, renamed to ``path`` on success.

    Missing parent folders are made. Raises :class:`InputError` (kinds ``exists``, ``not_a_file``)
    before anything is written, and OSError as it comes.
    """
    target = _target(path)
    if target.is_dir():
        raise InputError([Fault("not_a_file", value=str(path), place=path.name)])
    if target.exists() and not overwrite:
        raise InputError([Fault("exists", value=str(path), place=path.name)])
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())  # mkstemp made it for the owner alone
        _to_disk(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path, overwrite: bool = False) -> Iterator[Path]:
    """A temporary folder to fill, renamed to ``path`` on success.

    An empty folder at ``path`` is replaced; one that holds anything only with ``overwrite``, and
    then as a whole: what should stay must be copied into the temporary folder. Raises
    :class:`InputError` (kinds ``exists``, ``not_a_folder``) before anything is written, and OSError
    as it comes.
    """
    target = _target(path)
    if target.exists() and not target.is_dir():
        raise InputError([Fault("not_a_folder", value=str(path), place=path.name)])
    if target.is_dir() and any(target.iterdir()) and not overwrite:
        raise InputError([Fault("exists", value=str(path), place=path.name)])
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield temporary
        temporary.chmod(0o777 & ~_umask())
        for file in temporary.rglob("*"):
            if file.is_file():
                _to_disk(file)
        _swap(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _target(path: Path) -> Path:
    """The place itself: behind a link, what the link points to is replaced and the link stays."""
    return Path(path).resolve()


def _swap(temporary: Path, target: Path) -> None:
    if not target.exists():
        temporary.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent)) / target.name
    try:
        target.rename(old)
        try:
            temporary.rename(target)
        except BaseException:
            old.rename(target)
            raise
    finally:
        if target.exists():  # else the old is all there is: better a stray folder than none
            shutil.rmtree(old.parent, ignore_errors=True)


def _to_disk(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
