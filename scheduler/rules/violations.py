"""What an audit finds: a rule, the visit that breaks it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scheduler.domain.roster import Visit
from scheduler.language import Language, say


@dataclass(frozen=True)
class Violation:
    """One breach of one rule.

    ``row`` counts the visits of the roster from 0; None where a visit is missing (an unmet pin).
    ``context`` fills the sentence ``violations.<rule>`` of the language catalogue.
    """

    rule: str
    row: int | None
    visit: Visit
    context: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """The violation in words."""
        values = {"cadre": self.visit.cadre, "branch": self.visit.branch, "date": self.visit.date}
        return say(f"violations.{self.rule}", language, **values, **self.context)
