"""The folder that a publication writes: what goes out, with the ids under which it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.language import Language
from scheduler.ledger.records import PlannedVisit, Publication
from scheduler.results.folder import ROSTER_FILE, SUMMARY_FILE
from scheduler.results.forms.form import FormFacts
from scheduler.results.handoff import write_handoffs
from scheduler.results.package import package_of, table_file
from scheduler.results.roster import roster_table, visit_rows
from scheduler.results.roster_book import ROSTER_BOOK, RosterBook
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.json_text import json_text
from scheduler.tables.formats.seals import seal


def write_publication(
    to: Path | Destination,
    problem: Problem,
    publications: Sequence[Publication],
    planned: Iterable[PlannedVisit],
    language: Language = "en",
    *,
    facts: FormFacts | None = None,
    more: Mapping[str, bytes] | None = None,
) -> None:
    """Write the published roster, the handoffs of each month, a summary and the data package.

    ``planned`` are the visits of the ``publications``, which are of different months. Of several
    months each has handoffs of its own, as they come back month by month. ``more`` files, such as
    calendars, are written with them: path below the folder to content. Raises :class:`InputError`
    if what stands there may not be replaced, and OSError, with nothing written.
    """
    published = {one.visit: one for one in planned}
    rows = list(visit_rows(problem, Roster.of(published), language, published))
    table = roster_table(
        problem.settings.levels, published=True, names=problem.settings.level_names
    )
    roster = table_file(ROSTER_FILE, table, rows, language)
    every = {
        ROSTER_FILE: roster.content,
        SUMMARY_FILE: _summary(problem, publications, len(rows)),
        **(more or {}),
    }
    with Destination.of(to).folder() as out:
        handed = write_handoffs(
            out, problem, rows, language, ROSTER_FILE, facts=facts,
            publications={one.month: one.id for one in publications},
        )  # fmt: skip
        RosterBook(problem, rows, language, [one.id for one in publications]).write(
            out / ROSTER_BOOK
        )
        for path, content in every.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
        seal(out, package_of(problem.settings.name, [roster, *handed], language))


def _summary(problem: Problem, publications: Sequence[Publication], visits: int) -> bytes:
    """What a program, and a command that is given the roster, need to know of it."""
    horizon = problem.horizon
    facts = {
        "instance": problem.settings.name,
        "horizon": {"start": str(horizon[0]), "months": len(horizon)},
        "publications": [
            {"id": one.id, "month": str(one.month), "supersedes": one.supersedes, "note": one.note}
            for one in sorted(publications, key=lambda one: one.month)
        ],
        "visits": visits,
    }
    return json_text(facts).encode()
