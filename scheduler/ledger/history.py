"""What a ledger knows of the past, as the history from which the next months are planned.

The history of a planning is the instance's own table first, then the visits that really were made
by the ledger, then those of published months of which no answer has come: these are taken as made
(LEDGER §6). Where both speak of the same cadre, branch and date, an answer in the ledger holds, and
else what the instance says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scheduler.domain.elapsed import Elapsed, Former
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import Area, Branch, Cadre, HistoryStatus, PastVisit
from scheduler.domain.roster import Visit
from scheduler.ledger.records import Known, PlannedVisit

Statuses = Mapping[Visit, HistoryStatus]


@dataclass(frozen=True)
class LedgerHistory:
    """An instance with the history that a ledger adds to its own."""

    instance: Instance
    former: Former = field(default_factory=Former)
    """Those of whom the history tells and who stand in no table of the instance any more."""
    answered: int = 0
    """Visits of which the ledger knows what became."""
    unanswered: int = 0
    """Visits of published months of which no answer has come, counted as made."""

    @property
    def elapsed(self) -> Elapsed | None:
        """The former people and places, as the part of a horizon that is over; None without any."""
        if self.former == Former():
            return None
        return Elapsed(self.instance.settings.start.first_day, frozenset(), self.former)


def month_after(known: Known) -> Month | None:
    """The month after the last that was published; None if none was."""
    return max(known.newest).plus(1) if known.newest else None


def with_history(
    instance: Instance, known: Known, instance_of: Callable[[str], Instance]
) -> LedgerHistory:
    """The instance, its history followed by what the ledger knows up to the end of its horizon.

    Of the months of the horizon itself only what really happened counts: what is planned in them is
    to be planned anew. ``instance_of`` gives the tables as they were at a publication, from which
    people and branches are taken that the instance no longer has.
    """
    start, end = instance.settings.horizon[0], instance.settings.horizon[-1]
    answers = {visit: status for visit, status in _answers(known) if visit.month <= end}
    waiting = {
        planned.visit
        for planned in _unanswered(known)
        if planned.visit.month < start and planned.visit not in answers
    }
    own = {Visit(row.cadre, row.branch, row.date): row for row in instance.history}
    rows = [row for visit, row in own.items() if visit not in answers]
    rows += _rows(answers)
    rows += _rows(dict.fromkeys(waiting - own.keys(), "planned"))
    return LedgerHistory(
        instance.model_copy(update={"history": tuple(rows)}),
        former_ones(instance, {*answers, *waiting}, known, instance_of),
        sum(visit.month <= end for visit in _answered(known)),
        len(waiting - own.keys()),
    )


def unknown_months(instance: Instance, published: Iterable[Month] = ()) -> tuple[Month, ...]:
    """The months before the horizon of which nothing is known, after the first of which something
    is: neither the table history, from its first month to its last, nor a publication tells of
    them. Without any history the month before the horizon.
    """
    start = instance.settings.start
    recorded = [Month.of(row.date) for row in instance.history]
    before = [month for month in recorded if month < start]
    spanned = _span(min(before), max(before)) if before else ()
    known = {*spanned, *(month for month in published if month < start)}
    first = min(known, default=start.plus(-1))
    return tuple(month for month in _span(first, start.plus(-1)) if month not in known)


def _span(first: Month, last: Month) -> tuple[Month, ...]:
    return tuple(map(Month.at, range(first.ordinal, last.ordinal + 1)))


def _rows(statuses: Statuses) -> list[PastVisit]:
    order = sorted(statuses, key=lambda visit: (visit.date, visit.branch, visit.cadre))
    return [
        PastVisit.model_construct(
            cadre=visit.cadre, branch=visit.branch, date=visit.date, status=statuses[visit]
        )
        for visit in order
    ]  # fmt: skip


def _answers(known: Known) -> Iterator[tuple[Visit, HistoryStatus]]:
    """Each visit of which the ledger knows that it was made, or was not; who was there is told last
    and so holds, where one outcome denies and another affirms the same visit.
    """
    outcomes = [*known.outcomes.values(), *known.unplanned]
    for outcome in outcomes:
        planned = known.planned.get(outcome.told.visit)
        if planned is not None and outcome.told.status in ("missed", "not_held", "moved"):
            yield planned.visit, "missed"
        elif planned is not None and outcome.told.status == "substituted":
            yield planned.visit, "substituted"
    for outcome in outcomes:
        if outcome.told.status in ("attended", "substituted", "moved", "unplanned"):
            yield outcome.actual, "attended"


def _answered(known: Known) -> Iterator[Visit]:
    """The visit that each outcome speaks of: as planned, or as made where nobody planned it."""
    for visit in known.outcomes:
        yield known.planned[visit].visit
    yield from (outcome.actual for outcome in known.unplanned)


def _unanswered(known: Known) -> Iterator[PlannedVisit]:
    return (
        planned
        for visit, planned in known.planned.items()
        if known.is_current(visit) and visit not in known.outcomes
    )


# -- who and what no table knows any more ---------------------------------------------------------


def former_ones(
    instance: Instance,
    visits: Iterable[Visit],
    known: Known,
    instance_of: Callable[[str], Instance],
) -> Former:
    """The cadres and branches of these visits that the instance does not have, from the newest
    publication whose tables had them; with the areas of the branches.
    """
    visits = list(visits)
    cadres = {visit.cadre for visit in visits} - instance.ids("cadres")
    branches = {visit.branch for visit in visits} - instance.ids("branches")
    found = _Found(instance)
    for publication in reversed(list(known.publications)):
        if not cadres and not branches:
            break
        before = instance_of(publication)
        cadres -= found.take_cadres(before, cadres)
        branches -= found.take_branches(before, branches)
    return found.former


class _Found:
    """Former people and places, as they are found."""

    def __init__(self, instance: Instance):
        self._areas_now = instance.ids("areas")
        self._cadres: dict[str, Cadre] = {}
        self._branches: dict[str, Branch] = {}
        self._areas: dict[str, Area] = {}

    @property
    def former(self) -> Former:
        return Former(
            tuple(self._cadres[key] for key in sorted(self._cadres)),
            tuple(self._branches[key] for key in sorted(self._branches)),
            tuple(self._areas[key] for key in sorted(self._areas)),
        )

    def take_cadres(self, before: Instance, wanted: set[str]) -> set[str]:
        """Those of the cadres whom the tables have: gone, they owe nothing and can go nowhere."""
        own = {row.id: row for row in before.cadres if row.id in wanted}
        gone = {"areas": (), "visits_per_month": 0}
        self._cadres |= {key: row.model_copy(update=gone) for key, row in own.items()}
        return set(own)

    def take_branches(self, before: Instance, wanted: set[str]) -> set[str]:
        """Those of the branches that the tables have, and the areas that they lie in."""
        own = {row.id: row for row in before.branches if row.id in wanted}
        self._branches |= own
        areas = {row.id: row for row in before.areas}
        for row in own.values():
            area = row.area
            while area and area not in self._areas_now and area in areas:
                self._areas[area] = areas[area]
                area = areas[area].parent
        return set(own)
