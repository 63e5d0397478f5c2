"""Hypothesis strategies for the things of the domain: random small instances that are consistent.

``instances()`` gives instances that pass :func:`scheduler.domain.checks.find_faults`, with every
table and every column in use somewhere, and with the names and ids that trip readers and writers:
formulas, ``007``, ``NA``, ``null``, quotes, delimiters, several languages.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from scheduler.domain.cells import clean
from scheduler.domain.checks import appearance
from scheduler.domain.instance import Instance
from scheduler.domain.months import Month
from scheduler.domain.records import (
    Area,
    Branch,
    Cadre,
    CalendarRule,
    Closure,
    Distance,
    Leave,
    Organization,
    PastVisit,
    Pin,
    SingleDate,
)
from scheduler.domain.registry import objective_names
from scheduler.domain.settings import Objectives, Rules, Settings

T = TypeVar("T")

HAZARDS = (
    "007", "7", "1e5", "NA", "N/A", "null", "None", "nan", "TRUE", "=1+1", "'=1+1", "''=1",
    "+84 912", "-1", "-", "@home", "'@", "'", "''", '"', 'x"y', "a,b", "a\\b", "2015-07-01", "1/2",
    "{x}", "<b>&amp;", "#REF!", "_x0041_", "Nguyễn Thị Hòa", "Hoà", "Đặng", "Thạch Sô Phia", "ភូមិ",
    "🌾", "sep=;", "A  B", "＝1+1", "－x", "'＠", "﹢1",
)  # fmt: skip
"""Texts that some reader or writer somewhere takes for something else."""

_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cf", "Cn", "Co"))
_RULES = (
    "15", "-1", "1SA", "-1SU", "L15", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=WEEKLY;BYDAY=MO;UNTIL=20151231T165959Z",
    "DTSTART;TZID=Asia/Ho_Chi_Minh:20130107T190000\nRRULE:FREQ=MONTHLY;BYDAY=1MO",
)  # fmt: skip
_TIMES = ("07:30", "18:05", "morning", "afternoon", "evening")


def lines(longest: int = 12) -> st.SearchStrategy[str]:
    """Single lines of text as a cell holds them, never empty."""
    typed = st.text(_LETTERS, min_size=1, max_size=longest).map(lambda text: clean(text, 1_000))
    return (st.sampled_from(HAZARDS) | typed).filter(bool)


def notes() -> st.SearchStrategy[str]:
    """Free text, which may span lines and may be empty."""
    letters = st.one_of(_LETTERS, st.sampled_from("\n\t;"))
    return st.text(letters, max_size=20).map(clean)


def _parts() -> st.SearchStrategy[str]:
    """Texts that may be an id, or one part of a list."""
    return lines(8).filter(lambda text: ";" not in text)


def identifiers(low: int, high: int) -> st.SearchStrategy[list[str]]:
    """Distinct ids, none of them alike and none a reserved word."""
    allowed = _parts().filter(lambda text: appearance(text) not in ("", "own", "all"))
    return st.lists(allowed, min_size=low, max_size=high, unique_by=appearance)


def days(first: int = 2013, last: int = 2016) -> st.SearchStrategy[dt.date]:
    """Dates of those years."""
    return st.dates(dt.date(first, 1, 1), dt.date(last, 12, 31))


def spans() -> st.SearchStrategy[tuple[dt.date, dt.date]]:
    """A first and a last day, in order."""
    return st.tuples(days(), days()).map(lambda pair: (min(pair), max(pair)))


def _subset(items: Sequence[str], low: int, high: int) -> st.SearchStrategy[tuple[str, ...]]:
    chosen = st.lists(st.sampled_from(items), min_size=low, max_size=high, unique=True)
    return chosen.map(tuple)


def _skills() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(_parts(), max_size=2, unique=True).map(tuple)


def _maybe(items: Sequence[str]) -> st.SearchStrategy[str]:
    return st.just("") | st.sampled_from(items)


def _rows(
    row: st.SearchStrategy[T], most: int = 4, low: int = 0
) -> st.SearchStrategy[tuple[T, ...]]:
    def key(record: Any) -> Any:
        return record.key_value()

    return st.lists(row, min_size=low, max_size=most, unique_by=key).map(tuple)


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    """Settings of any horizon, with the levels in any words."""
    chosen = draw(st.lists(st.sampled_from(objective_names()), min_size=1, unique=True))
    weights = st.integers(1, 9)
    levels: list[dict[str, int]] = []
    for name in chosen:
        if levels and draw(st.booleans()):
            levels[-1][name] = draw(weights)
        else:
            levels.append({name: draw(weights)})
    return Settings(
        name=draw(lines()),
        start=Month(draw(st.integers(2013, 2016)), draw(st.integers(1, 12))),
        months=draw(st.integers(1, 4)),
        levels=tuple(draw(st.lists(lines(), min_size=2, max_size=4, unique=True))),
        timezone=draw(st.sampled_from(("Asia/Ho_Chi_Minh", "UTC"))),
        holidays=draw(st.sampled_from(("", "VN"))),
        max_areas=draw(st.integers(1, 3)),
        rules=Rules(
            visitors_per_meeting=draw(st.integers(1, 3)),
            gap_months=draw(st.integers(0, 12)),
            accompany=draw(st.sampled_from(("off", "prefer", "require"))),
            initial_age_months=draw(st.integers(0, 24)),
            history_months=draw(st.integers(0, 48)),
        ),
        objectives=Objectives(levels=tuple(levels)),
    )


@st.composite
def areas(draw: st.DrawFn, levels: Sequence[str]) -> tuple[Area, ...]:
    """A forest of areas: every level but the top may be skipped, and need not have any."""
    ids = draw(identifiers(len(levels), len(levels) + 4))
    depths = [0, *sorted(draw(st.integers(1, len(levels) - 1)) for _ in ids[1:])]
    made: list[Area] = []
    for identifier, depth in zip(ids, depths, strict=True):
        above = [area.id for area in made if levels.index(area.level) < depth]
        located = draw(st.booleans())
        made.append(
            Area(
                id=identifier,
                name=draw(lines()),
                level=levels[depth],
                parent=draw(st.sampled_from(above)) if above else "",
                latitude=draw(st.floats(-90, 90)) if located else None,
                longitude=draw(st.floats(-180, 180)) if located else None,
                priority=draw(st.integers(1, 3)),
            )
        )
    return tuple(draw(st.permutations(made)))


@st.composite
def organizations(draw: st.DrawFn) -> tuple[Organization, ...]:
    """Organisations that attend their own branches, all, or some."""
    ids = draw(identifiers(1, 4))
    attends = st.sampled_from((("own",), ("all",))) | _subset([*ids, "own"], 1, 3)
    return tuple(Organization(id=i, name=draw(lines()), attends=draw(attends)) for i in ids)


@st.composite
def _calendar(
    draw: st.DrawFn, branches: list[str], bodies: list[str], places: list[str]
) -> CalendarRule:
    first, last = draw(spans())
    anchored = draw(st.booleans())
    return CalendarRule(
        rule="FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15" if anchored else draw(st.sampled_from(_RULES)),
        time=draw(st.sampled_from(_TIMES)),
        branch=draw(_maybe(branches)),
        organization=draw(_maybe(bodies)),
        area=draw(_maybe(places)),
        minutes=draw(st.none() | st.integers(1, 240)),
        from_=first if anchored or draw(st.booleans()) else None,
        until=draw(st.sampled_from((None, last))),
        shift=draw(st.sampled_from(("none", "next", "previous"))),
    )


@st.composite
def _single_date(draw: st.DrawFn, branches: list[str]) -> SingleDate:
    status = draw(st.sampled_from(("added", "cancelled", "moved")))
    moved = status == "moved"
    return SingleDate(
        branch=draw(st.sampled_from(branches)),
        date=draw(days()),
        time=draw(st.none() | st.sampled_from(_TIMES)),
        minutes=draw(st.none() | st.integers(1, 240)),
        status=status,
        new_date=draw(days()) if moved else None,
        new_time=draw(st.none() | st.sampled_from(_TIMES)) if moved else None,
    )


@st.composite
def _cadre(
    draw: st.DrawFn, identifier: str, given: Settings, bodies: list[str], places: list[str]
) -> Cadre:
    first, last = draw(spans())
    return Cadre(
        id=identifier,
        name=draw(lines()),
        tier=draw(st.sampled_from(given.levels[:-1])),
        organization=draw(st.sampled_from(bodies)),
        areas=draw(_subset(places, 1, given.max_areas)),
        base=draw(_maybe(places)),
        skills=draw(_skills()),
        visits_per_month=draw(st.integers(0, 3)),
        every_months=draw(st.sampled_from((1, 1, 1, 2, 3, 4, 6, 12))),
        from_=draw(st.sampled_from((None, first))),
        until=draw(st.sampled_from((None, last))),
        sort_name=draw(st.just("") | lines()),
        email=draw(st.just("") | lines()),
        phone=draw(st.just("") | lines()),
    )


@st.composite
def _pin(draw: st.DrawFn, cadres: list[str], branches: list[str]) -> Pin:
    day = draw(days())
    return Pin(
        cadre=draw(st.sampled_from(cadres)),
        branch=draw(st.sampled_from(branches)),
        decision=draw(st.sampled_from(("require", "forbid"))),
        date=draw(st.sampled_from((None, day))),
        month=draw(st.sampled_from((None, Month.of(day)))),
        reason=draw(notes()),
    )


def _distances(places: list[str]) -> st.SearchStrategy[tuple[Distance, ...]]:
    place = st.sampled_from(places)
    row = st.builds(Distance, from_=place, to=place, km=st.floats(0, 40_000))

    def pair(record: Distance) -> frozenset[str]:
        return frozenset((record.from_, record.to))

    return st.lists(row, max_size=3, unique_by=pair).map(tuple)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Small instances without any contradiction; every optional table may be empty."""
    given = draw(settings())
    territory = draw(areas(given.levels))
    places = [area.id for area in territory]
    bodies_rows = draw(organizations())
    bodies = [row.id for row in bodies_rows]
    branch_rows = tuple(
        Branch(
            id=identifier, name=draw(lines()), organization=draw(st.sampled_from(bodies)),
            area=draw(st.sampled_from(places)), requires=draw(_skills()),
        )
        for identifier in draw(identifiers(1, 5))
    )  # fmt: skip
    branches = [row.id for row in branch_rows]
    cadre_rows = tuple(
        draw(_cadre(identifier, given, bodies, places)) for identifier in draw(identifiers(1, 4))
    )
    cadres = [row.id for row in cadre_rows]

    def spanning(make: Callable[..., T], **more: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
        def build(span: tuple[dt.date, dt.date], **values: Any) -> T:
            return make(from_=span[0], until=span[1], **values)

        return st.builds(build, span=spans(), **more)

    return Instance(
        settings=given,
        areas=territory,
        organizations=bodies_rows,
        branches=branch_rows,
        cadres=cadre_rows,
        calendars=draw(_rows(_calendar(branches, bodies, places))),
        meetings=draw(_rows(_single_date(branches))),
        closures=draw(
            _rows(
                spanning(Closure, area=_maybe(places), organization=_maybe(bodies), reason=notes())
            )
        ),
        leave=draw(_rows(spanning(Leave, cadre=st.sampled_from(cadres), reason=notes()))),
        history=draw(
            _rows(
                st.builds(
                    PastVisit,
                    cadre=st.sampled_from(cadres),
                    branch=st.sampled_from(branches),
                    date=days(),
                    status=st.sampled_from(("attended", "planned", "missed", "substituted")),
                )
            )
        ),
        pins=draw(_rows(_pin(cadres, branches))),
        distances=draw(_distances(places)),
    )
