"""What every answer says: visits, and what another roster would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.domain.vocabulary import objectives_said
from scheduler.language import Language, day, say


def visit_in_words(problem: Problem, visit: Visit, language: Language) -> str:
    """Date, branch, and where it lies."""
    branch = problem.branches[visit.branch]
    above = [problem.territory[area].name for area in problem.territory.ancestors(branch.area)]
    return ", ".join([day(visit.date, language), f"{branch.name} ({branch.id})", *above[1:-1]])


def visit_facts(visit: Visit | None) -> dict[str, str] | None:
    """The visit for a program."""
    return visit and {
        "cadre": visit.cadre, "branch": visit.branch, "date": visit.date.isoformat()
    }  # fmt: skip


def verdict(
    levels: Sequence[Mapping[str, int]],
    difference: Sequence[int] | None,
    proven: bool,
    language: Language,
) -> str:
    """What the first level on which they differ decides, and whether that is not proven."""
    if difference is None:
        return say("explain.impossible" if proven else "explain.not_found", language)
    words = say("explain.equal", language)
    for level, more in zip(levels, difference, strict=True):
        if more:
            key = "worse" if more > 0 else "better"
            words = say(
                f"explain.{key}", language, by=abs(more), level=objectives_said(level, language)
            )
            break
    return words if proven else f"{words} ({say('explain.unproven', language)})"
