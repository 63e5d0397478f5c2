"""How many visits were planned, how many were made, and how many people were there.

``planned = attended + substituted + moved + missed + not_held + no_answer``, each by the cadre for
whom the visit was planned. ``made`` counts by who really went, and visits that nobody planned
(``unplanned``) with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from scheduler.domain.vocabulary import level_called
from scheduler.language import Language, say
from scheduler.reports.upward.period import Line, Period

Kind = Literal["total", "tier", "organization", "area", "month"]


@dataclass
class Count:
    """The visits of a group."""

    kind: Kind
    id: str
    name: str
    level: str = ""
    """Of an area; with "" for its id, of branches that lie in no area of the level."""
    fates: Counter[str] = field(default_factory=Counter)
    """Of the planned visits, by what became of them."""
    made: int = 0
    unplanned: int = 0
    attendance: int = 0
    """People who were there, over the visits that say both how many and of how many."""
    members: int = 0
    stated: int = 0
    """Visits that say both."""

    @property
    def planned(self) -> int:
        """Visits of the newest publications."""
        return sum(self.fates.values())

    @property
    def on_plan(self) -> int:
        """Visits that the planned cadre made, on the day or on another."""
        return self.fates["attended"] + self.fates["moved"]

    @property
    def kept(self) -> int:
        """Planned visits that were made, by whomever."""
        return self.on_plan + self.fates["substituted"]

    @property
    def rate(self) -> float | None:
        """Part of the planned visits that were made; None where none was planned."""
        return self.kept / self.planned if self.planned else None

    @property
    def turnout(self) -> float | None:
        """People there, of the members; None where nothing is said of it."""
        return self.attendance / self.members if self.members else None


def counts(period: Period) -> list[Count]:
    """The count of the whole, of each month, tier, organisation, and area of each level between the
    top and the localities, in this order; those of whom nobody was planned for or went included.
    Where a branch lies in no area of a level, a count of such branches makes the level add up.
    """
    groups = {(one.kind, one.id, one.level): one for one in _groups(period)}
    where = {branch: _areas(groups, period, branch)
             for branch in {line.branch for line in period.lines}}  # fmt: skip
    for line in period.lines:
        shared = [groups["total", "", ""], _group(groups, "month", str(line.month)),
                  *where[line.branch]]  # fmt: skip
        if line.planned:
            own = _of(groups, line.planned.tier, line.planned.organization)
            for one in (*shared, *own):
                one.fates[line.fate] += 1
        if line.is_made:
            own = _of(groups, *period.goer_of(line))
            for one in (*shared, *own):
                _count_made(one, line)
    return list(groups.values())


def _count_made(one: Count, line: Line) -> None:
    one.made += 1
    one.unplanned += line.planned is None
    told = line.outcome.told if line.outcome else None
    if told and told.attendance is not None and told.members:
        one.attendance += told.attendance
        one.members += told.members
        one.stated += 1


def _groups(period: Period) -> Iterator[Count]:
    problem = period.problem
    yield Count("total", "", problem.settings.name)
    for month in period.months:
        yield Count("month", str(month), str(month))
    tiers = {row.tier for row in problem.cadres.values()}
    for tier in (level for level in problem.settings.levels if level in tiers):
        yield Count("tier", tier, tier)
    for row in problem.organizations.values():
        yield Count("organization", row.id, row.name)
    for level in _levels(period):
        for area in problem.territory.at_level(level):
            if not period.area or period.area in problem.territory.ancestors(area):
                yield Count("area", area, problem.territory[area].name, level)


def _levels(period: Period) -> tuple[str, ...]:
    """The levels whose areas are counted: those between the top and the localities."""
    levels = period.problem.settings.levels
    return levels[1:-1] or levels[1:]


Groups = dict[tuple[Kind, str, str], Count]
"""By kind, id and level."""


def _group(groups: Groups, kind: Kind, id_: str) -> Count:
    """A group; one that no table has any more is made."""
    key = kind, id_, ""
    if key not in groups:
        groups[key] = Count(kind, id_, id_)
    return groups[key]


def _of(groups: Groups, tier: str, organization: str) -> tuple[Count, Count]:
    return _group(groups, "tier", tier), _group(groups, "organization", organization)


def _areas(groups: Groups, period: Period, branch: str) -> list[Count]:
    """The groups of the areas in which a branch lies, one of each level that is counted."""
    problem = period.problem
    levels, own = problem.settings.levels, {}
    for area in period.areas_of(branch):
        own[problem.territory[area].level] = area
    top = problem.territory[period.area].level if period.area else levels[0]
    counted = (lv for lv in _levels(period) if levels.index(lv) >= levels.index(top))
    keys: list[tuple[Kind, str, str]] = [("area", own.get(level, ""), level) for level in counted]
    return [groups.setdefault(key, Count(*key[:2], "", key[2])) for key in keys]


def name_of(count: Count, language: Language) -> str:
    """What a group is called."""
    if count.kind == "area" and not count.id:
        return say("upward.outside", language, level=level_called(count.level, language))
    return count.name
