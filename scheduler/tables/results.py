"""The folder that a solve writes (SPEC §6): whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import json
import platform
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scheduler import __version__
from scheduler.domain.faults import Fault, InputError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.language import Language, say
from scheduler.tables.atomic import atomic_folder
from scheduler.tables.roster_file import csv_bytes, roster_headings, roster_rows

ROSTER, MISSED, SUMMARY, PACKAGE = "roster.csv", "missed.csv", "summary.json", "datapackage.json"
HANDOFF_COLUMNS = (
    "status", "actual_cadre", "actual_date", "attendance", "members", "opinions", "proposals",
)  # fmt: skip
MISSED_COLUMNS = ("cadre", "cadre_name", "tier", "month", "missed", "reason")
_CREATED = dt.datetime(2000, 1, 1)
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def is_result(folder: Path) -> bool:
    """Whether the folder holds what an earlier solve wrote."""
    return (folder / SUMMARY).is_file() and (folder / ROSTER).is_file()


def refuse_foreign(folder: Path, force: bool) -> None:
    """Raise :class:`InputError` if the folder holds anything but an earlier result."""
    if not force and folder.is_dir() and any(folder.iterdir()) and not is_result(folder):
        raise InputError([Fault("results.other_folder", value=str(folder), place=folder.name)])


def write_results(
    folder: Path,
    problem: Problem,
    roster: Roster,
    missed: Iterable[Sequence[str]],
    summary: Mapping[str, Any],
    language: Language,
    *,
    force: bool = False,
) -> None:
    """Write roster, handoffs, `missed.csv` (its rows as given), summary and data package."""
    refuse_foreign(folder, force)
    headings, rows = roster_headings(problem, language), roster_rows(problem, roster, language)
    missed_headings = [say(f"results.{name}", language) for name in MISSED_COLUMNS]
    with atomic_folder(folder, overwrite=True) as out:
        files = {
            ROSTER: csv_bytes(headings, rows),
            MISSED: csv_bytes(missed_headings, missed),
        }
        (out / "handoff").mkdir()
        _hand_off(out / "handoff", files, problem, roster, headings, rows, language)
        for name, content in files.items():
            (out / name).write_bytes(content)
        text = json.dumps(summary, ensure_ascii=False, indent=2)
        (out / SUMMARY).write_text(text + "\n", encoding="utf-8", newline="\n")
        package = json.dumps(_package(problem, files), ensure_ascii=False, indent=2)
        (out / PACKAGE).write_text(package + "\n", encoding="utf-8", newline="\n")


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
            "xoayvong": __version__,
            "ortools": importlib.metadata.version("ortools"),
            "python": platform.python_version(),
        },
        "input_sha256": digest,
    }


def file_name(identifier: str, taken: set[str]) -> str:
    """A file name for an id that is safe on every system and not yet taken (in any case)."""
    name = identifier
    if not _SAFE_NAME.fullmatch(name) or _RESERVED.fullmatch(name) or name.casefold() in taken:
        plain = re.sub(r"[^A-Za-z0-9-]+", "-", identifier).strip("-")[:40]
        name = f"{plain or 'area'}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"
    taken.add(name.casefold())
    return name


def _hand_off(
    folder: Path,
    files: dict[str, bytes],
    problem: Problem,
    roster: Roster,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    language: Language,
) -> None:
    """A CSV and a workbook for each area of the level below the top."""
    level = problem.settings.levels[1]
    own: dict[str, list[Sequence[str]]] = defaultdict(list)
    for visit, row in zip(roster, rows, strict=True):
        area = problem.territory.ancestor_at(problem.locality(visit.branch), level)
        if area is not None:
            own[area].append(row)
    extra = [say(f"results.{name}", language) for name in HANDOFF_COLUMNS]
    taken: set[str] = set()
    for area in problem.territory.at_level(level):
        name = file_name(area, taken)
        table = [[*row, *("" for _ in extra)] for row in own[area]]
        files[f"handoff/{name}.csv"] = csv_bytes([*headings, *extra], table)
        _write_workbook(
            folder / f"{name}.xlsx", [*headings, *extra], table, len(headings), language
        )


def _write_workbook(
    path: Path,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    status: int,
    language: Language,
) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _CREATED})  # the same bytes whenever it is written
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(say("results.sheet", language))
        words = book.add_worksheet("statuses")
        words.hide()
        statuses = say("results.statuses", language).split(";")
        words.write_column(0, 0, statuses)
        sheet.write_row(0, 0, headings, bold)
        widths = [len(heading) for heading in headings]
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
            widths = [max(width, len(cell)) for width, cell in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, 6), 40) + 1)
        last = max(len(rows), 1)
        source = f"=statuses!$A$1:$A${len(statuses)}"
        sheet.data_validation(1, status, last, status, {"validate": "list", "source": source})
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(headings) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _package(problem: Problem, files: Mapping[str, bytes]) -> dict[str, Any]:
    """A Frictionless data package (profile v1) of the CSV files."""
    return {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9]+", "-", problem.settings.name.casefold()).strip("-") or "roster",
        "resources": [_resource(name, content) for name, content in sorted(files.items())],
    }


def _resource(path: str, content: bytes) -> dict[str, Any]:
    header = content.decode("utf-8-sig").split("\r\n", 1)[0]
    import csv

    names = next(csv.reader([header]))
    fields = []
    for place, name in enumerate(names):
        kind = "string"
        if path != MISSED and place == 1:
            kind = "date"
        fields.append(
            {"name": name, "type": kind} | ({"format": "%Y-%m-%d"} if kind == "date" else {})
        )
    return {
        "profile": "tabular-data-resource",
        "name": re.sub(r"[^a-z0-9]+", "-", path.removesuffix(".csv").casefold()).strip("-"),
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields},
    }
