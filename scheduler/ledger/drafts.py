"""What is to be published, before the ledger has given it a number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Visit
from scheduler.ledger.chain import canonical
from scheduler.ledger.records import Value


@dataclass(frozen=True)
class DraftVisit:
    """A visit that is to be published, with what the tables say of it."""

    visit: Visit
    tier: str
    organization: str
    area: str


@dataclass(frozen=True)
class PublicationDraft:
    """A month of a roster that is to be published."""

    month: Month
    visits: tuple[DraftVisit, ...]
    instance: Instance
    """The tables as they are, in the roster's horizon."""
    values: tuple[Value, ...] = ()
    version: str = ""
    """Of the program."""
    supersedes: str = ""
    """The newest publication of the month that it replaces; "" for a month not published yet."""
    note: str = ""
    """Why it replaces that one."""

    @property
    def roster_sha256(self) -> str:
        """The hash of the month's visits, whatever their order."""
        rows = sorted((v.visit.date.isoformat(), v.visit.branch, v.visit.cadre)
                      for v in self.visits)  # fmt: skip
        return hashlib.sha256(canonical(rows).encode()).hexdigest()


def drafts_of(
    problem: Problem,
    roster: Roster,
    instance: Instance,
    *,
    values: Iterable[Value] = (),
    version: str = "",
    supersedes: Iterable[str] = (),
    note: str = "",
) -> list[PublicationDraft]:
    """A draft for each month of the problem's horizon in which the roster has visits, in order.

    ``instance`` is stored as the tables were; ``problem`` may know of former people too.
    ``supersedes`` names the publications that the drafts of their months replace.
    """
    values, drafts = tuple(values), []
    replaced = {name.rpartition(".")[0]: name for name in supersedes}
    for month in problem.horizon:
        visits = tuple(
            DraftVisit(
                visit,
                problem.cadres[visit.cadre].tier,
                problem.cadres[visit.cadre].organization,
                problem.locality(visit.branch),
            )
            for visit in Roster.of(roster)
            if visit.month == month
        )
        if not visits:
            continue
        own = replaced.get(str(month), "")
        drafts.append(
            PublicationDraft(month, visits, instance, values, version, own, note if own else "")
        )
    return drafts
