"""The folder that a solve is written to."""

from __future__ import annotations

from scheduler.domain.problem import Problem
from scheduler.engine.result import Result
from scheduler.language import Language
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
