"""Why a cadre is where they are, in words and as facts for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scheduler.answers.explain import Alternative, Explanation, Refusal
from scheduler.domain.problem import Problem
from scheduler.domain.vocabulary import called, objectives_said
from scheduler.language import Language, day, say
from scheduler.reports.visits import verdict, visit_facts, visit_in_words


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


def why_missed(problem: Problem, explanation: Explanation, language: Language) -> str:
    """Why the month is missed, with its counts; "" where nothing is."""
    if explanation.missed is None:
        return ""
    name = problem.cadres[explanation.cadre].name
    return f"{name}: {explanation.missed.reason(language)}"


def alternative_in_words(problem: Problem, alternative: Alternative, language: Language) -> str:
    """The alternative in a few words: another meeting, or another cadre."""
    if alternative.kind == "other_cadre":
        return f"{problem.cadres[alternative.visit.cadre].name} ({alternative.visit.cadre})"
    visit = alternative.visit
    return f"{day(visit.date, language)} {problem.branches[visit.branch].name} ({visit.branch})"


def gains(explanation: Explanation, language: Language) -> Iterator[list[str]]:
    """A table: each objective without the visit and with it."""
    yield [say(f"explain.{key}", language) for key in ("objective", "without", "with", "gain")]
    for name, (without, with_it) in explanation.gains.items():
        told = called("objectives", name, language)
        yield [told, str(without), str(with_it), f"{without - with_it:+d}"]


def costs(problem: Problem, explanation: Explanation, language: Language) -> Iterator[list[str]]:
    """A table: each alternative, what it costs more on each level, and what that means."""
    names = [objectives_said(level, language) for level in explanation.levels]
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
        tier = problem.settings.levels_said([problem.cadres[refusal.cadre].tier])
        yield say(
            f"explain.why_{refusal.reason}", language, branch=refusal.branch,
            month=explanation.month, tier=tier,
        )  # fmt: skip
    for violation in refusal.violations:
        yield violation.message(language)


def explanation_facts(
    problem: Problem, explanation: Explanation, language: Language
) -> dict[str, Any]:
    """An explanation for a program."""
    names = [" + ".join(level) for level in explanation.levels]
    missed = explanation.missed
    return {
        "cadre": explanation.cadre,
        "month": str(explanation.month),
        "visit": visit_facts(explanation.visit),
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
                "visit": visit_facts(alternative.visit),
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
