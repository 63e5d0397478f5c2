"""What each district gets: its part of the roster, to fill in and send back (SPEC §6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.language import Language
from scheduler.results.forms.book import write_form
from scheduler.results.forms.form import Form, FormFacts
from scheduler.results.package import TableFile, table_file
from scheduler.results.roster import VisitRow
from scheduler.tables.formats.file_names import safe_name

HANDOFF = "handoff"
"""The folder of the handoffs."""


def write_handoffs(
    out: Path,
    problem: Problem,
    rows: Sequence[VisitRow],
    language: Language,
    roster_file: str,
    *,
    facts: FormFacts | None = None,
    publications: Mapping[Month, str] | None = None,
) -> list[TableFile]:
    """Write the handoffs of a roster's rows below a folder, as CSVs and as forms; the CSVs.

    Drafts, unless there are ``publications``: then each month has handoffs of its own, under the
    id of its publication, and its visits must all be published. ``roster_file`` is the path of the
    roster of which they are parts. Raises OSError.
    """
    folder = out / HANDOFF
    folder.mkdir()
    files = []
    for name, form in _forms(problem, rows, language, facts or FormFacts(), publications or {}):
        file = table_file(f"{HANDOFF}/{name}.csv", form.table, form.rows, language, roster_file)
        (out / file.path).write_bytes(file.content)
        write_form(folder / f"{name}.xlsx", form)
        files.append(file)
    return files


def _forms(
    problem: Problem,
    rows: Sequence[VisitRow],
    language: Language,
    facts: FormFacts,
    publications: Mapping[Month, str],
) -> Iterator[tuple[str, Form]]:
    """A file name without suffix, and the form, for each area of the level below the top.

    An area without visits has its form too, so that no office waits in vain for one.
    """
    level = problem.settings.levels[1]
    own: dict[str, list[VisitRow]] = defaultdict(list)
    for row in rows:
        area = problem.territory.ancestor_at(row.branch.area, level)
        if area is not None:
            own[area].append(row)
    several = len(publications) > 1
    taken: set[str] = set()
    for area in problem.territory.at_level(level):
        if not publications:
            part = tuple(own[area])
            form = Form(problem, area, problem.horizon, part, language, facts)
            yield safe_name(area, taken), form
        for month, publication in sorted(publications.items()):
            part = tuple(row for row in own[area] if row.visit.month == month)
            name = safe_name(f"{area}-{month}" if several else area, taken)
            yield name, Form(problem, area, (month,), part, language, facts, publication)
