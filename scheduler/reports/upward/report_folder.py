"""The folder of a report: whole or not at all."""

from __future__ import annotations

from scheduler.language import Language
from scheduler.reports.upward.figures import REPORTS, Figures, facts, rows_of
from scheduler.reports.upward.form_template import Layout, template
from scheduler.reports.upward.in_words import in_words
from scheduler.reports.upward.page import report_page
from scheduler.reports.upward.report_workbook import write_workbook
from scheduler.reports.upward.word_form import undated, word_form
from scheduler.results.package import package_of, table_file
from scheduler.tables.formats.destination import Destination
from scheduler.tables.formats.json_text import json_text
from scheduler.tables.formats.seals import seal

WORKBOOK, FACTS, DOCUMENT, PAGE = "report.xlsx", "report.json", "report.docx", "report.html"
TEMPLATE = "template.docx"


def write_report(
    figures: Figures,
    to: Destination,
    language: Language,
    *,
    layout: Layout = "state",
    own: tuple[str, bytes] | None = None,
) -> None:
    """Write the report: a workbook, a Word document, a page, a CSV for each table, all figures as
    JSON, the data package, and the template of the document, to be edited.

    ``layout`` is that of the document, ``own`` an office's template for it (its file's name, its
    bytes). Raises InputError where the folder may not be written or the template cannot be used.
    """
    told = json_text(facts(figures))
    figures = in_words(figures, language)
    document = word_form(figures, language, layout=layout, own=own)
    rows = rows_of(figures, language)
    files = [
        table_file(f"{table.name.removeprefix('report_')}.csv", table, rows[table.name], language)
        for table in REPORTS
    ]
    with to.folder() as out:
        for file in files:
            (out / file.path).write_bytes(file.content)
        (out / DOCUMENT).write_bytes(document)
        (out / TEMPLATE).write_bytes(undated(template(language, layout)))
        (out / FACTS).write_text(told, encoding="utf-8", newline="\n")
        (out / PAGE).write_text(report_page(figures, language), encoding="utf-8", newline="\n")
        write_workbook(out / WORKBOOK, figures, language)
        seal(out, package_of(figures.period.problem.settings.name, files, language))
