"""Files and folders that appear whole or not at all, and never at the cost of what stood there.

Everything is written to a hidden sibling of the destination and renamed into place at the end; when
anything fails on the way (a full disk, an interrupt) the sibling is removed and the old stands.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scheduler.domain.faults import Fault, InputError


@contextmanager
def atomic_file(path: Path, overwrite: bool = False) -> Iterator[Path]:
    """A temporary path to write to, renamed to ``path`` on success.

    Missing parent folders are made. Raises :class:`InputError` (kinds ``exists``, ``not_a_file``)
    before anything is written, and OSError that names ``path``.
    """
    target = _target(path)
    if target.is_dir():
        raise InputError([Fault("not_a_file", value=str(path), place=path.name)])
    if target.exists() and not overwrite:
        raise InputError([Fault("exists", value=str(path), place=path.name)])
    _make_parent(target)
    with _told_of(target, target.parent):
        handle, name = tempfile.mkstemp(prefix=_prefix(target), dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        with _told_of(target, temporary):
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
    that names ``path``.
    """
    target = _target(path)
    if target.exists() and not target.is_dir():
        raise InputError([Fault("not_a_folder", value=str(path), place=path.name)])
    if target.is_dir() and any(target.iterdir()) and not overwrite:
        raise InputError([Fault("exists", value=str(path), place=path.name)])
    _make_parent(target)
    with _told_of(target, target.parent):
        temporary = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent))
    try:
        with _told_of(target, temporary):
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            for file in temporary.rglob("*"):
                if file.is_file():
                    _to_disk(file)
            _swap(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def refuse_around(folder: Path, inputs: Iterable[Path]) -> None:
    """Raise :class:`InputError` (kind ``holds_input``) if replacing the folder would lose an input.

    That is so when an input is the folder itself or lies within it, links followed.
    """
    target = _target(folder)
    faults = [
        Fault("holds_input", value=str(path), place=str(folder))
        for path in inputs
        if _target(path).is_relative_to(target)
    ]
    if faults:
        raise InputError(faults)


def _target(path: Path) -> Path:
    """The place itself: behind a link, what the link points to is replaced and the link stays."""
    circle = OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    try:
        target = Path(path).resolve()
    except (OSError, RuntimeError):
        raise circle from None
    if target.is_symlink():  # links in a circle: from Python 3.13 on nothing is raised
        raise circle
    return target


def _make_parent(target: Path) -> None:
    """Make the folder around the target; raises OSError that names the target."""
    for parent in target.parents:
        if parent.is_dir():
            break
        if parent.exists():
            raise InputError([Fault("not_a_folder", value=str(parent), place=str(target))])
    target.parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _told_of(target: Path, temporary: Path) -> Iterator[None]:
    """OSErrors without a name, or of a temporary place, name the target: that is what users know.

    A full disk is such an error without a name.
    """
    try:
        yield
    except OSError as error:
        if error.filename and not Path(error.filename).is_relative_to(temporary):
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


def _swap(temporary: Path, target: Path) -> None:
    if not target.exists():
        temporary.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=_prefix(target), dir=target.parent)) / target.name
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


def _prefix(target: Path) -> str:
    return f".{target.name[:40]}."  # file systems allow 255 bytes, of which a letter may take four


def _to_disk(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
