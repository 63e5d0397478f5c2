"""Which scenarios a study is of, and the folder that it is written to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from scheduler.answers.whatif import BASE, WhatIf
from scheduler.domain.faults import Fault, InputError
from scheduler.edits.scenario import Scenario
from scheduler.edits.scenario_file import read_scenarios
from scheduler.language import Language
from scheduler.reports.comparison import markdown
from scheduler.reports.comparison_page import comparison_pages
from scheduler.results import study_folder
from scheduler.tables.formats.destination import Destination


def scenarios_of_files(files: Sequence[Path], others: Sequence[Scenario] = ()) -> list[Scenario]:
    """The scenarios of the files, followed by the others.

    Raises InputError with the faults of all files, for two of one name, and where there is none.
    """
    found: list[Scenario] = []
    faults: list[Fault] = []
    for file in files:
        try:
            found += read_scenarios(file)
        except InputError as error:
            faults += error.faults
    found += others
    faults += _twice([scenario.name for scenario in found])
    if not found and not faults:
        faults.append(Fault("whatif.nothing_asked"))
    if faults:
        raise InputError(faults)
    return found


def _twice(names: Sequence[str]) -> Iterator[Fault]:
    every = [BASE, *names]
    for name in dict.fromkeys(name for name in every if every.count(name) > 1):
        yield Fault("whatif.twice", value=name)


def write_study(
    study: WhatIf, to: Destination, language: Language, *, pictures: bool = False
) -> None:
    """Write the folder of a what-if: the comparison, people, localities, and each roster.

    With ``pictures`` also as a page and as pictures (PNG where it can be rendered). Raises
    InputError where the folder may not be written.
    """
    pages: dict[str, str | bytes] = {"comparison.md": markdown(study, language)}
    if pictures:
        pages |= comparison_pages(study, language)
    study_folder.write_study(study, to, language, pages=pages)
