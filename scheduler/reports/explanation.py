"""Explanations and substitutes in words and as facts for a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler.answers.explain import Alternative, Explanation, Refusal
from scheduler.answers.obstacles import Obstacle
from scheduler.answers.sensitivity import Binding
from scheduler.answers.substitute import Substitutes
from scheduler.answers.whatif import WhatIf
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import Language, day, say
from scheduler.reports.changes import sentence
from scheduler.results.study_folder import study_facts


def heading(problem: Problem, explanation: Explanation, language: Language) -> str:
    """Who, and which visit or month."""
    cadre = problem.cadres[explanation.cadre]
    about = {"name": cadre.name, "cadre": cadre.id, "month": explanation.month}
    if explanation.visit is None:
        return say("explain.no_visit", language, **about)
    return say(
        "explain.visit",
        language,
        **about,
        what=visit_in_words(problem, explanation.visit, language),
    )


def certificate(problem: Problem, explanation: Explanation, language: Language) -> str:
    """Why the month is missed, with its counts; "" where nothing is."""
    if explanation.missed is None:
        return ""
    name = problem.cadres[explanation.cadre].name
    return f"{name}: {explanation.missed.reason(language)}"


def visit_in_words(problem: Problem, visit: Visit, language: Language) -> str:
    """Date, branch, and where it lies."""
    branch = problem.branches[visit.branch]
    above = [problem.territory[area].name for area in problem.territory.ancestors(branch.area)]
    return ", ".join([day(visit.date, language), f"{branch.name} ({branch.id})", *above[1:-1]])


def alternative_in_words(problem: Problem, alternative: Alternative, language: Language) -> str:
    """The alternative in a few words: another meeting, or another cadre."""
    if alternative.kind == "other_cadre":
        return f"{problem.cadres[alternative.visit.cadre].name} ({alternative.visit.cadre})"
    visit = alternative.visit
    return f"{day(visit.date, language)} {problem.branches[visit.branch].name} ({visit.branch})"


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
            words = say(f"explain.{key}", language, by=abs(more), level=" + ".join(level))
            break
    return words if proven else f"{words} ({say('explain.unproven', language)})"


def gains(explanation: Explanation, language: Language) -> Iterator[list[str]]:
    """A table: each objective without the visit and with it."""
    yield [say(f"explain.{key}", language) for key in ("objective", "without", "with", "gain")]
    for name, (without, with_it) in explanation.gains.items():
        yield [name, str(without), str(with_it), f"{without - with_it:+d}"]


def costs(problem: Problem, explanation: Explanation, language: Language) -> Iterator[list[str]]:
    """A table: each alternative, what it costs more on each level, and what that means."""
    names = [" + ".join(level) for level in explanation.levels]
    yield [say("explain.instead", language), *names, say("explain.verdict", language)]
    for alternative in explanation.alternatives:
        difference = explanation.difference(alternative)
        cells = ["–"] * len(names) if difference is None else [f"{d:+d}" for d in difference]
        words = verdict(explanation.levels, difference, alternative.proven, language)
        if alternative.obstacle and (reason := alternative.obstacle.reason(language)):
            words = f"{words}: {reason}"
        yield [alternative_in_words(problem, alternative, language), *cells, words]


def refusals(problem: Problem, explanation: Explanation, language: Language) -> Iterator[str]:
    """What was asked for by name and cannot be, a line each."""
    for refusal in explanation.refusals:
        row = problem.cadres[refusal.cadre]
        if refusal.reason == "no_visit":
            yield say("explain.why_no_visit", language, name=row.name)
            continue
        reasons = _reasons(problem, explanation, refusal, language)
        branch = problem.branches[refusal.branch].name
        yield say(
            "explain.refused", language, name=row.name, branch=branch, reasons="; ".join(reasons)
        )


def _reasons(
    problem: Problem, explanation: Explanation, refusal: Refusal, language: Language
) -> Iterator[str]:
    if refusal.reason != "rules":
        yield say(
            f"explain.why_{refusal.reason}", language, branch=refusal.branch,
            month=explanation.month, tier=problem.cadres[refusal.cadre].tier,
        )  # fmt: skip
    for violation in refusal.violations:
        yield violation.message(language)


def facts(problem: Problem, explanation: Explanation, language: Language) -> dict[str, Any]:
    """An explanation for a program."""
    names = [" + ".join(level) for level in explanation.levels]
    missed = explanation.missed
    return {
        "cadre": explanation.cadre,
        "month": str(explanation.month),
        "visit": _visit(explanation.visit),
        "pinned": explanation.pinned,
        "over": explanation.over,
        "missed": missed and {"count": missed.count, "reason": missed.reason(language)},
        "scope": "horizon" if explanation.whole else "month",
        "cost": dict(zip(names, explanation.cost, strict=True)),
        "gains": {
            name: {"without": without, "with": with_it}
            for name, (without, with_it) in explanation.gains.items()
        },
        "alternatives": [
            {
                "kind": alternative.kind,
                "visit": _visit(alternative.visit),
                "proven": alternative.proven,
                "reason": alternative.obstacle and alternative.obstacle.reason(language),
                **_cost_facts(explanation, alternative, names),
            }
            for alternative in explanation.alternatives
        ],
        "left_out": explanation.left_out,
        "refused": [
            {
                "cadre": refusal.cadre,
                "branch": refusal.branch,
                "date": refusal.date and refusal.date.isoformat(),
                "reason": refusal.reason,
                "reasons": [*_reasons(problem, explanation, refusal, language)],
            }
            for refusal in explanation.refusals
        ],
    }  # fmt: skip


def _cost_facts(
    explanation: Explanation, alternative: Alternative, names: Sequence[str]
) -> dict[str, Any]:
    """Cost, bound and difference on each level; all null where there is no roster."""
    best, difference = alternative.best, explanation.difference(alternative)
    if best is None or difference is None:
        return {"cost": None, "bound": None, "difference": None}
    vectors = {"cost": best.cost, "bound": best.bound, "difference": difference}
    return {key: dict(zip(names, vector, strict=True)) for key, vector in vectors.items()}


def _visit(visit: Visit | None) -> dict[str, str] | None:
    return visit and {
        "cadre": visit.cadre, "branch": visit.branch, "date": visit.date.isoformat()
    }  # fmt: skip


# -- what binds ----------------------------------------------------------------------------------


def left_behind(problem: Problem, found: Binding, language: Language) -> Iterator[list[str]]:
    """A table: places that wait, the cheapest visit to each, and what it costs more."""
    names = [" + ".join(level) for level in found.levels]
    titles = [say(f"explain.{key}", language) for key in ("place", "age", "cheapest")]
    yield [*titles, *names, say("explain.verdict", language)]
    for row in found.left_behind:
        place = f"{problem.territory[row.locality].name} ({row.locality}), {row.tier}"
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
                "cheapest": _visit(row.visit),
                "difference": row.difference and dict(zip(names, row.difference, strict=True)),
                "proven": row.proven,
            }
            for row in found.left_behind
        ],
        "without_rules": study_facts(without, language),
        "one_more_visit": study_facts(fuller, language),
    }


# -- substitutes --------------------------------------------------------------------------------


def ranking(problem: Problem, answer: Substitutes, language: Language) -> Iterator[list[str]]:
    """A table: who could go, the cheapest first, and what it costs more on each level."""
    head = ("rank", "cadre", "others_change")
    titles = [say(f"explain.{key}", language) for key in head]
    yield [*titles[:2], *answer.levels, titles[2]]
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
        "visit": _visit(answer.visit),
        "pinned": answer.pinned,
        "scope": "horizon" if answer.whole else "month",
        "substitutes": [
            {
                "cadre": found.cadre,
                "difference": dict(zip(answer.levels, found.difference, strict=True)),
                "proven": found.best.proven,
                "changes": [
                    {"cadre": c.cadre, "before": _visit(c.before), "after": _visit(c.after)}
                    for c in found.changes
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
