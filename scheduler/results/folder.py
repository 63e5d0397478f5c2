"""The folder that a solve writes (SPEC §6): whole or not at all."""

from __future__ import annotations

import csv
import importlib.metadata
import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from scheduler.domain.faults import InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.language import Language
from scheduler.results.columns import MISSED as MISSED_COLUMNS
from scheduler.results.columns import (
    MISSED_KEY,
    RETURNED,
    VISIT,
    headings,
    roster_columns,
)
from scheduler.results.columns import TRACE as TRACE_COLUMNS
from scheduler.results.handoff import handoffs, write_workbook
from scheduler.results.package import TableFile, package_of
from scheduler.results.roster_file import roster_rows
from scheduler.tables.formats.csv_rows import csv_bytes
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.seals import seal
from scheduler.tables.recognise import recognise

ROSTER, MISSED, TRACE, HANDOFF = "roster.csv", "missed.csv", "trace.csv", "handoff"
SUMMARY = "summary.json"


def roster_path(path: Path) -> Path:
    """The roster of a folder that a solve wrote; any other path is itself a roster.

    Raises :class:`InputError` for a folder that is known to be another.
    """
    if not path.is_dir():
        return path
    if not (path / ROSTER).is_file() and (other := recognise(path)):
        raise InputError([other.instead_of("roster", path.name)])
    return path / ROSTER


def write_results(
    to: Path | Destination,
    problem: Problem,
    roster: Roster,
    missed: Iterable[Sequence[str]],
    trace: Iterable[Sequence[str]],
    summary: Mapping[str, Any],
    language: Language,
    *,
    more: Sequence[TableFile] = (),
    pages: Mapping[str, str] | None = None,
) -> None:
    """Write roster, handoffs, `missed.csv` and `trace.csv` (rows as given), summary, package and
    whatever ``more`` tables and ``pages`` (file name to text) belong to the result.

    Raises :class:`scheduler.domain.faults.InputError` if what stands there may not be replaced,
    and OSError, with nothing written.
    """
    columns = roster_columns(problem.settings.levels)
    rows = roster_rows(problem, roster, language)
    titles_of_trace = headings(TRACE_COLUMNS, language)
    titles_of_missed = headings(MISSED_COLUMNS, language)
    files = [
        TableFile(ROSTER, columns, csv_bytes(headings(columns, language), rows), VISIT),
        TableFile(MISSED, MISSED_COLUMNS, csv_bytes(titles_of_missed, missed), MISSED_KEY),
    ]
    with Destination.of(to).folder() as out:
        handed = (*columns, *RETURNED)
        for name, part in handoffs(problem, roster, rows):
            content = csv_bytes(headings(handed, language), part)
            files.append(TableFile(f"{HANDOFF}/{name}.csv", handed, content, VISIT, ROSTER))
            (out / HANDOFF).mkdir(exist_ok=True)
            write_workbook(out / HANDOFF / f"{name}.xlsx", handed, part, language)
        files += more
        for file in files:
            (out / file.path).parent.mkdir(exist_ok=True)
            (out / file.path).write_bytes(file.content)
        (out / TRACE).write_bytes(csv_bytes(titles_of_trace, trace))
        for name, text in (pages or {}).items():
            (out / name).write_text(text, encoding="utf-8", newline="\n")
        told = json.dumps(summary, ensure_ascii=False, indent=2) + "\n"
        (out / SUMMARY).write_text(told, encoding="utf-8", newline="\n")
        seal(out, package_of(problem.settings.name, files, language))


def trace_rows(result: Any) -> Iterator[list[str]]:
    """The rows of `trace.csv`."""
    names = {level.level: " + ".join(level.objectives) for level in result.levels}
    for known in result.trace:
        row = (known.level, names[known.level], known.value, known.bound)
        yield [f"{known.seconds:.3f}", *map(str, row)]


class TraceRow(NamedTuple):
    """A row of `trace.csv`."""

    seconds: float
    level: int
    objectives: str
    value: int
    bound: int


def read_trace(folder: Path) -> list[TraceRow]:
    """The trace that a solve left in the folder; none where it is missing or not readable."""
    try:
        with (folder / TRACE).open(encoding="utf-8-sig", newline="") as file:
            return [
                TraceRow(float(seconds), int(level), objectives, int(value), int(bound))
                for seconds, level, objectives, value, bound in islice(csv.reader(file), 1, None)
            ]
    except (OSError, ValueError, csv.Error):
        return []


def summary_of(problem: Problem, result: Any, digest: str) -> dict[str, Any]:
    """What `summary.json` says of a result."""
    tiers = Counter(problem.cadres[visit.cadre].tier for visit in result.roster)
    return {
        "instance": problem.settings.name,
        "horizon": {"start": str(problem.horizon[0]), "months": len(problem.horizon)},
        "status": result.status,
        "objectives": [
            {"name": o.name, "level": o.level, "value": o.value, "bound": o.bound}
            for o in result.objectives
        ],
        "levels": [
            {"level": x.level, "objectives": dict(x.objectives), "value": x.value, "bound": x.bound}
            for x in result.levels
        ],
        "visits": len(result.roster),
        "tiers": {
            tier: {"cadres": len(problem.cadres_by_tier[tier]), "visits": tiers[tier]}
            for tier in problem.tiers
        },
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
        "workers": result.workers,
        "reproducible": result.reproducible,
        "interrupted": result.interrupted,
        "versions": {
            "xoayvong": importlib.metadata.version("xoayvong"),
            "ortools": importlib.metadata.version("ortools"),
            "python": platform.python_version(),
        },
        "input_sha256": digest,
    }
