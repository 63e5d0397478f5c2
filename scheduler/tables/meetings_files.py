"""Files that announce meetings: calendars, and request forms that came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.domain.calendars.announced import Announced, Taken, take_in
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.tables.answered_form import read_request_form
from scheduler.tables.formats.decoding import foreign_fault
from scheduler.tables.formats.ics import read_ics
from scheduler.tables.recognise import recognise


@dataclass(frozen=True)
class _Told:
    """What files announce that are read as one."""

    files: tuple[Path, ...]
    announced: list[Announced]
    notices: list[Fault]
    revised: Mapping[str, str] = field(default_factory=dict)


def take_in_files(
    instance: Instance, paths: Sequence[Path], encoding: str | None = None
) -> tuple[Instance, list[tuple[str, Taken]]]:
    """The instance with the dates that the files announce, and what became of each file's.

    All calendars are read as one, so that of an event sent several times the last version holds;
    forms are taken in one after the other. Raises :class:`InputError` with the faults of all files.
    """
    calendars, forms, faults = _sorted(paths, encoding)
    advice = ""
    told: list[_Told] = []
    for files in ([tuple(calendars)] if calendars else []) + [(form,) for form in forms]:
        try:
            if files[0] in calendars:
                read = read_ics(files, instance, encoding)
                told.append(_Told(files, read.announced, read.notices, read.revised))
            else:
                form = read_request_form(files[0], instance)
                told.append(_Told(files, form.announced, form.notices))
        except InputError as error:
            faults += error.faults
            advice = advice or error.advice
    if faults:
        raise InputError(faults, advice)
    done = []
    for one in told:
        taken = take_in(instance, one.announced, one.revised)
        taken.notices[:0] = one.notices
        instance = taken.instance
        done.append((", ".join(file.name for file in one.files), taken))
    return instance, done


def _sorted(
    paths: Sequence[Path], encoding: str | None
) -> tuple[list[Path], list[Path], list[Fault]]:
    """The calendars, the forms, and a fault for each file that is neither."""
    calendars: list[Path] = []
    forms: list[Path] = []
    faults: list[Fault] = []
    for path in dict.fromkeys(paths):
        found = recognise(path, encoding)
        ending = path.suffix.lower()
        if found is not None and found.kind not in ("calendar", "form"):
            faults.append(found.instead_of("meetings", path.name))
        elif (found and found.kind == "calendar") or (not found and ending == ".ics"):
            calendars.append(path)
        elif found or ending in (".xlsx", ".xlsm"):
            forms.append(path)
        elif not path.is_file():
            faults.append(Fault("no_file", value=str(path), place=path.name or str(path)))
        else:
            other = Fault("meetings_file", value=ending, place=path.name)
            faults.append(foreign_fault(path) or other)
    return calendars, forms, faults
