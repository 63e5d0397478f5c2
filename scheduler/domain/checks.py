"""What one row says against another: references, duplicates, the tree.

Each check is a small generator of faults; :func:`find_faults` runs them all, so that a planner sees
every fault at once.
"""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.holidays import public_holidays
from scheduler.domain.calendars.meetings import told
from scheduler.domain.calendars.rule_cell import parse_rule, time_said
from scheduler.domain.cells import SESSION_HOURS
from scheduler.domain.faults import Fault
from scheduler.domain.instance import Instance
from scheduler.domain.months import LAST_YEAR
from scheduler.domain.names import fold, nearest
from scheduler.domain.records import RECORDS, Record, Ref
from scheduler.domain.settings import Settings
from scheduler.domain.vocabulary import TableName

SPECIAL_REFERENCES = {("organizations", "attends"): {"own", "all"}}
"""Words that may stand where a reference is expected."""

_LOOK_ALIKES = str.maketrans("авеѕікмнорстухјԁԛԝοαν", "abesikmhopctyxjdqwoav")
"""Cyrillic and Greek letters that no eye tells from Latin ones."""


def find_faults(instance: Instance) -> list[Fault]:
    """Every contradiction within the instance, in order of table and row."""
    return [
        *(fault for check in _OF_SETTINGS for fault in check(instance)),
        *find_row_faults(instance),
    ]


def find_row_faults(instance: Instance) -> list[Fault]:
    """Those contradictions that can be found whatever the settings are."""
    return [fault for check in _OF_ROWS for fault in check(instance)]


def find_horizon_faults(settings: Settings) -> Iterator[Fault]:
    """A fault if the horizon goes on after the last year that dates may lie in."""
    last = settings.horizon[-1]
    if last.year > LAST_YEAR:
        context = {"year": LAST_YEAR, "last": str(last)}
        yield Fault("horizon_end", "instance", None, "months", str(settings.months), "", context)


def _settings(instance: Instance) -> Iterator[Fault]:
    settings = instance.settings
    if len(set(settings.levels)) < len(settings.levels):
        yield Fault("repeated", "instance", None, "levels", ";".join(settings.levels))
    if len(settings.levels) < 2:
        yield Fault("two_levels", "instance", None, "levels", ";".join(settings.levels))
    if settings.level_names and len(settings.level_names) != len(settings.levels):
        count = {"count": len(settings.levels)}
        names = ";".join(settings.level_names)
        yield Fault("level_names", "instance", None, "level_names", names, "", count)
    if settings.timezone not in zoneinfo.available_timezones():
        yield Fault(
            "timezone", "instance", None, "timezone", settings.timezone,
            nearest(settings.timezone, zoneinfo.available_timezones()),
        )  # fmt: skip
    yield from find_horizon_faults(settings)
    try:
        public_holidays(settings.holidays, [settings.start.year])
    except PydanticCustomError as error:
        yield _refused(error, "instance", None, "holidays", settings.holidays)


def _refused(
    error: PydanticCustomError, table: str, row: int | None, column: str, value: str
) -> Fault:
    context = dict(error.context or {})
    return Fault(error.type, table, row, column, value, str(context.pop("nearest", "")), context)


def _columns(record: type[Record]) -> Iterator[tuple[str, str, str]]:
    """(field, column, table referred to) of the columns that refer to another table."""
    for field, info in record.model_fields.items():
        for mark in info.metadata:
            if isinstance(mark, Ref):
                yield field, info.alias or field, mark.table


def _references(instance: Instance) -> Iterator[Fault]:
    known = {
        record.table: {row.id for row in instance.table(record.table)}  # type: ignore[attr-defined]
        for record in RECORDS
        if "id" in record.model_fields
    }
    for record in RECORDS:
        for field, column, target in _columns(record):
            valid = known[target] | SPECIAL_REFERENCES.get((record.table, column), set())
            near: dict[str, str] = {}
            for number, row in enumerate(instance.table(record.table)):
                value = getattr(row, field)
                for part in value if isinstance(value, tuple) else (value,):
                    if part and part not in valid:
                        if part not in near:
                            near[part] = nearest(part, valid)
                        yield Fault(
                            "reference", record.table, number, column, part, near[part],
                            {"table": TableName(target)},
                        )  # fmt: skip


def _duplicates(instance: Instance) -> Iterator[Fault]:
    for record in RECORDS:
        first: dict[tuple[object, ...], int] = {}
        for number, row in enumerate(instance.table(record.table)):
            seen = first.setdefault(row.key_value(), number)
            if seen != number:
                column = record.model_fields[record.key[0]].alias or record.key[0]
                yield Fault(
                    "duplicate", record.table, number, column, str(getattr(row, record.key[0])),
                    context={"table": TableName(record.table), "first_row": seen},
                )  # fmt: skip


def _alike_ids(instance: Instance) -> Iterator[Fault]:
    for table in ("areas", "organizations", "branches", "cadres"):
        first: dict[str, str] = {}
        for number, row in enumerate(instance.table(table)):
            identifier: str = row.id  # type: ignore[attr-defined]
            other = first.setdefault(appearance(identifier), identifier)
            if other != identifier:
                yield Fault("alike", table, number, "id", identifier, other)


def appearance(identifier: str) -> str:
    """What is left of an id for people who read it aloud or copy it from paper."""
    return "".join(fold(identifier).translate(_LOOK_ALIKES).split())


def _reserved(instance: Instance) -> Iterator[Fault]:
    for number, row in enumerate(instance.organizations):
        if row.id in ("own", "all"):
            yield Fault("reserved", "organizations", number, "id", row.id)
        if "all" in row.attends and len(row.attends) > 1:
            yield Fault("all_alone", "organizations", number, "attends", ";".join(row.attends))


def _areas(instance: Instance) -> Iterator[Fault]:
    depth = {level: number for number, level in enumerate(instance.settings.levels)}
    areas = {area.id: area for area in instance.areas}
    top = min((depth[area.level] for area in instance.areas if area.level in depth), default=0)
    for number, area in enumerate(instance.areas):
        if area.level not in depth:
            yield Fault(
                "level", "areas", number, "level", area.level, nearest(area.level, depth),
                {"levels": instance.settings.levels_said(depth)},
            )  # fmt: skip
        elif not area.parent:
            if depth[area.level] > top:
                yield Fault("parent_missing", "areas", number, "parent", "")
        elif (parent := areas.get(area.parent)) and depth.get(parent.level, -1) >= depth[
            area.level
        ]:
            yield Fault(
                "parent_level", "areas", number, "parent", area.parent,
                context={
                    "level": instance.settings.levels_said([area.level]),
                    "parent_level": instance.settings.levels_said([parent.level]),
                },
            )  # fmt: skip
        if (area.latitude is None) != (area.longitude is None):
            column = "latitude" if area.latitude is None else "longitude"
            yield Fault("coordinates", "areas", number, column, "")
    yield from _cycles(instance)


def _cycles(instance: Instance) -> Iterator[Fault]:
    parent = {area.id: area.parent for area in instance.areas}
    settled: set[str] = set()
    for number, area in enumerate(instance.areas):
        path: list[str] = []
        node = area.id
        while node in parent and node not in settled and node not in path:
            path.append(node)
            node = parent[node]
        if node in path:
            circle = " → ".join([*path[path.index(node) :], node])
            yield Fault("cycle", "areas", number, "parent", area.parent, context={"cycle": circle})
        settled.update(path)


def _cadres(instance: Instance) -> Iterator[Fault]:
    tiers = instance.settings.levels[:-1]
    limit = instance.settings.max_areas
    for number, cadre in enumerate(instance.cadres):
        if tiers and cadre.tier not in tiers:
            yield Fault(
                "tier", "cadres", number, "tier", cadre.tier, nearest(cadre.tier, tiers),
                {"tiers": instance.settings.levels_said(tiers)},
            )  # fmt: skip
        if len(cadre.areas) > limit:
            yield Fault(
                "max_areas", "cadres", number, "areas", ";".join(cadre.areas),
                context={"limit": limit},
            )  # fmt: skip


def _calendars(instance: Instance) -> Iterator[Fault]:
    zone = instance.settings.zone
    for number, row in enumerate(instance.calendars):
        try:
            rule = parse_rule(row.rule, zone)
        except PydanticCustomError as error:
            yield _refused(error, "calendars", number, "rule", row.rule)
            continue
        if rule.needs_anchor and row.from_ is None:
            yield Fault("rule_anchor", "calendars", number, "from", "")
        said = time_said(row.rule)
        if said and not _agree(row.time, said):
            context = {"said": told(said)}
            yield Fault("rule_other_time", "calendars", number, "time", row.time, said, context)


def _agree(time: str, said: str) -> bool:
    """Whether a time and the one that a rule tells may be of one meeting."""
    if time == said:
        return True
    clock, session = (said, time) if time in SESSION_HOURS else (time, said)
    return session in SESSION_HOURS and clock[:2].isdigit() and _is_at(session, int(clock[:2]), 0)


def _copied_rules(instance: Instance) -> Iterator[Fault]:
    """What a rule copied from a calendar program says besides its dates, and the row otherwise."""
    for number, row in enumerate(instance.calendars):
        rule = parse_rule(row.rule, instance.settings.zone)
        times = ", ".join(_clock(*time) for time in rule.times)
        if len(rule.times) > 1 or not all(_is_at(row.time, *time) for time in rule.times):
            yield _said("rule_time", number, told=times, time=told(row.time))
        if rule.has_length:
            yield _said("rule_length", number)
        if rule.start is None:
            continue
        if row.from_ not in (None, rule.start):
            yield _said("rule_start", number, start=rule.start, anchor=row.from_)
        elif not rule.dates(rule.start, rule.start):
            yield _said("rule_first", number, start=rule.start)


def _said(kind: str, number: int, **context: object) -> Fault:
    return Fault(f"notices.{kind}", "calendars", number, "rule", context=context)


def _clock(hour: int, minute: int | None) -> str:
    return f"{hour:02d}:{minute or 0:02d}"


def _is_at(time: str, hour: int, minute: int | None) -> bool:
    """Whether HH:MM is that time, or a session has that hour."""
    if time in SESSION_HOURS:
        return hour in SESSION_HOURS[time]
    return time == f"{hour:02d}:{time[3:] if minute is None else f'{minute:02d}'}"


def _distances(instance: Instance) -> Iterator[Fault]:
    known: dict[frozenset[str], tuple[int, float]] = {}
    for number, row in enumerate(instance.distances):
        first, km = known.setdefault(frozenset((row.from_, row.to)), (number, row.km))
        if km != row.km:
            yield Fault(
                "distance", "distances", number, "km", f"{row.km:g}",
                context={"km": f"{km:g}", "first_row": first},
            )  # fmt: skip


def _leave_overlap(instance: Instance) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(instance.leave):
        rows[row.cadre].append(number)
    return rows


def find_notices(instance: Instance) -> list[Fault]:
    """What is allowed but worth a look: overlapping leave, records that do not count, copied rules
    that say something else than their rows.
    """
    notices = [*_copied_rules(instance), *_uncounted_records(instance)]
    for numbers in _leave_overlap(instance).values():
        spans = sorted((instance.leave[n].from_, instance.leave[n].until, n) for n in numbers)
        for (_, until, first), (from_, _, number) in pairwise(spans):
            if from_ <= until:
                notices.append(
                    Fault(
                        "leave_overlap", "leave", number, "from", from_.isoformat(),
                        context={"first_row": first},
                    )
                )  # fmt: skip
    return notices


def _uncounted_records(instance: Instance) -> Iterator[Fault]:
    """The first of the records after the horizon, and of those only planned in it, with counts."""
    start, end = instance.settings.horizon[0].first_day, instance.settings.horizon[-1].last_day
    rows = list(enumerate(instance.history))
    if later := [(number, row) for number, row in rows if row.date > end]:
        number, row = later[0]
        context = {"end": end, "count": len(later)}
        yield Fault("history_later", "history", number, "date", row.date.isoformat(), "", context)
    planned = [(n, row) for n, row in rows if start <= row.date <= end and row.status == "planned"]
    if planned:
        number, row = planned[0]
        context = {"date": row.date, "count": len(planned)}
        yield Fault("history_planned", "history", number, "status", row.status, "", context)


_Check = Callable[[Instance], Iterator[Fault]]
_OF_ROWS: tuple[_Check, ...] = (
    _duplicates, _alike_ids, _reserved, _references, _calendars, _distances,
)  # fmt: skip
_OF_SETTINGS: tuple[_Check, ...] = (_settings, _areas, _cadres)
