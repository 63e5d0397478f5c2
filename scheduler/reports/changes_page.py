"""What a replanning changes, to look at: one HTML page that answers, a picture, and a list."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import get_args

from scheduler.answers.replan import ChangeKind, Replan, VisitChange
from scheduler.domain.problem import Problem
from scheduler.language import LANGUAGES, Language, say
from scheduler.reports.lists import Cell, Column, Listing, day_cell, text_cell
from scheduler.reports.pages import render
from scheduler.reports.pictures.changes import changes_picture
from scheduler.reports.pictures.svg import in_both
from scheduler.results.changes import CHANGES, CHANGES_NAME, ChangeRow, areas_of

_SHOWN = ("cadre_name", "tier", "change", "date_before", "branch_name_before", "date_after",
          "branch_name_after", "reason")  # fmt: skip
"""Columns of the file of changes that the page has."""


def change_pages_to_look_at(answer: Replan) -> dict[str, str]:
    """The page in every language, by file name."""
    return {
        f"{CHANGES_NAME}.{language}.html": changes_html(answer, language) for language in LANGUAGES
    }


def changes_html(answer: Replan, language: Language) -> str:
    """The page."""
    problem, changes = answer.problem, answer.changes
    areas = by_area_most_first(problem, changes, language)
    return render(
        "changes.html", "changes", language, name=problem.settings.name,
        lead=leading_sentence(answer, language),
        picture=in_both(partial(changes_picture, areas, language)) if areas else None,
        is_twice=sum(sum(counts.values()) for _, counts in areas) > len(changes),
        changes=_list(problem, changes, language),
    )  # fmt: skip


def leading_sentence(answer: Replan, language: Language) -> str:
    """How many of the published visits change and how, whom that concerns, and when."""
    changes = answer.changes
    if not changes:
        return say("changes.lead_nothing", language)
    kinds = Counter(change.kind for change in changes)
    days = [visit.date for change in changes for visit in change.visits]
    return say(
        "changes.lead", language, count=len(changes), published=len(answer.published),
        people=len({change.cadre for change in changes}), first=min(days), last=max(days),
        **{kind: kinds[kind] for kind in get_args(ChangeKind)},
    )  # fmt: skip


def by_area_most_first(
    problem: Problem, changes: Sequence[VisitChange], language: Language
) -> list[tuple[str, Counter[ChangeKind]]]:
    """Name of each area of the level below the top that is concerned, and its changes by kind."""
    found: dict[str, Counter[ChangeKind]] = {}
    for change in changes:
        areas = areas_of(problem, change)
        names = [problem.territory[area].name for area in sorted(areas)]
        for name in names or [say("changes.elsewhere", language)]:
            found.setdefault(name, Counter())[change.kind] += 1
    return sorted(found.items(), key=lambda one: (-one[1].total(), one[0]))


def _list(problem: Problem, changes: Sequence[VisitChange], language: Language) -> Listing:
    columns = [next(one for one in CHANGES.columns if one.name == name) for name in _SHOWN]
    heads = [Column(one.heading(language), is_whole=one.type == "date") for one in columns]
    rows = [
        [_cell(one.cell(row), one.type == "date", language) for one in columns]
        for row in (ChangeRow(problem, n, one, language) for n, one in enumerate(changes, start=1))
    ]
    return Listing(say("changes.list", language), heads, rows)


def _cell(text: str, is_date: bool, language: Language) -> Cell:
    if not is_date:
        return text_cell(text)
    return day_cell(dt.date.fromisoformat(text), language) if text else Cell("–", "")
