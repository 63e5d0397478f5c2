"""What the tables say of areas, branches and cadres that are gone or have successors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from scheduler.domain.instance import Instance
from scheduler.domain.records import Cadre, Record


def dealt(instance: Instance, successors: Mapping[str, Sequence[str]], each: int) -> Instance:
    """Areas that are gone replaced by their successors.

    Cadres get at most ``each`` of them, dealt out in turn in order of id; rules and closures for
    the area become one for each successor; anything that needs one area takes the first.
    """
    turn: dict[str, int] = defaultdict(int)
    cadres: dict[str, Cadre] = {}
    for row in sorted(instance.cadres, key=lambda row: row.id):
        own: list[str] = []
        share = max(1, each // len(row.areas))
        for area in row.areas:
            if area not in successors:
                own.append(area)
                continue
            several = successors[area]
            for _ in range(min(share, len(several))):
                own.append(several[turn[area] % len(several)])
                turn[area] += 1
        cadres[row.id] = row.model_copy(update={"areas": tuple(dict.fromkeys(own))})

    def spread(rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            for area in successors.get(row.area, (row.area,)):
                yield row.model_copy(update={"area": area})

    changed = instance.model_copy(
        update={
            "cadres": tuple(cadres[row.id] for row in instance.cadres),
            "calendars": once(spread(instance.calendars)),
            "closures": once(spread(instance.closures)),
        }
    )
    return renamed(changed, lambda area: successors[area][0] if area in successors else area)


def renamed(instance: Instance, name: Callable[[str], str]) -> Instance:
    """Every area by its new name, wherever a table names one."""
    distances = [
        row.model_copy(update={"from_": name(row.from_), "to": name(row.to)})
        for row in instance.distances
    ]
    pairs: dict[frozenset[str], Any] = {}
    for row in distances:
        if row.from_ != row.to:
            pairs.setdefault(frozenset((row.from_, row.to)), row)
    return instance.model_copy(
        update={
            "branches": tuple(
                r.model_copy(update={"area": name(r.area)}) for r in instance.branches
            ),
            "cadres": tuple(
                r.model_copy(
                    update={
                        "areas": tuple(dict.fromkeys(map(name, r.areas))),
                        "base": name(r.base) if r.base else "",
                    }
                )
                for r in instance.cadres
            ),
            "calendars": once(
                r.model_copy(update={"area": name(r.area)}) for r in instance.calendars
            ),
            "closures": once(
                r.model_copy(update={"area": name(r.area)}) for r in instance.closures
            ),
            "distances": tuple(pairs.values()),
        }
    )


def without_references(instance: Instance) -> Instance:
    """Without the rows that speak of branches or cadres that are gone."""
    branches = {row.id for row in instance.branches}
    cadres = {row.id for row in instance.cadres}
    return instance.model_copy(
        update={
            "calendars": tuple(
                r for r in instance.calendars if not r.branch or r.branch in branches
            ),
            "meetings": tuple(r for r in instance.meetings if r.branch in branches),
            "leave": tuple(r for r in instance.leave if r.cadre in cadres),
            "history": tuple(
                r for r in instance.history if r.branch in branches and r.cadre in cadres
            ),
            "pins": tuple(r for r in instance.pins if r.branch in branches and r.cadre in cadres),
        }
    )


def once(rows: Iterable[Record]) -> tuple[Any, ...]:
    """The rows without those whose key stands there already."""
    found: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        found.setdefault(row.key_value(), row)
    return tuple(found.values())
