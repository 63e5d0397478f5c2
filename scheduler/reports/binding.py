"""What binds the roster as a whole, in words and as facts for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scheduler.answers.sensitivity import Binding
from scheduler.answers.whatif import WhatIf
from scheduler.domain.problem import Problem
from scheduler.domain.vocabulary import objectives_said
from scheduler.language import Language, day, say
from scheduler.reports.visits import verdict, visit_facts
from scheduler.results.study_folder import study_facts


def left_behind(problem: Problem, found: Binding, language: Language) -> Iterator[list[str]]:
    """A table: places that wait, the cheapest visit to each, and what it costs more."""
    names = [objectives_said(level, language) for level in found.levels]
    titles = [say(f"explain.{key}", language) for key in ("place", "age", "cheapest")]
    yield [*titles, *names, say("explain.verdict", language)]
    for row in found.left_behind:
        tier = problem.settings.level_said(row.tier, language)
        place = f"{problem.territory[row.locality].name} ({row.locality}), {tier}"
        cells = (
            ["–"] * len(names) if row.difference is None else [f"{d:+d}" for d in row.difference]
        )
        visit = "–"
        if row.visit:
            visit = f"{row.visit.cadre} {row.visit.branch} {day(row.visit.date, language)}"
        words = verdict(found.levels, row.difference, row.proven, language)
        yield [place, str(row.age), visit, *cells, words]


def binding_facts(
    found: Binding, without: WhatIf, fuller: WhatIf, language: Language
) -> dict[str, Any]:
    """What binds, for a program."""
    names = [" + ".join(level) for level in found.levels]
    return {
        "missed": [
            {"cadre": row.cadre, "count": row.count, "reason": row.reason(language)}
            for row in found.missed
        ],
        "left_behind": [
            {
                "tier": row.tier,
                "locality": row.locality,
                "age": row.age,
                "cheapest": visit_facts(row.visit),
                "difference": row.difference and dict(zip(names, row.difference, strict=True)),
                "proven": row.proven,
            }
            for row in found.left_behind
        ],
        "without_rules": study_facts(without, language),
        "one_more_visit": study_facts(fuller, language),
    }
