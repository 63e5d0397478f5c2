"""Who really went, by the name or code that stands in a return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.faults import Fault, quoted
from scheduler.ledger.records import PlannedVisit
from scheduler.returns.directory import Directory


@dataclass(frozen=True)
class Who:
    """Whom a text means: one id, or candidates and why none of them is sure."""

    cadre: str = ""
    candidates: tuple[str, ...] = ()
    why: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()


def who_went(text: str, planned: PlannedVisit, directory: Directory, place: str) -> Who:
    """Whom the text means that says who went instead of the planned cadre.

    A name is taken where it is unique within tier, area and the organisation's line; else where one
    alone may go to the branch or bears it at all, which is told.
    """
    found = directory.cadres.find(text)
    visit = planned.visit
    if visit.cadre not in directory.problem.cadres:
        return (
            Who(found.ids[0]) if len(found.ids) == 1 else _unsure(text, found.ids, directory, place)
        )
    if visit.cadre in found.ids and len(found.ids) == 1:
        return Who(visit.cadre)
    tests: tuple[Callable[[str], bool], ...] = (
        lambda one: directory.in_line(one, visit.cadre, visit.branch),
        lambda one: directory.may_go(one, visit.branch),
        lambda _: True,
    )
    for test in tests:
        fitting = tuple(one for one in found.ids if test(one))
        if len(fitting) == 1:
            return Who(fitting[0], notices=_told(fitting[0], planned, directory, place))
        if fitting:
            return _unsure(text, fitting, directory, place)
    return _unsure(text, (), directory, place)


def _unsure(text: str, ids: tuple[str, ...], directory: Directory, place: str) -> Who:
    shown = quoted(text)
    if ids:
        context = {"name": shown, "candidates": directory.list_cadres(ids)}
        return Who("", ids, (Fault("returns.several_cadres", context=context, place=place),))
    near = directory.cadres.like(text)
    context = {"name": shown, "near": directory.list_cadres(near) or "–"}
    return Who("", near, (Fault("returns.unknown_cadre", context=context, place=place),))


def _told(cadre: str, planned: PlannedVisit, directory: Directory, place: str) -> tuple[Fault, ...]:
    """What is to be told of somebody who went instead."""
    visit = planned.visit
    if cadre == visit.cadre or directory.in_line(cadre, visit.cadre, visit.branch):
        return ()
    settings = directory.problem.settings
    ours, theirs = directory.problem.cadres[cadre], directory.problem.cadres[visit.cadre]
    kind = "told_tier" if ours.tier != theirs.tier else "told_outside"
    context = {
        "name": ours.name,
        "cadre": cadre,
        "planned": theirs.name,
        "tier": settings.levels_said([ours.tier]),
    }
    return (Fault(f"returns.{kind}", context=context, place=place),)
