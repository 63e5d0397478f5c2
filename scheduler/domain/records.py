"""One frozen model for each input table of an instance, one field for each column.

A field without a default is a required column. Field names are the column names, but for ``from``
(a Python keyword), which is the field ``from_``. References to other tables are marked with
:class:`Ref`, so that cross-checks, documentation and data packages all read them from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scheduler.domain.calendars.rule_cell import time_said
from scheduler.domain.cells import (
    Day,
    EveryMonths,
    Id,
    Ids,
    Kilometres,
    Latitude,
    Line,
    Longitude,
    MonthCell,
    Monthly,
    Name,
    Note,
    Positive,
    RequiredIds,
    RuleText,
    Time,
    choice,
    fail,
)


@dataclass(frozen=True)
class Ref:
    """The cell names a row of that table by its id (each part of a list does)."""

    table: str


class Record(BaseModel):
    """A row of an input table."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True
    )

    table: ClassVar[str]
    """Name of the table."""
    key: ClassVar[tuple[str, ...]]
    """Columns whose values together stand in one row only."""

    def key_value(self) -> tuple[Any, ...]:
        """The values of the key columns."""
        return tuple(getattr(self, name) for name in self.key)


class _Span(Record):
    """A row that holds from one date to another, both included."""

    @model_validator(mode="after")
    def _in_order(self) -> _Span:
        first, last = getattr(self, "from_", None), getattr(self, "until", None)
        if first is not None and last is not None and last < first:
            raise fail("order", column="until", first=first)
        return self


class Area(Record):
    """A node of the territory tree."""

    table: ClassVar[str] = "areas"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: Id
    name: Name
    level: Name
    parent: Annotated[Line, Ref("areas")]
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    priority: Positive = 1


class Organization(Record):
    """A body that cadres work for and branches belong to; ``attends``: own, all, or ids."""

    table: ClassVar[str] = "organizations"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: Id
    name: Name
    attends: Annotated[RequiredIds, Ref("organizations")] = ("own",)


class Branch(Record):
    """A grassroots unit that meets."""

    table: ClassVar[str] = "branches"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: Id
    name: Name
    organization: Annotated[Id, Ref("organizations")]
    area: Annotated[Id, Ref("areas")]
    requires: Ids = ()


class CalendarRule(_Span):
    """When the branches it speaks of meet:

    One branch, or all of an organisation and/or inside an area. A rule in words may tell the time,
    which then need not stand in its own cell.
    """

    table: ClassVar[str] = "calendars"
    key: ClassVar[tuple[str, ...]] = (
        "rule",
        "time",
        "branch",
        "organization",
        "area",
        "from_",
        "until",
    )

    rule: RuleText
    time: Time
    branch: Annotated[Line, Ref("branches")] = ""
    organization: Annotated[Line, Ref("organizations")] = ""
    area: Annotated[Line, Ref("areas")] = ""
    minutes: Positive | None = None
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    shift: Annotated[Literal["none", "next", "previous"], choice("none", "next", "previous")] = (
        "none"
    )

    @model_validator(mode="before")
    @classmethod
    def _time_of_rule(cls, cells: Any) -> Any:
        if not isinstance(cells, Mapping) or not isinstance(rule := cells.get("rule"), str):
            return cells
        blank = cells.get("time") is None or cells.get("time") == ""
        said = time_said(rule) if blank else ""
        return {**cells, "time": said} if said else cells


class SingleDate(Record):
    """One date of one branch on top of its rules: added, cancelled or moved."""

    table: ClassVar[str] = "meetings"
    key: ClassVar[tuple[str, ...]] = ("branch", "date")

    branch: Annotated[Id, Ref("branches")]
    date: Day
    time: Time | None = None
    minutes: Positive | None = None
    status: Annotated[
        Literal["added", "cancelled", "moved"], choice("added", "cancelled", "moved")
    ] = "added"
    new_date: Day | None = None
    new_time: Time | None = None

    @model_validator(mode="after")
    def _moved_somewhere(self) -> SingleDate:
        if self.status == "moved" and self.new_date is None and self.new_time is None:
            raise fail("moved", column="new_date")
        if self.status != "moved" and (self.new_date or self.new_time):
            raise fail("not_moved", column="status")
        return self


class Closure(_Span):
    """A time in which no rule-made meeting takes place (everywhere, or there, or of that
    organisation).
    """

    table: ClassVar[str] = "closures"
    key: ClassVar[tuple[str, ...]] = ("from_", "until", "area", "organization")

    from_: Day = Field(alias="from")
    until: Day
    area: Annotated[Line, Ref("areas")] = ""
    organization: Annotated[Line, Ref("organizations")] = ""
    reason: Note = ""


class Cadre(_Span):
    """A person who visits.

    Visits are owed a month, or with ``every_months`` in each period of so many months, counted from
    January: one a quarter is 1 visit every 3 months.
    """

    table: ClassVar[str] = "cadres"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: Id
    name: Name
    tier: Name
    organization: Annotated[Id, Ref("organizations")]
    areas: Annotated[RequiredIds, Ref("areas")]
    base: Annotated[Line, Ref("areas")] = ""
    skills: Ids = ()
    visits_per_month: Monthly = 1
    every_months: EveryMonths = 1
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    sort_name: Line = ""
    email: Line = ""
    phone: Line = ""


class Leave(_Span):
    """A cadre's absence, both days included."""

    table: ClassVar[str] = "leave"
    key: ClassVar[tuple[str, ...]] = ("cadre", "from_", "until")

    cadre: Annotated[Id, Ref("cadres")]
    from_: Day = Field(alias="from")
    until: Day
    reason: Note = ""


HistoryStatus = Literal["attended", "planned", "missed", "substituted"]


class PastVisit(Record):
    """A visit of the past, planned or made."""

    table: ClassVar[str] = "history"
    key: ClassVar[tuple[str, ...]] = ("cadre", "branch", "date")

    cadre: Annotated[Id, Ref("cadres")]
    branch: Annotated[Id, Ref("branches")]
    date: Day
    status: Annotated[HistoryStatus, choice("attended", "planned", "missed", "substituted")] = (
        "attended"
    )

    @property
    def counts(self) -> bool:
        """Whether it is a visit of that cadre (SPEC §4: missed and substituted are not)."""
        return self.status in ("attended", "planned")


class Pin(Record):
    """A decision of the planner: this cadre must, or must not, visit that branch."""

    table: ClassVar[str] = "pins"
    key: ClassVar[tuple[str, ...]] = ("cadre", "branch", "date", "month")

    cadre: Annotated[Id, Ref("cadres")]
    branch: Annotated[Id, Ref("branches")]
    decision: Annotated[Literal["require", "forbid"], choice("require", "forbid")]
    date: Day | None = None
    month: MonthCell | None = None
    reason: Note = ""

    @model_validator(mode="after")
    def _one_time(self) -> Pin:
        if self.date and self.month and f"{self.date:%Y-%m}" != str(self.month):
            raise fail("pin_month", column="month", date=self.date)
        return self

    def covers(self, day: dt.date) -> bool:
        """Whether the pin speaks of that date."""
        if self.date is not None:
            return self.date == day
        return self.month is None or (day.year, day.month) == self.month


class Distance(Record):
    """Kilometres by road between two areas, one way, used both ways."""

    table: ClassVar[str] = "distances"
    key: ClassVar[tuple[str, ...]] = ("from_", "to")

    from_: Annotated[Id, Ref("areas")] = Field(alias="from")
    to: Annotated[Id, Ref("areas")]
    km: Kilometres


RECORDS: tuple[type[Record], ...] = (
    Area, Organization, Branch, CalendarRule, SingleDate, Closure, Cadre, Leave, PastVisit, Pin,
    Distance,
)  # fmt: skip
"""The tables of an instance, in the order a reader meets them."""
