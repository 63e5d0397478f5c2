"""What a form is made from, and what it says above its table."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.domain.months import Month
from scheduler.domain.names import given_name_key
from scheduler.domain.problem import Problem
from scheduler.language import Language, say
from scheduler.results.columns import ResultTable, words_of
from scheduler.results.roster import VisitRow, handoff_table

LONG = 30
"""Rows above which a list is divided by the areas of the level below."""
_DOTS = "…" * 20
"""Where something is left to be written by hand."""


@dataclass(frozen=True)
class FormFacts:
    """What a form says of the way it goes; what is not given is left to be written by hand."""

    sender: str = ""
    """Who sends it."""
    return_until: dt.date | None = None
    """The last day on which it is to be back."""
    return_to: str = ""
    """To whom it is to be sent back: a name, an address."""


@dataclass(frozen=True)
class Form:
    """The part of a roster that one area is sent, with what its form says.

    ``publication`` is the id of the publication, or "" for a draft.
    """

    problem: Problem
    area: str
    months: tuple[Month, ...]
    rows: tuple[VisitRow, ...]
    language: Language
    facts: FormFacts = FormFacts()
    publication: str = ""

    @property
    def table(self) -> ResultTable[VisitRow]:
        """The columns."""
        settings = self.problem.settings
        return handoff_table(settings.levels, bool(self.publication), settings.level_names)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels below that of the area, top down."""
        return tuple(self.problem.settings.levels[2:])

    @property
    def about(self) -> str:
        """Area and months, in words."""
        months = months_said(self.months, self.language)
        return self._say("about", area=self.problem.territory[self.area].name, months=months)

    @property
    def status(self) -> str:
        """Under which id it was published, if it was."""
        return status_said([self.publication] if self.publication else [], self.language)

    @property
    def sender(self) -> str:
        """Who sends it, as a line."""
        return self._say("sender", sender=self.facts.sender or _DOTS * 2)

    @property
    def way_back(self) -> str:
        """Until when it is to be sent back and to whom, as a line."""
        until = self.facts.return_until or self._say("no_day")
        return self._say("return", until=until, to=self.facts.return_to or _DOTS * 3)

    @property
    def how(self) -> str:
        """How it is filled in."""
        _, _, substituted, moved, _ = words_of("statuses", self.language)
        sheet = self._say("unplanned_sheet")
        return self._say("how", substituted=substituted, moved=moved, sheet=sheet)

    def groups(self) -> Iterator[tuple[str, list[VisitRow]]]:
        """A heading, or "", and the rows below it.

        A long list is divided by the areas of the level below, in the order of their ids; what lies
        in none of them stands first, under the name of the area itself.
        """
        below: dict[str, list[VisitRow]] = defaultdict(list)
        if self.levels and len(self.rows) > LONG:
            territory = self.problem.territory
            for row in self.rows:
                below[territory.ancestor_at(row.branch.area, self.levels[0]) or ""].append(row)
        if len(below) < 2:
            yield "", list(self.rows)
            return
        for area in sorted(below):
            name = self.problem.territory[area or self.area].name
            yield self._say("group", area=name, count=len(below[area])), below[area]

    def names(self) -> list[str]:
        """The names of all who may be responsible for a place in the area, each once, sorted by
        given name.
        """
        territory = self.problem.territory
        near = territory.within(self.area) | set(territory.ancestors(self.area))
        cadres = [c for c in self.problem.cadres.values() if not near.isdisjoint(c.areas)]
        cadres.sort(key=lambda cadre: (given_name_key(cadre.name, cadre.sort_name), cadre.id))
        return list(dict.fromkeys(cadre.name for cadre in cadres))

    def _say(self, key: str, **values: object) -> str:
        return say(f"forms.{key}", self.language, **values)


def months_said(months: Sequence[Month], language: Language) -> str:
    """Months on end, in words."""
    first, last = (
        say("forms.month", language, year=month.year, number=month.number)
        for month in (months[0], months[-1])
    )
    return first if first == last else say("forms.months", language, first=first, last=last)


def status_said(publications: Sequence[str], language: Language) -> str:
    """Under which ids something was published; without any, that it is a draft."""
    if not publications:
        return say("forms.draft", language)
    return say("forms.publication", language, publication=", ".join(publications))
