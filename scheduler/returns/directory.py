"""Who and what the names in a return stand for, by the tables of one publication."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from scheduler.domain.names import fold, nearest
from scheduler.domain.problem import Problem
from scheduler.returns.spelling import Spelt
from scheduler.returns.synonyms import without_honorific

_CODE_BESIDE = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]|(\S+)\s+[-–—:]\s+(.+)")
"""A name with a code beside it: ``Nguyễn Văn An (CB-012)``, ``CB-012 - Nguyễn Văn An``."""
_MOST_SHOWN = 8
"""Most candidates that a sentence names."""


@dataclass(frozen=True)
class Named:
    """Whom or what a text stands for; none, one or several ids."""

    ids: tuple[str, ...]
    by_code: bool = False
    """Whether it is the id itself."""


class Index:
    """Finds ids by id or by name, as people type them."""

    def __init__(self, names: Iterable[tuple[str, str]]):
        pairs = list(names)
        self.names = dict(pairs)
        self._spelt = Spelt((name, own) for own, name in pairs)
        self._codes = {fold(own): own for own in self.names}

    def find(self, text: str) -> Named:
        code = self._code(text)
        if code:
            return Named((code,), by_code=True)
        if match := _CODE_BESIDE.fullmatch(text.strip()):
            name, code = (match[1], match[2]) if match[1] else (match[4], match[3])
            own = self._code(code)
            if own and own in self._by_name(name):
                return Named((own,), by_code=True)
        return Named(self._by_name(text))

    def like(self, text: str) -> tuple[str, ...]:
        """The ids of those whom a text may mean that is nobody's name: the only one whose name ends
        in it, such as a given name alone, those whose names are its words in another order, else
        those whose name is most like it, accents apart.
        """
        bare = without_honorific(text)
        end, words = f" {fold(bare)}", sorted(fold(bare, plain=True).split())
        ending = [own for own, name in self.names.items() if fold(name).endswith(end)]
        if len(ending) == 1:
            return tuple(ending)
        if found := self._by_words.get(tuple(words)):
            return tuple(found)
        name = nearest(bare, self._spelt.words)
        return tuple(self._by_plain[fold(name, plain=True)]) if name else ()

    @cached_property
    def _by_plain(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for own, name in self.names.items():
            found.setdefault(fold(name, plain=True), []).append(own)
        return found

    @cached_property
    def _by_words(self) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], list[str]] = {}
        for own, name in self.names.items():
            found.setdefault(tuple(sorted(fold(name, plain=True).split())), []).append(own)
        return found

    def _code(self, text: str) -> str:
        return self._codes.get(fold(text), "")

    def _by_name(self, text: str) -> tuple[str, ...]:
        return tuple(self._spelt.meant(text) or self._spelt.meant(without_honorific(text)))


class Directory:
    """The people and branches of one problem, by the names that returns give them."""

    def __init__(self, problem: Problem):
        self.problem = problem

    @cached_property
    def cadres(self) -> Index:
        return Index((row.id, row.name) for row in self.problem.cadres.values())

    @cached_property
    def branches(self) -> Index:
        return Index((row.id, row.name) for row in self.problem.branches.values())

    @cached_property
    def _areas(self) -> dict[str, tuple[frozenset[str], ...]]:
        """Branch to folded name and id of each of the areas in which it lies."""
        territory = self.problem.territory
        return {
            branch: tuple(
                frozenset((fold(territory[area].name), fold(area)))
                for area in territory.ancestors(row.area)
            )
            for branch, row in self.problem.branches.items()
        }

    # -- branches ----------------------------------------------------------------------------------

    def lies_where_said(self, branches: Sequence[str], beside: Iterable[str]) -> tuple[str, ...]:
        """Those of the branches that lie in the most areas that are named beside them."""
        said = "\n".join(f" {fold(text)} " for text in beside)
        named = {
            branch: sum(any(f" {word} " in said for word in area) for area in self._areas[branch])
            for branch in branches
        }
        most = max(named.values(), default=0)
        return tuple(branch for branch in branches if named[branch] == most)

    def handed_off_with(
        self, branches: Sequence[str], localities: Iterable[str]
    ) -> tuple[str, ...]:
        """Those of the branches that lie in the same areas below the top as the localities: forms
        are made for each of these.
        """
        level, above = self.problem.settings.levels[1], self.problem.territory.ancestor_at
        areas = {above(one, level) for one in localities if one in self.problem.territory}
        locality = self.problem.locality
        return tuple(one for one in branches if above(locality(one), level) in areas - {None})

    # -- people ------------------------------------------------------------------------------------

    def in_line(self, cadre: str, planned: str, branch: str) -> bool:
        """Whether somebody is of the tier, the area and the line of organisations of the planned
        cadre, or may go to the branch and is of the tier.
        """
        ours, theirs = self.problem.cadres[cadre], self.problem.cadres[planned]
        if ours.tier != theirs.tier:
            return False
        same = ours.organization == theirs.organization and self._near(ours.areas, theirs.areas)
        return same or self.may_go(cadre, branch)

    def may_go(self, cadre: str, branch: str) -> bool:
        """Whether area, organisation and skills let the cadre attend the branch."""
        return branch in self.problem.may_attend(cadre)

    def _near(self, ours: Sequence[str], theirs: Sequence[str]) -> bool:
        within = self.problem.territory.within
        return any(a in within(b) or b in within(a) for a in ours for b in theirs)

    def is_there(self, cadre: str, day: dt.date) -> bool:
        """Whether somebody is employed and not on leave on that day."""
        problem = self.problem
        return problem.employed(cadre, day) and problem.leave_on(cadre, day) is None

    def meets(self, branch: str, day: dt.date) -> bool:
        """Whether the branch meets on that day by its calendar, as far as it is known."""
        first, last = self.problem.horizon[0].first_day, self.problem.horizon[-1].last_day
        return not first <= day <= last or (branch, day) in self.problem.meetings

    # -- in words ----------------------------------------------------------------------------------

    def cadre_name(self, cadre: str) -> str:
        """The name of a cadre; of an unknown one the id."""
        row = self.problem.cadres.get(cadre)
        return row.name if row else cadre

    def branch_name(self, branch: str) -> str:
        """The name of a branch; of an unknown one the id."""
        row = self.problem.branches.get(branch)
        return row.name if row else branch

    def list_cadres(self, cadres: Sequence[str]) -> str:
        """The first of them, each with name and id."""
        return _listed(f"{self.cadre_name(one)} ({one})" for one in cadres)

    def list_branches(self, branches: Sequence[str]) -> str:
        """The first of them, each with name, id and area."""
        territory = self.problem.territory
        areas = ((one, self.problem.branches[one].area) for one in branches)
        return _listed(f"{self.branch_name(b)} ({b}, {territory[a].name})" for b, a in areas)


def _listed(texts: Iterable[str]) -> str:
    every = list(texts)
    return "; ".join(every[:_MOST_SHOWN]) + (" …" if len(every) > _MOST_SHOWN else "")
