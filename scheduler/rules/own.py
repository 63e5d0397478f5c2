"""The program's own rules and objectives, and the check that one from elsewhere is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.language import LANGUAGES, is_said
from scheduler.rules.attendance import Attendance
from scheduler.rules.balance import Imbalance
from scheduler.rules.capacity import Capacity
from scheduler.rules.changes import Changes
from scheduler.rules.company import Company, Unaccompanied
from scheduler.rules.missed import Missed
from scheduler.rules.past import Past
from scheduler.rules.peak_travel import PeakTravel
from scheduler.rules.pins import Pins
from scheduler.rules.quota import Quota
from scheduler.rules.rotation import EarlyReturns
from scheduler.rules.rule import Objective, Rule
from scheduler.rules.travel import Travel
from scheduler.rules.uneven import Uneven
from scheduler.rules.waiting import Waiting

REGISTERED: tuple[Rule | Objective, ...] = (
    Attendance(), Quota(), Capacity(), Pins(), Company(), Past(),
    Missed(), Changes(), EarlyReturns(), Unaccompanied(), Waiting(), Uneven(), Imbalance(),
    Travel(), PeakTravel(),
)  # fmt: skip
"""The rules and the objectives in the order of SPEC §4 and §5."""


class Incomplete(TypeError):
    """A rule or objective does not answer everything that it is asked."""


def check(item: object) -> None:
    """Raise :class:`Incomplete` naming every answer that a rule or objective lacks."""
    if not isinstance(item, Rule | Objective):
        raise Incomplete(f"{item!r} is no rule and no objective")
    if lacking := list(_lacking(item)):
        name = getattr(item, "name", type(item).__name__)
        raise Incomplete(f"{name}: " + "; ".join(lacking))


def _lacking(item: Rule | Objective) -> Iterator[str]:
    name = getattr(item, "name", "")
    if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name):
        yield "no name in small letters, digits and underscores"
        return
    yield from _unsaid(item, _keys(item, name))


def _keys(item: Rule | Objective, name: str) -> Iterator[str]:
    """Every sentence that is said of it."""
    for key in item.settings:
        yield f"columns.instance.rules.{key}"
    if isinstance(item, Rule):
        yield f"columns.rules.{name}"
        yield from (f"violations.{kind}" for kind in getattr(item, "violations", ()))
        if item.fate:
            yield f"results.why_{item.fate}"
    else:
        yield f"columns.objectives.{name}"


def _unsaid(item: Rule | Objective, keys: Iterator[str]) -> Iterator[str]:
    for key in keys:
        for language in LANGUAGES:
            own = item.sentences.get(key, {}).get(language)
            if own is None and not is_said(key, language):
                yield f"no sentence {key!r} in {language!r}"
