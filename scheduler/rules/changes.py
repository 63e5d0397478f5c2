"""Changes: visits of a reference roster that the new roster does not keep (objective `changes`)."""

from __future__ import annotations

from collections.abc import Set

from scheduler.domain.roster import Roster, Visit
from scheduler.rules.model import Model

NAME = "changes"


def value(roster: Roster, reference: Set[Visit]) -> int:
    """Number of visits of the reference that the roster does not keep."""
    return len(reference - set(roster))


def post(model: Model) -> None:
    """Visits of the reference minus those among the candidates that are made."""
    kept = [(c.variable, -1) for c in model.candidates if c.visit in model.reference]
    model.cost(NAME, kept, len(model.reference))
