"""How far a ledger is: months, publications, what came back and what has not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.territory import Territory
from scheduler.ledger.ledger import Ledger
from scheduler.ledger.records import PlannedVisit, Publication, ReturnFile

State = Literal["complete", "partial", "none", "overdue"]


@dataclass(frozen=True)
class AreaState:
    """How far the returns of an area are; ``planned`` visits, of which so many are ``answered``."""

    area: str
    name: str
    planned: int
    answered: int
    is_over: bool
    """Whether the month was over on the day asked about."""

    @property
    def state(self) -> State:
        """Complete, partial, none, or overdue: none though the month is over."""
        if self.answered == self.planned:
            return "complete"
        if self.answered:
            return "partial"
        return "overdue" if self.is_over else "none"


@dataclass(frozen=True)
class MonthState:
    """A published month."""

    publication: Publication
    areas: tuple[AreaState, ...]
    unplanned: int
    """Visits made that nobody planned."""
    is_closed: bool

    @property
    def state(self) -> State:
        """That of all areas together."""
        own = [area.state for area in self.areas if area.planned]
        if all(state == "complete" for state in own):
            return "complete"
        if any(state in ("complete", "partial") for state in own):
            return "partial"
        return "overdue" if "overdue" in own else "none"


@dataclass(frozen=True)
class LedgerState:
    """A ledger as a whole."""

    months: tuple[MonthState, ...]
    returns: tuple[ReturnFile, ...]


def state_of(ledger: Ledger, today: Month) -> LedgerState:
    """How far the ledger is; months before ``today``'s are over."""
    known = ledger.known()
    instances: dict[str, Instance] = {}
    current: dict[str, list[PlannedVisit]] = defaultdict(list)
    for planned in known.planned.values():
        current[planned.publication].append(planned)
    months = []
    for month, publication in known.newest.items():
        digest = known.publications[publication].instance_sha256
        if digest not in instances:
            instances[digest] = ledger.instance_of(publication)
        own = current[publication]
        areas = tuple(_areas(own, known.outcomes, instances[digest], month < today))
        unplanned = sum(Month.of(one.told.date) == month for one in known.unplanned)
        months.append(
            MonthState(known.publications[publication], areas, unplanned, known.is_closed(month))
        )
    return LedgerState(tuple(months), tuple(ledger.returns()))


def status_facts(state: LedgerState) -> dict[str, Any]:
    """The state for a program."""
    return {
        "months": [
            {
                "month": str(month.publication.month),
                "publication": month.publication.id,
                "published": month.publication.time.isoformat(),
                "by": month.publication.by,
                "supersedes": month.publication.supersedes,
                "state": month.state,
                "closed": month.is_closed,
                "unplanned": month.unplanned,
                "areas": [
                    {
                        "area": area.area, "name": area.name, "planned": area.planned,
                        "answered": area.answered, "state": area.state,
                    }
                    for area in month.areas
                ],
            }
            for month in state.months
        ],
        "returns": [
            {
                "number": file.number, "name": file.name, "sha256": file.sha256,
                "time": file.time.isoformat(), "by": file.by,
            }
            for file in state.returns
        ],
    }  # fmt: skip


def _areas(
    visits: Iterable[PlannedVisit], answered_ones: Container[str], instance: Instance, is_over: bool
) -> Iterator[AreaState]:
    territory = Territory(instance.areas, instance.settings.levels)
    level = instance.settings.levels[1]
    counts: dict[str, list[int]] = {area: [0, 0] for area in territory.at_level(level)}
    for planned in visits:
        area = _above(territory, planned.area, level)
        own = counts.setdefault(area, [0, 0])
        own[0] += 1
        own[1] += planned.id in answered_ones
    names: Mapping[str, str] = {row.id: row.name for row in instance.areas}
    for area, (planned_visits, answered) in counts.items():
        yield AreaState(area, names.get(area, area), planned_visits, answered, is_over)


def _above(territory: Territory, area: str, level: str) -> str:
    """The area of the level in which an area lies; itself where it lies in none, or is gone."""
    try:
        return territory.ancestor_at(area, level) or area
    except KeyError:
        return area
