"""The folders that answers are written to."""

from __future__ import annotations

from scheduler.answers.replan import Replan
from scheduler.answers.whatif import WhatIf
from scheduler.domain.problem import Problem
from scheduler.engine.result import Result
from scheduler.language import Language
from scheduler.reports.changes import change_pages
from scheduler.reports.comparison import markdown
from scheduler.reports.comparison_page import comparison_pages
from scheduler.results import study_folder
from scheduler.results.changes import change_files
from scheduler.results.folder import write_result as write_folder
from scheduler.service.past import Past, with_past
from scheduler.tables.formats.destination import Destination


def write_result(
    problem: Problem,
    result: Result,
    to: Destination,
    language: Language,
    digest: str = "",
    past: Past | None = None,
) -> None:
    """Write the folder of a solve: roster, handoffs, missed visits, trace, summary, data package.

    ``digest`` is that of the input; without one, that of the problem's instance. ``past`` is what
    is known of the time before the horizon; without it, what the problem's history tells. Raises
    InputError for a result without a roster and where the folder may not be written.
    """
    past = past or with_past(problem, None)[1]
    write_folder(problem, result, to, language, digest=digest, facts=past.facts)


def write_replan(
    answer: Replan,
    to: Destination,
    language: Language,
    digest: str = "",
    past: Past | None = None,
) -> None:
    """Write the folder of a replanning: that of a solve, with every change, of each district too.

    Raises InputError as :func:`write_result`.
    """
    past = past or with_past(answer.problem, None)[1]
    changes, elapsed = answer.changes, answer.problem.elapsed
    assert elapsed is not None
    replanned = {"from": elapsed.before.isoformat(), "changes": len(changes)}
    write_folder(
        answer.problem, answer.result, to, language, digest=digest,
        more=change_files(answer.problem, changes, language),
        pages=change_pages(answer.problem, changes),
        facts={**past.facts, "replanned": replanned},
    )  # fmt: skip


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
