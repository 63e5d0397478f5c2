"""Where something is written: nobody's work is lost there (SPEC §6).

Every command that writes a file or a folder says where with a :class:`Destination`. A folder that
the program wrote and nobody touched since is replaced as a whole; anything else is refused, or with
``force`` moved aside. Nothing is ever deleted but what a seal
(:mod:`scheduler.tables.formats.seals`) shows to be the program's own.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from scheduler.domain.faults import Fault, InputError, describe_all
from scheduler.language import Language, say
from scheduler.tables.formats.drafts import drafting, name_aside, settle_leftovers
from scheduler.tables.formats.seals import (
    LEDGER,
    LEDGER_HERE,
    Foreign,
    find_foreign,
    find_ledgers,
    sealed_files,
)

_READ = (".csv", ".toml")
"""Endings of the files that are read of an input that is a folder."""

_SHOWN = 20
"""Things in the way that are named."""


class InTheWay(InputError):
    """What stands at a destination may not be replaced; with ``force`` it is moved aside."""

    def __init__(self, faults: Iterable[Fault], path: Path, aside: Path):
        super().__init__(faults)
        self.path, self.aside = path, aside

    def lines(self, language: Language) -> list[str]:
        """The first things in the way, and what ``--force`` would do with all of them."""
        named = describe_all(self.faults, language, _SHOWN)
        return [*named, say("destination.force", language, path=self.path, aside=self.aside)]


@dataclass
class Destination:
    """A path to write to. A link stays; what it points to is what is replaced."""

    path: Path
    force: bool = False
    """Whether what stands there may be moved aside, to beside it."""
    inputs: Sequence[Path] = ()
    """What is read, files and folders: never replaced nor moved aside."""
    moved: list[Path] = field(default_factory=list, init=False)
    """Where what stood there was moved, if it was."""

    @classmethod
    def of(cls, path: Path | Destination) -> Destination:
        """The destination, or that of a path, at which nothing may be moved aside."""
        return path if isinstance(path, Destination) else cls(Path(path))

    def check_folder(self) -> None:
        """Raise :class:`InputError`, with all that is in the way, if no folder may be written here.

        To be asked before long work; :meth:`folder` asks again. What a killed run left is settled.
        """
        target = self._ready()
        if os.path.lexists(target) and not target.is_dir():
            raise InputError([self._fault("not_a_folder")])
        self._refuse_inputs(target, "holds_input")
        if not target.is_dir():
            return
        found = find_ledgers(target) if self.force else find_foreign(target)
        if ledgers := self._faults(item for item in found if item.kind == LEDGER_HERE):
            raise InputError(ledgers)
        if found:
            raise InTheWay(self._faults(found), self.path, self._named(name_aside(target)))

    def check_file(self, *endings: str) -> None:
        """Raise :class:`InputError` if no file may be written here; see :meth:`check_folder`.

        Its name must end in one of the endings, if any are given: by them other programs open it.
        """
        target = self._ready()
        if os.path.lexists(target) and not target.is_file():
            raise InputError([self._fault("not_a_file")])
        self._refuse_inputs(target, "destination.input")
        if endings and self.path.suffix.lower() not in endings:
            fault = replace(self._fault("destination.ending"), value=self.path.suffix)
            near = str(self.path.with_suffix(endings[0]))
            context = {"endings": ", ".join(endings)}
            raise InputError([replace(fault, nearest=near, context=context)])
        if os.path.lexists(target):
            if target.name.lower().endswith(LEDGER):
                raise InputError([self._fault(LEDGER_HERE)])
            if not self.force:
                aside = self._named(name_aside(target))
                raise InTheWay([self._fault("exists")], self.path, aside)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder to fill, which gets here as a whole on success; else nothing has changed.

        The writer seals it if it may be replaced by a later run. Raises :class:`InputError` as
        :meth:`check_folder` does, and OSError that names the destination.
        """
        self.check_folder()
        target = self._target()
        with drafting(target) as draft:
            draft.new.mkdir()
            yield draft.new
            _to_disk(draft.new.rglob("*"))
            self.check_folder()  # much can have happened since
            filled = target.is_dir() and any(target.iterdir())
            draft.put(name_aside(target) if self.force and filled else None)
        self.moved += map(self._named, draft.moved)

    @contextmanager
    def file(self) -> Iterator[Path]:
        """A path to write a file to, which gets here as a whole on success; see :meth:`folder`."""
        self.check_file()
        target = self._target()
        with drafting(target) as draft:
            yield draft.new
            _to_disk([draft.new])
            self.check_file()
            draft.put(name_aside(target) if os.path.lexists(target) else None)
        self.moved += map(self._named, draft.moved)

    def _target(self) -> Path:
        """The place itself, behind all links."""
        circle = OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(self.path))
        try:
            target = self.path.resolve()
        except (OSError, RuntimeError):
            raise circle from None
        if target.is_symlink():  # links in a circle: from Python 3.13 on nothing is raised
            raise circle
        return target

    def _ready(self) -> Path:
        """The target, after a look that it can be there, and at what killed runs left."""
        target = self._target()
        above = next((at for at in (*target.parents, target) if os.path.lexists(at)), target)
        if not above.is_dir():
            raise InputError([Fault("not_a_folder", value=str(above), place=str(target))])
        if above == target:
            raise InputError([self._fault("destination.top")])
        with suppress(FileNotFoundError):
            target.lstat()  # raises where such a name cannot be
        settle_leftovers(target.parent)
        return target

    def _refuse_inputs(self, target: Path, kind: str) -> None:
        lost = [path for path in self.inputs if _is_lost(path, target)]
        if lost:
            raise InputError(Fault(kind, value=str(path), place=str(self.path)) for path in lost)

    def _fault(self, kind: str) -> Fault:
        return Fault(kind, value=str(self.path), place=self.path.name)

    def _faults(self, found: Iterable[Foreign]) -> list[Fault]:
        return [
            Fault(item.kind, context=item.context, place=f"{self.path}/{item.path}")
            for item in found
        ]

    def _named(self, place: Path) -> Path:
        """A place beside the target as the user would name it."""
        beside = self.path.with_name(place.name) if self.path.name else place
        return beside if beside.parent.resolve() == place.parent else place


def _is_lost(source: Path, target: Path) -> bool:
    """Whether writing the target would replace what is read of an input, or add to it."""
    try:
        source = source.resolve()
    except (OSError, RuntimeError):
        return False  # no input, as will be said of it
    if _lies_in(source, target):
        return True
    for parent in target.parents:
        if source.is_dir() and _is_same(parent, source):
            path = target.relative_to(parent).as_posix()
            if parent == target.parent and target.suffix.lower() in _READ:
                return True
            return any(f"{own}/".startswith(f"{path}/") for own in sealed_files(source))
    return False


def _lies_in(place: Path, folder: Path) -> bool:
    return any(_is_same(above, folder) for above in (place, *place.parents))


def _is_same(one: Path, other: Path) -> bool:
    """Whether both are the same file or folder, under whatever name."""
    try:
        return one.samefile(other)
    except OSError:
        return one == other


def _to_disk(files: Iterable[Path]) -> None:
    for file in files:
        if file.is_file():
            with file.open("rb+") as written:
                os.fsync(written.fileno())
