"""Files and folders that appear whole or not at all, however the program ends.

What is written is made in a *draft*, a hidden folder ``.NAME.xoayvong-draft`` beside its target,
and renamed into place at the end. A draft belongs to the process that holds it. When that process
is killed, the next run settles what it left: the old stands again where the new did not get into
place, and the draft is gone.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.tables.formats.locks import LOCK, Claim
from scheduler.tables.formats.seals import find_foreign

PATIENCE = 60.0
"""Seconds to wait for another run that writes to the same target."""

_DRAFT = ".xoayvong-draft"
_LONGEST = 200
"""Bytes of a target's name in the name of its draft: file systems allow 255."""
_PARTS = {LOCK, "about.json", "new", "aside", "old", "gone"}
_UNKNOWN = {"target": "", "pid": "?", "host": "?"}


class Draft:
    """What is made for a target, by the process that holds the draft."""

    def __init__(self, target: Path):
        self.target = target
        self.folder = _folder_of(target)
        self.claim = Claim(self.folder)
        self.new = self.folder / "new"
        """Where the new file or folder is to be made."""
        self.moved: list[Path] = []
        """Where things that stood at the target were moved to be kept."""
        self._about = self.folder / "about.json"
        self._aside = self.folder / "aside"
        """Names where in the target's folder the old is kept, as long as the new is not there."""
        self._old, self._gone = self.folder / "old", self.folder / "gone"
        """The old on its way to be deleted: first to be looked through, then for good."""

    def begin(self) -> None:
        """Settle what an earlier holder left, and say whose the draft is now."""
        self.settle()
        about = {"target": self.target.name, "pid": os.getpid(), "host": platform.node()}
        with self._about.open("x", encoding="utf-8") as file:
            json.dump(about, file)

    def put(self, aside: Path | None = None) -> None:
        """Put the new in place. What stands there is moved ``aside``, or else replaced.

        Raises :class:`InputError` (kind ``destination.in_use``) where the old cannot be moved.
        """
        if os.path.lexists(self.target):
            if aside:
                self._aside.write_bytes(os.fsencode(aside.name))
            try:
                _move(self.target, aside or self._old)
            except PermissionError:
                raise InputError([Fault("destination.in_use", place=str(self.target))]) from None
        _move(self.new, self.target)
        if aside:
            self._aside.unlink(missing_ok=True)
            self.moved.append(aside)

    def settle(self) -> None:
        """Bring to an end what was begun, by this process or by one that was killed.

        The old stands again if the new is not in place. Otherwise it is deleted if nobody has
        touched it up to now, or else kept.
        """
        kept = self._kept()
        if kept and not os.path.lexists(self.target):
            _move(kept, self.target)
        elif kept == self._old:
            if os.path.lexists(self.new) or find_foreign(self._old):
                aside = name_aside(self.target)
                _move(self._old, aside)
                self.moved.append(aside)
            else:
                self._old.rename(self._gone)
        for rest in (self.new, self._gone, self._aside, self._about):
            _delete(rest)

    def _kept(self) -> Path | None:
        """The old, if it does not stand at the target any more."""
        if os.path.lexists(self._old):
            return self._old
        try:
            aside = self.target.with_name(os.fsdecode(self._aside.read_bytes()))
        except (OSError, ValueError):
            return None
        return aside if os.path.lexists(aside) else None


@contextmanager
def drafting(target: Path) -> Iterator[Draft]:
    """The draft of the target, held and begun, and settled in the end whatever happens.

    Missing parent folders are made; they stay only if something gets there. Raises
    :class:`InputError` (kind ``destination.busy``) where another run keeps writing to the target,
    and OSError that names it.
    """
    made = [parent for parent in target.parents if not parent.exists()]
    draft = Draft(target)
    try:
        with _told_of(target, draft.folder):
            target.parent.mkdir(parents=True, exist_ok=True)
            _hold(draft)
            draft.begin()
            yield draft
    finally:
        _end(draft)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()  # fails where there is something in it


def settle_leftovers(folder: Path) -> None:
    """Settle all drafts in the folder that killed runs left; those of running ones stay."""
    for place in folder.glob(f".*{_DRAFT}"):
        draft = _found(place)
        if draft is not None and _is_known(place):
            with suppress(OSError):
                draft.claim.take()
                _end(draft)


def name_aside(target: Path) -> Path:
    """Where what stands at the target can be kept: beside it, under a name not taken yet."""
    stem, suffix = (target.stem, target.suffix) if target.is_file() else (target.name, "")
    taken = re.compile(rf"{re.escape(stem)}\.old-([0-9]{{1,9}}){re.escape(suffix)}", re.IGNORECASE)
    found = [taken.fullmatch(place.name) for place in target.parent.iterdir()]
    last = max((int(match[1]) for match in found if match), default=0)
    return target.with_name(f"{stem}.old-{last + 1}{suffix}")


def _folder_of(target: Path) -> Path:
    name = target.name
    if len(os.fsencode(name)) > _LONGEST:
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
        name = f"{name[: _LONGEST // 5]}-{digest}"  # a letter may take four bytes
    return target.with_name(f".{name}{_DRAFT}")


def _is_known(place: Path) -> bool:
    """Whether it is a folder with nothing in it but what a draft holds."""
    try:
        return not place.is_symlink() and {part.name for part in place.iterdir()} <= _PARTS
    except OSError:
        return False


def _said_of(place: Path) -> Mapping[str, Any]:
    """Whose the draft is: ``target``, ``pid`` and ``host``, each as far as it is known."""
    try:
        said = json.loads((place / "about.json").read_text(encoding="utf-8"))
        return {key: said.get(key, unknown) for key, unknown in _UNKNOWN.items()}
    except (OSError, ValueError, AttributeError):
        return _UNKNOWN


def _found(place: Path) -> Draft | None:
    """The draft in that place; None if it is no draft's."""
    named = str(_said_of(place)["target"])
    for name in (named, place.name[1 : -len(_DRAFT)]):  # the second where nothing was begun yet
        with suppress(ValueError):
            if _folder_of(target := place.with_name(name)) == place:
                return Draft(target)
    return None


def _hold(draft: Draft) -> None:
    end = time.monotonic() + PATIENCE
    while not (
        (_is_known(draft.folder) or not os.path.lexists(draft.folder)) and draft.claim.take()
    ):
        if time.monotonic() >= end:
            context = {**_said_of(draft.folder), "draft": str(draft.folder)}
            raise InputError([Fault("destination.busy", context=context, place=str(draft.target))])
        time.sleep(0.05)


def _end(draft: Draft) -> None:
    if draft.claim.held:
        try:
            draft.settle()
        finally:
            draft.claim.release()


@contextmanager
def _told_of(target: Path, draft: Path) -> Iterator[None]:
    """OSErrors without a name, or of the draft, name the target: that is what users know.

    A full disk is such an error without a name.
    """
    try:
        yield
    except OSError as error:
        if error.filename and not Path(error.filename).is_relative_to(draft):
            raise
        raise OSError(error.errno, error.strerror, str(target)) from error


def _move(source: Path, place: Path) -> None:
    """Rename, but never over anything; raises FileExistsError."""
    if os.path.lexists(place):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    if source.is_file() and _linked(source, place):  # renaming could hit what has just come there
        try:
            source.unlink()
        except OSError:
            place.unlink()
            raise
    else:
        source.rename(place)


def _linked(source: Path, place: Path) -> bool:
    """Whether the file has this second name now: some file systems know no such thing."""
    try:
        place.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def _delete(place: Path) -> None:
    with suppress(OSError):
        if place.is_dir() and not place.is_symlink():
            for folder, _, _ in os.walk(place):
                Path(folder).chmod(0o700)  # nothing can be removed from a folder that is closed
            shutil.rmtree(place)
        else:
            place.unlink()
