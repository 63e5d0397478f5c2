"""Taking back what the offices filled in: read, judged, and kept in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scheduler.domain.elapsed import Elapsed
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.problem import Problem
from scheduler.ledger.history import former_ones
from scheduler.ledger.ledger import Ledger, Recorded
from scheduler.returns.doubts import Doubt, Judged
from scheduler.returns.judging import judge
from scheduler.returns.reading import read_return
from scheduler.tables.formats.decoding import read_bytes

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv")
"""Files of a folder that are taken for returns."""


@dataclass(frozen=True)
class Taken:
    """What came of a file."""

    path: Path
    name: str
    """What it is called: its name, with folders where several files bear it."""
    judged: Judged | None = None
    """None where it could not be read, or is no return of this ledger."""
    recorded: Recorded | None = None
    """None where nothing was recorded: on a trial, because of the error, or of a blank file."""
    error: InputError | None = None

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What is to be decided in it."""
        return self.judged.doubts if self.judged else ()


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files, and those of the folders that may be returns, by name; InputError for a path that
    is not there, and for a folder without any.
    """
    found: list[Path] = []
    faults: list[Fault] = []
    for path in paths:
        if path.is_dir():
            own = sorted(file for file in path.rglob("*") if _may_be_return(file))
            if not own:
                faults.append(Fault("ledger.no_returns", place=str(path)))
            found += own
        elif path.is_file():
            found.append(path)
        else:
            faults.append(Fault("no_file", value=str(path), place=path.name or str(path)))
    if faults:
        raise InputError(faults)
    return list(dict.fromkeys(found))


def passed_over(paths: Iterable[Path]) -> list[Path]:
    """The files of the folders that are not read, for their endings, by name; without those that
    systems and programs leave there for themselves.
    """
    folders = (path for path in paths if path.is_dir())
    return [
        file
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not _may_be_return(file) and not _is_left_by_a_system(file)
    ]


def _is_left_by_a_system(file: Path) -> bool:
    return file.name.startswith((".", "~$")) or file.name.lower() in ("thumbs.db", "desktop.ini")


def _may_be_return(file: Path) -> bool:
    own = not _is_left_by_a_system(file)
    return file.is_file() and own and file.suffix.lower() in ENDINGS


def record(
    files: Iterable[Path],
    ledger: Ledger,
    *,
    by: str,
    trial: bool = False,
    encoding: str | None = None,
) -> Iterator[Taken]:
    """Take in the files one after the other, each whole or not at all; on a ``trial`` only say what
    would come of them. Of a blank form, and of a review workbook in which nothing is decided, the
    ledger keeps nothing.

    What one file tells is known when the next one is judged, on a trial too only if it stands in
    the ledger already.
    """
    problems = _Problems(ledger)
    for path, name in _named(files):
        try:
            content = read_bytes(path)
            sheets = read_return(name, content, encoding=encoding)
            judged = judge(sheets, ledger.known(), problems)
            done = None
            if judged.is_blank:
                pass
            elif trial:
                ledger.check_return(name, content, judged.rows)
            else:
                done = ledger.take_in(name, content, judged.rows, by=by)
        except InputError as error:
            yield Taken(path, name, error=error)
        else:
            yield Taken(path, name, judged, done)


def _named(files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Each file and what it is called: every district may call its own ``july.xlsx``."""
    paths = list(files)
    for path in paths:
        same = [other for other in paths if other.name == path.name and other != path]
        parts = 1
        while parts < len(path.parts) and any(
            other.parts[-parts:] == path.parts[-parts:] for other in same
        ):
            parts += 1
        yield path, Path(*path.parts[-parts:]).as_posix()


class _Problems:
    """The problem of each publication, by its tables as they were, with those who were in earlier
    ones.
    """

    def __init__(self, ledger: Ledger):
        self._ledger = ledger
        self._of = cache(self._read)

    def __call__(self, publication: str) -> Problem:
        return self._of(publication)

    def _read(self, publication: str) -> Problem:
        instance, known = self._ledger.instance_of(publication), self._ledger.known()
        visits = self._ledger.roster_of(publication)
        former = former_ones(instance, visits, known, self._ledger.instance_of)
        elapsed = Elapsed(instance.settings.start.first_day, frozenset(), former)
        return Problem(instance, checked=True, elapsed=elapsed)


def doubts_of(taken: Iterable[Taken]) -> list[Doubt]:
    """All that is to be decided, file after file."""
    return [doubt for one in taken for doubt in one.doubts]
