"""One edit of an instance, whoever makes it: a scenario, a way out of a conflict, a planner.

An :class:`Edit` only records what is to be done. :mod:`scheduler.edits.apply` does it,
:mod:`scheduler.edits.scenario_file` reads and writes it, :mod:`scheduler.edits.words` says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from scheduler.domain.cells import fail
from scheduler.domain.months import Month
from scheduler.domain.records import RECORDS, Record
from scheduler.domain.vocabulary import Words, meant

TABLES = tuple(record.table for record in RECORDS)


def _as_in_toml(value: Any) -> Any:
    """The value as TOML has it: lists, months as text, and "" for what is not there."""
    match value:
        case None:
            return ""
        case Month():
            return str(value)
        case dict():
            return {key: _as_in_toml(part) for key, part in value.items()}
        case list() | tuple():
            return [_as_in_toml(part) for part in value]
    return value


Cells = Annotated[dict[str, Any], AfterValidator(_as_in_toml)]
"""Columns and what stands in them, as in the tables; "" is an empty cell."""


def _table(value: object) -> str:
    if not (name := meant("tables", str(value), TABLES)):
        raise fail("choice", words=Words("tables", tuple(TABLES)), value=str(value))
    return name


TableName = Annotated[str, BeforeValidator(_table)]
Ids = Annotated[list[str], Field(min_length=1)]


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Remove(_Edit):
    """Take rows out, all that match or so many of them; cadres leave before the horizon begins.

    ``where``: column to value or list of values ("": empty); ``within``: only inside that area.
    ``count`` or ``share`` (0 to 1) picks some, the same whatever else is picked, evenly over the
    tiers.
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


class Put(_Edit):
    """Put rows in, each in place of the row with the same key, if there is one."""

    table: TableName
    rows: Annotated[list[Cells], Field(min_length=1)]


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
    put: Put | None = None
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


def only(row: Record) -> Cells:
    """The ``where`` that this row alone meets: the columns of its key, and a pin's decision."""
    columns = (*row.key, "decision") if row.table == "pins" else row.key
    aliases = {name: info.alias or name for name, info in type(row).model_fields.items()}
    return {aliases[name]: _as_in_toml(getattr(row, name)) for name in columns}


def without_row(row: Record) -> Edit:
    """The edit that takes one row out."""
    return Edit(remove=Remove(table=row.table, where=only(row)))


def changed_row(row: Record, cells: Mapping[str, Any]) -> Edit:
    """The edit that sets columns of one row; an empty cell means the default."""
    return Edit(change=Change(table=row.table, where=only(row), set=dict(cells)))
