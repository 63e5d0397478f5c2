"""The folder that a solve writes (SPEC §6): whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.problem import Problem
from scheduler.engine.result import Result
from scheduler.language import Language
from scheduler.results.handoff import write_handoffs
from scheduler.results.missed import MISSED, missed_rows
from scheduler.results.package import TableFile, package_of, table_file
from scheduler.results.roster import roster_table, visit_rows
from scheduler.results.roster_book import ROSTER_BOOK, RosterBook
from scheduler.results.summary import summary_of
from scheduler.results.trace import TRACE, TRACE_FILE, trace_rows
from scheduler.tables.digest import instance_digest
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.json_text import json_text
from scheduler.tables.formats.seals import seal
from scheduler.tables.recognise import recognise

ROSTER_FILE, MISSED_FILE, SUMMARY_FILE = "roster.csv", "missed.csv", "summary.json"


def roster_path(path: Path) -> Path:
    """The roster of a folder that a solve wrote; any other path is itself a roster.

    Raises :class:`InputError` for a folder that is known to be another.
    """
    if not path.is_dir():
        return path
    if not (path / ROSTER_FILE).is_file() and (other := recognise(path)):
        raise InputError([other.instead_of("roster", path.name)])
    return path / ROSTER_FILE


def write_result(
    problem: Problem,
    result: Result,
    to: Path | Destination,
    language: Language = "en",
    *,
    digest: str = "",
    more: Sequence[TableFile] = (),
    pages: Mapping[str, str | bytes] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write the folder: roster (CSV and workbook), handoffs, `missed.csv`, `trace.csv`, summary and
    data package.

    ``digest`` is that of the input; without one, that of the problem's instance. Whatever ``more``
    tables and ``pages`` (file name to text) belong to the result are written with it, and
    ``facts`` stand in its summary. Raises :class:`InputError` for a result without a roster and if
    what stands there may not be replaced, and OSError, with nothing written.
    """
    roster = result.roster
    if roster is None:
        raise InputError([Fault("no_roster", value=result.status)])
    settings = problem.settings
    rows = list(visit_rows(problem, roster, language))
    missed = list(missed_rows(problem, roster, language))
    files = [
        table_file(
            ROSTER_FILE, roster_table(settings.levels, names=settings.level_names), rows, language
        ),
        table_file(MISSED_FILE, MISSED, missed, language),
    ]
    summary = summary_of(problem, result, roster, digest or instance_digest(problem.instance))
    texts = {**(pages or {}), SUMMARY_FILE: json_text({**summary, **(facts or {})})}
    roster_book = RosterBook(problem, rows, language, missed=missed)
    trace = table_file(TRACE_FILE, TRACE, trace_rows(result, language), language)
    with Destination.of(to).folder() as out:
        handed = write_handoffs(out, problem, rows, language, ROSTER_FILE)
        for file in (*files, *more, trace):
            (out / file.path).parent.mkdir(exist_ok=True)
            (out / file.path).write_bytes(file.content)
        for name, text in texts.items():
            (out / name).write_bytes(text.encode() if isinstance(text, str) else text)
        roster_book.write(out / ROSTER_BOOK)
        seal(out, package_of(problem.settings.name, [*files, *handed, *more], language))
