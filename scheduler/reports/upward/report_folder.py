"""The folder of a report: whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping

from scheduler.language import Language
from scheduler.reports.upward.figures import REPORTS, Figures, facts, rows_of
from scheduler.reports.upward.report_workbook import write_workbook
from scheduler.results.package import package_of, table_file
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.seals import seal

WORKBOOK, FACTS = "report.xlsx", "report.json"


def write_report(
    figures: Figures,
    to: Destination,
    language: Language,
    more: Mapping[str, bytes] | None = None,
) -> None:
    """Write the report: a workbook, a CSV for each table, all figures as JSON, the data package.

    ``more`` files are written with them. Raises InputError where the folder may not be written.
    """
    rows = rows_of(figures, language)
    files = [
        table_file(f"{table.name.removeprefix('report_')}.csv", table, rows[table.name], language)
        for table in REPORTS
    ]
    told = json.dumps(facts(figures), ensure_ascii=False, indent=2) + "\n"
    with to.folder() as out:
        for file in files:
            (out / file.path).write_bytes(file.content)
        for name, content in (more or {}).items():
            (out / name).write_bytes(content)
        (out / FACTS).write_text(told, encoding="utf-8", newline="\n")
        write_workbook(out / WORKBOOK, figures, language)
        seal(out, package_of(figures.period.problem.settings.name, files, language))
