"""Another territory: areas closed, merged, split, a whole level done away with.

Whatever names an area that is gone names its successor afterwards, in every table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from scheduler.domain.faults import Fault, InputError
from scheduler.domain.instance import Instance
from scheduler.domain.names import nearest
from scheduler.domain.records import Area, Branch
from scheduler.domain.territory import Territory
from scheduler.domain.vocabulary import TableName
from scheduler.edits.successors import dealt, once, renamed, without_references


def close(instance: Instance, areas: Sequence[str]) -> Instance:
    """Without these areas, everything under them, and whoever was responsible for nothing else."""
    territory = _known(instance, areas, "areas")
    gone = frozenset().union(*(territory.within(area) for area in areas))
    cadres = tuple(
        row.model_copy(
            update={
                "areas": tuple(area for area in row.areas if area not in gone),
                "base": "" if row.base in gone else row.base,
            }
        )
        for row in instance.cadres
        if not gone.issuperset(row.areas)
    )
    return without_references(
        instance.model_copy(
            update={
                "areas": tuple(row for row in instance.areas if row.id not in gone),
                "branches": tuple(row for row in instance.branches if row.area not in gone),
                "cadres": cadres,
                "calendars": tuple(r for r in instance.calendars if r.area not in gone),
                "closures": tuple(r for r in instance.closures if r.area not in gone),
                "distances": tuple(
                    r for r in instance.distances if r.from_ not in gone and r.to not in gone
                ),
            }
        )
    )


def merge(
    instance: Instance,
    into: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
    unite: bool = True,
) -> Instance:
    """One area for several, by new id; see :class:`scheduler.domain.edit.Merge`."""
    old = [area for areas in into.values() for area in areas]
    territory = _known(instance, old, "into")
    if twice := {area for area in old if old.count(area) > 1}:
        raise InputError(Fault("repeated", "areas", None, "into", area) for area in sorted(twice))
    successor = {area: new for new, areas in into.items() for area in areas}
    clash = [new for new in into if new in territory and new not in into[new]]
    faults = [Fault("area_taken", "areas", None, "into", new) for new in clash]
    faults += [
        Fault("one_level", "areas", None, "into", ", ".join(areas))
        for areas in into.values()
        if len({territory[area].level for area in areas}) > 1
    ]
    if faults:
        raise InputError(faults)
    merged = {new: _merged(territory, new, areas, names) for new, areas in into.items()}
    rows: list[Area] = []
    for row in instance.areas:
        new = successor.get(row.id)
        if new is None:
            rows.append(row.model_copy(update={"parent": successor.get(row.parent, row.parent)}))
        elif new in merged:
            area = merged.pop(new)  # where the first of them stood
            rows.append(area.model_copy(update={"parent": successor.get(area.parent, area.parent)}))
    changed = renamed(
        instance.model_copy(update={"areas": tuple(rows)}), lambda area: successor.get(area, area)
    )
    several = {new: areas for new, areas in into.items() if len(areas) > 1}
    return _united(changed, instance, several) if unite else changed


def _merged(territory: Territory, new: str, areas: Sequence[str], names: Mapping[str, str]) -> Area:
    """The new area: where the first of the old ones was, in the middle of all."""
    olds = [territory[area] for area in areas]
    update: dict[str, Any] = {"id": new, "priority": max(row.priority for row in olds)}
    own = territory[new].name if new in territory else olds[0].name
    update["name"] = names.get(new, own)
    placed = [row for row in olds if row.latitude is not None and row.longitude is not None]
    if placed:
        update["latitude"] = round(fmean(row.latitude or 0.0 for row in placed), 6)
        update["longitude"] = round(fmean(row.longitude or 0.0 for row in placed), 6)
    return olds[0].model_copy(update=update)


def _united(instance: Instance, before: Instance, into: Mapping[str, Sequence[str]]) -> Instance:
    """The branches of one organisation directly in a merged area made one, the first by id."""
    name = {row.id: row.name for row in instance.areas}
    old_name = {row.id: row.name for row in before.areas}
    old_area = {row.id: row.area for row in before.branches}
    groups: dict[tuple[str, str], list[Branch]] = defaultdict(list)
    for row in sorted(instance.branches, key=lambda row: row.id):
        if row.area in into:
            groups[row.area, row.organization].append(row)
    first = {row.id: rows[0].id for rows in groups.values() for row in rows}
    branches = tuple(
        row.model_copy(
            update={"name": row.name.replace(old_name[old_area[row.id]], name[row.area])}
        )
        if row.id in first
        else row
        for row in instance.branches
        if first.get(row.id, row.id) == row.id
    )

    def moved(rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            yield row.model_copy(update={"branch": first.get(row.branch, row.branch)})

    kept = {row.id for row in branches}
    return instance.model_copy(
        update={
            "branches": branches,
            # The dates of the first stand for all of them.
            "calendars": tuple(r for r in instance.calendars if not r.branch or r.branch in kept),
            "meetings": tuple(r for r in instance.meetings if r.branch in kept),
            "history": once(moved(instance.history)),
            "pins": once(moved(instance.pins)),
        }
    )


def split(
    instance: Instance, area: str, into: Mapping[str, Sequence[str]], names: Mapping[str, str]
) -> Instance:
    """Several areas for one; see :class:`scheduler.domain.edit.Split`."""
    territory = _known(instance, [area], "area")
    children = territory.children.get(area, ())
    given = [child for part in into.values() for child in part]
    faults = [
        Fault("child", "areas", None, "into", child, nearest(child, children), {"area": area})
        for child in given
        if child not in children
    ]
    faults += [Fault("repeated", "areas", None, "into", c) for c in children if given.count(c) > 1]
    faults += [Fault("left_over", "areas", None, "into", c) for c in children if c not in given]
    faults += [
        Fault("area_taken", "areas", None, "into", n) for n in into if n in territory and n != area
    ]
    if faults:
        raise InputError(faults)
    row = territory[area]
    parts = [row.model_copy(update={"id": n, "name": names.get(n, row.name)}) for n in into]
    parent = {child: new for new, part in into.items() for child in part}
    areas: list[Area] = []
    for other in instance.areas:
        if other.id == area:
            areas += parts
        else:
            areas.append(other.model_copy(update={"parent": parent.get(other.id, other.parent)}))
    changed = instance.model_copy(update={"areas": tuple(areas)})
    return dealt(changed, {area: tuple(into)}, each=1)


def drop_level(instance: Instance, level: str, tier: str) -> Instance:
    """Without a level; see :class:`scheduler.domain.edit.DropLevel`."""
    levels = instance.settings.levels
    level = instance.settings.level_meant(level) or level
    tier = instance.settings.level_meant(tier) or tier
    if level not in levels:
        raise InputError(
            [Fault("choice", "instance", None, "level", level, nearest(level, levels),
                   {"words": instance.settings.levels_said(levels)})]
        )  # fmt: skip
    kept_levels = tuple(name for name in levels if name != level)
    if tier and tier not in kept_levels[:-1]:
        raise InputError(
            [Fault("choice", "instance", None, "tier", tier, nearest(tier, kept_levels),
                   {"words": instance.settings.levels_said(kept_levels[:-1])})]
        )  # fmt: skip
    territory = Territory(instance.areas, levels)
    gone = {area: territory[area].parent for area in territory.at_level(level)}
    successors = {area: territory.children.get(area) or (gone[area],) for area in gone}
    areas = tuple(
        row.model_copy(update={"parent": gone.get(row.parent, row.parent)})
        for row in instance.areas
        if row.id not in gone
    )
    cadres = tuple(
        row.model_copy(update={"tier": tier}) if row.tier == level else row
        for row in instance.cadres
        if tier or row.tier != level
    )
    settings = instance.settings.model_copy(update={"levels": kept_levels})
    branches = tuple(
        row.model_copy(update={"area": gone[row.area]}) if row.area in gone else row
        for row in instance.branches
    )
    changed = instance.model_copy(
        update={"settings": settings, "areas": areas, "cadres": cadres, "branches": branches}
    )
    return without_references(dealt(changed, successors, each=instance.settings.max_areas))


def _known(instance: Instance, areas: Collection[str], column: str) -> Territory:
    """The territory; InputError for each id that is no area of it."""
    territory = Territory(instance.areas, instance.settings.levels)
    faults = [
        Fault("reference", "areas", None, column, area, nearest(area, territory.areas),
              {"table": TableName("areas")})
        for area in areas
        if area not in territory
    ]  # fmt: skip
    if faults:
        raise InputError(faults)
    return territory
