"""Instances as files: started from a template, converted, generated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.calendars.announced import Taken
from scheduler.domain.instance import Instance
from scheduler.generator import generate as generated
from scheduler.generator import read_recipe
from scheduler.language import Language
from scheduler.tables.formats.destination import Destination
from scheduler.tables.meetings_files import take_in_files
from scheduler.tables.read import Source
from scheduler.tables.starter import write_starter
from scheduler.tables.write import check_destination, write_instance


@dataclass(frozen=True)
class Converted:
    """An instance that was written in another form."""

    instance: Instance
    announced: tuple[tuple[str, Taken], ...]
    """The files of dates that were taken in, and what became of each one's."""


def new(to: Destination, language: Language) -> None:
    """Write a small starter instance: a folder, an ``.xlsx`` workbook or a ``.json`` file.

    Raises InputError where it may not be written.
    """
    write_starter(to, language)


def convert(
    source: Source,
    to: Destination,
    language: Language,
    *,
    meetings: Sequence[Path] = (),
    encoding: str | None = None,
) -> Converted:
    """Write the instance in the form that the destination's ending says, without loss.

    ``meetings`` are calendars (.ics) and request forms that came back (.xlsx), whose dates are
    added. Raises InputError with every fault of these, and where nothing may be written.
    """
    check_destination(to)
    instance, announced = take_in_files(source.instance, meetings, encoding)
    write_instance(instance, to, language=language)
    return Converted(instance, tuple(announced))


def generate(recipe: Path, *, seed: int = 1, scale: float | None = None) -> Instance:
    """The instance that a recipe (TOML) describes; ``scale`` is its size, 1 being its own.

    Raises InputError with every fault of the recipe.
    """
    wanted = read_recipe(recipe)
    return generated(wanted if scale is None else wanted.scaled(scale), seed)
