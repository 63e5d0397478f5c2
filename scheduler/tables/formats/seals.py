"""What tells the program's own untouched files from somebody's work: hashes in `datapackage.json`.

The package of a folder names a hash for every file in it: of the tables with their resources, of
all others in its list ``files``, of itself in ``hash``, reckoned with zeros in that very place.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from scheduler.language.system import reason_of
from scheduler.tables.formats.json_text import json_text

PACKAGE = "datapackage.json"
LEDGER = ".ledger.db"
"""How the name of a ledger ends, in any case of letters."""
LEDGER_HERE = "destination.ledger"
"""The kind of what is foreign because it is a ledger."""

_UNKNOWN, _CHANGED = "destination.unknown", "destination.changed"
_NO_HASH = "sha256:" + 64 * "0"
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_LOCKS = re.compile(r"~\$(?P<excel>.+)|\.~lock\.(?P<libreoffice>.+)#")
"""Files that spreadsheet programs put beside a workbook as long as somebody has it open."""


def seal(folder: Path, package: Mapping[str, Any]) -> None:
    """Write the data package to the folder, with a hash of every file in it."""
    described = {resource["path"] for resource in package["resources"]}
    others = [
        {"path": path, "bytes": file.stat().st_size, "hash": _hash_of(file)}
        for path, file in sorted(_files(folder))
        if path not in described
    ]
    whole = {**package, "files": others, "hash": _NO_HASH}
    content = json_text(whole).encode()
    own = _hash(content)
    (folder / PACKAGE).write_bytes(content.replace(_NO_HASH.encode(), own.encode()))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file


class Foreign(NamedTuple):
    """A file or folder that may be somebody's work."""

    path: str
    """Below the folder that was looked through; of a folder it ends in a slash."""
    kind: str
    """What was expected in its place: the kind of a fault."""
    context: Mapping[str, Any] = {}


def find_foreign(folder: Path) -> list[Foreign]:
    """What in the folder the program did not write, or somebody changed since, by path.

    A folder that it did not write is named as such and not looked into. A link is never the
    program's; what is no longer there is not missed.
    """
    return sorted(_Look(folder).into(""), key=attrgetter("path"))


def find_ledgers(folder: Path) -> list[Foreign]:
    """All ledgers below the folder, by path."""
    paths = (
        (Path(place) / name).relative_to(folder).as_posix()
        for place, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(LEDGER)
    )
    return [Foreign(path, LEDGER_HERE) for path in sorted(paths)]


def sealed_files(folder: Path) -> frozenset[str]:
    """Paths of the files that the folder's package names, and its own; none without a package."""
    hashes = _Look(folder).hashes
    return frozenset({*hashes, PACKAGE} if hashes else ())


class _Look:
    """A look through a folder, with what its package says of it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.hashes: dict[str, str] = {}
        self.of_package = _UNKNOWN
        """What makes the package itself foreign (a kind), or ""."""
        file = folder / PACKAGE
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            content = file.read_bytes() if file.is_file() else b""
            self._read(content, json.loads(content))
        self.folders = {str(above) for path in self.hashes for above in PurePosixPath(path).parents}

    def _read(self, content: bytes, package: Any) -> None:
        entries = [*package.get("resources", ()), *package.get("files", ())]
        self.hashes = {str(entry["path"]): str(entry["hash"]) for entry in entries}
        own = package.get("hash", "")
        if not _HASH.fullmatch(own):
            self.of_package = "destination.unsealed"
        elif _hash(content.replace(own.encode(), _NO_HASH.encode())) != own:
            self.of_package = _CHANGED
        else:
            self.of_package = ""

    def into(self, below: str) -> Iterator[Foreign]:
        """What is foreign in that folder below; "" is the folder itself, others end in a slash."""
        try:
            with os.scandir(self.folder / below) as listing:
                entries = list(listing)
        except OSError as error:
            yield Foreign(below, "unreadable", {"reason": reason_of(error)})
            return
        names = {entry.name for entry in entries}
        for entry in entries:
            path = below + entry.name
            if entry.is_dir(follow_symlinks=False):
                if path in self.folders:
                    yield from self.into(f"{path}/")
                else:
                    yield Foreign(f"{path}/", _UNKNOWN)
            elif entry.is_file(follow_symlinks=False):
                yield from self._judge(path, entry.name, names)
            else:
                yield Foreign(path, _UNKNOWN)

    def _judge(self, path: str, name: str, names: set[str]) -> Iterator[Foreign]:
        """What makes a file foreign, if anything does; ``names`` are all those in its folder."""
        lock = _LOCKS.fullmatch(name)
        if path == PACKAGE:
            if self.of_package:
                yield Foreign(path, self.of_package)
        elif path in self.hashes:
            try:
                if _hash_of(self.folder / path) != self.hashes[path]:
                    yield Foreign(path, _CHANGED)
            except OSError as error:
                yield Foreign(path, "unreadable", {"reason": reason_of(error)})
        elif name.lower().endswith(LEDGER):
            yield Foreign(path, LEDGER_HERE)
        elif lock and (workbook := lock["excel"] or lock["libreoffice"]) in names:
            yield Foreign(path.removesuffix(name) + workbook, "destination.open", {"lock": name})
        else:
            yield Foreign(path, _UNKNOWN)


def _hash_of(file: Path) -> str:
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _hash(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
