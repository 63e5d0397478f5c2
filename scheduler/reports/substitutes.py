"""Substitutes in words and as facts for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.answers.obstacles import Obstacle
from scheduler.answers.substitute import Substitutes
from scheduler.domain.problem import Problem
from scheduler.domain.vocabulary import objectives_said
from scheduler.language import Language, say
from scheduler.reports.changes import sentence
from scheduler.reports.visits import visit_facts


def ranking(problem: Problem, answer: Substitutes, language: Language) -> Iterator[list[str]]:
    """A table: who could go, the cheapest first, and what it costs more on each level."""
    head = ("rank", "cadre", "others_change")
    titles = [say(f"explain.{key}", language) for key in head]
    levels = [objectives_said(level.split(" + "), language) for level in answer.levels]
    yield [*titles[:2], *levels, titles[2]]
    for rank, found in enumerate(answer.able, start=1):
        name = f"{problem.cadres[found.cadre].name} ({found.cadre})"
        more = [f"{d:+d}" for d in found.difference]
        yield [str(rank), name, *more, str(len(found.changes))]


def consequences(problem: Problem, answer: Substitutes, language: Language) -> Iterator[str]:
    """What else changes with each substitute, a line each."""
    for found in answer.able:
        for change in found.changes:
            yield f"{problem.cadres[found.cadre].name} → {sentence(problem, change, language)}"


def unable(problem: Problem, answer: Substitutes, language: Language) -> Iterator[str]:
    """Who of the tier cannot, and why."""
    for cadre, violations in answer.unable:
        reasons = "; ".join(violation.message(language) for violation in violations)
        yield f"{problem.cadres[cadre].name} ({cadre}): {reasons}"
    for cadre, why in answer.unsettled:
        yield f"{problem.cadres[cadre].name} ({cadre}): {_why_not(why, language)}"


def _why_not(why: Obstacle | None, language: Language) -> str:
    """Why no roster has the visit; None: none was found in time."""
    if why is None:
        return say("explain.not_found", language)
    return why.reason(language) or say("explain.impossible", language)


def substitute_facts(answer: Substitutes, language: Language) -> dict[str, Any]:
    """Substitutes for a program."""
    return {
        "visit": visit_facts(answer.visit),
        "pinned": answer.pinned,
        "scope": "horizon" if answer.whole else "month",
        "substitutes": [
            {
                "cadre": found.cadre,
                "difference": dict(zip(answer.levels, found.difference, strict=True)),
                "proven": found.best.proven,
                "changes": [
                    {
                        "cadre": change.cadre,
                        "before": visit_facts(change.before),
                        "after": visit_facts(change.after),
                    }
                    for change in found.changes
                ],
            }
            for found in answer.able
        ],
        "unable": {
            **{cadre: [v.message(language) for v in violations]
               for cadre, violations in answer.unable},
            **{cadre: [_why_not(why, language)] for cadre, why in answer.unsettled},
        },
    }  # fmt: skip
