"""What a replanning changes, for the people and the districts that it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from scheduler.answers.replan import Change, ChangeKind, Doubt
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Visit
from scheduler.language import LANGUAGES, Language, say
from scheduler.results.columns import CHANGE, CHANGE_KEY, headings
from scheduler.results.package import TableFile
from scheduler.tables.formats.csv_rows import csv_bytes
from scheduler.tables.formats.file_names import safe_name

CHANGES = "changes"
"""The file of all changes (without `.csv`), and the folder of each district's."""


def change_files(
    problem: Problem, changes: Sequence[Change], language: Language
) -> list[TableFile]:
    """`changes.csv`, and the rows of each area of the level below the top that has any."""
    rows = list(_rows(problem, changes, language))
    titles = headings(CHANGE, language)
    files = [TableFile(f"{CHANGES}.csv", CHANGE, csv_bytes(titles, rows), CHANGE_KEY)]
    taken: set[str] = set()
    for area in problem.territory.at_level(problem.settings.levels[1]):
        name = safe_name(area, taken)
        own = [row for row, c in zip(rows, changes, strict=True) if area in _areas(problem, c)]
        if own:
            path = f"{CHANGES}/{name}.csv"
            files.append(TableFile(path, CHANGE, csv_bytes(titles, own), CHANGE_KEY))
    return files


def change_pages(problem: Problem, changes: Sequence[Change]) -> dict[str, str]:
    """The changes in words, a page for every language, by file name."""
    return {
        f"{CHANGES}.{language}.md": change_page(problem, changes, language)
        for language in LANGUAGES
    }


def change_page(problem: Problem, changes: Sequence[Change], language: Language) -> str:
    """The changes in words, by area of the level below the top and then by person (Markdown)."""
    level = problem.settings.levels[1]
    lines = [f"# {title(changes, language)}"]
    for area in problem.territory.at_level(level):
        own = [change for change in changes if area in _areas(problem, change)]
        if own:
            lines += ["", f"## {problem.territory[area].name}", ""]
            lines += [f"- {sentence(problem, change, language)}" for change in own]
    rest = [change for change in changes if not _areas(problem, change)]
    if rest:
        lines += ["", f"## {say('changes.elsewhere', language)}", ""]
        lines += [f"- {sentence(problem, change, language)}" for change in rest]
    return "\n".join(lines) + "\n"


def title(changes: Sequence[Change], language: Language) -> str:
    """How many changes, of each kind."""
    kinds = Counter(change.kind for change in changes)
    numbers = {kind: kinds[kind] for kind in get_args(ChangeKind)}
    return say("changes.title", language, count=len(changes), **numbers)


def sentence(problem: Problem, change: Change, language: Language) -> str:
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


def reason(change: Change, language: Language) -> str:
    """Why the change was made, in words."""
    if change.causes:
        return "; ".join(cause.message(language) for cause in change.causes)
    return say(f"changes.why_{'recorded' if change.recorded else change.kind}", language)


def _rows(problem: Problem, changes: Sequence[Change], language: Language) -> Iterator[list[str]]:
    kinds = dict(
        zip(
            ("moved", "dropped", "added"), say("results.change_kinds", language).split(";"),
            strict=True,
        )
    )  # fmt: skip
    for number, change in enumerate(changes, start=1):
        cadre = problem.cadres.get(change.cadre)
        yield [
            str(number), change.cadre, cadre.name if cadre else "", cadre.tier if cadre else "",
            str(change.month), kinds[change.kind],
            *_cells(problem, change.before), *_cells(problem, change.after),
            reason(change, language),
        ]  # fmt: skip


def _cells(problem: Problem, visit: Visit | None) -> list[str]:
    if visit is None:
        return ["", "", ""]
    branch = problem.branches.get(visit.branch)
    return [visit.date.isoformat(), visit.branch, branch.name if branch else ""]


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


def _areas(problem: Problem, change: Change) -> set[str]:
    """The areas of the level below the top that the change concerns."""
    level = problem.settings.levels[1]
    found = {
        problem.territory.ancestor_at(problem.locality(visit.branch), level)
        for visit in change.visits
        if visit.branch in problem.branches
    }
    return {area for area in found if area is not None}
