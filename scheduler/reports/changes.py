"""What a replanning changes, for the people and the districts that it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from scheduler.answers.replan import ChangeKind, Doubt, VisitChange
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.results.changes import CHANGES_NAME, areas_of, reason


def change_pages(problem: Problem, changes: Sequence[VisitChange]) -> dict[str, str]:
    """The changes in words, a page for every language, by file name."""
    return {
        f"{CHANGES_NAME}.{language}.md": change_page(problem, changes, language)
        for language in LANGUAGES
    }


def change_page(problem: Problem, changes: Sequence[VisitChange], language: Language) -> str:
    """The changes in words, by area of the level below the top and then by person (Markdown)."""
    level = problem.settings.levels[1]
    lines = [f"# {title(changes, language)}"]
    for area in problem.territory.at_level(level):
        own = [change for change in changes if area in areas_of(problem, change)]
        if own:
            lines += ["", f"## {problem.territory[area].name}", ""]
            lines += [f"- {sentence(problem, change, language)}" for change in own]
    rest = [change for change in changes if not areas_of(problem, change)]
    if rest:
        lines += ["", f"## {say('changes.elsewhere', language)}", ""]
        lines += [f"- {sentence(problem, change, language)}" for change in rest]
    return "\n".join(lines) + "\n"


def title(changes: Sequence[VisitChange], language: Language) -> str:
    """How many changes, of each kind."""
    kinds = Counter(change.kind for change in changes)
    numbers = {kind: kinds[kind] for kind in get_args(ChangeKind)}
    return say("changes.title", language, count=len(changes), **numbers)


def sentence(problem: Problem, change: VisitChange, language: Language) -> str:
    """One change in words."""
    return say(
        f"changes.{change.kind}", language, name=_name(problem, change.cadre), cadre=change.cadre,
        month=change.month, before=_visit(problem, change.before, language),
        after=_visit(problem, change.after, language), reason=reason(change, language),
    )  # fmt: skip


def doubt_sentence(problem: Problem, doubt: Doubt, language: Language) -> str:
    """A visit that is over and kept although something speaks against it, as a question."""
    return say(
        "changes.doubt", language, name=_name(problem, doubt.visit.cadre), cadre=doubt.visit.cadre,
        visit=_visit(problem, doubt.visit, language),
        reason="; ".join(reason.message(language) for reason in doubt.reasons),
    )  # fmt: skip


def _visit(problem: Problem, visit: Visit | None, language: Language) -> str:
    if visit is None:
        return ""
    branch = problem.branches.get(visit.branch)
    if branch is None:
        return say("changes.visit", language, branch=visit.branch, place="–", date=visit.date)
    locality = problem.territory[branch.area]
    known = locality.name in branch.name and locality.parent  # "…, Ấp Ba, Ấp Ba" tells nothing
    place = problem.territory[locality.parent] if known else locality
    return say("changes.visit", language, branch=branch.name, place=place.name, date=visit.date)


def _name(problem: Problem, cadre: str) -> str:
    return problem.cadres[cadre].name if cadre in problem.cadres else cadre
