"""What binds a roster: what each rule costs, what one more visit brings, what is left behind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.answers.sensitivity import Binding, binding, one_more_visit, without_each_rule
from scheduler.answers.whatif import WhatIf, what_if
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.params import BRIEF
from scheduler.language import Language
from scheduler.milp.watch import Watch


@dataclass(frozen=True)
class Overview:
    """What binds a roster in a month."""

    binding: Binding
    """The visits that are missed and the places left behind."""
    without: WhatIf
    """What each rule costs: the best roster without it."""
    fuller: WhatIf
    """What one more visit a month of a cadre would bring."""


def overview(
    problem: Problem,
    roster: Roster,
    month: Month,
    *,
    most: int = 12,
    watch: Watch | None = None,
    language: Language = "en",
) -> Overview:
    """What binds the roster in that month; at most so many (``most``) places and cadres are looked
    at. The watch's time limit is for each solve. The roster must keep every rule.
    Scenarios are named in the language.
    """
    watch = watch or Watch()
    found = binding(problem, roster, month, most, watch)
    off, more = without_each_rule(problem, language), one_more_visit(problem, most, watch)
    study = what_if(
        problem, [*off, *more], time_limit=watch.time_limit, stop=watch.stop, params=BRIEF
    )  # fmt: skip
    return Overview(
        found,
        replace(study, outcomes=study.outcomes[: len(off)]),
        replace(study, outcomes=study.outcomes[len(off) :]),
    )
