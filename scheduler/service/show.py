"""How far the rotation of a roster has come round, and how evenly."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.answers.fairness import fairness_of
from scheduler.answers.rotation import Rotation, rotation_of
from scheduler.domain.roster import Roster
from scheduler.language import Language
from scheduler.reports.rotation_page import rotation_page
from scheduler.results.trace import TraceRow
from scheduler.tables.formats.destination import Destination

__all__ = ["fairness_of", "rotation_of", "write_rotation_page"]


def write_rotation_page(
    rotation: Rotation,
    roster: Roster,
    to: Destination,
    language: Language,
    trace: Sequence[TraceRow] = (),
) -> None:
    """Write the page (.html), with a part on the solve where its trace is given.

    Raises InputError where it may not be written.
    """
    to.check_file(".html", ".htm")
    page = rotation_page(rotation, roster, trace, language)
    with to.file() as out:
        out.write_text(page, encoding="utf-8", newline="\n")
