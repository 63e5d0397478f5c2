"""What a scenario file says: named edits of an instance, grids of values, repetitions.

::

    [[scenario]]
    name = "two-fewer"
    [[scenario.edit]]
    remove = {table = "cadres", where = {tier = "commune", within = "844"}, count = 2}

Each edit is a table with one key, the edit's name. What it does to an instance is in
:mod:`scheduler.domain.edits`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from scheduler.domain.cells import Name, fail
from scheduler.domain.records import RECORDS

TABLES = tuple(record.table for record in RECORDS)

Cells = dict[str, Any]
"""Columns and what stands in them, as in the tables."""

MOST_SCENARIOS = 2_000
"""Scenarios that one file may come to with its grids and repetitions."""


def _table(value: object) -> str:
    if value not in TABLES:
        raise fail("choice", words=", ".join(TABLES), value=str(value))
    return str(value)


TableName = Annotated[str, BeforeValidator(_table)]
Ids = Annotated[list[str], Field(min_length=1)]


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Remove(_Edit):
    """Take rows out, all that match or so many of them; cadres leave before the horizon begins.

    ``where``: column to value or list of values; ``within``: only inside that area. ``count`` or
    ``share`` (0 to 1) picks some, the same whatever else is picked, evenly over the tiers.
    """

    table: TableName
    where: Cells = {}
    count: int | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _one_number(self) -> Remove:
        if self.count is not None and self.share is not None:
            raise fail("count_or_share")
        return self


class Add(_Edit):
    """Put rows in: ``rows`` as in the tables, or cadres like those matched by ``like``, ``count``
    of them or so many as are a ``share`` of those.
    """

    table: TableName
    rows: list[Cells] = []
    like: Cells | None = None
    count: int | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, le=10)

    @model_validator(mode="after")
    def _something(self) -> Add:
        numbers = (self.count is not None) + (self.share is not None)
        if numbers > 1:
            raise fail("count_or_share")
        if numbers != (self.like is not None) or not (self.rows or numbers):
            raise fail("nothing_added")
        return self


class Change(_Edit):
    """Set columns of the rows that match: quotas, areas, leave, dates, anything."""

    table: TableName
    where: Cells = {}
    set: Cells


class Transfer(_Edit):
    """Send cadres elsewhere: other areas, and if given another organisation, tier or base."""

    where: Cells
    areas: Ids
    organization: str = ""
    tier: str = ""
    base: str = ""


class Close(_Edit):
    """Close areas with everything under them: branches, their dates and their past."""

    areas: Ids


class Merge(_Edit):
    """Make one area of several of one level: the new id to the old ones. Branches of one
    organisation that lie directly in the merged areas (boards) become one, unless ``unite`` is
    false. One old id alone is a new id for it.
    """

    into: Annotated[dict[str, Ids], Field(min_length=1)]
    names: dict[str, str] = {}
    unite: bool = True


class Split(_Edit):
    """Make several areas of one: each new id to those of its children that go there. Branches that
    lie directly in it go to the first; cadres responsible for it are dealt out in turn.
    """

    area: str
    into: dict[str, list[str]]
    names: dict[str, str] = {}


class DropLevel(_Edit):
    """Do away with a level: what lies under its areas comes under their parents.

    Whoever was responsible for such an area gets areas under it, dealt out in turn. Cadres whose
    tier it was get the ``tier`` given, or are gone.
    """

    level: str
    tier: str = ""


class Edit(_Edit):
    """One edit: exactly one key."""

    remove: Remove | None = None
    add: Add | None = None
    change: Change | None = None
    transfer: Transfer | None = None
    close: Close | None = None
    merge: Merge | None = None
    split: Split | None = None
    drop_level: DropLevel | None = None
    rules: Cells | None = None
    """Rules of instance.toml."""
    settings: Cells | None = None
    """Other keys of instance.toml, such as holidays or max_areas."""
    objectives: Annotated[list[dict[str, int]], Field(min_length=1)] | None = None
    """The levels, the most important first."""

    @model_validator(mode="after")
    def _one(self) -> Edit:
        if len(self.model_fields_set) != 1:
            raise fail("one_edit", words=", ".join(type(self).model_fields))
        return self

    @property
    def name(self) -> str:
        """The key."""
        return next(iter(self.model_fields_set))


class Scenario(_Edit):
    """A changed instance to be solved: edits in order, on seed after seed."""

    name: Name
    edit: tuple[Edit, ...] = ()
    repeat: int = Field(default=1, ge=1, le=100)


Grid = dict[str, Annotated[list[Any], Field(min_length=1)]]


class ScenarioEntry(Scenario):
    """A scenario as a file has it, with a grid of values to be put in.

    A key of the grid leads to a value of the scenario, counting from 1: ``edit.1.remove.share``.
    """

    grid: Grid = {}


class ScenarioFile(_Edit):
    """Everything in a scenario file."""

    scenario: Annotated[list[ScenarioEntry], Field(min_length=1)]
