"""An instance: settings and tables as the planner gave them, each cell valid, nothing derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

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
    Record,
    SingleDate,
)
from scheduler.domain.settings import Settings


class Instance(BaseModel):
    """Settings and the eleven tables of SPEC §3; a field is named as its table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: Settings
    areas: tuple[Area, ...]
    organizations: tuple[Organization, ...]
    branches: tuple[Branch, ...]
    cadres: tuple[Cadre, ...]
    calendars: tuple[CalendarRule, ...] = ()
    meetings: tuple[SingleDate, ...] = ()
    closures: tuple[Closure, ...] = ()
    leave: tuple[Leave, ...] = ()
    history: tuple[PastVisit, ...] = ()
    pins: tuple[Pin, ...] = ()
    distances: tuple[Distance, ...] = ()

    @classmethod
    def of(cls, settings: Settings, tables: Mapping[str, tuple[Record, ...]]) -> Instance:
        """An instance from rows already validated one by one (no second validation)."""
        fields: dict[str, Any] = {name: tables.get(name, ()) for name in cls.model_fields}
        fields["settings"] = settings
        return cls.model_construct(**fields)

    def ids(self, name: str) -> frozenset[str]:
        """The ids that the rows of that table have."""
        return frozenset(row.id for row in self.table(name))  # type: ignore[attr-defined]

    def table(self, name: str) -> tuple[Record, ...]:
        """The rows of the table of that name."""
        rows: tuple[Record, ...] = getattr(self, name)
        return rows
