"""The program's own rules and objectives, and the check that one from elsewhere is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import TypeAdapter, ValidationError

from scheduler.language import LANGUAGES, is_said
from scheduler.rules.attendance import Attendance
from scheduler.rules.balance import Imbalance
from scheduler.rules.capacity import Capacity
from scheduler.rules.changes import Changes
from scheduler.rules.company import Company, Unaccompanied
from scheduler.rules.early_returns import EarlyReturns
from scheduler.rules.missed import Missed
from scheduler.rules.past import Past
from scheduler.rules.peak_travel import PeakTravel
from scheduler.rules.pins import Pins
from scheduler.rules.quota import Quota
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


def lacking(item: object) -> list[str]:
    """Every answer that a rule or objective from elsewhere lacks, in English: it is for those who
    write it.
    """
    if not isinstance(item, Rule | Objective):
        return [f"{item!r} is no object of a class derived from Rule or Objective"]
    name = getattr(item, "name", type(item).__name__)
    return [f"{name}: {text}" for text in _lacking(item)]


def _lacking(item: Rule | Objective) -> Iterator[str]:
    name = getattr(item, "name", "")
    if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name):
        yield "no name in small letters, digits and underscores"
        return
    if isinstance(item, Rule) and not getattr(item, "violations", ()):
        yield "no names of its violations"
        return
    yield from _unsaid(item, _keys(item, name))
    yield from _unclear_settings(item)


def _keys(item: Rule | Objective, name: str) -> Iterator[str]:
    """Every sentence that is said of it."""
    yield f"rules.{name}"
    yield from (f"columns.instance.rules.{key}" for key in item.settings)
    if isinstance(item, Rule):
        yield from (f"violations.{kind}" for kind in item.violations)
        if item.fate:
            yield f"results.why_{item.fate}"
        if type(item).without is not Rule.without and type(item).fact is Rule.fact:
            yield from (f"conflicts.{name}", f"conflicts.drop_{name}")


def _unsaid(item: Rule | Objective, keys: Iterator[str]) -> Iterator[str]:
    for key in keys:
        for language in LANGUAGES:
            own = item.sentences.get(key, {}).get(language)
            if own is None and not is_said(key, language):
                yield f"no sentence {key!r} in {language!r}"


def _unclear_settings(item: Rule | Objective) -> Iterator[str]:
    """Settings whose faults could not be told in every language."""
    for key, setting in item.settings.items():
        try:
            TypeAdapter(setting.type).validate_python(object())
        except ValidationError as error:
            kinds = {one["type"] for one in error.errors(include_url=False)}
            if not all(is_said(f"cells.{kind}", "en") for kind in kinds):
                yield f"setting {key!r} is of no type of scheduler.domain.cells"
        else:
            yield f"setting {key!r} takes anything"
