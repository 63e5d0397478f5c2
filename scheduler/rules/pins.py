"""Pins: every `require` pin holds (rule 4).

A pin with a date asks for the meeting of that date, a pin with a month for a visit to the branch in
that month, a pin with neither for a visit to the branch at some time in the horizon. Pins that
speak only of times outside the horizon ask for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.records import Pin
from scheduler.domain.roster import Roster, Visit
from scheduler.rules.posting import Model, at_least, grouped
from scheduler.rules.rule import Rule, State
from scheduler.rules.violations import Violation


def when(pin: Pin) -> dt.date | Month | str:
    """The time that the pin speaks of, or a dash for any."""
    return pin.date or pin.month or "–"


class Pins(Rule):
    """Every `require` pin holds."""

    name = "pins"
    violations = ("pin",)

    def audit(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        """Each `require` pin that no visit meets, facts included."""
        dates: dict[tuple[str, str], list[Visit]] = {}
        for visit in (*roster, *problem.made):
            dates.setdefault((visit.cadre, visit.branch), []).append(visit)
        for pair, pins in problem.requiring_pins.items():
            for pin in pins:
                if not any(pin.covers(visit.date) for visit in dates.get(pair, ())):
                    visit = Visit(pin.cadre, pin.branch, pin.date or problem.horizon[0].first_day)
                    yield Violation("pin", None, visit, {"when": when(pin)})

    def post(self, model: Model) -> None:
        """Σ visits that would meet the pin ≥ 1."""
        pairs = grouped(model.candidates, lambda c: (c.cadre, c.branch))
        for pair, pins in model.problem.requiring_pins.items():
            for pin in pins:
                at_least(model, 1, [c for c in pairs.get(pair, ()) if pin.covers(c.date)])

    def state(self, problem: Problem) -> State:
        """Nothing: what pins ask for is made before anything else."""
        return State()
