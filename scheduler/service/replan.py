"""The folder that a replanning is written to."""

from __future__ import annotations

from scheduler.answers.replan import Replan
from scheduler.language import Language
from scheduler.reports.changes import change_pages, title
from scheduler.reports.changes_page import change_pages_to_look_at
from scheduler.results.changes import change_books, change_files
from scheduler.results.folder import write_result as write_folder
from scheduler.service.past import Past, with_past
from scheduler.tables.formats.destination import Destination


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
        pages={
            **change_pages(answer.problem, changes),
            **change_pages_to_look_at(answer),
            **change_books(answer.problem, changes, language, lambda own: title(own, language)),
        },
        facts={**past.facts, "replanned": replanned},
    )  # fmt: skip
